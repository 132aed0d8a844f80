"""What a batch skips is decoded by itself."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from faster_whisper.transcribe import Segment

from sync_core import (
    Audio,
    EngineOptions,
)
from sync_core.models import find_model
from sync_core_plugins.faster_whisper import load
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions
from sync_core_plugins.faster_whisper.skipped_speech import add_skipped_speech

pytestmark = pytest.mark.engine

TINY = EngineOptions(
    model="tiny.en",
    model_path=find_model("tiny.en", "ctranslate2"),
    own=FasterWhisperOptions(),
)


def test_what_a_batch_has_left_out_is_decoded_by_itself(clip: Audio) -> None:
    """The second and the third sentence of four, as the engine's words lie."""
    heard = list(load(TINY).transcribe(clip, "en"))
    first, *middle, last = (
        Segment(
            id=0,
            seek=0,
            start=(one.start_ms or 0) / 1000,
            end=(one.end_ms or 0) / 1000,
            text=one.text,
            tokens=[],
            avg_logprob=0.0,
            compression_ratio=1.0,
            no_speech_prob=0.0,
            words=[],
            temperature=0.0,
        )
        for one in heard
    )
    asked = list[int]()

    def again(piece: Audio) -> list[Segment]:
        asked.append(piece.duration_ms)
        text = f"{piece.duration_ms}"
        return [replace(first, start=0.0, end=piece.duration_ms / 1000, text=text)]

    with_all = list(
        add_skipped_speech(iter_of([first, *middle, last]), clip, again, 0.5)
    )
    assert with_all == [first, *middle, last]
    assert asked == []

    filled = list(add_skipped_speech(iter_of([first, last]), clip, again, 0.5))
    assert (filled[0], filled[-1]) == (first, last)
    assert asked
    starts = [segment.start for segment in filled]
    assert starts == sorted(starts)
    assert first.end <= filled[1].start < filled[-2].end <= last.start

    assert len(
        list(add_skipped_speech(iter_of([first, *middle]), clip, again, 0.5))
    ) > len(middle)


def iter_of(segments: list[Segment]) -> Iterator[Segment]:
    yield from segments
