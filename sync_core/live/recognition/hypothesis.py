"""What is known of an utterance's words: final, settled, and probable."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sync_core.document.records import Word
from sync_core.document.time_shift import shifted_word
from sync_core.live.policy import Policy
from sync_core.live.recognition.joint import joint

__all__ = ["Words", "moved"]

_SURE = 0.8
"""Confidence from which on a word is shown though its end is hardly heard yet."""
_DOUBTFUL = 0.4
"""Confidence below which a word is often heard otherwise in the end."""
_DOUBTFUL_HIDDEN_MS = 1_400
"""How much has to be heard behind such a word before it is shown, and all behind it.
With tiny.en, on 80 read sentences, that took away a quarter of the words that are shown
and taken back (0.19 to 0.14 for each final one), and delayed the first showing by 50 ms
at most."""
_CONTEXT_WORDS, _MOST_MISSES = 3, 2
"""Final words that are heard again, and how many times as many more at most."""


class Words:
    """The words of one utterance after the other, on the stream's clock."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._heard_ms = 0
        self._misses = 0
        """Decodings since the last final word that did not show where it was."""
        self.floor_ms = 0
        """Where the last word ends that was given out, in whichever utterance."""
        self.final: list[Word] = []
        """Given out, and still within the utterance's audio."""
        self.settled: list[Word] = []
        """Certain by the policy, not given out yet."""
        self.probable: list[Word] = []
        """What the last decoding has behind them."""

    def start(self) -> None:
        """Begin an utterance."""
        self._policy.reset()
        self._misses = 0
        self.final, self.settled, self.probable = [], [], []

    def hear(
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
            from_ms: Where it began to listen.
            heard_ms: How far it listened.
            before: What was said in the audio that it had in front of that.
            whole: Whether it listened to all of the utterance, at a pause.
        """
        self._heard_ms = heard_ms
        inside = [word for word in self.final if (word.end_ms or 0) > from_ms]
        certain = [*before, *inside, *self.settled]
        meeting = joint(certain, words)
        self._misses += not meeting.is_found
        rest = list(words[meeting.count :])
        count = 0
        if meeting.is_found:
            # At a pause, with all of its context, it is worth two.
            for _ in range(2 if whole else 1):
                count = self._policy.settled(rest, heard_ms)
        self._policy.took(count)
        self.settled += rest[:count]
        self.probable = rest[count:]
        self.floor_ms = max(self.floor_ms, from_ms)
        self._clamp()

    def shown(self, hidden_ms: int) -> list[Word]:
        """Give what is not final and worth showing.

        Args:
            hidden_ms: What ends closer than this to the end of the audio was heard
                with its own end cut off; it is shown if the backend is sure of it.
                Doubtful words are shown later.
        """
        shown = list(self.settled)
        for word in self.probable:
            behind_ms = self._heard_ms - (word.end_ms or 0)
            if behind_ms < hidden_ms and (word.confidence or 0) < _SURE:
                break
            if behind_ms < _DOUBTFUL_HIDDEN_MS and _is_doubtful(word):
                break
            shown.append(word)
        return shown

    def boundary(self, time_ms: int) -> int:
        """Give where audio may be cut off before a time: at a final word's end, or 0.

        Some final words stay behind the cut. Without them, what is left of the word
        before it is heard as another word, and nothing shows where the new ones begin;
        where nothing did, more of them stay.
        """
        context = _CONTEXT_WORDS * (1 + min(self._misses, _MOST_MISSES))
        ends = (word.end_ms or 0 for word in self.final[:-context])
        return max((end for end in ends if end <= time_ms), default=0)

    def said_since(self, time_ms: int) -> list[Word]:
        """Give the final words that begin behind a time, with times from there."""
        said = [word for word in self.final if (word.start_ms or 0) >= time_ms]
        return moved(said, -time_ms)

    def settle_all(self) -> None:
        """Take what is probable as it is: there is nothing more to come."""
        self.settled += self.probable
        self.probable = []

    def release(self, given: Sequence[Word]) -> None:
        """Note that the settled words were given out, with these times."""
        self.final += given
        self._misses = 0
        self.settled = []
        self.floor_ms = max([self.floor_ms, *(word.end_ms or 0 for word in given)])
        self._clamp()

    def forget_before(self, time_ms: int) -> None:
        """Forget final words whose audio is no longer there."""
        self.final = [word for word in self.final if (word.end_ms or 0) > time_ms]

    def _clamp(self) -> None:
        """Keep what is not given out behind what is."""
        self.settled = [_behind(word, self.floor_ms) for word in self.settled]
        self.probable = [_behind(word, self.floor_ms) for word in self.probable]


def moved(words: Sequence[Word], by_ms: int) -> list[Word]:
    """Move words in time."""
    return [shifted_word(word, by_ms) for word in words]


def _behind(word: Word, floor_ms: int) -> Word:
    if (word.start_ms or 0) >= floor_ms:
        return word
    return evolve(word, start_ms=floor_ms, end_ms=max(floor_ms, word.end_ms or 0))


def _is_doubtful(word: Word) -> bool:
    return word.confidence is not None and word.confidence < _DOUBTFUL
