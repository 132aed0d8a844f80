"""Milliseconds, and the ways in which people and files write them."""

from __future__ import annotations

import math

__all__ = ["clock", "frames_to_ms", "seconds_to_ms"]


def seconds_to_ms(seconds: float) -> int:
    """Give whole milliseconds, rounded once and half up.

    Raises:
        ValueError: The value is NaN or infinite.
    """
    milliseconds = float(seconds) * 1000
    if not math.isfinite(milliseconds):
        raise ValueError(f"not a time in seconds: {seconds!r}")
    return math.floor(milliseconds + 0.5)


def frames_to_ms(frames: int, rate_hz: int) -> int:
    """Give the time of a frame or sample count at a rate, exact, rounded half up."""
    return (2000 * frames + rate_hz) // (2 * rate_hz)


def clock(milliseconds: int, *, decimal: str = ".") -> str:
    """Write a time as ``HH:MM:SS.mmm``, with hours of two digits or more.

    Args:
        milliseconds: A time from 0 on.
        decimal: The mark before the milliseconds: ``.`` in WebVTT, ``,`` in SRT.
    """
    seconds, millis = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{decimal}{millis:03}"
