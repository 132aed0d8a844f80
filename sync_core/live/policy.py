"""When a word that was heard is settled."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Protocol

from sync_core.base.errors import InputError
from sync_core.document.records import Word
from sync_core.script.tokens import match_form

__all__ = ["LocalAgreement", "Policy", "agreement"]


class Policy(Protocol):
    """Decides how much of a growing hypothesis is settled. One object per stream."""

    def settled(self, words: Sequence[Word], heard_ms: int) -> int:
        """Return how many of the first words are settled.

        Called once for each decoding; twice for one of a whole utterance at a pause, as
        that is worth two; not at all for one in which the settled words are not found.

        Args:
            words: What the newest decoding has behind the words that are settled
                already, with times in ms on the stream's clock.
            heard_ms: Where the audio of that decoding ends.
        """

    def took(self, count: int) -> None:
        """Note that the first ``count`` words of the last hypothesis are settled."""

    def reset(self) -> None:
        """Forget everything: a new utterance begins."""


class LocalAgreement:
    """Settles what so many decodings in a row agree on.

    Words are compared with case and punctuation folded. The method is that of Liu,
    Spanakis and Niehues, "Low-Latency Sequence-to-Sequence Speech Recognition and
    Translation by Partial Hypothesis Selection" (2020), with the end of the audio
    guarded: what is heard there was heard with its own end cut off. A model that is not
    sure of a word gives the same wrong one again as long as it hears little more of the
    sentence, so that doubtful words wait, and all behind them: on 24 minutes of prompts
    and read sentences, with tiny.en, that won a fifth of what agreement alone lost
    against whole files, for 40 to 80 ms of median delay.

    Args:
        count: How many decodings have to agree, from 2 on.
        guard_ms: Words that end closer than this to the end of the audio are not
            settled yet.
        doubtful: Confidence below which a word waits, from 0 on; 0: none does.
        patience_ms: How much has to be heard behind a doubtful word, at most.

    Raises:
        InputError: ``count`` is less than 2.
    """

    def __init__(
        self,
        count: int = 2,
        guard_ms: int = 200,
        *,
        doubtful: float = 0.65,
        patience_ms: int = 1000,
    ) -> None:
        if count < 2:
            raise InputError(f"it takes 2 to agree, not {count}")
        self._before: deque[list[str]] = deque(maxlen=count - 1)
        self._count = count
        self._guard_ms = guard_ms
        self._doubtful, self._patience_ms = doubtful, patience_ms

    def settled(self, words: Sequence[Word], heard_ms: int) -> int:
        """Return how many of the first words are settled."""
        forms = [match_form(word.text) for word in words]
        enough = len(self._before) == self._count - 1
        agreed = min((agreement(old, forms) for old in self._before), default=0)
        self._before.append(forms)
        sure = 0
        while sure < agreed and self._is_certain(words[sure], heard_ms):
            sure += 1
        return sure if enough else 0

    def _is_certain(self, word: Word, heard_ms: int) -> bool:
        behind_ms = heard_ms - (word.end_ms or 0)
        confidence = 1.0 if word.confidence is None else word.confidence
        if confidence < self._doubtful:
            return behind_ms >= max(self._guard_ms, self._patience_ms)
        return behind_ms >= self._guard_ms

    def took(self, count: int) -> None:
        """Forget the words that are settled, in every hypothesis."""
        self._before = deque((h[count:] for h in self._before), self._before.maxlen)

    def reset(self) -> None:
        """Forget everything."""
        self._before.clear()


def agreement(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common beginning."""
    for at, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return at
    return min(len(one), len(other))
