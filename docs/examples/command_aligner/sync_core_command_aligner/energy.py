"""A small aligner: words share the sound by their length. Usage: AUDIO SCRIPT OUTPUT.

Reads 16-bit mono WAV and UTF-8 text, and writes a Praat TextGrid. It knows no language
and hears no words, so it is coarse; it stands here for any program that aligns.
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path

_FRAME_MS = 10
_SOUND = 0.05
"""Of the loudest frame; what is quieter is a pause."""
_LEAST = 20
"""What is quieter than this, on average, is no sound at all (-64 dBFS)."""

_HEAD = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n{end}\n<exists>\n1\n'
_TIER = '"IntervalTier"\n"words"\n0\n{end}\n{count}\n'


def sounding_ms(path: str) -> tuple[list[int], int]:
    """Give the start of each frame in which there is sound, and the audio's length."""
    import numpy as np

    with wave.open(path) as file:
        rate, count = file.getframerate(), file.getnframes()
        samples = np.frombuffer(file.readframes(count), "<i2").astype(float)
    size = rate * _FRAME_MS // 1000
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    loudness = np.abs(frames).mean(axis=1)
    limit = max(_SOUND * loudness.max(initial=0), _LEAST)
    length_ms = count * 1000 // rate
    return [int(at) * _FRAME_MS for at in np.flatnonzero(loudness > limit)], length_ms


def shared_out(words: list[str], sounding: list[int]) -> list[tuple[int, int]]:
    """Give each word the frames that its letters earn it."""
    letters = [max(1, len(word)) for word in words]
    spans, done, total = [], 0, sum(letters)
    for count in letters:
        first = sounding[done * len(sounding) // total]
        done += count
        last = sounding[max(0, done * len(sounding) // total - 1)]
        spans.append((first, max(first, last) + _FRAME_MS))
    return spans


def textgrid(words: list[str], spans: list[tuple[int, int]], length_ms: int) -> str:
    """Write the words as a TextGrid's one tier, empty intervals between them."""
    intervals: list[tuple[int, int, str]] = []
    now = 0
    for word, (start, end) in zip(words, spans, strict=True):
        start = max(start, now)
        if start > now:
            intervals.append((now, start, ""))
        if end > start:
            intervals.append((start, end, word))
        now = max(now, end)
    if now < length_ms:
        intervals.append((now, length_ms, ""))
    end_s = max(now, length_ms) / 1000
    rows = [f'{a / 1000}\n{b / 1000}\n"{text}"\n' for a, b, text in intervals]
    tier = _TIER.format(end=end_s, count=len(rows))
    return _HEAD.format(end=end_s) + tier + "".join(rows)


def main(audio: str, script: str, output: str) -> None:
    """Align one file."""
    words = Path(script).read_text("utf-8").replace('"', "").split()
    sounding, length_ms = sounding_ms(audio)
    if not words or len(sounding) < len(words):
        sys.exit(f"{len(words)} words, and sound for {len(sounding)}")
    spans = shared_out(words, sounding)
    Path(output).write_text(textgrid(words, spans, length_ms), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
