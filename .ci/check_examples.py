"""The example plugins work beside the installed wheel, as their READMEs say."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
NAMES = {
    "mouth_cues": "mouth-cues",
    "command_aligner": "command",
    "http_backend": "openai-http",
}


def run(*command: object, cwd: Path) -> str:
    print("$", *command, flush=True)
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, stdout=subprocess.PIPE, text=True
    )
    print(done.stdout, flush=True)
    assert done.returncode == 0, f"ended with {done.returncode}"
    return done.stdout


def try_out(example: Path) -> None:
    """Install a copy, run its tests in it, and look it up on the command line."""
    name = NAMES[example.name]
    run(sys.executable, "-m", "pip", "install", "-q", f"{example}[test]", cwd=example)
    # Not out of the folder, but as it was installed.
    elsewhere = example.parent / f"tests-of-{example.name}"
    shutil.copytree(example / "tests", elsewhere)
    run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=elsewhere)
    cli = [sys.executable, "-m", "sync_core.cli", "plugins"]
    listed = json.loads(run(*cli, "--json", name, cwd=elsewhere))
    (plugin,) = listed["plugins"]
    assert listed["failures"] == [], listed
    assert (plugin["version"], plugin["api"]) == ("0.1", 1), plugin
    checked = json.loads(run(*cli, "--check", "--json", name, cwd=elsewhere))
    skipped = name == "openai-http"  # It has no key.
    assert checked["counts"] == {"skipped" if skipped else "passed": 1}, checked


def main() -> None:
    os.environ.pop("OPENAI_API_KEY", None)
    found = {path.parent.name for path in EXAMPLES.glob("*/pyproject.toml")}
    assert found == set(NAMES), found
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            copy = Path(folder) / name
            shutil.copytree(EXAMPLES / name, copy)
            try_out(copy)


main()
