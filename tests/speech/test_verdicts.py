"""Prompts in a row whose script leaves one out, or holds another in its place."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from prompts import Prompt, sample
from sync_core import Audio, Document, Pipeline, Word

pytestmark = pytest.mark.engine
ROWS = 2
"""The third holds an address that is read in a way of its own."""


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with Pipeline(aligner="hmm", language="en") as opened:
        yield opened


def joined(prompts: Sequence[Prompt]) -> Audio:
    pcm = np.concatenate([prompt.audio().pcm for prompt in prompts])
    return Audio(pcm=pcm, duration_ms=round(len(pcm) / 16))


def align(
    pipeline: Pipeline, said: Sequence[Prompt], script: Sequence[Prompt]
) -> tuple[Document, list[list[Word]]]:
    """Give the document, and the script's words prompt by prompt."""
    found = pipeline.align(joined(said), " ".join(prompt.text for prompt in script))
    words = [word for word in found.words if word.script_span]
    rows: list[list[Word]] = []
    for prompt in script:
        count = len(prompt.text.split())
        rows.append(words[:count])
        words = words[count:]
    return found, rows


def share(words: Sequence[Word], status: str) -> float:
    return sum(word.status == status for word in words) / len(words)


def extra_ms(document: Document, start_ms: int, end_ms: int) -> int:
    spans = [(w.start_ms or 0, w.end_ms or 0) for w in document.words if is_extra(w)]
    return sum(max(0, min(end_ms, b) - max(start_ms, a)) for a, b in spans)


def is_extra(word: Word) -> bool:
    return word.status == "extra"


@pytest.mark.parametrize("row", range(ROWS))
def test_a_prompt_that_is_not_in_the_script(pipeline: Pipeline, row: int) -> None:
    one, two, three, _ = sample("en", 12)[row::3]
    found, rows = align(pipeline, [one, two, three], [one, three])
    assert share(rows[0] + rows[1], "matched") == 1
    start = one.audio().duration_ms
    end = start + two.audio().duration_ms
    inside = extra_ms(found, start, end)
    assert inside > 0.5 * (end - start)
    assert extra_ms(found, 0, 1 << 30) - inside < 300


@pytest.mark.parametrize("row", range(ROWS))
def test_a_prompt_in_the_place_of_another(pipeline: Pipeline, row: int) -> None:
    one, two, three, other = sample("en", 12)[row::3]
    found, rows = align(pipeline, [one, two, three], [one, other, three])
    assert share(rows[0] + rows[2], "matched") >= 0.9
    unsaid = share(rows[1], "missing") + share(rows[1], "substituted")
    assert unsaid >= 0.8
    start = one.audio().duration_ms
    end = start + two.audio().duration_ms
    assert extra_ms(found, start, end) > 0.4 * (end - start)


@pytest.mark.parametrize("row", range(ROWS))
def test_prompts_that_are_what_the_script_says(pipeline: Pipeline, row: int) -> None:
    prompts = sample("en", 12)[row::3]
    found, _ = align(pipeline, prompts, prompts)
    assert {word.status for word in found.words} == {"matched"}
