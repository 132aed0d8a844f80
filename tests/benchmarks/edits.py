"""Speech that no longer says its script: labelled clips, edited.

A piece is some clips of one folder in a row. An edit takes a run of words out, says it
again, puts another run in its place, or puts one in between; the cuts lie on the
labelled word edges, faded over 5 ms. What was said where stays known.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from sync_core import Audio

__all__ = ["KINDS", "Clip", "Piece", "Said", "edited", "joined", "load_clips", "pieces"]

RATE = 16_000
FADE = RATE * 5 // 1000
Kind = Literal["cut", "repeat", "swap", "insert"]
KINDS: tuple[Kind, ...] = ("cut", "repeat", "swap", "insert")
Samples = NDArray[np.int16]


@frozen
class Said:
    """A word that can be heard; times count samples."""

    text: str
    start: int
    end: int
    script: int | None
    """Its place in the script; None where it is not in there."""
    twin: int | None = None
    """The place in the script of the word that it says a second time."""


@frozen(eq=False)
class Clip:
    """A labelled clip."""

    folder: str
    pcm: Samples
    words: tuple[Said, ...]


@frozen(eq=False)
class Piece:
    """Audio, a script, and what is said."""

    pcm: Samples
    script: tuple[str, ...]
    words: tuple[Said, ...]
    kind: Kind | None = None
    length: int = 0
    """Words in the edited run."""
    touched: frozenset[int] = field(default=frozenset())
    """Places in the script within two words of the edit."""


def load_clips(folders: Sequence[Path]) -> list[Clip]:
    """Read label files: audio, words with text, start and end in seconds."""
    clips: list[Clip] = []
    for path in sorted(p for folder in folders for p in folder.rglob("*.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(labels, dict) or not labels.get("words"):
            continue
        pcm = Audio.load(path.parent / labels["audio"]).pcm
        spans = [(w["text"], w["start"], w["end"]) for w in labels["words"]]
        words = [
            Said(text, round(start * RATE), round(end * RATE), at)
            for at, (text, start, end) in enumerate(spans)
        ]
        clips.append(Clip(str(path.parent), pcm, tuple(words)))
    return clips


def joined(clips: Sequence[Clip]) -> Piece:
    """Put clips in a row."""
    words: list[Said] = []
    at = 0
    for clip in clips:
        words += [
            Said(w.text, w.start + at, w.end + at, len(words) + i)
            for i, w in enumerate(clip.words)
        ]
        at += len(clip.pcm)
    pcm = np.concatenate([clip.pcm for clip in clips])
    return Piece(pcm, tuple(w.text for w in words), tuple(words))


def edited(
    piece: Piece, kind: Kind, length: int, other: Clip, rng: random.Random
) -> Piece | None:
    """Edit a run of so many words; None if there are too few."""
    count = len(piece.words)
    if count < length + 3:
        return None
    first = rng.randrange(count - length + 1)
    behind = first + (length if kind in ("cut", "swap") else 0)
    new: tuple[Samples, list[Said]] = np.zeros(0, np.int16), []
    if kind == "repeat":
        first = behind = max(length, first)
        again = piece.words[first - length : first]
        samples, moved = _run(piece.pcm, again)
        twins = zip(moved, again, strict=True)
        new = samples, [evolve(w, twin=one.script) for w, one in twins]
    elif kind in ("swap", "insert"):
        if len(other.words) < length:
            return None
        at = rng.randrange(len(other.words) - length + 1)
        new = _run(other.pcm, other.words[at : at + length])
    near = range(max(0, first - 2), min(count, behind + 2))
    kept = {i for i in near if not first <= i < behind}
    changed = _replaced(piece, first, behind, new)
    return evolve(changed, kind=kind, length=length, touched=frozenset(kept))


def _run(pcm: Samples, words: Sequence[Said]) -> tuple[Samples, list[Said]]:
    """Cut words out, which are then in no script."""
    start, end = words[0].start, words[-1].end
    moved = [
        evolve(w, start=w.start - start, end=w.end - start, script=None) for w in words
    ]
    return pcm[start:end], moved


def _replaced(
    piece: Piece, first: int, behind: int, new: tuple[Samples, list[Said]]
) -> Piece:
    """Put a run in the place of the words from ``first`` to before ``behind``."""
    words = piece.words
    start = words[first].start if first < len(words) else words[-1].end
    end = words[behind - 1].end if behind > first else start
    pcm = _faded([piece.pcm[:start], new[0], piece.pcm[end:]])
    shift = len(new[0]) - (end - start)
    said = [
        *words[:first],
        *(evolve(w, start=w.start + start, end=w.end + start) for w in new[1]),
        *(evolve(w, start=w.start + shift, end=w.end + shift) for w in words[behind:]),
    ]
    return evolve(piece, pcm=pcm, words=tuple(said))


def _faded(parts: Sequence[Samples]) -> Samples:
    ramp = np.linspace(0, 1, FADE)
    faded: list[Samples] = []
    for part in parts:
        samples = part.astype(np.float64)
        if len(samples) > 2 * FADE:
            samples[:FADE] *= ramp
            samples[-FADE:] *= ramp[::-1]
        faded.append(samples.astype(np.int16))
    return np.concatenate(faded)


def pieces(
    clips: Sequence[Clip], rng: random.Random, most: int = 4
) -> Iterator[tuple[Piece, Clip]]:
    """Deal the clips out in pieces, each with a clip that says something else."""
    folders: dict[str, list[Clip]] = {}
    for clip in clips:
        folders.setdefault(clip.folder, []).append(clip)
    for own in folders.values():
        rest = list(own)
        rng.shuffle(rest)
        while rest:
            size = rng.randint(1, most)
            taken, rest = rest[:size], rest[size:]
            said = {_spoken(clip) for clip in taken}
            others = [clip for clip in clips if _spoken(clip) not in said]
            yield joined(taken), rng.choice(others)


def _spoken(clip: Clip) -> str:
    return " ".join(word.text for word in clip.words).casefold()
