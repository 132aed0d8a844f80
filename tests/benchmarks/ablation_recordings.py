"""Recordings to measure the hmm aligner's corrections on, made of labelled clips.

Clips as they are, and every other one in white noise; pieces of one to three clips with
a run of words cut out, repeated, swapped or put in, in the audio or in the script; and
longer ones of joined clips with pauses of 0.2 to 3 s and room tone, half of them with
music or noise between sentences, some with a sentence repeated, left unsaid or put in,
or with a distant voice in the pauses.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from edits import KINDS, RATE, Clip, Kind, Piece, Said, edited, joined
from edits import pieces as deal
from long_audio import music
from sync_core import Audio, Pipeline

__all__ = ["Recording", "load_coarse", "make_recordings"]

LENGTHS = (1, 2, 3, 4, 6, 8)
MAX_CLIP_S = 40
"""Longer clips are measured as they are alone."""
ROOM_TONE = 12
"""Root mean square, in units of 16 bit."""
NOISE = 10 ** (-12 / 20)
"""Of a noisy clip, by its amplitude against the clip's."""
DISTANT = 10 ** (-26 / 20)
"""A voice in another room, by its amplitude."""

Floats = NDArray[np.float64]


@frozen
class Recording:
    """A piece, and what it counts for."""

    group: str
    piece: Piece
    exact: bool = False
    """Its boundaries count in ms."""
    reference: bool = False


def make_recordings(
    exact: Sequence[Clip],
    coarse: Sequence[Clip],
    reference: Sequence[Clip],
    count: int,
    seed: int,
) -> Iterator[Recording]:
    """Yield all recordings that are made of some clips.

    Args:
        exact: Clips with times by hand.
        coarse: Clips with less exact times.
        reference: Clips that are only measured as they are.
        count: How many longer recordings to make.
        seed: Another one makes other recordings.
    """
    rng = random.Random(seed)
    for clip in reference:
        yield Recording("reference", joined([clip]), exact=True, reference=True)
    for clip in exact:
        yield Recording("clips", joined([clip]), exact=True)
    clips = [clip for clip in (*exact, *coarse) if len(clip.pcm) < MAX_CLIP_S * RATE]
    for clip in coarse:
        yield Recording("clips", joined([clip]))
    generator = np.random.default_rng(seed)
    for clip in clips[::2]:
        yield Recording("noisy", joined([add_noise(clip, generator)]))
    for piece, other in deal(clips, rng, 3):
        for kind in rng.sample(KINDS, 2):
            length = rng.choice(LENGTHS)
            change = edited if rng.random() < 0.6 else rescripted
            changed = change(piece, kind, length, other, rng)
            if changed is not None:
                yield Recording("edits", changed)
    for number in range(count):
        yield Recording("long", make_long(clips, number, rng, generator))


def load_coarse(folders: Sequence[Path]) -> list[Clip]:
    """Read clips of up to a minute by their text; ``ctc`` times the words."""
    clips: list[Clip] = []
    with Pipeline(aligner="ctc", language="en") as pipeline:
        for path in sorted(p for folder in folders for p in folder.rglob("*.json")):
            labels = json.loads(path.read_text(encoding="utf-8"))
            if not str(labels.get("language", "en")).startswith("en"):
                continue
            audio = Audio.load(path.parent / labels["audio"])
            if audio.duration_ms > 60_000:
                continue
            document = pipeline.align(audio, labels["text"])
            words = [word for word in document.words if word.status != "extra"]
            if any(word.status not in ("matched", "interpolated") for word in words):
                continue
            said = [
                Said(w.text, (w.start_ms or 0) * 16, (w.end_ms or 0) * 16, at)
                for at, w in enumerate(words)
            ]
            clips.append(Clip(str(path.parent), audio.pcm, tuple(said)))
    return clips


def add_noise(clip: Clip, generator: Any) -> Clip:
    """Return a clip in white noise."""
    level = NOISE * np.std(clip.pcm)
    noisy = clip.pcm + generator.normal(0, level, len(clip.pcm))
    return evolve(clip, pcm=noisy.clip(-32_768, 32_767).astype(np.int16))


