"""Install what ``sync-core new`` writes beside the wheel; it is listed and passes.

Wants pytest and hatchling in the environment: the packages are built without another.
"""

import json
import subprocess
import sys
from pathlib import Path


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def main(folder: Path) -> None:
    folder.mkdir(parents=True)
    names = {kind: f"ci-{kind}" for kind in ("exporter", "aligner", "backend")}
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps"]
    for kind, name in names.items():
        run("sync-core", "new", kind, name, cwd=folder)
    packages = [f"./sync-core-{name}" for name in names.values()]
    run(*pip, "--no-build-isolation", *packages, cwd=folder)
    listed = json.loads(run("sync-core", "plugins", "--json", cwd=folder))
    assert not listed["failures"], listed["failures"]
    rows = {(row["kind"], row["name"]) for row in listed["plugins"]}
    assert rows >= set(names.items()), rows
    for name in names.values():
        tested = run(
            *(sys.executable, "-m", "pytest", "-q"), cwd=folder / f"sync-core-{name}"
        )
        print(f"sync-core-{name}: {tested.splitlines()[-1]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
