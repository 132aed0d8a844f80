"""What the decoders look for, and what they find; times count frames."""

from __future__ import annotations

from attrs import field, frozen

__all__ = [
    "FRAME_MS",
    "HEARD_PREFIX",
    "SAMPLES_PER_FRAME",
    "DecodedPhone",
    "DecodedWord",
    "Slot",
]

FRAME_MS = 10
"""The acoustic model's hop."""
SAMPLES_PER_FRAME = 16 * FRAME_MS
"""At 16 kHz."""
HEARD_PREFIX = "sounds~"
"""How the names of words begin that are made of what was heard, not of the script."""

Slot = tuple[tuple[str, ...], ...]
"""Alternative readings of one stretch of the script, each a row of dictionary words."""


@frozen
class DecodedPhone:
    """A phone and its place."""

    name: str
    start: int
    frames: int
    score: int


@frozen
class DecodedWord:
    """A spoken word and its place, or a pause and its place."""

    name: str
    start: int
    frames: int
    score: int
    phones: tuple[DecodedPhone, ...] = field(default=())

    @property
    def end(self) -> int:
        """The first frame after it."""
        return self.start + self.frames

    @property
    def is_filler(self) -> bool:
        """Whether it is a pause or a noise."""
        return self.name[0] in "<["

    @property
    def is_unscripted(self) -> bool:
        """Whether it is made of what was heard and stands in no script."""
        return self.name.startswith(HEARD_PREFIX)
