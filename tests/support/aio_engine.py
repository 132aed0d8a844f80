"""A backend that does what a test tells it to, and its streams on asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import pytest

from sync_core import (
    Audio,
    BackendPlugin,
    CancelledError,
    Pipeline,
    PluginManager,
    Word,
    aio,
    hookimpl,
)
from sync_core.live.updates import Final, Update

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


async def drain(updates: aio.LiveUpdates) -> None:
    async for _ in updates:
        pass
