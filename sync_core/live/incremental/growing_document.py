"""A growing document to the bytes of its file, at a cost that does not grow."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from sync_core.document.document import Document
from sync_core.document.records import Segment
from sync_core.formats.files import extend
from sync_core.plugins.records import ExporterPlugin, Extension
from sync_core.plugins.registered import Registered

__all__ = ["Growth"]

_PAUSE_MS = 2_000
"""No profile has a cue that reaches over such a pause, so that nothing behind it
changes what stands before it."""
_LONGEST_MS = 60_000
"""Where there is no such pause for so long, another place has to do."""
_FRESH_MS = 20_000
"""How far that place is from the end: two of the longest cues and more."""
_ROOM_MS = 167
"""Four frames of film: two for a gap, two by which a cue may come early."""
_SENTENCE_ENDS = tuple(".?!…。？！।؟")


class Growth:
    """Takes segments, and says what stands at the end of their file.

    Args:
        found: An exporter that can write in pieces.
        options: Its own options.
    """

    def __init__(
        self, found: Registered[ExporterPlugin], options: Mapping[str, object] | None
    ) -> None:
        self._found, self._options = found, options
        self._open: list[Segment] = []
        self._count = 0
        self._about = Document([])

    def tell(self, about: Document) -> None:
        """Learn a document's language, findings and the like."""
        self._about = evolve(about, segments=())

    def add(self, segment: Segment) -> tuple[bytes, int]:
        """Take the next segment; give bytes as ``render`` does."""
        self._open.append(segment)
        return self.render()

    def render(self) -> tuple[bytes, int]:
        """Give all bytes behind the closed ones, and how many of them close now."""
        closed = self._close(self._border())
        made = self._extend(self._document(self._open))
        return closed + made.body + made.tail, len(closed)

    def _extend(self, document: Document) -> Extension:
        return extend(document, self._count, self._found, self._options)

    def _document(self, segments: list[Segment]) -> Document:
        return evolve(self._about, segments=segments)

    def _close(self, border: int) -> bytes:
        if not border:
            return b""
        # What follows is not known to the exporter, but needs room.
        end_ms = max(0, (self._open[border].start_ms or 0) - _ROOM_MS)
        document = evolve(self._document(self._open[:border]), duration_ms=end_ms)
        made = self._extend(document)
        if made.count == self._count:
            return b""
        self._count = made.count
        del self._open[:border]
        return made.body

    def _border(self) -> int:
        """Say how many of the open segments will not change any more."""
        pauses = [
            (after.start_ms or 0) - (before.end_ms or 0)
            for before, after in zip(self._open, self._open[1:], strict=False)
        ]
        for at in range(len(pauses), 0, -1):
            if pauses[at - 1] >= _PAUSE_MS:
                return at
        if not self._open:
            return 0
        end = self._open[-1].end_ms or 0
        if end - (self._open[0].start_ms or 0) < _LONGEST_MS:
            return 0
        old = [
            at
            for at in range(len(self._open) - 1, 0, -1)
            if (self._open[at - 1].end_ms or 0) <= end - _FRESH_MS
        ]
        # Late among them, so that it is seldom done; the latest of those that are best.
        late = [
            at for at in old if (self._open[at - 1].end_ms or 0) > end - 2 * _FRESH_MS
        ]
        return max(
            late or old[:1],
            key=lambda at: (self._ends_sentence(at), pauses[at - 1]),
            default=0,
        )

    def _ends_sentence(self, at: int) -> bool:
        return self._open[at - 1].text.rstrip("\"'”’»)").endswith(_SENTENCE_ENDS)
