"""From an utterance's audio to its words: asking, settling, timing, giving out."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from sync_core.audio import Audio
from sync_core.document.records import Finding, Segment, Word
from sync_core.live.following import Follower
from sync_core.live.policy import Policy
from sync_core.live.recognition.context import NOTHING, Context, Past
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.recognition.hypothesis import Words, moved
from sync_core.live.recognition.running_text import running_text
from sync_core.live.recognition.utterance import Utterance
from sync_core.live.recognition.vad import FRAME_MS
from sync_core.live.script_tracking.script_timer import ScriptTimer, as_heard
from sync_core.live.settings import LiveSettings
from sync_core.live.updates import Endpoint, EndReason, Final, Partial, Update

__all__ = ["Hearing", "Timer"]


_UNHEARD_MS = 500
"""Speech without a word at the end of an utterance from which on a model is taken to
have stopped early. Of 188 utterances, with tiny.en, five ended in 0.8 s of it or more;
four of them had words there, and gave them when asked again. Of the others none ended
in more than 0.44 s."""
_LONGEST_WORD_MS = 1_000
"""What of a word counts as heard."""


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


class Hearing:
    """One stream's understanding of what is said.

    Args:
        decoder: The way to the backend.
        policy: Decides when a word is settled.
        timer: Times final words; None: they keep the backend's times.
        settings: How to go about it.
        out: What takes the updates.
        follower: Follows a known script, if there is one.
    """

    def __init__(
        self,
        decoder: Decoder,
        policy: Policy,
        timer: Timer | None,
        settings: LiveSettings,
        out: list[Update],
        follower: Follower | None = None,
    ) -> None:
        self._decoder, self._follower = decoder, follower
        self._timer = ScriptTimer(follower, timer) if follower else timer
        self._words = Words(policy)
        self._settings, self._out = settings, out
        self._past = Past(settings.whole_ms)
        self.segments: list[Segment] = []
        """All that is final."""
        self.findings: list[Finding] = []

    def start(self) -> None:
        """Begin an utterance."""
        self._words.start()

    def decode(self, utterance: Utterance, *, whole: bool = False) -> None:
        """Listen to an utterance as far as it goes.

        Args:
            utterance: Its audio.
            whole: Whether it has probably ended, so that all of it is listened to.
        """
        heard = self._at_pause(utterance) if whole else self._at_step(utterance)
        utterance.decoded_ms = utterance.end_ms
        if whole:
            utterance.whole_ms = utterance.end_ms
        said = heard.before.words_before(heard.start_ms)
        self._words.hear(
            heard.words, heard.start_ms, utterance.end_ms, said, whole=whole
        )
        self._release(utterance)
        shown = self._words.shown(self._settings.hidden_ms)
        stable = len(self._words.settled)
        self._tell(Partial(shown, stable, running_text(shown)))

    def _at_step(self, utterance: Utterance) -> _Heard:
        start = self._start(utterance, self._settings.window_ms)
        return self._listen(utterance, start, NOTHING, last=False)

    def _at_pause(self, utterance: Utterance) -> _Heard:
        """Listen to all that fits, and to less where the backend stops early."""
        settings, before = self._settings, NOTHING
        start = self._start(utterance, settings.whole_ms)
        if start == utterance.start_ms:
            # Utterances share some silence, so that it may not fit before the start.
            room = settings.whole_ms - (utterance.end_ms - start)
            before = self._past.last(min(start, room))
        heard = self._listen(utterance, start, before, last=True)
        if heard.end_ms >= utterance.speech_end_ms - _UNHEARD_MS:
            return heard
        if before is NOTHING:
            start = self._start(utterance, settings.window_ms)
            if start == heard.start_ms:
                return heard
        less = self._listen(utterance, start, NOTHING, last=True)
        return max(heard, less, key=lambda each: each.end_ms)

    def _start(self, utterance: Utterance, window_ms: int) -> int:
        """Give where to listen from."""
        boundary = self._words.boundary(utterance.end_ms - window_ms)
        return max(utterance.start_ms, boundary)

    def _listen(
        self, utterance: Utterance, start_ms: int, before: Context, *, last: bool
    ) -> _Heard:
        """Decode an utterance from a time on, behind what was said before it."""
        audio = before.followed_by(utterance.audio(start_ms))
        words = self._decoder.decode(audio, prompt=self._prompt(), last=last)
        return _Heard(moved(words, start_ms - before.duration_ms), start_ms, before)

    def end(self, utterance: Utterance, reason: EndReason) -> None:
        """Make all of an utterance final."""
        if not utterance.is_heard:
            self.decode(utterance, whole=True)
        self._words.settle_all()
        self._release(utterance)
        self._past.add(utterance.audio(), self._words.said_since(utterance.start_ms))
        self._out.append(Endpoint(utterance.speech_end_ms, reason))

    def shorten(self, utterance: Utterance) -> None:
        """Cut an utterance's front off, at a final word's end if there is one."""
        at = self._words.boundary(utterance.end_ms - self._settings.kept_ms)
        if at <= utterance.start_ms:
            self.end(utterance, "length")
            at = utterance.end_ms - FRAME_MS
        utterance.cut(at)
        self._words.forget_before(at)

    def give_up(self, utterance: Utterance) -> None:
        """Give out what is settled, for there will be no more."""
        self._timer = None
        self._release(utterance)

    def _release(self, utterance: Utterance) -> None:
        """Give out what is settled."""
        if not self._words.settled:
            return
        words = self._timed(utterance, self._words.settled)
        self._words.release(as_heard(self._words.settled, words))
        segment = Segment(
            words, running_text(words), words[0].start_ms, words[-1].end_ms
        )
        self._tell(Final(segment, len(self.segments)))
        self.segments.append(segment)

    def _tell(self, update: Final | Partial) -> None:
        self._out.append(update)
        if self._follower is not None:
            self._out += self._follower.after(update)

    def _timed(self, utterance: Utterance, words: list[Word]) -> list[Word]:
        start = max(self._words.floor_ms, utterance.start_ms)
        if self._timer is None or start >= utterance.end_ms:
            return words
        timed, findings = self._timer.retime(
            utterance.audio(start),
            moved(words, -start),
            moved(self._words.probable, -start),
        )
        self.findings += findings
        return moved(timed, start)

    def _prompt(self) -> str:
        most = self._settings.prompt_characters
        if not most:
            return ""
        inside = len(self._words.final)
        # A character or more a word, so that many segments are enough.
        said = [word for segment in self.segments[-most:] for word in segment.words]
        text = running_text(said[: len(said) - inside])
        return text[-most:].partition(" ")[2] if len(text) > most else text


@frozen(eq=False)
class _Heard:
    """A decoding, with times in ms on the stream's clock."""

    words: list[Word]
    start_ms: int
    """Where its audio begins."""
    before: Context
    """What was put in front of that."""

    @property
    def end_ms(self) -> int:
        """How far it has words; 0: it has none."""
        # Where a model stopped early, times by attention have its last word last on.
        return max(
            (
                min(word.end_ms or 0, (word.start_ms or 0) + _LONGEST_WORD_MS)
                for word in self.words
            ),
            default=0,
        )
