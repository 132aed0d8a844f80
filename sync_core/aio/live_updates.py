"""Live transcription of any asynchronous source."""

from __future__ import annotations

import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Mapping,
)
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from sync_core.aio.source_reader import OnDemandReader, Reader, RealtimeReader
from sync_core.aio.threads import Thread
from sync_core.base.errors import AudioError, InputError
from sync_core.document.document import Document
from sync_core.live.buffering.backlog import deliver
from sync_core.live.buffering.limits import Limits
from sync_core.live.updates import Stats, Update
from sync_core.pipeline.pipeline import Pipeline

if TYPE_CHECKING:
    from types import TracebackType

    from sync_core.live.policy import Policy
    from sync_core.live.settings import LiveSettings
    from sync_core.live.transcriber import LiveTranscriber

__all__ = ["LiveUpdates", "live"]

_MAX_BACKLOG_MS = Limits().backlog_ms


def live(
    source: AsyncIterable[Any],
    *,
    pipeline: Pipeline | None = None,
    realtime: bool = False,
    most_backlog_ms: int = _MAX_BACKLOG_MS,
    sample_rate_hz: int = 16_000,
    channels: int = 1,
    language: str | None = None,
    policy: Policy | None = None,
    settings: LiveSettings | None = None,
    **options: Any,
) -> LiveUpdates:
    """Transcribe what a source gives, while it gives it: see `LiveUpdates`.

    Args:
        source: Gives chunks, as for ``LiveTranscriber.feed``. It is left open.
        pipeline: Whose engines are used; None: one is made for this stream alone.
        realtime: Whether the source goes on when nobody listens, as a microphone or a
            call does. It is then read ahead, and too much is dropped as by `run_live`.
            Otherwise a chunk is asked for when the one before is done.
        most_backlog_ms: How much may wait, with ``realtime``: ``Limits.backlog_ms``.
        sample_rate_hz: As for ``Pipeline.live``, like what follows.
        channels: Of chunks of raw bytes.
        language: BCP-47 tag.
        policy: Decides when a word is settled.
        settings: Steps, pauses, lengths.
        options: For the ``Pipeline`` that is made: ``backend``, ``model`` and so on.

    Raises:
        InputError: The source is none, there are options for a pipeline and a pipeline,
            or as ``Pipeline`` and ``Pipeline.live``; what comes up later is raised
            where the updates are awaited, behind all that is final.
    """
    _check_arguments(source, pipeline, options)
    limits = _make_limits(most_backlog_ms) if realtime else None
    reader = _make_reader(source, sample_rate_hz, channels, limits)
    form = {"sample_rate_hz": sample_rate_hz, "channels": channels}
    how = {"language": language, "policy": policy, "settings": settings}
    used = pipeline or Pipeline(language=language, **options)
    return LiveUpdates(reader, used, {**form, **how}, is_own=pipeline is None)


def _check_arguments(
    source: object, pipeline: Pipeline | None, options: Mapping[str, object]
) -> None:
    if not hasattr(source, "__aiter__"):
        raise InputError(
            f"the source is an asynchronous iterator of chunks, not a "
            f"{type(source).__name__}"
        )
    if pipeline is not None and options:
        raise InputError(f"{', '.join(options)}: given to the pipeline, not beside it")


def _make_limits(backlog_ms: int) -> Limits:
    if (
        isinstance(backlog_ms, bool)
        or not isinstance(backlog_ms, int)
        or backlog_ms < 0
    ):
        raise InputError(f"most_backlog_ms is a whole number of ms, not {backlog_ms!r}")
    # With 0, only what came last waits: it is never dropped.
    return Limits(backlog_ms=max(1, backlog_ms))


def _make_reader(
    source: AsyncIterable[Any],
    sample_rate_hz: int,
    channels: int,
    limits: Limits | None,
) -> Reader:
    if limits is None:
        return OnDemandReader(source, sample_rate_hz, channels)
    return RealtimeReader(source, sample_rate_hz, channels, limits)


class LiveUpdates(AsyncIterator[Update]):
    """What becomes known of one stream; made by `live`.

    It is an asynchronous context manager, which ends the work when it is left.

    The engine works on a thread of its own. Many streams may share a pipeline: they
    take turns in the order in which they ask, one decoding a turn, on as many copies of
    the engine as ``Pipeline(engines=...)`` allows. Cancelling the task, or closing the
    updates, frees the engine at once, in the middle of a decoding where the engine can
    be stopped there (``whisper-cpp`` can).

    With ``realtime``, the source is read ahead; the more waits, the longer are the
    steps. Of more than ``most_backlog_ms`` the oldest is dropped until 5 s are left,
    told by a `Dropped` and the finding ``audio-dropped``, as ``run_live`` does with
    ``Limits(backlog_ms=most_backlog_ms)``. Without, nothing is dropped, and what comes
    out depends on the audio alone.

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
    """

    def __init__(
        self,
        reader: Reader,
        pipeline: Pipeline,
        options: Mapping[str, Any],
        *,
        is_own: bool,
    ) -> None:
        self._reader, self._pipeline = reader, pipeline
        self._options, self._is_own = options, is_own
        self._cancel = threading.Event()
        self._stream: LiveTranscriber | None = None
        self._updates = self._generate()

    def document(self) -> Document:
        """Return everything that is final by now."""
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
        """Return the updates themselves."""
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
        if self._is_own:
            last.append(self._pipeline.close)
        try:
            # Opening imports and loads, which would hold up the event loop.
            self._stream = stream = await thread.run(self._open)
            last.insert(0, stream.close)
            async with aclosing(self._feed(thread, stream)) as fed:
                async for update in fed:
                    yield update
        finally:
            self._cancel.set()
            await thread.finish(*last)

    def _open(self) -> LiveTranscriber:
        return self._pipeline.live(cancel=self._cancel, **self._options)

    async def _feed(
        self, thread: Thread, stream: LiveTranscriber
    ) -> AsyncGenerator[Update, None]:
        trouble: Exception | None = None
        try:
            async with aclosing(self._reader.read()) as items:
                async for item in items:
                    behind_ms = self._reader.waiting_ms
                    updates = await thread.run(deliver, item, stream, behind_ms)
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
