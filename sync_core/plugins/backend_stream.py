"""What a backend that takes audio as it is spoken hands out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sync_core.document.records import Word

if TYPE_CHECKING:
    from sync_core.audio import Audio

__all__ = ["BackendStream"]


class BackendStream(Protocol):
    """Decodes the growing utterances of one stream.

    Given by ``Backend.open_stream(language)`` of a backend whose record says
    ``streaming=True``. When to decode, what is settled, silence, threads and the clock
    are the core's work: a stream turns a stretch of audio into words, as often as it is
    asked. Many streams may be open on one backend; the core lets one at a time work.
    Where a pipeline has loaded the backend more than once, what is spoken in one stream
    may be decoded now here, now there: nothing may hang on the decodings before.
    """

    language: str | None
    """BCP-47 tag, as soon as it is known."""

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> Sequence[Word]:
        """Return the words of an utterance as far as it goes.

        Args:
            audio: All of it that matters: from its beginning, or from a word's end on.
                At most 30 s.
            prompt: What was said before it, to be continued.
            last: Whether it is whole, so that care matters more than speed.

        Returns:
            Words with times in ms from the start of ``audio``, which never fall.

        Raises:
            CancelledError: ``abort`` was called meanwhile.
        """

    def abort(self) -> None:
        """Stop the work, from any thread; what decodes raises ``CancelledError``."""

    def close(self) -> None:
        """Free what belongs to this stream alone; a second call does nothing."""
