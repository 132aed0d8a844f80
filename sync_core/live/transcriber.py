"""Live transcription: audio in as it comes, updates out."""

from __future__ import annotations

import time
from collections.abc import Callable

from sync_core.audio import Audio
from sync_core.base.closeable import Closeable
from sync_core.base.errors import InputError, SyncCoreError
from sync_core.document.document import Document
from sync_core.live.audio_input.chunk_converter import Chunk, ChunkConverter
from sync_core.live.recognition.account import StreamAccount
from sync_core.live.recognition.endpointer import Endpointer
from sync_core.live.recognition.recognizer import UtteranceRecognizer
from sync_core.live.recognition.vad import VoiceActivityDetector
from sync_core.live.updates import Stats, Update

__all__ = ["LiveTranscriber"]


class LiveTranscriber(Closeable):
    """One stream. Feed it from one thread; made by `Pipeline.live`.

    Nothing in here waits, starts a thread or looks at the time of day: what it returns
    depends on the audio alone, however it is cut into chunks, except for `Stats` and
    for what ``backlog_ms`` tells it.

    An engine that fails ends the stream: the call in which it does returns everything
    that was settled by then, an `Endpoint` with the reason ``error`` behind it; the
    next call raises the error, and ``error`` has it.
    """

    def __init__(
        self,
        recognizer: UtteranceRecognizer,
        detector: VoiceActivityDetector,
        *,
        sample_rate_hz: int = Audio.SAMPLE_RATE_HZ,
        channels: int = 1,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._recognizer = recognizer
        self._account = StreamAccount(clock)
        self._endpointer = Endpointer(detector, recognizer, self._account)
        self._converter = ChunkConverter(sample_rate_hz, channels)
        self._finished = self._closed = False

    @property
    def error(self) -> SyncCoreError | None:
        """What ended the stream, if something did."""
        return self._endpointer.error

    def feed(self, chunk: Chunk, *, backlog_ms: int = 0) -> list[Update]:
        """Take the next audio and return what became known.

        Args:
            chunk: Raw bytes (16 bit, little-endian, interleaved), or an array of
                samples of shape (frames,) or (frames, channels).
            backlog_ms: How much audio waits behind this chunk, in ms, where the source
                does not wait: with much, there are fewer and longer steps.

        Raises:
            AudioError: The chunk is not audio, or of another form than the one before.
            InputError: The stream is finished or closed.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        self._account.backlog_ms = max(0, backlog_ms)
        samples = self._converter.convert(chunk)
        with self._account.measure():
            self._endpointer.process(samples)
        return self._recognizer.transcript.take_updates()

    def pause(self) -> list[Update]:
        """Settle what was said so far, as nothing comes for the time being.

        The stream's clock does not go on meanwhile: it counts audio.

        Raises:
            InputError: The stream is finished or closed.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        with self._account.measure():
            self._endpointer.pause()
        return self._recognizer.transcript.take_updates()

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        """Note that audio is missing here: its time passes, nobody hears it.

        Args:
            duration_ms: How much, in ms.
            reason: Why, for the update and the finding.

        Raises:
            InputError: The stream is finished or closed.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        if duration_ms > 0:
            with self._account.measure():
                self._endpointer.drop(duration_ms, reason)
        return self._recognizer.transcript.take_updates()

    def finish(self) -> list[Update]:
        """End the stream and return the rest; everything is final then.

        Raises:
            AudioError: The stream ends in the middle of a frame.
            InputError: It was finished or closed before.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        self._account.backlog_ms = 0
        rest = self._converter.finish()
        with self._account.measure():
            self._endpointer.finish(rest, self._converter.duration_ms)
        self._finished = True
        self._recognizer.transcript.add(self.stats)
        return self._recognizer.transcript.take_updates()

    def document(self) -> Document:
        """Return everything that is final by now; times in ms on the stream's clock.

        With a script it is the script's, with all of its words.
        """
        return self._recognizer.transcript.build_document(
            self._recognizer.language, self.stats.audio_ms
        )

    @property
    def stats(self) -> Stats:
        """How the work goes by now."""
        return self._account.stats

    def close(self) -> None:
        """Let go of everything, said or not; a second call does nothing."""
        self._closed = True
        self._recognizer.close()

    def _check_open(self) -> None:
        if self.error is not None:
            raise self.error
        if self._closed or self._finished:
            what = "closed" if self._closed else "finished"
            raise InputError(f"this live stream is {what}: open another")
