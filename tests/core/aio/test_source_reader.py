"""Sources on asyncio, read on demand or as they come."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import numpy as np
import pytest

from aio_engine import (
    Engine,
    Stream,
    chunks,
    collected,
    directly,
    drain,
    finals,
    spoken,
    text,
)
from live_reader import Made
from live_reader import spoken as voiced
from sync_core import (
    Audio,
    AudioError,
    Pipeline,
    Word,
    aio,
)
from sync_core.live.running import Limits, run_live
from sync_core.live.sources import Chunks
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import Dropped, Update


@pytest.mark.parametrize("realtime", [False, True])
def test_a_source_that_fails_is_heard_to_its_end(
    pipeline: Pipeline, pcm: Any, realtime: bool
) -> None:
    async def source() -> AsyncIterator[Any]:
        async for chunk in chunks(pcm):
            yield chunk
        raise ConnectionResetError("gone")

    async def main() -> aio.LiveUpdates:
        updates = aio.live(source(), pipeline=pipeline, realtime=realtime)
        with pytest.raises(ConnectionResetError):
            await drain(updates)
        return updates

    updates = asyncio.run(main())
    assert updates.document().text[:20] == text(directly(pipeline, pcm))[:20]


def test_what_is_no_audio_is_refused_behind_what_was(
    pipeline: Pipeline, pcm: Any
) -> None:
    async def source() -> AsyncIterator[Any]:
        async for chunk in chunks(pcm):
            yield chunk
        yield np.zeros(10, np.float32)

    async def main() -> aio.LiveUpdates:
        updates = aio.live(source(), pipeline=pipeline)
        with pytest.raises(AudioError, match="changed from int16"):
            await drain(updates)
        return updates

    assert asyncio.run(main()).document().segments


@pytest.mark.parametrize("realtime", [False, True])
def test_bytes_that_end_within_a_sample_are_told_last(
    pipeline: Pipeline, pcm: Any, realtime: bool
) -> None:
    async def main() -> aio.LiveUpdates:
        source = chunks(pcm.tobytes() + b"x", 3_201)
        updates = aio.live(source, pipeline=pipeline, realtime=realtime)
        with pytest.raises(AudioError, match="1 bytes of an unfinished frame"):
            await drain(updates)
        return updates

    updates = asyncio.run(main())
    assert updates.document().text[:20] == text(directly(pipeline, pcm))[:20]
    assert updates.document().duration_ms == 4_000


def test_a_source_that_does_not_wait_is_let_go_of_in_part(pcm: Any) -> None:
    go = threading.Event()

    def work(stream: Stream, audio: Audio) -> list[Word]:
        go.wait()
        return spoken(stream, audio)

    async def source() -> AsyncIterator[bytes]:
        data = np.tile(pcm, 5).tobytes()
        async for chunk in chunks(data, 3_201):
            yield chunk
            await asyncio.sleep(0)
        go.set()

    async def main(pipeline: Pipeline) -> tuple[list[Update], aio.LiveUpdates]:
        updates = aio.live(
            source(), pipeline=pipeline, realtime=True, most_backlog_ms=3_000
        )
        return [update async for update in updates], updates

    with Engine(work).pipeline() as pipeline:
        seen, updates = asyncio.run(main(pipeline))
    dropped = [update for update in seen if isinstance(update, Dropped)]
    assert dropped
    lost = sum(each.end_ms - each.start_ms for each in dropped)
    assert updates.stats.dropped_ms == lost > 5_000
    assert abs(updates.stats.audio_ms - 20_000) <= 40
    assert "audio-dropped" in [f.code for f in updates.document().findings]
    assert finals(seen)


def test_nothing_is_read_ahead_on_demand(pcm: Any) -> None:
    asked = 0

    async def source() -> AsyncIterator[Any]:
        nonlocal asked
        async for chunk in chunks(np.tile(pcm, 100)):
            asked += 1
            yield chunk

    async def main(pipeline: Pipeline) -> None:
        async with aio.live(source(), pipeline=pipeline) as updates:
            await anext(updates)
            before = asked
            for _ in range(100):
                await asyncio.sleep(0)
            assert asked == before

    with Engine(spoken).pipeline() as pipeline:
        asyncio.run(main(pipeline))


class Opener:
    """In place of a pipeline: opens one stream that is there already."""

    def __init__(self, stream: LiveTranscriber) -> None:
        self.stream = stream

    def live(self, **_: Any) -> LiveTranscriber:
        return self.stream


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize(
    ("seconds", "limit_ms"), [(35, 30_000), (12, 30_000), (12, 8_000), (12, 1_000)]
)
def test_the_same_is_dropped_as_by_run_live(
    make: Made, raw: bool, seconds: int, limit_ms: int
) -> None:
    """The engine is held at its first decoding until the source has given all."""
    first, rest = voiced(range(2))[:8_000], voiced(range(3, 3 * seconds))
    chunks = [first, *np.array_split(rest, 40)]

    def form(chunk: Any) -> Any:
        return chunk.tobytes() if raw else chunk

    def hold() -> tuple[threading.Event, threading.Event, LiveTranscriber]:
        began, go_on = threading.Event(), threading.Event()

        def work(_: Audio) -> None:
            began.set()
            go_on.wait(30)

        return began, go_on, make(work)

    began, go_on, live = hold()

    def source() -> Iterator[Any]:
        for number, chunk in enumerate(chunks):
            yield form(chunk)
            if number == 0:
                began.wait(30)
        go_on.set()

    limits = Limits(backlog_ms=limit_ms)
    updates = list(run_live(live, Chunks(source(), waits=False), limits=limits))
    expected = dropped_by(live, updates)
    began, go_on, live = hold()

    async def asynchronous() -> AsyncIterator[Any]:
        for number, chunk in enumerate(chunks):
            yield form(chunk)
            if number == 0:
                await asyncio.to_thread(began.wait, 30)
        go_on.set()

    async def main() -> list[Update]:
        opener: Any = Opener(live)
        return await collected(
            asynchronous(), pipeline=opener, realtime=True, most_backlog_ms=limit_ms
        )

    assert dropped_by(live, asyncio.run(main())) == expected
    assert bool(expected[0]) == (1_080 * seconds - 1_080 > limit_ms)


def dropped_by(live: LiveTranscriber, updates: list[Update]) -> tuple[Any, ...]:
    """Give all that is said of dropped audio."""
    dropped = [update for update in updates if isinstance(update, Dropped)]
    findings = [f for f in live.document().findings if f.code == "audio-dropped"]
    return dropped, findings, live.stats.dropped_ms, live.stats.audio_ms
