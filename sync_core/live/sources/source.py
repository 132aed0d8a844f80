"""What a source of live audio is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from attrs import frozen

from sync_core.live.audio_input.chunk_converter import Chunk

__all__ = ["Missing", "Source"]


@frozen
class Missing:
    """Audio that a source lost: its time has passed, its sound is gone."""

    duration_ms: int
    reason: str
    """In words, for a person."""


class Source(Protocol):
    """Gives audio chunk by chunk, on a thread that belongs to it alone."""

    sample_rate_hz: int
    """Of every chunk."""
    channels: int
    """Of chunks of raw bytes; arrays say it by their shape."""
    waits: bool | None
    """Whether it can be held back without losing anything: True as for a file, False as
    for a microphone; None: it shows by whether audio comes faster than it is spoken."""
    name: str
    """What messages call it."""

    def chunks(self) -> Iterator[Chunk | Missing]:
        """Yield what there is, as soon as it is there, and end where it ends.

        Called once. An error that it raises reaches the caller of ``run_live`` behind
        everything that was said before.
        """

    def close(self) -> None:
        """Make ``chunks`` end soon, wherever it waits; called from any thread."""
