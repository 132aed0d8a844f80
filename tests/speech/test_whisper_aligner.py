"""The coarse aligner on prompts in other languages, joined with gaps that are known."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from prompts import Prompt, sample
from sync_core import Audio, Document, Pipeline, PluginManager

pytestmark = pytest.mark.engine
GAP_MS = 400
PROMPTS = 3


@pytest.fixture(scope="module")
def pipeline(manager: PluginManager) -> Iterator[Pipeline]:
    with Pipeline(aligner="whisper", manager=manager) as pipeline:
        yield pipeline


def loud_part(audio: Audio) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Give what lies between the first and the last sample above 2 % of the peak."""
    level = np.abs(audio.pcm.astype(np.int32))
    loud = np.flatnonzero(level > 0.02 * level.max())
    first, last = int(loud[0]) // 16 * 16, (int(loud[-1]) // 16 + 1) * 16
    return audio.pcm[first:last].copy()


def joined(prompts: Sequence[Prompt]) -> tuple[Audio, list[tuple[float, float]]]:
    """Join prompts with gaps, and say where each of them lies."""
    gap = np.random.default_rng(0).normal(0, 4, 16 * GAP_MS).astype(np.int16)
    pieces, spans, at = [gap], [], float(GAP_MS)
    for prompt in prompts:
        part = loud_part(prompt.audio())
        pieces += [part, gap]
        spans.append((at, at + len(part) / 16))
        at += len(part) / 16 + GAP_MS
    return Audio(pcm=np.concatenate(pieces), duration_ms=round(at)), spans


def check_order(document: Document) -> None:
    behind = 0
    for word in document.words:
        assert word.status == "matched", word.text
        assert word.start_ms is not None
        assert word.end_ms is not None
        assert behind <= word.start_ms < word.end_ms
        behind = word.end_ms
    assert behind <= (document.duration_ms or 0)


@pytest.mark.parametrize("language", ["fr", "es", "ru"])
def test_prompts_with_known_gaps(language: str, pipeline: Pipeline) -> None:
    prompts = sample(language, PROMPTS)
    audio, spans = joined(prompts)
    script = "\n".join(prompt.text for prompt in prompts)
    document = pipeline.align(audio, script, language=language)
    check_order(document)
    errors, at = [], 0
    for prompt, (start, end) in zip(prompts, spans, strict=True):
        behind = at + len(prompt.text)
        inside = [
            w for w in document.words if at <= (w.script_span or (-1,))[0] < behind
        ]
        errors.append(abs((inside[0].start_ms or 0) - start))
        errors.append(abs((inside[-1].end_ms or 0) - end))
        at = behind + 1
    assert np.mean(errors) < 60
    assert max(errors) < 200
