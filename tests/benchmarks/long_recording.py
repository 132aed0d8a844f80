"""Long recordings out of short ones: English prompts with pauses between them."""

import random
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from attrs import frozen

from prompts import Prompt, prompts, words
from sync_core import Audio

SEED = 3
SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS = 200, 5_000
# Shorter prompts are names, single terms and spelt letters, heard as anything.
LEAST_MS, LEAST_WORDS = 1_500, 5
_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


@frozen
class Said:
    """A prompt at its place."""

    name: str
    words: tuple[str, ...]
    start_ms: int
    end_ms: int


def record(path: Path, minutes: float) -> list[Said]:
    """Write a recording of at most that length, and tell what is said where.

    Every prompt is said once, in random order, before the first is said again.
    """
    drawn = random.Random(SEED)
    room = int(minutes * 60_000)
    parts, said, at = list[np.ndarray](), list[Said](), 0
    for prompt in _endless(drawn):
        pause = drawn.randint(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)
        pcm = prompt.audio().pcm
        length = len(pcm) // _PER_MS
        if at + pause + length + LONGEST_PAUSE_MS > room:
            break
        parts += [np.zeros(pause * _PER_MS, np.int16), pcm[: length * _PER_MS]]
        start = at + pause
        at = start + length
        said.append(Said(prompt.path.stem, tuple(words(prompt.text)), start, at))
    parts.append(np.zeros((room - at) * _PER_MS, np.int16))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, Audio.SAMPLE_RATE_HZ, 0, "NONE", "not compressed"))
        for part in parts:
            file.writeframes(part.astype("<i2").tobytes())
    return said


def _endless(drawn: random.Random) -> Iterator[Prompt]:
    distinct = {tuple(words(p.text)): p for p in prompts("en", LEAST_MS)}
    pool = [
        prompt
        for text, prompt in distinct.items()
        if sum(len(word) > 1 for word in text) >= LEAST_WORDS
    ]
    while True:
        yield from drawn.sample(pool, len(pool))
