"""Aligning audio of any length with its whole script, piece by piece."""

from sync_core.longform._align import align_long
from sync_core.longform._matching import anchors_from

__all__ = ["align_long", "anchors_from"]
