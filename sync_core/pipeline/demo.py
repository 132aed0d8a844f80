"""The clip that sync-core brings along."""

from __future__ import annotations

from pathlib import Path

__all__ = ["demo_clip"]


def demo_clip() -> tuple[Path, str]:
    """Return the path of the clip that sync-core brings along, and its script."""
    folder = Path(__file__).parent / "demo_data"
    return folder / "line.flac", (folder / "script.txt").read_text(encoding="utf-8")
