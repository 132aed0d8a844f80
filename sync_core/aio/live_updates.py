"""Live transcription of any asynchronous source."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any

from sync_core.aio.chunks import Form, Gap, Part
from sync_core.aio.source_reader import Backlog, Demand
from sync_core.aio.threads import Thread
from sync_core.base.errors import AudioError, InputError
from sync_core.document.document import Document
from sync_core.live.threads.backlog import Limits
from sync_core.live.updates import Stats, Update
from sync_core.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from types import TracebackType

    from sync_core.live.policy import Policy
    from sync_core.live.settings import LiveSettings
    from sync_core.live.transcriber import LiveTranscriber

__all__ = ["LiveUpdates", "live"]

_MOST_MS = Limits().backlog_ms
_TOO_MUCH = "too much audio waited: the engine, or who takes the updates, is too slow"


def live(
    source: AsyncIterable[Any],
    *,
    pipeline: Pipeline | None = None,
    realtime: bool = False,
    most_backlog_ms: int = _MOST_MS,
    sample_rate_hz: int = 16_000,
    channels: int = 1,
    language: str | None = None,
    policy: Policy | None = None,
    settings: LiveSettings | None = None,
    **options: Any,
) -> LiveUpdates:
    """Transcribe what a source gives, while it gives it.

    The engine works on a thread of its own. Many streams may share a pipeline: they
    take turns in the order in which they ask, one decoding a turn, on as many copies of
    the engine as ``Pipeline(engines=...)`` allows. Cancelling the task, or closing the
    updates, frees the engine at once, in the middle of a decoding where the engine can
    be stopped there (``whisper-cpp`` can).

    Example:
        >>> import asyncio
        >>> from sync_core import Audio, aio, demo_clip
        >>> async def sound():
        ...     pcm = Audio.load(demo_clip()[0]).slice(0, 4_850).pcm
        ...     for start in range(0, len(pcm), 1600):
        ...         yield pcm[start : start + 1600]
        >>> async def main() -> None:
        ...     options = {"backend": "whisper-cpp", "model": "tiny.en"}
        ...     async with aio.live(sound(), language="en", **options) as updates:
        ...         async for update in updates:
        ...             pass
        ...     print(updates.document().text.split()[-1])
        >>> asyncio.run(main())
        Paris.

    Args:
        source: Gives chunks, as for ``LiveTranscriber.feed``. It is left open.
        pipeline: Whose engines are used; None: one is made for this stream alone.
        realtime: Whether the source goes on when nobody listens, as a microphone or a
            call does. It is then read ahead; the more waits, the longer are the steps,
            and what is too much is let go and reported (`Dropped`). Otherwise it is
            asked for a chunk when the one before is done: nothing is let go, and what
            comes out depends on the audio alone.
        most_backlog_ms: How much may wait, with ``realtime``.
        sample_rate_hz: As for ``Pipeline.live``, like what follows.
        channels: Of chunks of raw bytes.
        language: BCP-47 tag.
        policy: Decides when a word is settled.
        settings: Steps, pauses, lengths.
        options: For the ``Pipeline`` that is made: ``backend``, ``model``, ``aligner``
            and so on.

    Raises:
        InputError: The source is none, there are options for a pipeline and a pipeline,
            or as ``Pipeline`` and ``Pipeline.live``; what comes up later is raised
            where the updates are awaited, behind all that is final.
    """
    if not hasattr(source, "__aiter__"):
        raise InputError(
            f"the source is an asynchronous iterator of chunks, not a "
            f"{type(source).__name__}"
        )
    if pipeline is not None and options:
        raise InputError(f"{', '.join(options)}: given to the pipeline, not beside it")
    form = Form(sample_rate_hz, channels)
    chunks: Backlog | Demand = Demand(source, form)
    if realtime:
        chunks = Backlog(source, form, _whole(most_backlog_ms))
    used = pipeline or Pipeline(language=language, **options)
    cancel = threading.Event()

    def opened() -> LiveTranscriber:
        return used.live(
            sample_rate_hz=sample_rate_hz,
            channels=channels,
            language=language,
            policy=policy,
            settings=settings,
            cancel=cancel,
        )

    return LiveUpdates(chunks, opened, cancel, None if pipeline else used)


def _whole(ms: int) -> int:
    if isinstance(ms, bool) or not isinstance(ms, int) or ms < 0:
        raise InputError(f"most_backlog_ms is a whole number of ms, not {ms!r}")
    return ms


class LiveUpdates(AsyncIterator[Update]):
    """What becomes known of one stream; made by `live`.

    It is an asynchronous context manager, which ends the work when it is left.
    """

    def __init__(
        self,
        chunks: Backlog | Demand,
        opened: Callable[[], LiveTranscriber],
        cancel: threading.Event,
        own: Pipeline | None,
    ) -> None:
        self._chunks, self._opened = chunks, opened
        self._cancel, self._own = cancel, own
        self._stream: LiveTranscriber | None = None
        self._updates = self._generate()

    def document(self) -> Document:
        """Give everything that is final by now."""
        return Document([]) if self._stream is None else self._stream.document()

    @property
    def stats(self) -> Stats:
        """How the work goes by now."""
        none = Stats(0, 0, 0, 0, 0)
        return none if self._stream is None else self._stream.stats

    async def __anext__(self) -> Update:
        """Wait for the next update."""
        return await anext(self._updates)

    async def aclose(self) -> None:
        """End the work, said or not; a second call does nothing."""
        await self._updates.aclose()

    async def __aenter__(self) -> LiveUpdates:
        """Give the updates themselves."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the work."""
        await self.aclose()

    async def _generate(self) -> AsyncGenerator[Update, None]:
        thread = Thread("sync-core-live")
        last: list[Callable[[], object]] = []
        if self._own is not None:
            last.append(self._own.close)
        try:
            # Opening imports and loads, which would hold up the event loop.
            self._stream = stream = await thread.run(self._opened)
            last.insert(0, stream.close)
            async with aclosing(self._feed(thread, stream)) as fed:
                async for update in fed:
                    yield update
        finally:
            self._cancel.set()
            await thread.finish(*last)

    async def _feed(
        self, thread: Thread, stream: LiveTranscriber
    ) -> AsyncGenerator[Update, None]:
        trouble: Exception | None = None
        try:
            async with aclosing(self._chunks.read()) as chunks:
                async for part in chunks:
                    updates = await thread.run(_call(stream, part))
                    for update in updates:
                        yield update
                    if stream.error is not None:
                        break
        except Exception as error:
            # What was said until then is worth having all the same.
            trouble = error
        async with aclosing(_finish(thread, stream, trouble)) as rest:
            async for update in rest:
                yield update


async def _finish(
    thread: Thread, stream: LiveTranscriber, trouble: Exception | None
) -> AsyncGenerator[Update, None]:
    try:
        updates = await thread.run(stream.finish)
    except AudioError as error:
        # It ends within a frame, or did before; what is whole is worth having.
        trouble = trouble or error
        updates = await thread.run(stream.finish)
    for update in updates:
        yield update
    failure = stream.error or trouble
    if failure is not None:
        raise failure


def _call(stream: LiveTranscriber, part: Part | Gap) -> Callable[[], list[Update]]:
    if isinstance(part, Gap):
        return partial(stream.drop, part.duration_ms, _TOO_MUCH)
    return partial(stream.feed, part.chunk, backlog_ms=part.backlog_ms)
