"""Live transcription: audio in as it comes, updates out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.base.closing import Closing
from sync_core.base.errors import InputError, SyncCoreError
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.live.following import Follower
from sync_core.live.intake.intake import Chunk, Intake
from sync_core.live.policy import Policy
from sync_core.live.recognition.recognizer import Hearing, Timer
from sync_core.live.recognition.utterance import Utterance
from sync_core.live.recognition.vad import FRAME, FRAME_MS, Gate
from sync_core.live.settings import LiveSettings
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    EndReason,
    SpeechStarted,
    Stats,
    Update,
)

if TYPE_CHECKING:
    from sync_core.live.recognition.decoder import Decoder

__all__ = ["LiveTranscriber"]

_HYSTERESIS = 0.15
"""Silero's own distance between its two thresholds."""
_PER_MS = Audio.SAMPLE_RATE_HZ // 1000
_LONGEST_STEP = 8


class LiveTranscriber(Closing):
    """One stream. Feed it from one thread; made by `Pipeline.live`.

    Nothing in here waits, starts a thread or looks at the time of day: what it gives
    depends on the audio alone, however it is cut into chunks, except for `Stats` and
    for what ``backlog_ms`` tells it.

    An engine that fails ends the stream: the call in which it does gives everything
    that was settled by then, an `Endpoint` with the reason ``error`` behind it; the
    next call raises the error, and ``error`` has it.
    """

    def __init__(
        self,
        decoder: Decoder,
        *,
        gate: Gate,
        policy: Policy,
        timer: Timer | None = None,
        follower: Follower | None = None,
        settings: LiveSettings | None = None,
        sample_rate_hz: int = Audio.SAMPLE_RATE_HZ,
        channels: int = 1,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.error: SyncCoreError | None = None
        """What ended the stream, if something did."""
        self._decoder, self._gate, self._clock = decoder, gate, clock
        self._settings = settings or LiveSettings()
        self._intake = Intake(sample_rate_hz, channels)
        self._out: list[Update] = []
        self._follower = follower
        self._hearing = Hearing(
            decoder, policy, timer, self._settings, self._out, follower
        )
        self._utterance: Utterance | None = None
        self._waiting = np.empty(0, np.int16)
        self._before = np.empty(0, np.int16)
        self._now_ms = self._counted_ms = 0
        self._speech_ms = self._dropped_ms = self._backlog_ms = 0
        self._compute_s = 0.0
        self._finished = self._closed = False

    def feed(self, chunk: Chunk, *, backlog_ms: int = 0) -> list[Update]:
        """Take the next audio and give what became known.

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
        self._backlog_ms = max(0, backlog_ms)
        samples = self._intake.take(chunk)
        with self._timed():
            self._take(samples)
        return self._taken()

    def pause(self) -> list[Update]:
        """Settle what was said so far, as nothing comes for the time being.

        The stream's clock does not go on meanwhile: it counts audio.

        Raises:
            InputError: The stream is finished or closed.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        with self._timed(), self._guarded():
            if self._utterance is not None:
                self._end("pause")
                # It need not be silent, and would be heard twice.
                self._before = np.empty(0, np.int16)
        return self._taken()

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        """Be told that audio is missing here: its time passes, nobody hears it.

        Args:
            duration_ms: How much, in ms.
            reason: Why, for the update and the finding.

        Raises:
            InputError: The stream is finished or closed.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        if duration_ms > 0:
            with self._timed(), self._guarded():
                self._end("length")
                self._lose(duration_ms, reason)
        return self._taken()

    def finish(self) -> list[Update]:
        """End the stream and give the rest; everything is final then.

        Raises:
            AudioError: The stream ends in the middle of a frame.
            InputError: It was finished or closed before.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        self._backlog_ms = 0
        rest = self._intake.finish()
        with self._timed(), self._guarded():
            self._take(rest)
            self._finish()
        self._finished = True
        self._out.append(self.stats)
        return self._taken()

    def document(self) -> Document:
        """Give everything that is final by now; times in ms on the stream's clock.

        With a script it is the script's, with all of its words.
        """
        heard = Document(
            segments=self._hearing.segments,
            language=self._decoder.language,
            duration_ms=self.stats.audio_ms,
            findings=self._hearing.findings,
        )
        return self._follower.document(heard) if self._follower else heard

    @property
    def stats(self) -> Stats:
        """How the work goes by now."""
        return Stats(
            audio_ms=self._now_ms + len(self._waiting) // _PER_MS,
            speech_ms=self._speech_ms,
            dropped_ms=self._dropped_ms,
            compute_ms=round(self._compute_s * 1000),
            lag_ms=self._backlog_ms,
        )

    def close(self) -> None:
        """Let go of everything, said or not; a second call does nothing."""
        self._closed = True
        self._decoder.close()

    def _check_open(self) -> None:
        if self.error is not None:
            raise self.error
        if self._closed or self._finished:
            what = "closed" if self._closed else "finished"
            raise InputError(f"this live stream is {what}: open another")

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = self._clock()
        try:
            yield
        finally:
            self._compute_s += self._clock() - start

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except SyncCoreError as error:
            self._fail(error)

    def _taken(self) -> list[Update]:
        taken = list(self._out)
        self._out.clear()
        return taken

    def _take(self, samples: NDArray[np.int16]) -> None:
        held = np.concatenate([self._waiting, samples])
        whole = len(held) - len(held) % FRAME
        self._waiting = held[whole:]
        if not whole:
            return
        chances = self._gate.probabilities(held[:whole])
        with self._guarded():
            frames = held[:whole].reshape(-1, FRAME)
            for frame, chance in zip(frames, chances, strict=True):
                self._now_ms += FRAME_MS
                self._frame(frame, chance)

    def _frame(self, frame: NDArray[np.int16], chance: float) -> None:
        wanted = self._settings.speech
        if self._utterance is not None:
            self._utterance.grow(frame, chance >= wanted - _HYSTERESIS)
            self._count(self._now_ms - FRAME_MS)
            self._consider(self._utterance)
        elif chance >= wanted:
            self._start(frame)
        else:
            most = self._settings.before_ms * _PER_MS
            kept = np.concatenate([self._before, frame])
            self._before = kept[max(0, len(kept) - most) :]

    def _start(self, frame: NDArray[np.int16]) -> None:
        samples = np.concatenate([self._before, frame])
        begin = self._now_ms - len(samples) // _PER_MS
        self._before = np.empty(0, np.int16)
        self._utterance = Utterance(begin, samples)
        self._count(begin)
        self._hearing.start()
        self._out.append(SpeechStarted(self._now_ms - FRAME_MS))

    def _count(self, start_ms: int) -> None:
        """Add what was not counted as speech yet, from a time until now."""
        self._speech_ms += self._now_ms - max(start_ms, self._counted_ms)
        self._counted_ms = self._now_ms

    def _consider(self, utterance: Utterance) -> None:
        """Listen if it is time to."""
        settings, silence = self._settings, utterance.silence_ms
        if silence >= settings.endpoint_ms:
            self._end("pause")
        elif utterance.length_ms >= settings.longest_ms:
            self._hearing.decode(utterance)
            self._hearing.shorten(utterance)
        elif silence == 0:
            if utterance.end_ms - utterance.decoded_ms >= self._step_ms():
                self._hearing.decode(utterance)
        elif (
            silence >= settings.early_ms
            and not utterance.is_heard
            and self._backlog_ms < settings.step_ms
        ):
            self._hearing.decode(utterance, whole=True)

    def _step_ms(self) -> int:
        """Give the step, longer the more audio is waiting."""
        step = self._settings.step_ms
        return step * max(1, min(_LONGEST_STEP, self._backlog_ms // step))

    def _end(self, reason: EndReason) -> None:
        utterance = self._utterance
        if utterance is None:
            return
        self._hearing.end(utterance, reason)
        self._out.append(self.stats)
        # Only silence: a word in it would be said twice.
        again = min(utterance.silence_ms, self._settings.before_ms)
        self._before = utterance.audio(utterance.end_ms - again).pcm
        self._utterance = None

    def _finish(self) -> None:
        rest, self._waiting = self._waiting, np.empty(0, np.int16)
        if self._utterance is not None:
            self._utterance.grow(rest, False)
        self._now_ms = self._intake.duration_ms + self._dropped_ms
        self._end("finish")
        heard_ms = self._intake.duration_ms
        if heard_ms and not self._speech_ms:
            message = (
                f"no speech in {heard_ms / 1000:.1f} s of audio; check that it is the "
                "right microphone or track"
            )
            self._hearing.findings.append(Finding("no-speech", "warning", message))

    def _lose(self, duration_ms: int, reason: str) -> None:
        self._before = np.empty(0, np.int16)
        start, self._now_ms = self._now_ms, self._now_ms + duration_ms
        self._lost(start, self._now_ms, reason)

    def _lost(self, start_ms: int, end_ms: int, reason: str) -> None:
        self._dropped_ms += end_ms - start_ms
        self._out.append(Dropped(start_ms, end_ms, reason))
        message = f"not listened to: {reason}"
        self._hearing.findings.append(
            Finding("audio-dropped", "error", message, start_ms, end_ms)
        )

    def _fail(self, error: SyncCoreError) -> None:
        """Give out what is settled; the next call raises."""
        self.error = error
        utterance, self._utterance = self._utterance, None
        if utterance is None:
            return
        self._hearing.give_up(utterance)
        if utterance.decoded_ms < utterance.end_ms:
            self._lost(utterance.decoded_ms, utterance.end_ms, str(error))
        self._out.append(Endpoint(utterance.speech_end_ms, "error"))
