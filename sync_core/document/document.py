"""The timed text that the parts of sync-core exchange.

The records are frozen: ``attrs.evolve`` makes a changed copy.
"""

from __future__ import annotations

from attrs import field, frozen

from sync_core.base.errors import DocumentError
from sync_core.document import validators
from sync_core.document.records import Finding, Mark, Provenance, Segment, Word

__all__ = ["Document"]


@frozen
class Document:
    """Timed text: what a pipeline returns and an exporter writes.

    Example:
        >>> from sync_core import Document, Segment, Word
        >>> word = Word("Hello.", 120, 480)
        >>> document = Document([Segment([word], "Hello.", 120, 480)], language="en")
        >>> document.words[0].end_ms
        480
        >>> Document.from_json(document.to_json()) == document
        True

    Raises:
        DocumentError: The duration is negative, a word is not what the script has at
            its ``script_span``, or a field has the wrong type.
    """

    segments: tuple[Segment, ...] = field(
        converter=validators.to_tuple, validator=validators.validate_items(Segment)
    )
    language: str | None = field(
        default=None, validator=validators.validate_optional_text
    )
    """BCP-47 tag."""
    duration_ms: int | None = field(default=None, converter=validators.to_whole_ms)
    """Length of the audio in milliseconds."""
    script: str | None = field(
        default=None, validator=validators.validate_optional_text
    )
    """The known text, unchanged, where there was one."""
    source: str | None = field(
        default=None, validator=validators.validate_optional_text
    )
    """Where the audio came from, usually a path."""
    provenance: Provenance | None = field(
        default=None, validator=validators.validate_optional(Provenance)
    )
    findings: tuple[Finding, ...] = field(
        default=(),
        converter=validators.to_tuple,
        validator=validators.validate_items(Finding),
    )
    marks: tuple[Mark, ...] = field(
        default=(),
        converter=validators.to_tuple,
        validator=validators.validate_items(Mark),
    )
    """The script's marks, in the script's order."""

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
        """Return the document as JSON, which ``from_json`` reads back unchanged.

        Args:
            indent: Spaces per level; None puts everything on one line.
        """
        from sync_core.document.json_codec import dump

        return dump(self, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Document:
        """Read a document from the JSON of ``to_json``.

        Raises:
            DocumentError: The text is not JSON, not a document, damaged, or of a newer
                schema version.
        """
        from sync_core.document.json_codec import load

        return load(text, Document)
