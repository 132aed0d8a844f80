"""Live transcription: audio in as it comes, updates out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np  # noqa: TID253
from attrs import evolve
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.document import Document, Finding, Segment, Word
from sync_core.errors import InputError, SyncCoreError
from sync_core.live._gate import FRAME, FRAME_MS, Gate
from sync_core.live._intake import Chunk, Intake
from sync_core.live._text import running_text
from sync_core.live._utterance import Utterance
from sync_core.live._words import Words
from sync_core.live.policy import Policy
from sync_core.live.settings import LiveSettings
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    EndReason,
    Final,
    Partial,
    SpeechStarted,
    Stats,
    Update,
)

if TYPE_CHECKING:
    from types import TracebackType

    from sync_core.live._decoding import Decoder

__all__ = ["LiveTranscriber", "Timer"]

_HYSTERESIS = 0.15
"""Silero's own distance between its two thresholds."""
_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


class Timer(Protocol):
    """Gives final words better times."""

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        """Give the words their times; all times in ms from the audio's start.

        Args:
            audio: The stretch in which they lie.
            words: To be timed.
            following: What is probably said behind them in that stretch.
        """


class LiveTranscriber:
    """One stream. Feed it from one thread; made by `Pipeline.live`.

    Nothing in here waits, starts a thread or looks at the time of day: what it gives
    depends on the audio alone, however it is cut into chunks, except for `Stats` and
    for what ``backlog_ms`` tells it.
    """

    def __init__(
        self,
        decoder: Decoder,
        *,
        gate: Gate,
        policy: Policy,
        timer: Timer | None = None,
        settings: LiveSettings | None = None,
        sample_rate_hz: int = Audio.SAMPLE_RATE_HZ,
        channels: int = 1,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._decoder, self._gate, self._timer = decoder, gate, timer
        self._settings = settings or LiveSettings()
        self._intake = Intake(sample_rate_hz, channels)
        self._clock = clock
        self._words = Words(policy)
        self._utterance: Utterance | None = None
        self._waiting = np.empty(0, np.int16)
        self._before = np.empty(0, np.int16)
        self._out: list[Update] = []
        self._segments: list[Segment] = []
        self._findings: list[Finding] = []
        self._now_ms = 0
        self._speech_ms = self._dropped_ms = self._backlog_ms = 0
        self._compute_s = 0.0
        self._error: SyncCoreError | None = None
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
        with _Timed(self):
            self._take(samples)
        return self._taken()

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        """Be told that audio is missing here: its time passes, nobody hears it.

        Args:
            duration_ms: How much, in ms.
            reason: Why, for the update and the finding.
        """
        self._check_open()
        if duration_ms <= 0:
            return []
        with _Timed(self):
            self._drop(duration_ms, reason)
        return self._taken()

    def finish(self) -> list[Update]:
        """End the stream and give the rest; everything is final then.

        Raises:
            InputError: It was finished or closed before.
            SyncCoreError: What ended the stream in the call before.
        """
        self._check_open()
        self._backlog_ms = 0
        with _Timed(self):
            self._take(self._intake.finish())
            if self._error is None:
                self._finish()
        self._finished = True
        self._out.append(self.stats)
        return self._taken()

    def document(self) -> Document:
        """Give everything that is final by now."""
        return Document(
            segments=self._segments,
            language=self._decoder.language,
            duration_ms=self._now_ms,
            findings=self._findings,
        )

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

    def __enter__(self) -> LiveTranscriber:
        """Give the transcriber itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of everything."""
        self.close()

    def _check_open(self) -> None:
        if self._error is not None:
            raise self._error
        if self._closed or self._finished:
            what = "closed" if self._closed else "finished"
            raise InputError(f"this live stream is {what}: open another")

    def _taken(self) -> list[Update]:
        out, self._out = self._out, []
        return out

    def _take(self, samples: NDArray[np.int16]) -> None:
        held = np.concatenate([self._waiting, samples])
        whole = len(held) - len(held) % FRAME
        self._waiting = held[whole:]
        if not whole:
            return
        chances = self._gate.probabilities(held[:whole])
        for frame, chance in zip(held[:whole].reshape(-1, FRAME), chances, strict=True):
            try:
                self._frame(frame, chance)
            except SyncCoreError as error:
                self._fail(error)
                return

    def _frame(self, frame: NDArray[np.int16], chance: float) -> None:
        self._now_ms += FRAME_MS
        utterance, wanted = self._utterance, self._settings.speech
        if utterance is None:
            if chance >= wanted:
                self._start(frame)
            else:
                self._remember(frame)
            return
        self._speech_ms += FRAME_MS
        utterance.grow(frame, chance >= wanted - _HYSTERESIS)
        self._consider(utterance)

    def _start(self, frame: NDArray[np.int16]) -> None:
        samples = np.concatenate([self._before, frame])
        begin = self._now_ms - len(samples) // _PER_MS
        self._before = np.empty(0, np.int16)
        self._utterance = Utterance(begin, samples)
        self._speech_ms += len(samples) // _PER_MS
        self._words.start()
        self._out.append(SpeechStarted(self._now_ms - FRAME_MS))

    def _remember(self, frame: NDArray[np.int16]) -> None:
        most = self._settings.before_ms * _PER_MS
        kept = np.concatenate([self._before, frame])
        self._before = kept[max(0, len(kept) - most) :]

    def _consider(self, utterance: Utterance) -> None:
        """Decode if it is time to."""
        settings = self._settings
        if utterance.silence_ms >= settings.endpoint_ms:
            self._end("pause")
        elif utterance.length_ms >= settings.longest_ms:
            self._decode(utterance)
            self._shorten(utterance)
        elif utterance.silence_ms == 0:
            if utterance.end_ms - utterance.decoded_ms >= self._step_ms():
                self._decode(utterance)
        elif (
            utterance.silence_ms >= settings.early_ms
            and utterance.decoded_ms < utterance.speech_end_ms
            and self._backlog_ms < settings.step_ms
        ):
            self._decode(utterance, whole=True)

    def _step_ms(self) -> int:
        """Give the step, longer the more audio is waiting."""
        step = self._settings.step_ms
        return step * max(1, min(8, self._backlog_ms // step))

    def _decode(self, utterance: Utterance, *, whole: bool = False) -> None:
        audio, shift = utterance.audio(), utterance.start_ms
        heard = self._decoder.decode(audio, prompt=self._prompt(), last=whole)
        utterance.decoded_ms = utterance.end_ms
        words = [_moved(word, shift) for word in heard]
        self._words.hear(words, utterance.end_ms)
        self._release(utterance)
        self._show()

    def _end(self, reason: EndReason) -> None:
        utterance = self._utterance
        if utterance is None:
            return
        if utterance.decoded_ms < utterance.speech_end_ms:
            self._decode(utterance, whole=True)
        self._words.settle_all()
        self._release(utterance)
        self._out.append(Endpoint(utterance.speech_end_ms, reason))
        self._out.append(self.stats)
        tail = utterance.audio(utterance.end_ms - self._settings.before_ms)
        self._before = tail.pcm.copy()
        self._utterance = None

    def _shorten(self, utterance: Utterance) -> None:
        """Cut the front off, at a final word's end if there is one."""
        limit = utterance.end_ms - self._settings.kept_ms
        ends = [w.end_ms for w in self._words.final if (w.end_ms or 0) <= limit]
        if not ends:
            self._words.settle_all()
            self._release(utterance)
            self._out.append(Endpoint(utterance.end_ms, "length"))
            ends = [utterance.end_ms - FRAME_MS]
        utterance.cut(ends[-1] or 0)
        self._words.forget_before(utterance.start_ms)

    def _release(self, utterance: Utterance) -> None:
        """Give out what is settled."""
        words = list(self._words.settled)
        if not words:
            return
        timed = self._timed(utterance, words)
        self._words.release(len(words), timed)
        segment = Segment(
            timed,
            running_text(timed),
            timed[0].start_ms,
            timed[-1].end_ms,
        )
        self._out.append(Final(segment, len(self._segments)))
        self._segments.append(segment)

    def _timed(self, utterance: Utterance, words: list[Word]) -> list[Word]:
        if self._timer is None:
            return words
        floor = max(
            (w.end_ms or 0 for w in self._words.final), default=utterance.start_ms
        )
        audio = utterance.audio(floor)
        start = max(floor, utterance.start_ms)

        def moved(old: list[Word], by: int) -> list[Word]:
            return [_moved(word, by) for word in old]

        timed, findings = self._timer.retime(
            audio, moved(words, -start), moved(self._words.probable, -start)
        )
        self._findings += findings
        return moved(timed, start)

    def _show(self) -> None:
        words = [*self._words.settled, *self._words.probable]
        self._out.append(Partial(words, len(self._words.settled), running_text(words)))

    def _prompt(self) -> str:
        most = self._settings.prompt_characters
        if not most:
            return ""
        inside = len(self._words.final)
        said = [word for segment in self._segments[-40:] for word in segment.words]
        text = running_text(said[: len(said) - inside] if inside else said)
        return text[-most:].partition(" ")[2] if len(text) > most else text

    def _finish(self) -> None:
        rest, self._waiting = self._waiting, np.empty(0, np.int16)
        self._now_ms = self._intake.duration_ms + self._dropped_ms
        try:
            if self._utterance is not None:
                self._utterance.grow(rest, False)
                self._end("finish")
        except SyncCoreError as error:
            self._fail(error)

    def _drop(self, duration_ms: int, reason: str) -> None:
        try:
            self._end("length")
        except SyncCoreError as error:
            self._fail(error)
        self._before = np.empty(0, np.int16)
        start, self._now_ms = self._now_ms, self._now_ms + duration_ms
        self._dropped_ms += duration_ms
        self._lost(start, self._now_ms, reason)

    def _lost(self, start_ms: int, end_ms: int, reason: str) -> None:
        self._out.append(Dropped(start_ms, end_ms, reason))
        message = f"not listened to: {reason}"
        self._findings.append(
            Finding("audio-dropped", "error", message, start_ms, end_ms)
        )

    def _fail(self, error: SyncCoreError) -> None:
        """Give out what is settled; the next call raises."""
        self._error = error
        utterance, self._utterance = self._utterance, None
        if utterance is None:
            return
        self._timer = None
        self._release(utterance)
        if utterance.decoded_ms < utterance.end_ms:
            self._lost(utterance.decoded_ms, utterance.end_ms, str(error))
        self._out.append(Endpoint(utterance.end_ms, "error"))


class _Timed:
    """Adds the time that something takes to a transcriber's account."""

    def __init__(self, owner: LiveTranscriber) -> None:
        self._owner = owner

    def __enter__(self) -> None:
        self._start = self._owner._clock()

    def __exit__(self, *_: object) -> None:
        self._owner._compute_s += self._owner._clock() - self._start


def _moved(word: Word, by: int) -> Word:
    return evolve(
        word, start_ms=(word.start_ms or 0) + by, end_ms=(word.end_ms or 0) + by
    )
