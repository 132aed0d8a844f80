"""Speech to be transcribed live, with what is said in it and when."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from edits import load_clips
from live_cache import DecodingStore, ReplayClock, digest, kept
from prompts import prompts
from sync_core import AlignmentError, Audio, Pipeline, Word

__all__ = [
    "Recording",
    "joined_labels",
    "joined_prompts",
    "joined_texts",
    "repeated",
    "unspoken",
]

RATE = Audio.SAMPLE_RATE_HZ
SEED = 5
_FRAME = RATE // 50
Samples = NDArray[np.int16]
Clip = tuple[Samples, list[Word]]
Rows = list[list[object]]


@frozen(eq=False)
class Recording:
    """Audio, and the words said in it with their times."""

    name: str
    pcm: Samples
    words: tuple[Word, ...]
    by_hand: bool
    """Whether people told when the words are said."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / RATE


def joined_labels(folders: Iterable[Path], minutes: float) -> Recording:
    """Put labelled clips in a row, each one at most once, in random order."""
    clips = load_clips([*folders])
    random.Random(SEED).shuffle(clips)
    return _joined(
        "labelled clips",
        (
            (
                clip.pcm,
                [Word(w.text, _ms(w.start), _ms(w.end)) for w in clip.words],
            )
            for clip in clips
        ),
        minutes,
        by_hand=True,
    )


def joined_prompts(
    minutes: float, store: DecodingStore, clock: ReplayClock
) -> Recording:
    """Put English studio prompts in a row, with their words timed by ``hmm``."""
    every = list(prompts("en"))
    random.Random(SEED).shuffle(every)
    spoken = ((prompt.audio(), prompt.text) for prompt in every)
    clips = _timed(spoken, store, clock, most_wrong=1.0)
    return _joined("prompts", clips, minutes, by_hand=False)


def joined_texts(
    folders: Iterable[Path], minutes: float, store: DecodingStore, clock: ReplayClock
) -> Recording:
    """Put English clips with texts in a row, with their words timed by ``hmm``.

    Those that do not say their text are left out.
    """
    labels = [path for folder in folders for path in sorted(folder.rglob("*.json"))]
    random.Random(SEED).shuffle(labels)
    every = ((path, json.loads(path.read_text("utf-8"))) for path in labels)
    spoken = (
        (Audio.load(path.with_name(data["audio"])), data["text"])
        for path, data in every
        if str(data.get("language", "")).startswith("en") and data.get("text")
    )
    clips = _timed(spoken, store, clock, most_wrong=0.03)
    return _joined("other voices", clips, minutes, by_hand=False)


def _timed(
    spoken: Iterable[tuple[Audio, str]],
    store: DecodingStore,
    clock: ReplayClock,
    *,
    most_wrong: float,
) -> Iterator[Clip]:
    """Time the words; leave out clips of which a larger share is not said.

    It is done in a process of its own. Aligning may ask a recogniser, and
    faster-whisper brings the same OpenMP library as pywhispercpp: one that is loaded
    already does not take the latter's setting, and with the threads of both it lets
    them sleep where they would wait for each other awake.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:

        def rows(pcm: Samples, text: str) -> Rows | None:
            return apart.submit(_words_in, pcm, text, most_wrong).result()

        for audio, text in spoken:
            key = ("hmm", digest(audio.pcm), text)
            made = kept(store, clock, key, partial(rows, audio.pcm, text))
            if made is not None:
                yield audio.pcm, [Word(*row) for row in made]


def _words_in(pcm: Samples, text: str, most_wrong: float) -> Rows | None:
    try:
        words = _aligning().align(pcm, text, sample_rate_hz=RATE).words
    except AlignmentError:
        return None
    said = [word for word in words if word.status != "extra"]
    wrong = sum(word.status in ("missing", "substituted") for word in said)
    if wrong > 1 + most_wrong * len(said):
        return None
    return [[word.text, word.start_ms, word.end_ms] for word in said]


@cache
def _aligning() -> Pipeline:
    return Pipeline(aligner="hmm", language="en")


def repeated(recording: Recording, minutes: float) -> Samples:
    """Say it again and again for so long, in the same frames of the detector."""
    whole = recording.pcm[: len(recording.pcm) - len(recording.pcm) % 512]
    return np.resize(whole, round(minutes * 60 * RATE)).astype(np.int16)


def unspoken(minutes: float) -> list[tuple[str, Samples]]:
    """Give silence, noises and hum, equally long."""
    drawn = np.random.default_rng(SEED)
    count = round(minutes * 60 * RATE / 7)
    white = drawn.standard_normal(count)
    brown = np.cumsum(drawn.standard_normal(count))
    brown -= np.convolve(brown, np.ones(RATE // 10) / (RATE // 10), "same")
    hum = np.sin(2 * np.pi * 50 * np.arange(count) / RATE)
    clicks = white * (drawn.random(count) < 3 / RATE)
    bursts = white * (np.sin(2 * np.pi * 4 * np.arange(count) / RATE) > 0)
    kinds = {
        "digital silence": (white, 0.0),
        "white noise at -60 dBFS": (white, 1e-3),
        "white noise at -30 dBFS": (white, 0.032),
        "brown noise at -30 dBFS": (brown / brown.std(), 0.032),
        "hum of 50 Hz at -30 dBFS with noise": (hum * 1.4 + 0.03 * white, 0.032),
        "noise in four bursts a second at -33 dBFS": (bursts, 0.032),
        "three clicks a second": (clicks, 0.2),
    }
    return [
        (name, np.clip(shape * level * 32768, -32768, 32767).astype(np.int16))
        for name, (shape, level) in kinds.items()
    ]


def _joined(
    name: str, clips: Iterable[Clip], minutes: float, *, by_hand: bool
) -> Recording:
    """Put clips in a row with pauses of 0.3 to 1.5 s, filled with their own noise."""
    drawn, noise = random.Random(SEED), np.random.default_rng(SEED)
    parts, words, at = list[Samples](), list[Word](), 0
    for pcm, said in clips:
        if at + len(pcm) > minutes * 60 * RATE:
            break
        pause = round(drawn.uniform(0.3, 1.5) * RATE)
        hiss = noise.standard_normal(pause) * _floor(pcm)
        parts += [hiss.astype(np.int16), pcm]
        begin = _ms(at + pause)
        words += [_later(word, begin) for word in said]
        at += pause + len(pcm)
    parts.append(np.zeros(RATE, np.int16))
    return Recording(name, np.concatenate(parts), tuple(words), by_hand)


def _floor(pcm: Samples) -> float:
    """Give the level of the quietest tenth."""
    frames = pcm[: len(pcm) - len(pcm) % _FRAME].reshape(-1, _FRAME)
    return float(np.percentile(frames.std(axis=1), 10))


def _later(word: Word, by: int) -> Word:
    if word.start_ms is None or word.end_ms is None:
        return Word(word.text, None, None)
    return Word(word.text, word.start_ms + by, word.end_ms + by)


def _ms(samples: int) -> int:
    return round(samples * 1000 / RATE)
