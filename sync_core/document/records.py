"""The parts of a document: phones, words, segments, findings, marks, provenance.

All times are whole milliseconds on the original audio's clock; all offsets into a
script count Unicode code points.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from sync_core.document import validators

__all__ = [
    "Finding",
    "Mark",
    "Phone",
    "Provenance",
    "Segment",
    "Severity",
    "Step",
    "Word",
    "WordStatus",
]

WordStatus = Literal["matched", "missing", "extra", "substituted", "interpolated"]
Severity = Literal["info", "warning", "error"]


@frozen
class Phone:
    """One speech sound with its times.

    Raises:
        DocumentError: The times are negative or reversed.
    """

    symbol: str = field(validator=validators.validate_text)
    """The sound in IPA; ``sync_core.phones`` turns it into ARPABET."""
    start_ms: int | None = field(converter=validators.to_whole_ms)
    end_ms: int | None = field(converter=validators.to_whole_ms)
    confidence: float | None = field(default=None, converter=validators.to_probability)
    """How reliable the phone's times are, 0..1."""

    def __attrs_post_init__(self) -> None:
        validators.validate_times(self, self.start_ms, self.end_ms)


@frozen
class Word:
    """One word as it was written or recognised, with its times if it has any.

    Raises:
        DocumentError: The times are negative, reversed or half missing; the
            confidence is not in 0..1; the status is unknown.
    """

    text: str = field(validator=validators.validate_text)
    """The word with its punctuation, exactly as in the script or transcript."""
    start_ms: int | None = field(converter=validators.to_whole_ms)
    end_ms: int | None = field(converter=validators.to_whole_ms)
    confidence: float | None = field(default=None, converter=validators.to_probability)
    """How reliable the word is (its times, when an aligner ran), 0..1."""
    status: WordStatus = field(
        default="matched",
        validator=validators.validate_choice(
            "matched", "missing", "extra", "substituted", "interpolated"
        ),
    )
    """How the script's word relates to what was said."""
    script_span: tuple[int, int] | None = field(
        default=None, converter=validators.to_span
    )
    """``(i, j)``: the word is ``script[i:j]``, in code points."""
    phones: tuple[Phone, ...] = field(
        default=(),
        converter=validators.to_tuple,
        validator=validators.validate_items(Phone),
    )

    def __attrs_post_init__(self) -> None:
        validators.validate_times(self, self.start_ms, self.end_ms)


@frozen
class Segment:
    """A sentence or phrase: some words and the text they stand in.

    Raises:
        DocumentError: The times are negative, reversed or half missing.
    """

    words: tuple[Word, ...] = field(
        converter=validators.to_tuple, validator=validators.validate_items(Word)
    )
    text: str = field(validator=validators.validate_text)
    """The whole text, with the spaces and punctuation between the words."""
    start_ms: int | None = field(converter=validators.to_whole_ms)
    end_ms: int | None = field(converter=validators.to_whole_ms)
    speaker: str | None = field(
        default=None, validator=validators.validate_optional_text
    )
    confidence: float | None = field(default=None, converter=validators.to_probability)
    """How reliable the text is, 0..1."""

    def __attrs_post_init__(self) -> None:
        validators.validate_times(self, self.start_ms, self.end_ms)


@frozen
class Finding:
    """A problem, or a place worth a look, with a code that programs can act on."""

    code: str = field(validator=validators.validate_text)
    """The kind of finding, in kebab case: ``low-confidence``, ``missing-words`` ..."""
    severity: Severity = field(
        validator=validators.validate_choice("info", "warning", "error")
    )
    message: str = field(validator=validators.validate_text)
    """The finding in words, for people."""
    start_ms: int | None = field(default=None, converter=validators.to_whole_ms)
    end_ms: int | None = field(default=None, converter=validators.to_whole_ms)
    script_span: tuple[int, int] | None = field(
        default=None, converter=validators.to_span
    )
    """``(i, j)``: it is about ``script[i:j]``, in code points."""

    def __attrs_post_init__(self) -> None:
        validators.validate_times(self, self.start_ms, self.end_ms)


@frozen
class Mark:
    """A named point of the script, with its time in the audio."""

    name: str = field(validator=validators.validate_text)
    at_ms: int | None = field(converter=validators.to_whole_ms)
    """None where no word of the script has a time."""
    script_span: tuple[int, int] | None = field(
        default=None, converter=validators.to_span
    )
    """``(i, j)``: the mark's tag is ``script[i:j]``, in code points."""

    def __attrs_post_init__(self) -> None:
        validators.validate_times(self, self.at_ms, self.at_ms)


@frozen
class Step:
    """One plugin's work on a document."""

    kind: str = field(
        validator=validators.validate_choice("backend", "aligner", "exporter")
    )
    plugin: str = field(validator=validators.validate_text)
    distribution: str = field(validator=validators.validate_text)
    """The installed package that the plugin came from, with its version."""
    model: str | None = field(default=None, validator=validators.validate_optional_text)
    options: Mapping[str, object] = field(
        factory=dict, converter=validators.to_json_mapping, hash=False
    )
    """The options that the plugin was given, as JSON values."""
    note: str | None = field(default=None, validator=validators.validate_optional_text)
    """An automatic choice, with its reason."""


@frozen
class Provenance:
    """What made a document, in enough detail to make it again."""

    made_by: str = field(validator=validators.validate_text)
    """``sync-core`` with its version."""
    word_times: str | None = field(
        default=None, validator=validators.validate_optional_text
    )
    """Where the words' times come from: ``backend NAME`` or ``aligner NAME``."""
    steps: tuple[Step, ...] = field(
        default=(),
        converter=validators.to_tuple,
        validator=validators.validate_items(Step),
    )
