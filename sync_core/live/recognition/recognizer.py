"""From an utterance's audio to its words: decode, settle, time, make final."""

from __future__ import annotations

from sync_core.document.records import Word
from sync_core.live.policy import Policy
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.recognition.hypothesis import Hypothesis, shift_words
from sync_core.live.recognition.transcript import Transcript
from sync_core.live.recognition.utterance import Utterance
from sync_core.live.recognition.window_decoder import WindowDecoder
from sync_core.live.settings import LiveSettings
from sync_core.live.updates import Endpoint, EndReason
from sync_core.live.word_timer import WordTimer

__all__ = ["UtteranceRecognizer"]


class UtteranceRecognizer:
    """Recognises one utterance of a stream after the other.

    Args:
        decoder: The way to the backend.
        policy: Decides when a word is settled.
        timer: Times final words; None: they keep the backend's times.
        settings: Steps, pauses, lengths.
        transcript: Takes what becomes known.
    """

    def __init__(
        self,
        decoder: Decoder,
        policy: Policy,
        timer: WordTimer | None,
        settings: LiveSettings,
        transcript: Transcript,
    ) -> None:
        self._decoder, self._timer = decoder, timer
        self._hypothesis = Hypothesis(policy)
        self._windows = WindowDecoder(decoder, settings, self._hypothesis)
        self.settings, self.transcript = settings, transcript

    @property
    def language(self) -> str | None:
        """The BCP-47 tag of what is spoken; None: it is not known yet."""
        return self._decoder.language

    def close(self) -> None:
        """Free what belongs to this stream; a second call does nothing."""
        self._decoder.close()

    def start(self) -> None:
        """Begin an utterance."""
        self._hypothesis.start()

    def decode(self, utterance: Utterance, *, whole: bool = False) -> None:
        """Decode an utterance as far as it goes.

        Args:
            utterance: Its audio.
            whole: Whether it has probably ended, so that all of it is decoded.
        """
        prompt = self._write_prompt()
        if whole:
            decoding = self._windows.decode_whole(utterance, prompt)
            utterance.fully_decoded_ms = utterance.end_ms
        else:
            decoding = self._windows.decode_step(utterance, prompt)
        utterance.decoded_ms = utterance.end_ms
        self._hypothesis.update(
            decoding.words,
            decoding.start_ms,
            utterance.end_ms,
            decoding.place_context_words(),
            whole=whole,
        )
        self._finalize_settled(utterance)
        visible = self._hypothesis.select_visible(self.settings.hidden_ms)
        self.transcript.add_partial(visible, len(self._hypothesis.settled))

    def end(self, utterance: Utterance, reason: EndReason) -> None:
        """Make all of an utterance final."""
        if not utterance.is_fully_decoded:
            self.decode(utterance, whole=True)
        self._hypothesis.settle_all()
        self._finalize_settled(utterance)
        self._windows.remember(utterance)
        self.transcript.add(Endpoint(utterance.speech_end_ms, reason))

    def shorten(self, utterance: Utterance) -> None:
        """Cut an utterance's front off, at a final word's end if there is one."""
        at = self._hypothesis.find_cut(utterance.end_ms - self.settings.kept_ms)
        if at <= utterance.start_ms:
            self.end(utterance, "length")
            at = utterance.last_frame_start_ms
        utterance.cut_before(at)
        self._hypothesis.forget_before(at)

    def give_up(self, utterance: Utterance) -> None:
        """Make final what is settled, as it is: the engine has failed."""
        self._timer = None
        self._finalize_settled(utterance)

    def _finalize_settled(self, utterance: Utterance) -> None:
        if not self._hypothesis.settled:
            return
        words = self._time(utterance, self._hypothesis.settled)
        self._hypothesis.finalize(words)
        self.transcript.add_final(words)

    def _time(self, utterance: Utterance, words: list[Word]) -> list[Word]:
        start = max(self._hypothesis.floor_ms, utterance.start_ms)
        if self._timer is None or start >= utterance.end_ms:
            return words
        timed, findings = self._timer.retime(
            utterance.copy_audio(start),
            shift_words(words, -start),
            shift_words(self._hypothesis.probable, -start),
        )
        self.transcript.findings += findings
        return shift_words(timed, start)

    def _write_prompt(self) -> str:
        inside = len(self._hypothesis.final)
        return self.transcript.write_prompt(self.settings.prompt_characters, inside)
