"""Live streams with the real engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import numpy as np
import pytest

from sync_core import Audio, Pipeline, PluginManager, aio
from sync_core.live import LiveSettings
from sync_core.live.updates import Final, Update


@pytest.fixture(scope="module")
def pipeline(manager: PluginManager) -> Iterator[Pipeline]:
    with Pipeline(
        backend="whisper-cpp",
        model="tiny.en",
        language="en",
        aligner="hmm",
        engines=2,
        manager=manager,
    ) as pipeline:
        yield pipeline


@pytest.fixture(scope="module")
def pcm(first_sentence: tuple[Audio, str]) -> Any:
    return first_sentence[0].pcm


async def chunks(pcm: Any, size: int = 1_600) -> AsyncIterator[bytes]:
    for start in range(0, len(pcm), size):
        yield pcm[start : start + size].tobytes()
        await asyncio.sleep(0)


def finals(updates: list[Update]) -> list[Final]:
    return [update for update in updates if isinstance(update, Final)]


def test_streams_side_by_side_give_what_each_gives_alone(
    pipeline: Pipeline, pcm: Any
) -> None:
    # Half as many decodings as by default.
    settings = LiveSettings(step_ms=1_408)

    async def one(size: int) -> list[Update]:
        live = aio.live(chunks(pcm, size), pipeline=pipeline, settings=settings)
        return [update async for update in live]

    async def three() -> list[list[Update]]:
        return [*await asyncio.gather(one(160), one(1_600), one(100_000))]

    live = pipeline.live(settings=settings)
    alone = finals([*live.feed(pcm), *live.finish()])
    assert alone[-1].segment.text.endswith("Paris.")
    assert [finals(each) for each in asyncio.run(three())] == [alone] * 3


def test_a_stream_without_speech_says_so(pipeline: Pipeline, pcm: Any) -> None:
    with pipeline.live() as quiet, pipeline.live() as spoken:
        quiet.feed(np.zeros(32_000, np.int16))
        quiet.finish()
        spoken.feed(pcm)
        spoken.finish()
        found = [(f.code, f.severity) for f in quiet.document().findings]
        assert found == [("no-speech", "warning")]
        assert "no-speech" not in [f.code for f in spoken.document().findings]


def test_a_cancelled_stream_leaves_the_engine_to_others(
    pipeline: Pipeline, pcm: Any
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            async for chunk in chunks(pcm):
                yield chunk

    async def listen(began: asyncio.Event) -> None:
        async for _ in aio.live(endless(), pipeline=pipeline):
            began.set()

    async def main() -> list[Update]:
        events = [asyncio.Event() for _ in range(3)]
        tasks = [asyncio.create_task(listen(event)) for event in events]
        for event in events:
            await event.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with aio.live(chunks(pcm), pipeline=pipeline) as updates:
            return [update async for update in updates]

    assert finals(asyncio.run(main()))
