"""What is known of an utterance's words: final, settled, and probable."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core.document import Word
from sync_core.live._match import continuation
from sync_core.live.policy import Policy

__all__ = ["Words"]


class Words:
    """The words of one utterance, on the stream's clock."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.final: list[Word] = []
        """Given out, and still within the audio that is decoded."""
        self.settled: list[Word] = []
        """Certain by the policy, not given out yet."""
        self.probable: list[Word] = []
        """What the last decoding has behind them."""

    def start(self) -> None:
        """Begin an utterance."""
        self._policy.reset()
        self.final, self.settled, self.probable = [], [], []

    def hear(self, words: Sequence[Word], heard_ms: int) -> None:
        """Take a new decoding of the utterance's audio.

        Args:
            words: All that it has, with times on the stream's clock.
            heard_ms: How far it listened.
        """
        certain = [*self.final, *self.settled]
        rest = list(words[continuation(certain, words) :])
        count = self._policy.settled(rest, heard_ms)
        self._policy.took(count)
        self.settled += rest[:count]
        self.probable = rest[count:]

    def settle_all(self) -> None:
        """Take what is probable as it is: there is nothing more to come."""
        self.settled += self.probable
        self.probable = []

    def release(self, count: int, given: Sequence[Word]) -> None:
        """Note that the first settled words were given out, with these times."""
        self.final += given
        del self.settled[:count]

    def forget_before(self, time_ms: int) -> None:
        """Forget final words whose audio is no longer decoded."""
        self.final = [word for word in self.final if (word.end_ms or 0) > time_ms]
