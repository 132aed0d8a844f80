"""Compare the wheel and the sdist with the tree: nothing missing, nothing extra."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOP_LEVEL = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return set(listed.stdout.split("\0")) - {""}


def check(what: str, expected: set[str], got: set[str]) -> None:
    missing, extra = sorted(expected - got), sorted(got - expected)
    if missing or extra:
        sys.exit(f"{what}: missing {missing}, unexpected {extra}")
    print(f"{what}: {len(got)} files, as in the tree")


def main(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    (sdist,) = dist.glob("*.tar.gz")
    sources = tracked("sync_core", "plugins")
    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    check("wheel", {name.removeprefix("plugins/") for name in sources}, names)
    with tarfile.open(sdist) as archive:
        members = (m.name for m in archive.getmembers() if m.isfile())
        names = {name.split("/", 1)[1] for name in members}
    rest = tracked("tests", "docs", ".ci", *TOP_LEVEL)
    check("sdist", sources | rest, names - {"PKG-INFO", ".gitignore"})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
