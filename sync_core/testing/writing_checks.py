"""What exporters promise about writing."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from sync_core.base.errors import ExportError
from sync_core.document.document import Document
from sync_core.plugins.options import make_options
from sync_core.plugins.records import CONTENTS, ExporterPlugin
from sync_core.testing.documents import LONG, sample_documents
from sync_core.testing.suite import Broken, Suite

__all__ = ["WRITING", "ExporterSubject"]


class ExporterSubject:
    """An exporter under test.

    Args:
        record: The plugin's record.
        options: The format's own options, by name.
    """

    def __init__(
        self, record: ExporterPlugin, options: Mapping[str, object] | None = None
    ) -> None:
        self.record = record
        self._wanted = options

    def __str__(self) -> str:
        return f"the exporter '{self.record.name}'"

    @cached_property
    def documents(self) -> dict[str, Document]:
        """What it is to write."""
        return sample_documents()

    def options(self) -> Any:
        """Make the options that the record's functions get."""
        return make_options(self.record.options, self._wanted, str(self))

    def write(self, name: str) -> bytes | None:
        """Write one of the sample documents; None if the exporter refuses it."""
        try:
            return self.written(self.documents[name], name)
        except ExportError as error:
            if not str(error).strip():
                raise Broken(f"it refused '{name}' without a word") from error
            return None

    def written(self, document: Document, name: str) -> bytes:
        """Write a document."""
        out = _Out()
        arguments = [] if self.record.options is None else [self.options()]
        try:
            self.record.export(document, out, *arguments)
        except TypeError as error:
            if out.got_text:
                raise Broken(f"it wrote text: encode it, as in {_ENCODE}") from error
            raise
        if out.closed:
            raise Broken(f"it closed the file that '{name}' was to go to")
        return out.getvalue()

    def all_written(self) -> dict[str, bytes]:
        """Write every sample document but the long one, save those that are refused."""
        names = (name for name in self.documents if name != LONG)
        written = ((name, self.write(name)) for name in names)
        return {name: data for name, data in written if data is not None}


_ENCODE = "out.write(text.encode())"


class _Out(io.BytesIO):
    """Notices when it is given text."""

    got_text = False

    def write(self, data: Any) -> int:
        self.got_text = isinstance(data, str)
        return super().write(data)


WRITING: Suite[ExporterSubject] = Suite()


@WRITING.check
def facts_of_the_record(subject: ExporterSubject) -> None:
    """A record names at least one ending, a media type, options that can all be left
    out, and contents out of ``CONTENTS``.
    """
    record = subject.record
    if not record.suffixes:
        raise Broken("it names no ending of a file's name")
    if not all(record.media_type.partition("/")):
        raise Broken(f"{record.media_type!r} is no media type like 'text/plain'")
    if record.options is not None:
        if not attrs.has(record.options):
            raise Broken(f"its options are no attrs class: {record.options!r}")
        make_options(record.options, {}, str(subject))
    unknown = set(record.holds or ()) - set(CONTENTS)
    if unknown:
        raise Broken(f"it holds what no document has: {', '.join(sorted(unknown))}")
    if record.kept is not None and not isinstance(
        kept := record.kept(subject.options()), frozenset
    ):
        raise Broken(f"kept gave {kept!r}: a frozenset is wanted")


@WRITING.check
def empty_document(subject: ExporterSubject) -> None:
    """A document without segments is written, or refused with an ``ExportError``."""
    subject.write("empty")


@WRITING.check
def one_word(subject: ExporterSubject) -> None:
    """A document of one word is written."""
    subject.write("one-word")


@WRITING.check
def not_ascii(subject: ExporterSubject) -> None:
    """Text in any writing is written, emoji of several code points included."""
    subject.write("not-ascii")


@WRITING.check
def right_to_left(subject: ExporterSubject) -> None:
    """Text that runs from right to left is written in the order in which it is said."""
    subject.write("right-to-left")


@WRITING.check
def zero_length_words(subject: ExporterSubject) -> None:
    """Words and segments may end when they start."""
    subject.write("zero-length")


@WRITING.check
def untimed_words(subject: ExporterSubject) -> None:
    """Words and segments may have no times: ``start_ms`` is None."""
    subject.write("untimed")


@WRITING.check
def missing_and_extra_words(subject: ExporterSubject) -> None:
    """Words may be missing (without times), extra (even without text), substituted."""
    subject.write("missing-and-extra")


@WRITING.check
def phones_or_none(subject: ExporterSubject) -> None:
    """Words may have phones or none; segments may have words or none, or no text."""
    for name in ("phones", "no-words", "no-text"):
        subject.write(name)


@WRITING.check
def overlapping_segments(subject: ExporterSubject) -> None:
    """Two speakers may speak at once: segments overlap."""
    subject.write("overlapping")


@WRITING.check
def hostile_text(subject: ExporterSubject) -> None:
    """Text may hold the format's own marks, line breaks, control characters, half a
    surrogate: an exporter escapes or replaces what the format cannot hold.
    """
    subject.write("hostile")


@WRITING.slow
def ten_thousand_words(subject: ExporterSubject) -> None:
    """Hours of speech are written as well."""
    subject.write(LONG)


@WRITING.check
def something_is_written(subject: ExporterSubject) -> None:
    """What an exporter refuses (``ExportError``) is the exception."""
    if not any(subject.all_written().values()):
        raise Broken("it wrote none of the sample documents")


@WRITING.check
def same_bytes_every_time(subject: ExporterSubject) -> None:
    """An exporter is a pure function of its arguments: the same bytes every time."""
    first, second = subject.all_written(), subject.all_written()
    for name in {**first, **second}:
        if first.get(name) != second.get(name):
            raise Broken(f"it wrote '{name}' differently the second time")


@WRITING.check
def document_left_as_it_was(subject: ExporterSubject) -> None:
    """An exporter changes nothing in the document."""
    before = sample_documents()
    for name in subject.all_written():
        if subject.documents[name] != before[name]:
            raise Broken(f"it changed the document '{name}'")


@WRITING.check
def text_is_utf_8(subject: ExporterSubject) -> None:
    """A format is UTF-8 text, unless its record says ``binary=True``."""
    if subject.record.binary:
        return
    for name, data in subject.all_written().items():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise Broken(f"what it wrote of '{name}' is not UTF-8: {error}") from error


@WRITING.check
def nothing_is_printed(subject: ExporterSubject) -> None:
    """A plugin writes nothing to standard output: that is the command line's."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        subject.all_written()
    if printed.getvalue():
        raise Broken(f"it printed {printed.getvalue()[:60]!r}")
