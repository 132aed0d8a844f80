"""Talks that do not keep to their script, joined from sentences."""

import json
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from prompts import prompts, words
from sync_core import Audio, Script, Word

PER_MS = Audio.SAMPLE_RATE_HZ // 1000
PAUSES_MS = 250, 900
LEAST_WORDS = 5
# Sentences that share so many of their pairs of words are nearly the same.
TWINS = 0.25


@frozen(eq=False)
class Sentence:
    pcm: NDArray[np.int16]
    text: str


@frozen
class Said:
    """A sentence of the talk; ``first`` is its first word in the script, if any."""

    text: str
    first: int | None
    start_ms: int
    end_ms: int
    is_jump: bool


@frozen
class Step:
    """What one decoding brought."""

    final: tuple[Word, ...]
    probable: tuple[Word, ...]


@define
class Talk:
    script: Script
    said: list[Said]
    pcm: NDArray[np.int16]


def from_prompts() -> Iterator[Sentence]:
    distinct = {tuple(words(p.text)): p for p in prompts("en", 1_500)}
    for text, prompt in distinct.items():
        if sum(len(word) > 1 for word in text) >= LEAST_WORDS:
            yield Sentence(prompt.audio().pcm, prompt.text)


def without_twins(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Leave out sentences that are nearly the same as another."""
    kept: list[tuple[Sentence, set[tuple[str, str]]]] = []
    for sentence in sentences:
        pairs = set(pairwise(words(sentence.text)))
        if all(len(pairs & old) < TWINS * len(pairs | old) for _, old in kept):
            kept.append((sentence, pairs))
    return [sentence for sentence, _ in kept]


def from_labels(folders: Sequence[Path]) -> Iterator[Sentence]:
    for path in sorted(p for folder in folders for p in folder.rglob("*.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        english = str(labels.get("language")).startswith("en")
        if english and len(labels["text"].split()) >= LEAST_WORDS:
            pcm = Audio.load(path.parent / labels["audio"]).pcm
            yield Sentence(pcm, labels["text"])


def make_talk(
    own: Sequence[Sentence], others: Sequence[Sentence], drawn: random.Random
) -> Talk:
    texts = [ended(one.text) for one in own]
    firsts = [0]
    for text in texts:
        firsts.append(firsts[-1] + len(Script.parse(text).words))
    parts, said, at_ms = list[NDArray[np.int16]](), list[Said](), 0
    last: int | None = -1
    for number in order(len(own), drawn):
        pause = drawn.randint(*PAUSES_MS)
        sentence = drawn.choice(others) if number is None else own[number]
        length = len(sentence.pcm) // PER_MS
        parts += [np.zeros(pause * PER_MS, np.int16), sentence.pcm[: length * PER_MS]]
        start_ms, at_ms = at_ms + pause, at_ms + pause + length
        first = None if number is None else firsts[number]
        is_jump = number is not None and last is not None and number != last + 1
        last = last if number is None else number
        said.append(Said(sentence.text, first, start_ms, at_ms, is_jump))
    parts.append(np.zeros(1_000 * PER_MS, np.int16))
    return Talk(Script.parse(" ".join(texts)), said, np.concatenate(parts))


def ended(text: str) -> str:
    """Give a sentence that can stand beside others."""
    text = text.strip()
    text = text if text[-1] in ".!?" else text.rstrip(",;:-") + "."
    return text[0].upper() + text[1:]


def order(count: int, drawn: random.Random) -> Iterator[int | None]:
    """Give the sentences as they are said; None is one that no script has."""
    at, back = 0, count * 2 // 3
    while at < count:
        event = drawn.random()
        if at == back:
            at, back = at - count // 3, -1
        elif at and event < 0.1 and at + 2 < count:
            at += drawn.randint(1, 2)
        elif at and event < 0.2:
            yield at - 1
        elif event < 0.32:
            yield None
        yield at
        at += 1


def misheard(talk: Talk, share: float, drawn: random.Random) -> Iterator[Step]:
    vocabulary = [word for said in talk.said for word in words(said.text)]
    heard = list[Word]()
    for said in talk.said:
        texts = words(said.text)
        each_ms = (said.end_ms - said.start_ms) // (2 * len(texts))
        at_ms = said.start_ms
        for text in texts:
            kind = drawn.choice("-~~+") if drawn.random() < share else "="
            other = drawn.choice(vocabulary)
            told = {"-": [], "~": [other], "+": [text, other], "=": [text]}[kind]
            for number, one in enumerate(told):
                start_ms = at_ms + number * each_ms
                heard.append(Word(one, start_ms, start_ms + each_ms))
            at_ms += 2 * each_ms
    at = 0
    while at < len(heard):
        behind = at + drawn.randint(1, 4)
        ahead = behind + drawn.randint(0, 3)
        yield Step(tuple(heard[at:behind]), tuple(heard[behind:ahead]))
        at = behind
