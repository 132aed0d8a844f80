"""What is refused before any search."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import AlignmentError, ScriptError, Token
from sync_core_plugins.hmm.alignment import Tokens
from sync_core_plugins.hmm.limits import MAX_MS

__all__ = ["check_length", "check_readable"]


def check_length(duration_ms: int) -> None:
    """Raise ``AlignmentError`` if a clip is too long for one search."""
    if duration_ms > MAX_MS:
        raise AlignmentError(
            f"the hmm aligner takes clips of up to {MAX_MS // 1000} s so far, and this "
            f"one lasts {duration_ms / 1000:.1f} s: cut it and its script into pieces"
        )


def check_readable(words: Sequence[Token], tokens: Tokens) -> None:
    """Raise ``ScriptError`` if no word has an English reading."""
    if not any(tokens):
        raise ScriptError(
            f"the hmm aligner reads English, and nothing in the script is: "
            f"{words[0].text!r} (at {words[0].start}) has no English reading; choose "
            "another aligner, or write it out in words"
        )
