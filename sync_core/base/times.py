"""Conversion of times to and from whole milliseconds."""

from __future__ import annotations

import math

__all__ = ["clock", "frames_to_ms", "seconds_to_ms"]


def seconds_to_ms(seconds: float) -> int:
    """Return a time in whole milliseconds, rounded once and half up.

    Args:
        seconds: A time in seconds.

    Raises:
        ValueError: The value is NaN or infinite.
    """
    milliseconds = float(seconds) * 1000
    if not math.isfinite(milliseconds):
        raise ValueError(f"not a time in seconds: {seconds!r}")
    return math.floor(milliseconds + 0.5)


def frames_to_ms(frames: int, rate_hz: int) -> int:
    """Return the time in ms of a count of frames or samples, exact, rounded half up."""
    return (2000 * frames + rate_hz) // (2 * rate_hz)


def clock(milliseconds: int, *, decimal: str = ".") -> str:
    """Format a time as ``HH:MM:SS.mmm``, with hours of two digits or more.

    Args:
        milliseconds: A time of 0 or more.
        decimal: The decimal mark: ``.`` in WebVTT, ``,`` in SRT.
    """
    seconds, millis = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{decimal}{millis:03}"
