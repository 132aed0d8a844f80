"""Times as TTML writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

__all__ = ["Rates"]

_CLOCK = re.compile(
    r"([0-9]{1,6}):([0-9]{1,2}):([0-9]{1,2})"
    r"(?:([.,][0-9]{1,9})|:([0-9]{1,6})(?:\.([0-9]{1,6}))?)?"
)
_OFFSET = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)(h|m|s|ms|f|t)")


@frozen
class Rates:
    """How many frames and ticks a document has in a second."""

    frames: Fraction = Fraction(30)
    subframes: int = 1
    ticks: Fraction = Fraction(1)

    @classmethod
    def read(cls, attributes: Mapping[str, str]) -> Rates:
        """Read the attributes of the ``tt`` element; nonsense counts as not there."""
        frames = _parse_number(attributes.get("framerate"))
        numbers = re.findall("[0-9]{1,6}", attributes.get("frameratemultiplier") or "")
        multiplier = Fraction(1)
        if len(numbers) == 2 and all(map(int, numbers)):
            multiplier = Fraction(int(numbers[0]), int(numbers[1]))
        rate = Fraction(frames or 30) * multiplier
        subframes = _parse_number(attributes.get("subframerate")) or 1
        ticks = _parse_number(attributes.get("tickrate"))
        default = rate * subframes if frames else Fraction(1)
        return cls(rate, subframes, Fraction(ticks) if ticks else default)

    def parse_ms(self, text: str) -> int | None:
        """Return a time expression in milliseconds; None if it is none."""
        text = text.strip()
        if match := _OFFSET.fullmatch(text):
            return _round_ms(Fraction(match[1]) * self._get_unit(match[2]))
        match = _CLOCK.fullmatch(text)
        if match is None:
            return None
        hours, minutes, seconds = (int(match[group]) for group in (1, 2, 3))
        total = Fraction((hours * 60 + minutes) * 60 + seconds)
        if match[4]:
            total += Fraction(f"0.{match[4][1:]}")
        if match[5]:
            parts = Fraction(int(match[6] or 0), self.subframes)
            total += (int(match[5]) + parts) / self.frames
        return _round_ms(total)

    def _get_unit(self, name: str) -> Fraction:
        units = {"h": Fraction(3600), "m": Fraction(60), "ms": Fraction(1, 1000)}
        units |= {"s": Fraction(1), "f": 1 / self.frames, "t": 1 / self.ticks}
        return units[name]


def _parse_number(text: str | None) -> int:
    match = re.fullmatch(r"\s*([0-9]{1,9})\s*", text or "")
    return int(match[1]) if match else 0


def _round_ms(seconds: Fraction) -> int:
    return int(seconds * 1000 + Fraction(1, 2))
