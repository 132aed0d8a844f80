"""Live streams on asyncio, with engines that do what a test tells them to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from sync_core import (
    Audio,
    AudioError,
    BackendPlugin,
    CancelledError,
    InputError,
    Pipeline,
    PluginManager,
    PluginRunError,
    Word,
    aio,
    hookimpl,
)
from sync_core.live.updates import Dropped, Endpoint, Final, Update

Decode = Callable[["Stream", Audio], Sequence[Word]]
STEP = 1_600


class Stream:
    """One stream of a scripted engine."""

    def __init__(self, engine: Engine) -> None:
        self.language: str | None = "en"
        self.engine = engine
        self.stopped = threading.Event()

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> Sequence[Word]:
        self.engine.decodings.append(self)
        return self.engine.work(self, audio)

    def abort(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        self.engine.closed += 1


class Engine:
    """A backend that is its own plugin."""

    def __init__(self, work: Decode) -> None:
        self.work = work
        self.loaded = self.closed = 0
        self.decodings: list[Stream] = []

    @hookimpl
    def sync_core_backends(self) -> list[BackendPlugin]:
        return [BackendPlugin("script", load=self._load, streaming=True)]

    def _load(self, _: object) -> Any:
        self.loaded += 1
        return _Loaded(self)

    def pipeline(self, **options: Any) -> Pipeline:
        manager = PluginManager()
        manager.register(self, "script", "tests 1.0")
        return Pipeline(backend="script", aligner=None, manager=manager, **options)


class _Loaded:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def transcribe(self, audio: Audio, language: str | None = None) -> Any:
        raise NotImplementedError

    def open_stream(self, language: str | None) -> Stream:
        return Stream(self._engine)

    def close(self) -> None:
        pass


def spoken(stream: Stream, audio: Audio) -> list[Word]:
    """A word every 400 ms."""
    ends = range(400, audio.duration_ms, 400)
    return [Word(f"at{end}", end - 400, end) for end in ends]


def until_stopped(stream: Stream, audio: Audio) -> list[Word]:
    stream.engine.busy.set()  # type: ignore[attr-defined]
    stream.stopped.wait()
    raise CancelledError("cancelled; nothing was written")


def failing(stream: Stream, audio: Audio) -> list[Word]:
    if audio.duration_ms > 2_000:
        raise RuntimeError("out of ideas")
    return spoken(stream, audio)


async def chunks(pcm: Any, size: int = STEP) -> AsyncIterator[Any]:
    for start in range(0, len(pcm), size):
        await asyncio.sleep(0)
        yield pcm[start : start + size]


async def collected(source: AsyncIterator[Any], **options: Any) -> list[Update]:
    return [update async for update in aio.live(source, **options)]


def finals(updates: Sequence[Update]) -> list[Final]:
    return [update for update in updates if isinstance(update, Final)]


def text(updates: Sequence[Update]) -> str:
    return " ".join(final.segment.text for final in finals(updates))


@pytest.fixture(scope="module")
def pcm(clip: Audio) -> Any:
    return clip.slice(0, 4_000).pcm


@pytest.fixture
def pipeline() -> Iterator[Pipeline]:
    with Engine(spoken).pipeline() as pipeline:
        yield pipeline


def directly(pipeline: Pipeline, pcm: Any) -> list[Update]:
    live = pipeline.live()
    return [*live.feed(pcm), *live.finish()]


@pytest.mark.parametrize("realtime", [False, True])
@pytest.mark.parametrize("size", [160, STEP, 10**6])
def test_updates_are_those_of_the_synchronous_transcriber(
    pipeline: Pipeline, pcm: Any, realtime: bool, size: int
) -> None:
    source = chunks(pcm.tobytes(), 2 * size - 1)
    updates = asyncio.run(collected(source, pipeline=pipeline, realtime=realtime))
    expected = finals(directly(pipeline, pcm))
    assert len(expected) > 0
    if realtime:
        # The source is faster than any engine, so that some steps are longer.
        assert text(updates)[:20] == text(expected)[:20]
    else:
        assert finals(updates) == expected


def test_streams_side_by_side_give_what_each_gives_alone(
    pipeline: Pipeline, pcm: Any
) -> None:
    async def several() -> list[list[Update]]:
        streams = (collected(chunks(pcm), pipeline=pipeline) for _ in range(5))
        return await asyncio.gather(*streams)

    alone = finals(directly(pipeline, pcm))
    assert [finals(each) for each in asyncio.run(several())] == [alone] * 5


def test_another_engine_is_loaded_only_when_the_first_is_at_work(pcm: Any) -> None:
    meeting = threading.Barrier(2)
    met = threading.Event()

    def work(stream: Stream, audio: Audio) -> list[Word]:
        if not met.is_set():
            meeting.wait()
            met.set()
        return spoken(stream, audio)

    async def both() -> None:
        streams = (collected(chunks(pcm), pipeline=pipeline) for _ in range(2))
        await asyncio.gather(*streams)

    engine = Engine(work)
    with engine.pipeline(engines=3) as pipeline:
        asyncio.run(both())
        assert engine.loaded == 2
    quiet = Engine(spoken)
    with quiet.pipeline(engines=3) as pipeline:
        asyncio.run(collected(chunks(pcm), pipeline=pipeline))
    assert quiet.loaded == 1


@pytest.mark.parametrize("how", ["cancel", "close", "leave", "raise"])
def test_who_goes_away_frees_the_engine(pcm: Any, how: str) -> None:
    engine = Engine(until_stopped)
    engine.busy = threading.Event()  # type: ignore[attr-defined]

    async def go_away(pipeline: Pipeline) -> None:
        updates = aio.live(chunks(pcm), pipeline=pipeline)
        task = asyncio.create_task(_drain(updates))
        await asyncio.to_thread(engine.busy.wait)  # type: ignore[attr-defined]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await updates.aclose()

    async def leave(pipeline: Pipeline) -> None:
        async with aio.live(chunks(pcm), pipeline=pipeline) as updates:
            while not isinstance(await anext(updates), Final):
                pass
            if how == "raise":
                raise ZeroDivisionError
            if how == "close":
                await updates.aclose()

    with engine.pipeline() as pipeline:
        if how == "cancel":
            asyncio.run(go_away(pipeline))
        else:
            engine.work = spoken
            try:
                asyncio.run(leave(pipeline))
            except ZeroDivisionError:
                assert how == "raise"
        engine.work = spoken
        assert engine.closed == 1
        assert finals(asyncio.run(collected(chunks(pcm), pipeline=pipeline)))


async def _drain(updates: aio.LiveUpdates) -> None:
    async for _ in updates:
        pass


def test_one_who_waits_for_the_engine_can_be_cancelled(pcm: Any) -> None:
    engine = Engine(until_stopped)
    engine.busy = threading.Event()  # type: ignore[attr-defined]

    async def main(pipeline: Pipeline) -> None:
        first, second = (
            asyncio.create_task(_drain(aio.live(chunks(pcm), pipeline=pipeline)))
            for _ in range(2)
        )
        await asyncio.to_thread(engine.busy.wait)  # type: ignore[attr-defined]
        while not pipeline._engines.backend._slots.waiting:
            await asyncio.sleep(0)
        held, waits = first, second
        for task in (waits, held):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with engine.pipeline() as pipeline:
        asyncio.run(main(pipeline))


def test_an_engine_error_comes_behind_what_was_settled(pcm: Any) -> None:
    async def main() -> tuple[list[Update], Exception]:
        seen = list[Update]()
        with Engine(failing).pipeline() as pipeline:
            try:
                async for update in aio.live(chunks(pcm), pipeline=pipeline):
                    seen.append(update)
            except PluginRunError as error:
                return seen, error
        raise AssertionError("no error")

    seen, error = asyncio.run(main())
    assert finals(seen)
    ends = [update.reason for update in seen if isinstance(update, Endpoint)]
    assert ends == ["error"]
    assert "out of ideas" in str(error)


def test_an_error_in_one_stream_is_its_own(pcm: Any) -> None:
    def work(stream: Stream, audio: Audio) -> Sequence[Word]:
        bad = stream is stream.engine.decodings[0]
        return failing(stream, audio) if bad else spoken(stream, audio)

    async def main() -> list[Any]:
        streams = (collected(chunks(pcm), pipeline=pipeline) for _ in range(3))
        return await asyncio.gather(*streams, return_exceptions=True)

    with Engine(work).pipeline() as pipeline:
        done = asyncio.run(main())
    good = [each for each in done if not isinstance(each, Exception)]
    assert len(good) == 2
    assert finals(good[0]) == finals(good[1])
    assert finals(good[0])


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
            await _drain(updates)
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
            await _drain(updates)
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
            await _drain(updates)
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


def test_what_cannot_be_is_said_at_once(pipeline: Pipeline, pcm: Any) -> None:
    async def main() -> None:
        with pytest.raises(InputError, match="asynchronous iterator"):
            aio.live([pcm], pipeline=pipeline)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="backend: given to the pipeline"):
            aio.live(chunks(pcm), pipeline=pipeline, backend="other")
        with pytest.raises(InputError, match="most_backlog_ms"):
            aio.live(chunks(pcm), pipeline=pipeline, realtime=True, most_backlog_ms=-1)
        with pytest.raises(AudioError, match="sample_rate_hz is 0"):
            await anext(aio.live(chunks(pcm), pipeline=pipeline, sample_rate_hz=0))
        unused = aio.live(chunks(pcm), pipeline=pipeline)
        assert unused.document().segments == ()
        assert unused.stats.audio_ms == 0
        await unused.aclose()

    asyncio.run(main())


def test_work_on_threads_is_stopped_with_its_task() -> None:
    begun = threading.Event()
    stopped = threading.Event()

    def work(what: str, *, cancel: threading.Event) -> None:
        begun.set()
        cancel.wait()
        stopped.set()

    async def main() -> None:
        task = asyncio.create_task(aio.run(work, "this"))  # type: ignore[call-arg]
        await asyncio.to_thread(begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert stopped.is_set()

    asyncio.run(main())