def rescripted(
    piece: Piece, kind: Kind, length: int, other: Clip, rng: random.Random
) -> Piece | None:
    """Edit a run of so many words in the script alone; None if there are too few.

    A repetition in the script alone is no edit: which of the two was said is open.
    """
    count = len(piece.words)
    if kind == "repeat" or count < length + 3 or len(other.words) < length:
        return None
    first = rng.randrange(count - length + 1)
    # Words that are cut out of the audio are put into the script, and so on.
    behind = first + (0 if kind == "cut" else length)
    put_in = [word.text for word in other.words[:length]]
    new = put_in if kind in ("cut", "swap") else []
    script = (*piece.script[:first], *new, *piece.script[behind:])
    shift = len(new) - (behind - first)
    words = [
        evolve(
            word,
            script=None
            if first <= at < behind
            else at + (shift if at >= behind else 0),
        )
        for at, word in enumerate(piece.words)
    ]
    return evolve(piece, script=script, words=tuple(words), kind=kind, length=length)


@define
class _Tape:
    """A recording in the making."""

    parts: list[Floats] = field(factory=list)
    script: list[str] = field(factory=list)
    words: list[Said] = field(factory=list)
    length: int = 0

    def add(self, samples: Floats) -> None:
        self.parts.append(samples)
        self.length += len(samples)

    def say(self, clip: Clip, *, in_script: bool = True) -> None:
        for word in clip.words:
            place = len(self.script) if in_script else None
            start, end = word.start + self.length, word.end + self.length
            self.words.append(Said(word.text, start, end, place))
            if in_script:
                self.script.append(word.text)
        if in_script:
            self.write_sentence_end()
        self.add(clip.pcm.astype(np.float64))

    def write(self, clip: Clip) -> None:
        self.script += [word.text for word in clip.words]
        self.write_sentence_end()

    def write_sentence_end(self) -> None:
        if self.script[-1][-1] not in ".!?":
            self.script[-1] += "."


def make_long(
    clips: Sequence[Clip], number: int, rng: random.Random, generator: Any
) -> Piece:
    """Join clips with pauses; every recording has another mix of trouble."""
    tape = _Tape()
    size = min(rng.randint(5, 12), len(clips) // 2)
    chosen = rng.sample(list(clips), size)
    others = [clip for clip in clips if clip not in chosen]
    for at, clip in enumerate(chosen):
        pause = generator.normal(0, 1, int(rng.uniform(0.2, 3) * RATE))
        if number % 4 == 3:
            voice = rng.choice(others).pcm[: len(pause)] * DISTANT
            pause[: len(voice)] += voice
        tape.add(pause)
        if number % 2 and at % 4 == 2:
            tape.add(make_sound(generator, rng))
            tape.add(np.zeros(int(rng.choice((0.0, 0.1, 0.5)) * RATE)))
        if number % 3 == 1 and at == 3:
            tape.say(rng.choice(others), in_script=False)
        if number % 3 == 2 and at in (2, 5):
            tape.write(rng.choice(others))
        tape.say(clip)
        if number % 3 == 0 and at in (1, 4):
            tape.add(np.zeros(int(rng.uniform(0.1, 0.8) * RATE)))
            tape.say(clip)
    tape.add(np.zeros(RATE // 2))
    pcm = np.concatenate(tape.parts)
    pcm += generator.normal(0, ROOM_TONE * rng.choice((1, 1, 4)), len(pcm))
    samples = pcm.clip(-32_768, 32_767).astype(np.int16)
    return Piece(samples, tuple(tape.script), tuple(tape.words))


def make_sound(generator: Any, rng: random.Random) -> Floats:
    """Make some seconds of chords, noise that swells, or a melody with vibrato."""
    seconds = rng.uniform(3, 8)
    kind = rng.choice(("chords", "noise", "melody"))
    if kind == "chords":
        return music(generator, seconds)
    at = np.arange(int(seconds * RATE)) / RATE
    if kind == "noise":
        sound = generator.normal(size=len(at)) * np.abs(np.sin(4 * at))
    else:
        pitch = 220 * 2 ** (
            np.floor(generator.uniform(0, 12, len(at) // 6_400 + 1)) / 12
        )
        steady = np.repeat(pitch, 6_400)[: len(at)]
        phase = np.cumsum(steady * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * at))) / RATE
        sound = sum(np.sin(2 * np.pi * n * phase) / n for n in range(1, 13))
        sound = sound * np.abs(np.sin(2.5 * np.pi * at))
    return np.asarray(sound * 2_000 / np.std(sound))
