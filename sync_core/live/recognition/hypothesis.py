"""What is known of an utterance's words: final, settled, and probable."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sync_core.document.records import Word
from sync_core.document.time_shift import shift_word
from sync_core.live.policy import Policy
from sync_core.live.recognition.continuation import find_continuation

__all__ = ["Hypothesis", "shift_words", "transfer_times"]

_MIN_SURE_CONFIDENCE = 0.8
"""Confidence from which on a word is shown though its end is hardly heard yet."""
_MAX_DOUBTFUL_CONFIDENCE = 0.4
"""Confidence below which a word is often heard otherwise in the end."""
_DOUBTFUL_HIDDEN_MS = 1_400
"""How much has to be heard behind such a word before it is shown, and all behind it.
With tiny.en, on 80 read sentences, that took away a quarter of the words that are shown
and taken back (0.19 to 0.14 for each final one), and delayed the first showing by 50 ms
at most."""
_CONTEXT_WORDS, _MAX_MISSES = 3, 2
"""Final words that are heard again, and how many times as many more at most."""


class Hypothesis:
    """The words of one utterance after the other, on the stream's clock."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._heard_ms = 0
        self._misses = 0
        """Decodings since the last final word that did not show where it was."""
        self.floor_ms = 0
        """Where the last final word ends, in whichever utterance: the earliest time of
        words that are not final."""
        self.final: list[Word] = []
        """Final, and still within the utterance's audio."""
        self.settled: list[Word] = []
        """Certain by the policy, not final yet."""
        self.probable: list[Word] = []
        """What the last decoding has behind them."""

    def start(self) -> None:
        """Begin an utterance."""
        self._policy.reset()
        self._misses = 0
        self.final, self.settled, self.probable = [], [], []

    def update(
        self,
        words: Sequence[Word],
        from_ms: int,
        heard_ms: int,
        before: Sequence[Word] = (),
        *,
        whole: bool = False,
    ) -> None:
        """Take a new decoding of the utterance's audio.

        Args:
            words: All that it has, with times on the stream's clock.
            from_ms: Where its audio begins.
            heard_ms: Where its audio ends.
            before: What was said in the audio that it had in front of that.
            whole: Whether it is of the whole utterance, at a pause.
        """
        self._heard_ms = heard_ms
        inside = [word for word in self.final if (word.end_ms or 0) > from_ms]
        certain = [*before, *inside, *self.settled]
        continuation = find_continuation(certain, words)
        self._misses += not continuation.is_found
        rest = list(words[continuation.count :])
        count = 0
        if continuation.is_found:
            # At a pause, with all of its context, it is worth two.
            for _ in range(2 if whole else 1):
                count = self._policy.settled(rest, heard_ms)
        self._policy.took(count)
        self.settled += rest[:count]
        self.probable = rest[count:]
        self.floor_ms = max(self.floor_ms, from_ms)
        self._clamp()

    def select_visible(self, hidden_ms: int) -> list[Word]:
        """Return what is not final and worth showing.

        Args:
            hidden_ms: What ends closer than this to the end of the audio was heard
                with its own end cut off; it is shown if the backend is sure of it.
                Doubtful words are shown later.
        """
        visible = list(self.settled)
        for word in self.probable:
            behind_ms = self._heard_ms - (word.end_ms or 0)
            sure = (word.confidence or 0) >= _MIN_SURE_CONFIDENCE
            if behind_ms < hidden_ms and not sure:
                break
            if behind_ms < _DOUBTFUL_HIDDEN_MS and _is_doubtful(word):
                break
            visible.append(word)
        return visible

    def find_cut(self, time_ms: int) -> int:
        """Return where audio may be cut off before a time: a final word's end, or 0.

        Some final words stay behind the cut. Without them, what is left of the word
        before it is heard as another word, and nothing shows where the new ones begin;
        where nothing did, more of them stay.
        """
        context = _CONTEXT_WORDS * (1 + min(self._misses, _MAX_MISSES))
        ends = (word.end_ms or 0 for word in self.final[:-context])
        return max((end for end in ends if end <= time_ms), default=0)

    def select_final_since(self, time_ms: int) -> list[Word]:
        """Return the final words that begin behind a time, with times from there."""
        words = [word for word in self.final if (word.start_ms or 0) >= time_ms]
        return shift_words(words, -time_ms)

    def settle_all(self) -> None:
        """Settle what is probable: nothing more is decoded."""
        self.settled += self.probable
        self.probable = []

    def finalize(self, timed: Sequence[Word]) -> None:
        """Make the settled words final.

        Args:
            timed: What they were given out as: the same stretch, maybe in other words.
        """
        given = transfer_times(self.settled, timed)
        self.final += given
        self._misses = 0
        self.settled = []
        self.floor_ms = max([self.floor_ms, *(word.end_ms or 0 for word in given)])
        self._clamp()

    def forget_before(self, time_ms: int) -> None:
        """Forget final words whose audio is no longer there."""
        self.final = [word for word in self.final if (word.end_ms or 0) > time_ms]

    def _clamp(self) -> None:
        """Keep what is not final behind what is."""
        self.settled = [_clamp_start(word, self.floor_ms) for word in self.settled]
        self.probable = [_clamp_start(word, self.floor_ms) for word in self.probable]


def shift_words(words: Sequence[Word], by_ms: int) -> list[Word]:
    """Return words moved in time."""
    return [shift_word(word, by_ms) for word in words]


def transfer_times(words: Sequence[Word], timed: Sequence[Word]) -> list[Word]:
    """Return heard words with the times of what was written for them.

    Args:
        words: As the backend heard them, with its times.
        timed: The same stretch, maybe in other words.
    """
    if len(words) == len(timed):
        return [
            evolve(word, start_ms=other.start_ms, end_ms=other.end_ms)
            for word, other in zip(words, timed, strict=True)
        ]
    low, high = timed[0].start_ms or 0, timed[-1].end_ms or 0
    within = [
        (min(max(word.start_ms or 0, low), high), min(max(word.end_ms or 0, low), high))
        for word in words
    ]
    within[-1] = within[-1][0], high
    return [
        evolve(word, start_ms=start, end_ms=end)
        for word, (start, end) in zip(words, within, strict=True)
    ]


def _clamp_start(word: Word, floor_ms: int) -> Word:
    if (word.start_ms or 0) >= floor_ms:
        return word
    return evolve(word, start_ms=floor_ms, end_ms=max(floor_ms, word.end_ms or 0))


def _is_doubtful(word: Word) -> bool:
    return word.confidence is not None and word.confidence < _MAX_DOUBTFUL_CONFIDENCE
