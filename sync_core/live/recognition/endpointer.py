"""Where utterances begin and end, and when they are decoded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.base.errors import SyncCoreError
from sync_core.document.records import Finding
from sync_core.live.recognition.account import StreamAccount
from sync_core.live.recognition.recognizer import UtteranceRecognizer
from sync_core.live.recognition.utterance import Utterance
from sync_core.live.recognition.vad import (
    FRAME_MS,
    FRAME_SAMPLES,
    VoiceActivityDetector,
)
from sync_core.live.updates import Dropped, Endpoint, EndReason, SpeechStarted

__all__ = ["Endpointer"]

_HYSTERESIS = 0.15
"""Silero's own distance between its two thresholds, a probability."""
_SAMPLES_PER_MS = Audio.SAMPLE_RATE_HZ // 1000
_MAX_STEP_FACTOR = 8


class Endpointer:
    """Cuts a stream into utterances and has them decoded in time.

    Args:
        detector: Judges how probable speech is.
        recognizer: Decodes utterances; its settings say when.
        account: Counts what is taken in.
    """

    def __init__(
        self,
        detector: VoiceActivityDetector,
        recognizer: UtteranceRecognizer,
        account: StreamAccount,
    ) -> None:
        self.error: SyncCoreError | None = None
        """What ended the stream, if something did."""
        self._detector, self._recognizer = detector, recognizer
        self._settings = recognizer.settings
        self._transcript, self._account = recognizer.transcript, account
        self._utterance: Utterance | None = None
        self._waiting = np.empty(0, np.int16)
        self._before = np.empty(0, np.int16)

    def process(self, samples: NDArray[np.int16]) -> None:
        """Take the next samples at 16 kHz, shape (n,)."""
        held = np.concatenate([self._waiting, samples])
        whole = len(held) - len(held) % FRAME_SAMPLES
        self._keep_waiting(held[whole:])
        if not whole:
            return
        chances = self._detector.predict(held[:whole])
        with self._guard():
            frames = held[:whole].reshape(-1, FRAME_SAMPLES)
            for frame, chance in zip(frames, chances, strict=True):
                self._account.now_ms += FRAME_MS
                self._process_frame(frame, chance)

    def pause(self) -> None:
        """End the utterance, as nothing comes for the time being."""
        with self._guard():
            if self._utterance is not None:
                self._end("pause")
                # It need not be silent, and would be decoded twice.
                self._before = np.empty(0, np.int16)

    def drop(self, duration_ms: int, reason: str) -> None:
        """End the utterance and let time pass that nobody hears."""
        with self._guard():
            self._end("length")
            self._before = np.empty(0, np.int16)
            start = self._account.now_ms
            self._account.now_ms += duration_ms
            self._report_dropped(start, self._account.now_ms, reason)

    def finish(self, rest: NDArray[np.int16], duration_ms: int) -> None:
        """End the stream.

        Args:
            rest: Its last samples at 16 kHz, shape (n,).
            duration_ms: Its length, without what was dropped.
        """
        with self._guard():
            self.process(rest)
            rest = self._waiting
            self._keep_waiting(np.empty(0, np.int16))
            if self._utterance is not None:
                self._utterance.add_frame(rest, False)
            self._account.now_ms = duration_ms + self._account.dropped_ms
            self._end("finish")
            if duration_ms and not self._account.speech_ms:
                self._report_no_speech(duration_ms)

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except SyncCoreError as error:
            self._fail(error)

    def _keep_waiting(self, samples: NDArray[np.int16]) -> None:
        self._waiting = samples
        self._account.waiting_samples = len(samples)

    def _process_frame(self, frame: NDArray[np.int16], chance: float) -> None:
        threshold = self._settings.speech
        if self._utterance is not None:
            self._utterance.add_frame(frame, chance >= threshold - _HYSTERESIS)
            self._account.count_speech(self._account.now_ms - FRAME_MS)
            self._decode_if_due(self._utterance)
        elif chance >= threshold:
            self._start(frame)
        else:
            most = self._settings.before_ms * _SAMPLES_PER_MS
            kept = np.concatenate([self._before, frame])
            self._before = kept[max(0, len(kept) - most) :]

    def _start(self, frame: NDArray[np.int16]) -> None:
        samples = np.concatenate([self._before, frame])
        now_ms = self._account.now_ms
        begin = now_ms - len(samples) // _SAMPLES_PER_MS
        self._before = np.empty(0, np.int16)
        self._utterance = Utterance(begin, samples)
        self._account.count_speech(begin)
        self._recognizer.start()
        self._transcript.add(SpeechStarted(now_ms - FRAME_MS))

    def _decode_if_due(self, utterance: Utterance) -> None:
        settings, silence = self._settings, utterance.silence_ms
        if silence >= settings.endpoint_ms:
            self._end("pause")
        elif utterance.duration_ms >= settings.longest_ms:
            self._recognizer.decode(utterance)
            self._recognizer.shorten(utterance)
        elif silence == 0:
            if utterance.end_ms - utterance.decoded_ms >= self._compute_step_ms():
                self._recognizer.decode(utterance)
        elif (
            silence >= settings.early_ms
            and not utterance.is_fully_decoded
            and self._account.backlog_ms < settings.step_ms
        ):
            self._recognizer.decode(utterance, whole=True)

    def _compute_step_ms(self) -> int:
        """Return the step, longer the more audio is waiting."""
        step = self._settings.step_ms
        return step * max(1, min(_MAX_STEP_FACTOR, self._account.backlog_ms // step))

    def _end(self, reason: EndReason) -> None:
        utterance = self._utterance
        if utterance is None:
            return
        self._recognizer.end(utterance, reason)
        self._transcript.add(self._account.stats)
        # Only silence: a word in it would be said twice.
        again = min(utterance.silence_ms, self._settings.before_ms)
        self._before = utterance.copy_audio(utterance.end_ms - again).pcm
        self._utterance = None

    def _report_no_speech(self, duration_ms: int) -> None:
        message = (
            f"no speech in {duration_ms / 1000:.1f} s of audio; check that it is the "
            "right microphone or track"
        )
        self._transcript.findings.append(Finding("no-speech", "warning", message))

    def _report_dropped(self, start_ms: int, end_ms: int, reason: str) -> None:
        self._account.dropped_ms += end_ms - start_ms
        self._transcript.add(Dropped(start_ms, end_ms, reason))
        message = f"not listened to: {reason}"
        self._transcript.findings.append(
            Finding("audio-dropped", "error", message, start_ms, end_ms)
        )

    def _fail(self, error: SyncCoreError) -> None:
        """Make final what is settled; the next call raises."""
        self.error = error
        utterance, self._utterance = self._utterance, None
        if utterance is None:
            return
        self._recognizer.give_up(utterance)
        if utterance.decoded_ms < utterance.end_ms:
            self._report_dropped(utterance.decoded_ms, utterance.end_ms, str(error))
        self._transcript.add(Endpoint(utterance.speech_end_ms, "error"))
