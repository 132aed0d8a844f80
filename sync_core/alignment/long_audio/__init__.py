"""Aligning audio of any length with its whole script, piece by piece."""

from sync_core.alignment.long_audio.anchors import match_anchors
from sync_core.alignment.long_audio.piecewise import align_piecewise

__all__ = ["align_piecewise", "match_anchors"]
