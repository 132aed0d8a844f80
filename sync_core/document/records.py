"""The parts of a document: phones, words, segments, findings, marks, provenance.

All times are whole milliseconds on the original audio's clock; all offsets into a
script count Unicode code points.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from sync_core.document import validators as checks

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

    symbol: str = field(validator=checks.is_text)
    """The sound in IPA; ``sync_core.phones`` turns it into ARPABET."""
    start_ms: int | None = field(converter=checks.whole_ms)
    end_ms: int | None = field(converter=checks.whole_ms)
    confidence: float | None = field(default=None, converter=checks.probability)
    """How far it can be trusted, 0..1."""

    def __attrs_post_init__(self) -> None:
        checks.check_times(self, self.start_ms, self.end_ms)


@frozen
class Word:
    """One word as it was written or recognised, with its times if it has any.

    Raises:
        DocumentError: The times are negative, reversed or half missing; the
            confidence is not in 0..1; the status is unknown.
    """

    text: str = field(validator=checks.is_text)
    """The word with its punctuation, exactly as in the script or transcript."""
    start_ms: int | None = field(converter=checks.whole_ms)
    end_ms: int | None = field(converter=checks.whole_ms)
    confidence: float | None = field(default=None, converter=checks.probability)
    """How far the word (its times, when an aligner ran) can be trusted, 0..1."""
    status: WordStatus = field(
        default="matched",
        validator=checks.one_of(
            "matched", "missing", "extra", "substituted", "interpolated"
        ),
    )
    """How the word of the script relates to what was said."""
    script_span: tuple[int, int] | None = field(default=None, converter=checks.span)
    """``(i, j)``: the word is ``script[i:j]``, in code points."""
    phones: tuple[Phone, ...] = field(
        default=(), converter=checks.as_tuple, validator=checks.each_is(Phone)
    )

    def __attrs_post_init__(self) -> None:
        checks.check_times(self, self.start_ms, self.end_ms)


@frozen
class Segment:
    """A sentence or phrase: some words and the text they stand in.

    Raises:
        DocumentError: The times are negative, reversed or half missing.
    """

    words: tuple[Word, ...] = field(
        converter=checks.as_tuple, validator=checks.each_is(Word)
    )
    text: str = field(validator=checks.is_text)
    """The whole text, with the spaces and punctuation between the words."""
    start_ms: int | None = field(converter=checks.whole_ms)
    end_ms: int | None = field(converter=checks.whole_ms)
    speaker: str | None = field(default=None, validator=checks.is_optional_text)
    confidence: float | None = field(default=None, converter=checks.probability)
    """How far the text can be trusted, 0..1."""

    def __attrs_post_init__(self) -> None:
        checks.check_times(self, self.start_ms, self.end_ms)


@frozen
class Finding:
    """Something that went wrong or deserves a look, for programs to act on."""

    code: str = field(validator=checks.is_text)
    """What kind of thing, in kebab case: ``low-confidence``, ``missing-words`` ..."""
    severity: Severity = field(validator=checks.one_of("info", "warning", "error"))
    message: str = field(validator=checks.is_text)
    """The same for people."""
    start_ms: int | None = field(default=None, converter=checks.whole_ms)
    end_ms: int | None = field(default=None, converter=checks.whole_ms)
    script_span: tuple[int, int] | None = field(default=None, converter=checks.span)
    """``(i, j)``: it is about ``script[i:j]``, in code points."""

    def __attrs_post_init__(self) -> None:
        checks.check_times(self, self.start_ms, self.end_ms)


@frozen
class Mark:
    """A named point of the script with the time at which it was reached."""

    name: str = field(validator=checks.is_text)
    at_ms: int | None = field(converter=checks.whole_ms)
    """None where no word of the script has a time."""
    script_span: tuple[int, int] | None = field(default=None, converter=checks.span)
    """``(i, j)``: the mark's tag is ``script[i:j]``, in code points."""

    def __attrs_post_init__(self) -> None:
        checks.check_times(self, self.at_ms, self.at_ms)


@frozen
class Step:
    """One plugin's part in making a document."""

    kind: str = field(validator=checks.one_of("backend", "aligner", "exporter"))
    plugin: str = field(validator=checks.is_text)
    distribution: str = field(validator=checks.is_text)
    """The installed package that the plugin came from, with its version."""
    model: str | None = field(default=None, validator=checks.is_optional_text)
    options: Mapping[str, object] = field(
        factory=dict, converter=checks.plain_mapping, hash=False
    )
    """What was asked of the plugin, as JSON can hold it."""
    note: str | None = field(default=None, validator=checks.is_optional_text)
    """A choice that was made for the user, and why."""


@frozen
class Provenance:
    """What made a document: enough to make it again."""

    made_by: str = field(validator=checks.is_text)
    """``sync-core`` with its version."""
    word_times: str | None = field(default=None, validator=checks.is_optional_text)
    """Where the words' times come from: ``backend NAME`` or ``aligner NAME``."""
    steps: tuple[Step, ...] = field(
        default=(), converter=checks.as_tuple, validator=checks.each_is(Step)
    )
