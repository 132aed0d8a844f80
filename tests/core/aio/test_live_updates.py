"""Live streams on asyncio, with engines that do what a test tells them to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from aio_engine import (
    STEP,
    Engine,
    Stream,
    chunks,
    collected,
    directly,
    drain,
    failing,
    finals,
    spoken,
    text,
    until_stopped,
)
from sync_core import (
    Audio,
    AudioError,
    InputError,
    Pipeline,
    PluginRunError,
    Word,
    aio,
)
from sync_core.live.updates import Endpoint, Final, Update


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
        task = asyncio.create_task(drain(updates))
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


def test_one_who_waits_for_the_engine_can_be_cancelled(pcm: Any) -> None:
    engine = Engine(until_stopped)
    engine.busy = threading.Event()  # type: ignore[attr-defined]

    async def main(pipeline: Pipeline) -> None:
        first, second = (
            asyncio.create_task(drain(aio.live(chunks(pcm), pipeline=pipeline)))
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
