"""The packages that sync-core brings along, and what their metadata says they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

MARKER = "<!-- packages -->"
"""Where in a page the table goes."""

EXTRAS = ("", "offline", "phones", "subtitles")
"""What users install; the empty one stands for sync-core as it is. The extra
``openai-whisper`` is left out: it brings torch along, which CI does not install."""


def text() -> str:
    """Give a row of Markdown for each package, its own requirements included."""
    rows = [
        f"| {name} | {found.version} | {licence(found)} | {extra or 'always'} |"
        for name, (found, extra) in sorted(packages().items())
    ]
    return "\n".join(
        ["| package | here | licence | comes |", "|---|---|---|---|", *rows]
    )


def packages() -> dict[str, tuple[Distribution, str]]:
    """Give the installed packages, with the first extra that brings each along."""
    found: dict[str, tuple[Distribution, str]] = {}
    for extra in EXTRAS:
        waiting = [("sync-core", extra)]
        seen = set()
        while waiting:
            name, wanted = waiting.pop()
            if (name, wanted) in seen:
                continue
            seen.add((name, wanted))
            try:
                package = distribution(name)
            except PackageNotFoundError:
                continue
            if name != "sync-core":
                found.setdefault(name, (package, extra))
            waiting += _required(package, wanted)
    return found


def licence(package: Distribution) -> str:
    """Give the licence in the words of the package's metadata."""
    meta = package.metadata
    said = "".join(meta.get_all("License-Expression") or meta.get_all("License") or "")
    classified = [
        line.rpartition(" :: ")[2]
        for line in meta.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    return said.strip().split("\n")[0] or ", ".join(classified) or "unknown"


def _required(package: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    for line in package.requires or []:
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
            name = re.sub(r"[-_.]+", "-", wanted.name).lower()
            yield from ((name, inner) for inner in ("", *wanted.extras))
