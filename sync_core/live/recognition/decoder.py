"""The way to the backend: one that streams, or any that takes files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, check_cancel
from sync_core.base.errors import PluginContractError
from sync_core.document.records import Word
from sync_core.plugins.backend_stream import BackendStream
from sync_core.plugins.cancellation import forward_cancel
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend, Transcription
from sync_core.plugins.watchdog import call_watched, unwrap_engine

__all__ = ["Decoder"]


class Decoder:
    """One stream's way to a backend that others may use as well.

    Args:
        engine: The backend.
        language: BCP-47 tag; None: the backend finds out from the first utterance.
        cancel: Checked while the backend works.
    """

    def __init__(
        self, engine: Engine[Backend], language: str | None, cancel: Cancel | None
    ) -> None:
        self._engine = engine
        self._cancel = cancel
        # A stream on each engine that was used: any of them may have the next turn.
        self._streams: list[tuple[Backend, BackendStream]] = []
        self.language = language

    def decode(self, audio: Audio, *, prompt: str, last: bool) -> list[Word]:
        """Return an utterance's words, with times in ms from its audio's start.

        Raises:
            PluginError: The backend failed.
            CancelledError: The caller asked to stop.
        """
        with self._engine.use("transcribe", self._cancel) as backend:
            check_cancel(self._cancel)
            stream = self._get_stream(unwrap_engine(backend))
            with forward_cancel(stream, self._cancel):
                words = call_watched(
                    backend, stream.decode, audio, prompt=prompt, last=last
                )
            if last and words:
                self.language = stream.language
        return self._check_words(words, audio.duration_ms)

    def close(self) -> None:
        """Free what belongs to this stream; a second call does nothing."""
        while self._streams:
            self._streams.pop()[1].close()

    def _get_stream(self, backend: Backend) -> BackendStream:
        for at, (there, stream) in enumerate(self._streams):
            if there is backend:
                if stream.language is not None or self.language is None:
                    return stream
                # Meanwhile another engine found out what is spoken.
                del self._streams[at]
                stream.close()
                break
        stream = self._open_stream(backend)
        self._streams.append((backend, stream))
        return stream

    def _open_stream(self, backend: Any) -> BackendStream:
        if not self._engine.found.record.streaming:  # type: ignore[union-attr]
            return _FileStream(backend, self.language)
        stream: BackendStream = backend.open_stream(self.language)
        return stream

    def _check_words(self, words: Sequence[Word], duration_ms: int) -> list[Word]:
        """Check the words; clamp their times to the audio and to their order."""
        name, done, floor = self._engine.found.record.name, list[Word](), 0
        for word in words:
            if not isinstance(word, Word):
                raise PluginContractError(
                    f"the backend '{name}' gave {type(word).__name__} instead of a Word"
                )
            if word.start_ms is None or word.end_ms is None:
                raise PluginContractError(
                    f"the backend '{name}' gave {word.text!r} no times: it cannot "
                    "transcribe live"
                )
            start = min(max(word.start_ms, floor), duration_ms)
            end = min(max(word.end_ms, start), duration_ms)
            done.append(Word(word.text, start, end, word.confidence))
            floor = end
        return done


class _FileStream:
    """A backend that takes whole files, called anew each time."""

    def __init__(self, backend: Backend, language: str | None) -> None:
        self._backend = backend
        self._running: object = None
        self.language = language

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> list[Word]:
        found = self._backend.transcribe(audio, self.language)
        self._running = found
        try:
            with closing(Transcription(iter(found))) as segments:
                words = [word for segment in segments for word in segment.words]
        finally:
            self._running = None
        if last and words:
            self.language = getattr(found, "language", None) or self.language
        return words

    def abort(self) -> None:
        abort = getattr(self._running, "abort", None)
        if abort is not None:
            abort()

    def close(self) -> None:
        self._running = None
