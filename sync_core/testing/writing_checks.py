"""The checks of the exporters' contract for writing."""

from __future__ import annotations

import contextlib
import io

import attrs

from sync_core.plugins.options import make_options
from sync_core.plugins.records import CONTENTS
from sync_core.testing.documents import LONG_DOCUMENT, sample_documents
from sync_core.testing.exporter_subject import ExporterSubject
from sync_core.testing.suite import ContractViolation, Suite

__all__ = ["WRITING_CHECKS"]


WRITING_CHECKS: Suite[ExporterSubject] = Suite()


@WRITING_CHECKS.check
def facts_of_the_record(subject: ExporterSubject) -> None:
    """A record names at least one ending, a media type, options that can all be left
    out, and contents out of ``CONTENTS``.
    """
    record = subject.record
    if not record.suffixes:
        raise ContractViolation("it names no ending of a file's name")
    if not all(record.media_type.partition("/")):
        raise ContractViolation(
            f"{record.media_type!r} is no media type like 'text/plain'"
        )
    if record.options is not None:
        if not attrs.has(record.options):
            raise ContractViolation(
                f"its options are no attrs class: {record.options!r}"
            )
        make_options(record.options, {}, str(subject))
    unknown = set(record.holds or ()) - set(CONTENTS)
    if unknown:
        raise ContractViolation(
            f"it holds what no document has: {', '.join(sorted(unknown))}"
        )
    if record.kept is not None and not isinstance(
        kept := record.kept(subject.options()), frozenset
    ):
        raise ContractViolation(f"kept gave {kept!r}: a frozenset is wanted")


@WRITING_CHECKS.check
def empty_document(subject: ExporterSubject) -> None:
    """A document without segments is written, or refused with an ``ExportError``."""
    subject.write("empty")


@WRITING_CHECKS.check
def one_word(subject: ExporterSubject) -> None:
    """A document of one word is written."""
    subject.write("one-word")


@WRITING_CHECKS.check
def not_ascii(subject: ExporterSubject) -> None:
    """Text in any writing is written, emoji of several code points included."""
    subject.write("not-ascii")


@WRITING_CHECKS.check
def right_to_left(subject: ExporterSubject) -> None:
    """Text that runs from right to left is written in the order in which it is said."""
    subject.write("right-to-left")


@WRITING_CHECKS.check
def zero_length_words(subject: ExporterSubject) -> None:
    """Words and segments may end when they start."""
    subject.write("zero-length")


@WRITING_CHECKS.check
def untimed_words(subject: ExporterSubject) -> None:
    """Words and segments may have no times: ``start_ms`` is None."""
    subject.write("untimed")


@WRITING_CHECKS.check
def missing_and_extra_words(subject: ExporterSubject) -> None:
    """Words may be missing (without times), extra (even without text), substituted."""
    subject.write("missing-and-extra")


@WRITING_CHECKS.check
def phones_or_none(subject: ExporterSubject) -> None:
    """Words may have phones or none; segments may have words or none, or no text."""
    for name in ("phones", "no-words", "no-text"):
        subject.write(name)


@WRITING_CHECKS.check
def overlapping_segments(subject: ExporterSubject) -> None:
    """Two speakers may speak at once: segments overlap."""
    subject.write("overlapping")


@WRITING_CHECKS.check
def hostile_text(subject: ExporterSubject) -> None:
    """Text may hold the format's own marks, line breaks, control characters, half a
    surrogate: an exporter escapes or replaces what the format cannot hold.
    """
    subject.write("hostile")


@WRITING_CHECKS.slow
def ten_thousand_words(subject: ExporterSubject) -> None:
    """Hours of speech are written as well."""
    subject.write(LONG_DOCUMENT)


@WRITING_CHECKS.check
def something_is_written(subject: ExporterSubject) -> None:
    """What an exporter refuses (``ExportError``) is the exception."""
    if not any(subject.export_all().values()):
        raise ContractViolation("it wrote none of the sample documents")


@WRITING_CHECKS.check
def same_bytes_every_time(subject: ExporterSubject) -> None:
    """An exporter is a pure function of its arguments: the same bytes every time."""
    first, second = subject.export_all(), subject.export_all()
    for name in {**first, **second}:
        if first.get(name) != second.get(name):
            raise ContractViolation(f"it wrote '{name}' differently the second time")


@WRITING_CHECKS.check
def document_left_as_it_was(subject: ExporterSubject) -> None:
    """An exporter changes nothing in the document."""
    before = sample_documents()
    for name in subject.export_all():
        if subject.documents[name] != before[name]:
            raise ContractViolation(f"it changed the document '{name}'")


@WRITING_CHECKS.check
def text_is_utf_8(subject: ExporterSubject) -> None:
    """A format is UTF-8 text, unless its record says ``binary=True``."""
    if subject.record.binary:
        return
    for name, data in subject.export_all().items():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise ContractViolation(
                f"what it wrote of '{name}' is not UTF-8: {error}"
            ) from error


@WRITING_CHECKS.check
def nothing_is_printed(subject: ExporterSubject) -> None:
    """A plugin writes nothing to standard output: that is the command line's."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        subject.export_all()
    if printed.getvalue():
        raise ContractViolation(f"it printed {printed.getvalue()[:60]!r}")
