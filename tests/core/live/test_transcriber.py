"""What every live stream promises, whatever its engine does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from live_script import FATAL, FRAME_MS, LIES, Cast, Lies, Scene, Viewer
from sync_core.base.errors import PluginError, SyncCoreError
from sync_core.live.settings import LiveSettings
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import Final, Stats, Update

TIMES = int(os.environ.get("TIMES", "1"))
"""To look harder: TIMES=50 pytest tests/core/live."""


def settings(max_examples: int) -> hypothesis_settings:
    phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
    return hypothesis_settings(
        max_examples=max_examples * TIMES, deadline=None, phases=phases
    )


HARMLESS = tuple(kind for kind in LIES if kind not in FATAL)

words = st.lists(st.integers(2, 14), min_size=1, max_size=12)
pauses = st.integers(1, 30).map(lambda frames: [-frames])
scenes = st.builds(
    lambda parts, tail: Scene(tuple(n for part in parts for n in part), tail),
    st.lists(words | pauses, min_size=1, max_size=6),
    st.integers(0, 511),
)
settings_of_streams = st.builds(
    LiveSettings,
    step_ms=st.sampled_from([100, 300, 600, 2_000]),
    early_ms=st.sampled_from([32, 192]),
    endpoint_ms=st.sampled_from([64, 288, 512]),
    longest_ms=st.sampled_from([2_000, 4_000, 15_000]),
    kept_ms=st.sampled_from([0, 500, 3_000]),
    before_ms=st.sampled_from([0, 96, 320]),
    prompt_characters=st.sampled_from([0, 10, 200]),
)


def lies_of(kinds: Iterable[str]) -> st.SearchStrategy[Lies]:
    return st.builds(
        Lies,
        st.lists(st.sampled_from(tuple(kinds)), unique=True, max_size=4).map(tuple),
        st.sampled_from([0.05, 0.3, 1.0]),
        st.integers(0, 255),
    )


def casts(kinds: Iterable[str], fails: float = 0.0) -> st.SearchStrategy[Cast]:
    return st.builds(
        Cast,
        scene=scenes,
        lies=lies_of(kinds),
        settings=settings_of_streams,
        agree=st.integers(0, 3),
        detector_errors=st.sampled_from([0.0, 0.1]),
        timer_fails=st.sampled_from([None, fails]),
    )


def frames(scene: Scene | None, size: int = 512) -> Iterator[NDArray[np.int16]]:
    assert scene is not None
    pcm = scene.pcm
    for at in range(0, len(pcm), size):
        yield pcm[at : at + size]


def lived(live: LiveTranscriber, chunks: Iterable[Any], viewer: Viewer) -> None:
    """Feed it to its end, even if that is an early one."""
    for chunk in chunks:
        viewer.see(live.feed(chunk))
        if viewer.endpoints and viewer.endpoints[-1].reason == "error":
            return
    viewer.see(live.finish())


def everything(live: LiveTranscriber, chunks: Iterable[Any]) -> list[Update]:
    """Give all updates but those that depend on the clock, up to an error."""
    found = list[Update]()
    try:
        for chunk in chunks:
            found += live.feed(chunk)
        found += live.finish()
    except PluginError:
        assert any(getattr(update, "reason", "") == "error" for update in found)
    return [update for update in found if not isinstance(update, Stats)]


@settings(40)
@given(casts(HARMLESS))
def test_finals_are_the_transcript_and_nothing_stays_open(cast: Cast) -> None:
    live, _, _ = cast.stream()
    viewer = Viewer()
    lived(live, frames(cast.scene), viewer)
    assert viewer.open_words == []
    document = live.document()
    assert list(document.segments) == [final.segment for final in viewer.finals]
    assert document.duration_ms == round(len(cast.scene.pcm) / 16)  # type: ignore[union-attr]
    assert viewer.end_ms <= document.duration_ms


@settings(20)
@given(scenes, settings_of_streams)
def test_an_honest_engine_is_passed_on_word_by_word(
    scene: Scene, given: LiveSettings
) -> None:
    given = evolve(given, longest_ms=28_000, before_ms=320)
    live, _, _ = Cast(scene, settings=given).stream()
    viewer = Viewer()
    lived(live, frames(scene), viewer)
    said = [word.text for final in viewer.finals for word in final.segment.words]
    assert said == [f"word{number}" for number in range(len(scene.words))]


@settings(40)
@given(casts(LIES, fails=0.1))
def test_all_speech_is_decoded_or_reported_as_dropped(cast: Cast) -> None:
    live, stream, detector = cast.stream()
    viewer = Viewer()
    lived(live, frames(cast.scene), viewer)
    wanted, heard = cast.settings.speech, stream.heard
    for at, (number, chance) in enumerate(detector.judged):
        if chance < wanted or number == 0 or number in heard:
            continue
        start, end = at * FRAME_MS, (at + 1) * FRAME_MS
        assert any(d.start_ms <= start and end <= d.end_ms for d in viewer.dropped)


@settings(30)
@given(casts(LIES, fails=0.1), st.lists(st.integers(1, 3_000), max_size=4))
def test_the_account_adds_up(cast: Cast, gaps: list[int]) -> None:
    live, stream, _ = cast.stream()
    viewer = Viewer()
    try:
        for at, chunk in enumerate(frames(cast.scene, 8_000)):
            viewer.see(live.feed(chunk))
            for gap in gaps[at : at + 1]:
                viewer.see(live.drop(gap, "the microphone was away"))
        viewer.see(live.finish())
    except SyncCoreError:
        pass
    lost = [f for f in live.document().findings if f.code == "audio-dropped"]
    spans = [(d.start_ms, d.end_ms) for d in viewer.dropped]
    assert [(f.start_ms, f.end_ms) for f in lost] == spans
    assert live.stats.dropped_ms == sum(end - start for start, end in spans)
    assert live.stats.compute_ms == stream.spent_ms
    assert live.stats.speech_ms <= live.stats.audio_ms
    silent = [f for f in live.document().findings if f.code == "no-speech"]
    heard_ms = live.stats.audio_ms - live.stats.dropped_ms
    finished = live.error is None
    assert len(silent) == (finished and heard_ms > 0 and live.stats.speech_ms == 0)


@settings(30)
@given(casts(FATAL, fails=0.2))
def test_an_error_ends_the_stream_with_all_that_was_settled(cast: Cast) -> None:
    live, _, _ = cast.stream()
    viewer = Viewer()
    lived(live, frames(cast.scene), viewer)
    assert list(live.document().segments) == [f.segment for f in viewer.finals]
    if any(endpoint.reason == "error" for endpoint in viewer.endpoints):
        for more in (live.finish, lambda: live.feed(b""), live.finish):
            with pytest.raises(SyncCoreError, match=r"out of ideas|no times|not said"):
                more()


def cut(
    sizes: list[int], length: int, make: Callable[[int, int], Any]
) -> Iterator[Any]:
    """Cut something into chunks of these sizes, over and over."""
    at = number = 0
    while at < length:
        size = sizes[number % len(sizes)]
        yield make(at, at + size)
        at, number = at + size, number + 1


chunk_sizes = st.lists(
    st.integers(1, 700) | st.integers(1, 960_000) | st.just(160), min_size=1, max_size=5
).filter(lambda sizes: sum(sizes) >= 100 * len(sizes))


@settings(20)
@given(casts(LIES), chunk_sizes, st.booleans())
def test_chunks_make_no_difference(cast: Cast, sizes: list[int], raw: bool) -> None:
    assert cast.scene is not None
    pcm = cast.scene.pcm
    data = pcm.astype("<i2").tobytes()
    if raw:
        chunks = cut(sizes, len(data), lambda i, j: data[i:j])
    else:
        chunks = cut(sizes, len(pcm), lambda i, j: pcm[i:j])
    whole = everything(cast.stream()[0], [pcm])
    assert everything(cast.stream()[0], chunks) == whole


@settings(10)
@given(
    st.sampled_from([8_000, 11_025, 22_050, 44_100, 48_000]),
    st.integers(1, 2),
    st.integers(0, 1000),
    chunk_sizes,
    st.booleans(),
)
def test_chunks_make_no_difference_to_resampling(
    rate: int, channels: int, seed: int, sizes: list[int], raw: bool
) -> None:
    rng = np.random.default_rng(seed)
    loud = np.repeat(rng.random(8) < 0.6, rate // 2)[:, None]
    sound = (rng.integers(-9_000, 9_000, (len(loud), channels)) * loud).astype("<i2")
    data = sound.tobytes()
    if raw:
        chunks = cut(sizes, len(data), lambda i, j: data[i:j])
    else:
        chunks = cut(sizes, len(sound), lambda i, j: sound[i:j])
    cast = Cast(rate=rate, channels=channels, loud=500)
    whole = everything(cast.stream()[0], [sound])
    assert any(isinstance(update, Final) for update in whole) or not loud.any()
    assert everything(cast.stream()[0], chunks) == whole


@settings(10)
@given(casts(HARMLESS), st.lists(st.integers(0, 20_000), min_size=1))
def test_a_backlog_breaks_no_promise(cast: Cast, backlog: list[int]) -> None:
    live, _, _ = cast.stream()
    viewer = Viewer()
    for at, chunk in enumerate(frames(cast.scene, 1_600)):
        viewer.see(live.feed(chunk, backlog_ms=backlog[at % len(backlog)]))
    viewer.see(live.finish())
    assert viewer.open_words == []


def test_a_backlog_makes_for_fewer_decodings() -> None:
    cast = Cast(Scene((10,) * 40))
    counts = []
    for backlog_ms in (0, 3_000):
        live, stream, _ = cast.stream()
        for chunk in frames(cast.scene, 1_600):
            live.feed(chunk, backlog_ms=backlog_ms)
        live.finish()
        counts.append(len(stream.given))
    assert counts[1] * 2 < counts[0]


def test_an_utterance_is_heard_behind_the_one_before_it() -> None:
    cast = Cast(Scene((10,) * 5 + (-40,) + (10,) * 5 + (-40,)))
    live, stream, _ = cast.stream()
    viewer = Viewer()
    lived(live, frames(cast.scene), viewer)
    heard = [set(np.unique(audio.pcm)) for audio in stream.given]
    assert any({1, 50, 91, 140} <= numbers for numbers in heard)
    texts = [word.text for final in viewer.finals for word in final.segment.words]
    assert texts == [f"word{number}" for number in range(10)]


def test_an_engine_that_stops_after_what_was_said_before_loses_nothing() -> None:
    scene = Scene((10,) * 5 + (-40,) + (10, 10, 30) + (-40,))
    cast = Cast(scene, lies=Lies(("stop",), share=1.0))
    live, stream, _ = cast.stream()
    viewer = Viewer()
    lived(live, frames(cast.scene), viewer)
    heard = [set(np.unique(audio.pcm)) for audio in stream.given]
    assert any({1, 91} <= numbers for numbers in heard), "nothing was in front"
    texts = [word.text for final in viewer.finals for word in final.segment.words]
    assert texts == [f"word{number}" for number in range(8)]


def test_a_long_breath_does_not_make_a_decoding_longer() -> None:
    """What is decoded at once stays below the limit, in one long breath."""
    cast = Cast(Scene((9,) * 300))
    live, stream, _ = cast.stream()
    viewer = Viewer()
    lived(live, frames(cast.scene), viewer)
    longest = max(audio.duration_ms for audio in stream.given)
    assert longest <= cast.settings.longest_ms + FRAME_MS
    texts = [word.text for final in viewer.finals for word in final.segment.words]
    assert texts == [f"word{number}" for number in range(300)]
