"""The bytes of a growing document's file, at a cost that does not grow."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from sync_core.document.document import Document
from sync_core.document.records import Segment
from sync_core.formats.files import extend
from sync_core.plugins.records import ExporterPlugin, Extension
from sync_core.plugins.registered import Registered

__all__ = ["GrowingDocument"]

_MIN_PAUSE_MS = 2_000
"""No profile has a cue that reaches over such a pause, so that nothing behind it
changes what stands before it."""
_MAX_OPEN_MS = 60_000
"""Where there is no such pause for so long, another place is taken."""
_MIN_END_DISTANCE_MS = 20_000
"""How far that place is from the end: two of the longest cues and more."""
_GAP_MS = 167
"""Four frames of film: two for a gap, two by which a cue may come early."""
_SENTENCE_ENDS = tuple(".?!…。？！।؟")


class GrowingDocument:
    """Takes segments, and renders the end of their file.

    Args:
        exporter: One that can write in pieces.
        options: Its own options.
    """

    def __init__(
        self, exporter: Registered[ExporterPlugin], options: Mapping[str, object] | None
    ) -> None:
        self._exporter, self._options = exporter, options
        self._open: list[Segment] = []
        self._count = 0
        self._metadata = Document([])

    def update_metadata(self, document: Document) -> None:
        """Take a document's language, findings and the like."""
        self._metadata = evolve(document, segments=())

    def add(self, segment: Segment) -> tuple[bytes, int]:
        """Take the next segment; return bytes as ``render`` does."""
        self._open.append(segment)
        return self.render()

    def render(self) -> tuple[bytes, int]:
        """Return all bytes behind the closed ones, and how many of them close now."""
        closed = self._close(self._find_border())
        made = self._extend(self._make_document(self._open))
        return closed + made.body + made.tail, len(closed)

    def _extend(self, document: Document) -> Extension:
        return extend(document, self._count, self._exporter, self._options)

    def _make_document(self, segments: list[Segment]) -> Document:
        return evolve(self._metadata, segments=segments)

    def _close(self, border: int) -> bytes:
        if not border:
            return b""
        # The exporter does not know what follows, which needs a gap.
        end_ms = max(0, (self._open[border].start_ms or 0) - _GAP_MS)
        document = evolve(self._make_document(self._open[:border]), duration_ms=end_ms)
        made = self._extend(document)
        if made.count == self._count:
            return b""
        self._count = made.count
        del self._open[:border]
        return made.body

    def _find_border(self) -> int:
        """Return how many of the open segments will not change any more."""
        pauses = [
            (after.start_ms or 0) - (before.end_ms or 0)
            for before, after in zip(self._open, self._open[1:], strict=False)
        ]
        for at in range(len(pauses), 0, -1):
            if pauses[at - 1] >= _MIN_PAUSE_MS:
                return at
        if not self._open:
            return 0
        end = self._open[-1].end_ms or 0
        if end - (self._open[0].start_ms or 0) < _MAX_OPEN_MS:
            return 0
        old = [
            at
            for at in range(len(self._open) - 1, 0, -1)
            if (self._open[at - 1].end_ms or 0) <= end - _MIN_END_DISTANCE_MS
        ]
        # Late among them, so that it is seldom done; the latest of those that are best.
        late = [
            at
            for at in old
            if (self._open[at - 1].end_ms or 0) > end - 2 * _MIN_END_DISTANCE_MS
        ]
        return max(
            late or old[:1],
            key=lambda at: (self._ends_sentence(at), pauses[at - 1]),
            default=0,
        )

    def _ends_sentence(self, at: int) -> bool:
        return self._open[at - 1].text.rstrip("\"'”’»)").endswith(_SENTENCE_ENDS)
