"""The timed text that every part of sync-core gives or takes.

The records are frozen: a change makes a new one (``attrs.evolve``).
"""

from __future__ import annotations

from attrs import field, frozen

from sync_core.base.errors import DocumentError
from sync_core.document import validators as checks
from sync_core.document.records import Finding, Mark, Provenance, Segment, Word

__all__ = ["Document"]


@frozen
class Document:
    """Timed text: what a pipeline gives and an exporter writes.

    Example:
        >>> from sync_core import Document, Segment, Word
        >>> word = Word("Hello.", 120, 480)
        >>> document = Document([Segment([word], "Hello.", 120, 480)], language="en")
        >>> document.words[0].end_ms
        480
        >>> Document.from_json(document.to_json()) == document
        True

    Raises:
        DocumentError: A part contradicts itself.
    """

    segments: tuple[Segment, ...] = field(
        converter=checks.as_tuple, validator=checks.each_is(Segment)
    )
    language: str | None = field(default=None, validator=checks.is_optional_text)
    """BCP-47 tag."""
    duration_ms: int | None = field(default=None, converter=checks.whole_ms)
    """Length of the audio."""
    script: str | None = field(default=None, validator=checks.is_optional_text)
    """The known text, unchanged, where there was one."""
    source: str | None = field(default=None, validator=checks.is_optional_text)
    """Where the audio came from, usually a path."""
    provenance: Provenance | None = field(
        default=None, validator=checks.is_optional(Provenance)
    )
    findings: tuple[Finding, ...] = field(
        default=(), converter=checks.as_tuple, validator=checks.each_is(Finding)
    )
    marks: tuple[Mark, ...] = field(
        default=(), converter=checks.as_tuple, validator=checks.each_is(Mark)
    )
    """The script's named points, in its order."""

    def __attrs_post_init__(self) -> None:
        if self.duration_ms is not None and self.duration_ms < 0:
            raise DocumentError(f"negative duration: duration_ms={self.duration_ms}")
        if self.script is not None:
            self._check_spans(self.script)

    def _check_spans(self, script: str) -> None:
        for word in self.words:
            if word.script_span is None:
                continue
            start, end = word.script_span
            if script[start:end] != word.text:
                raise DocumentError(
                    f"the word {word.text!r} is not what the script has at "
                    f"{start}:{end}: {script[start:end]!r}"
                )

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all segments, in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """The segments' texts, joined by spaces."""
        return " ".join(segment.text for segment in self.segments)

    def to_json(self, *, indent: int | None = None) -> str:
        """Write the document as JSON that ``from_json`` reads back unchanged.

        Args:
            indent: Spaces per level; None puts everything on one line.
        """
        from sync_core.document.json_codec import dump

        return dump(self, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Document:
        """Read what ``to_json`` wrote.

        Raises:
            DocumentError: Not JSON, not a document, damaged, or of a newer version.
        """
        from sync_core.document.json_codec import load

        return load(text, Document)
