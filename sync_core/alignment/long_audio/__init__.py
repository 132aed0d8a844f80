"""Aligning audio of any length with its whole script, piece by piece."""

from sync_core.alignment.long_audio.anchors import anchors_from
from sync_core.alignment.long_audio.piecewise import align_long

__all__ = ["align_long", "anchors_from"]
