"""Documents as markers on a clip, for editing tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from sync_core import Document, Segment, Word
from sync_core_plugins.serialization.text_fields import flatten_text
from sync_core_plugins.serialization.timed_text import (
    Unit,
    find_timed_segments,
    find_timed_words,
)

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = [
    "Marker",
    "check_frame_rate",
    "make_markers",
    "measure_length_ms",
    "parse_frame_rate",
]


@frozen
class Marker:
    """A named stretch of time."""

    start_ms: int
    end_ms: int
    name: str
    speaker: str | None
    item: Word | Segment


def make_markers(document: Document, unit: Unit) -> Iterator[Marker]:
    """Yield a marker for each word or segment that has times and a text."""
    if unit == "segment":
        for segment, start, end in find_timed_segments(document):
            yield Marker(
                start, end, flatten_text(segment.text), segment.speaker, segment
            )
        return
    for segment in document.segments:
        for word, start, end in find_timed_words(segment):
            yield Marker(start, end, flatten_text(word.text), segment.speaker, word)


def measure_length_ms(document: Document, found: list[Marker]) -> int:
    """Return the audio's length, or at least where the last marker ends."""
    ends = [marker.end_ms for marker in found]
    return max([document.duration_ms or 0, *ends])


def check_frame_rate(_instance: object, _attribute: object, value: float) -> None:
    """Raise ValueError for what is no frame rate: a validator of attrs."""
    parse_frame_rate(value)


def parse_frame_rate(rate: float) -> Fraction:
    """Return the exact rate that is meant: 29.97 is 30000/1001.

    Raises:
        ValueError: It is no frame rate.
    """
    if not 1 <= rate <= 1_000_000:
        raise ValueError(f"a frame rate is a number from 1 on, not {rate!r}")
    from fractions import Fraction

    whole = round(rate)
    # Television's rates are 1000/1001 of whole ones, and written with 2 or 3 decimals.
    if rate != whole and abs(rate - whole * 1000 / 1001) < 0.006:
        return Fraction(whole * 1000, 1001)
    return Fraction(rate).limit_denominator(1001)
