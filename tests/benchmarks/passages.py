"""Whether all of a long recording was heard, once, and where it was said."""

from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from long_recording import Said
from prompts import words
from sync_core import Document

# A prompt counts as heard with half of its words, which leaves room for mishearing.
HEARD_SHARE = 0.5
# So many words in a row that nobody said are no mishearing.
TOO_MANY = 4


@frozen
class Heard:
    """A recognised word in the form in which words are compared."""

    text: str
    start_ms: int
    end_ms: int


@frozen
class Comparison:
    """What became of each prompt."""

    lost: list[str]
    """Prompts of which less than half was heard about where they were said."""
    invented: list[str]
    """Runs of heard words that were not said, or not so often."""
    backwards: int
    """Words that start before the one before, or end before they start."""
    strays_ms: list[int]
    """How far each word reaches out of the prompt that it belongs to."""
    word_errors: int


def compare(document: Document, said: Sequence[Said], tolerance_ms: int) -> Comparison:
    """Lay the recognised words beside the transcript.

    Args:
        document: What was recognised.
        said: What was said, and where.
        tolerance_ms: A word that lies further from its prompt was not heard there.
    """
    heard = heard_words(document)
    told = [(text, place) for place, one in enumerate(said) for text in one.words]
    pairs = align([text for text, _ in told], [word.text for word in heard])
    found, strays = [0] * len(said), list[int]()
    for at, got in pairs:
        if got is None or at is None:
            continue
        word, (text, place) = heard[got], told[at]
        if word.text != text:
            continue
        stray = _stray(word, said[place])
        strays.append(stray)
        found[place] += stray <= tolerance_ms
    runs = groupby(pairs, key=lambda pair: pair[0] is None)
    extra = [[got for _, got in run if got is not None] for new, run in runs if new]
    starts = [word.start_ms for word in heard]
    return Comparison(
        lost=[
            f"{one.name} at {one.start_ms / 1000:.1f} s"
            for one, count in zip(said, found, strict=True)
            if count < HEARD_SHARE * len(one.words)
        ],
        invented=[_told(heard, run) for run in extra if len(run) >= TOO_MANY],
        backwards=sum(a > b for a, b in pairwise(starts))
        + sum(word.end_ms < word.start_ms for word in heard),
        strays_ms=strays,
        word_errors=sum(
            at is None or got is None or told[at][0] != heard[got].text
            for at, got in pairs
        ),
    )


def in_pauses(document: Document, said: Sequence[Said], tolerance_ms: int) -> list[str]:
    """Words of which no part comes so near to any prompt."""
    return [
        f"{word.text!r} at {word.start_ms / 1000:.1f} s"
        for word in heard_words(document)
        if min(_gap(word, one) for one in said) > tolerance_ms
    ]


def heard_words(document: Document) -> list[Heard]:
    return [
        Heard(text, word.start_ms or 0, word.end_ms or 0)
        for word in document.words
        for text in words(word.text)
    ]


def align(
    told: Sequence[str], heard: Sequence[str]
) -> list[tuple[int | None, int | None]]:
    """Pair the words of two texts at the least number of changes."""
    costs = _costs(told, heard)
    at, got = len(told), len(heard)
    pairs = list[tuple[int | None, int | None]]()
    while at or got:
        here = costs[at, got]
        change = at and got and (told[at - 1] != heard[got - 1])
        if at and got and here == costs[at - 1, got - 1] + change:
            at, got = at - 1, got - 1
            pairs.append((at, got))
        elif at and here == costs[at - 1, got] + 1:
            at -= 1
            pairs.append((at, None))
        else:
            got -= 1
            pairs.append((None, got))
    return pairs[::-1]


def _costs(told: Sequence[str], heard: Sequence[str]) -> NDArray[np.int32]:
    steps = np.arange(len(heard) + 1, dtype=np.int32)
    costs = np.empty((len(told) + 1, len(heard) + 1), np.int32)
    costs[0] = steps
    texts = np.array(heard, object)
    for row, text in enumerate(told, 1):
        before = costs[row - 1]
        best = before + 1
        changed = (texts != text).astype(np.int32)
        best[1:] = np.minimum(best[1:], before[:-1] + changed)
        # Words put in, from any place on.
        costs[row] = np.minimum.accumulate(best - steps) + steps
    return costs


def _stray(word: Heard, one: Said) -> int:
    return max(0, one.start_ms - word.start_ms, word.end_ms - one.end_ms)


def _gap(word: Heard, one: Said) -> int:
    return max(0, one.start_ms - word.end_ms, word.start_ms - one.end_ms)


def _told(heard: Sequence[Heard], run: Sequence[int]) -> str:
    text = " ".join(heard[number].text for number in run)
    return f"{text!r} at {heard[run[0]].start_ms / 1000:.1f} s"
