"""Which stretch of an utterance is decoded, and behind which context."""

from __future__ import annotations

from attrs import frozen

from sync_core.document.records import Word
from sync_core.live.recognition.context import NO_CONTEXT, Context, RecentUtterances
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.recognition.hypothesis import Hypothesis, shift_words
from sync_core.live.recognition.utterance import Utterance
from sync_core.live.settings import LiveSettings

__all__ = ["Decoding", "WindowDecoder"]

_UNHEARD_MS = 500
"""Speech without a word at the end of an utterance from which on a model is taken to
have stopped early. Of 188 utterances, with tiny.en, five ended in 0.8 s of it or more;
four of them had words there, and gave them when asked again. Of the others none ended
in more than 0.44 s."""
_MAX_WORD_MS = 1_000
"""What of a word counts as heard."""


@frozen(eq=False)
class Decoding:
    """What one call of the backend gave, with times in ms on the stream's clock."""

    words: list[Word]
    start_ms: int
    """Where its audio begins."""
    context: Context
    """What was put in front of that."""

    @property
    def end_ms(self) -> int:
        """How far it has words; 0: it has none."""
        # Where a model stopped early, times by attention have its last word last on.
        return max(
            (
                min(word.end_ms or 0, (word.start_ms or 0) + _MAX_WORD_MS)
                for word in self.words
            ),
            default=0,
        )

    def place_context_words(self) -> list[Word]:
        """Return what was said in the context, with times in ms on the clock."""
        return self.context.place_words_before(self.start_ms)


class WindowDecoder:
    """Has as much of an utterance decoded as each moment needs.

    Args:
        decoder: The way to the backend.
        settings: How much that is.
        hypothesis: Knows where the utterance may be cut.
    """

    def __init__(
        self, decoder: Decoder, settings: LiveSettings, hypothesis: Hypothesis
    ) -> None:
        self._decoder, self._settings = decoder, settings
        self._hypothesis = hypothesis
        self._recent = RecentUtterances(settings.whole_ms)

    def decode_step(self, utterance: Utterance, prompt: str) -> Decoding:
        """Decode the newest window of an utterance that goes on."""
        start = self._find_start(utterance, self._settings.window_ms)
        return self._decode(utterance, start, NO_CONTEXT, prompt, last=False)

    def decode_whole(self, utterance: Utterance, prompt: str) -> Decoding:
        """Decode all of an utterance that fits; less where the backend stops early."""
        settings, context = self._settings, NO_CONTEXT
        start = self._find_start(utterance, settings.whole_ms)
        if start == utterance.start_ms:
            # Utterances share some silence, so that it may not fit before the start.
            room = settings.whole_ms - (utterance.end_ms - start)
            context = self._recent.select_last(min(start, room))
        found = self._decode(utterance, start, context, prompt, last=True)
        if found.end_ms >= utterance.speech_end_ms - _UNHEARD_MS:
            return found
        if context is NO_CONTEXT:
            start = self._find_start(utterance, settings.window_ms)
            if start == found.start_ms:
                return found
        less = self._decode(utterance, start, NO_CONTEXT, prompt, last=True)
        return max(found, less, key=lambda each: each.end_ms)

    def remember(self, utterance: Utterance) -> None:
        """Keep an utterance that has ended, as context for the next one."""
        words = self._hypothesis.select_final_since(utterance.start_ms)
        self._recent.add(utterance.copy_audio(), words)

    def _find_start(self, utterance: Utterance, window_ms: int) -> int:
        """Return where the audio to decode begins."""
        cut = self._hypothesis.find_cut(utterance.end_ms - window_ms)
        return max(utterance.start_ms, cut)

    def _decode(
        self,
        utterance: Utterance,
        start_ms: int,
        context: Context,
        prompt: str,
        *,
        last: bool,
    ) -> Decoding:
        """Decode an utterance from a time on, behind its context."""
        audio = context.prepend_to(utterance.copy_audio(start_ms))
        words = self._decoder.decode(audio, prompt=prompt, last=last)
        offset = start_ms - context.duration_ms
        return Decoding(shift_words(words, offset), start_ms, context)
