"""What exporters promise that read what they write."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator

from sync_core.base.errors import DocumentError
from sync_core.document.document import Document
from sync_core.testing.documents import HOSTILE_FROM_MS
from sync_core.testing.suite import Broken, NotApplicable, Suite
from sync_core.testing.writing_checks import ExporterSubject

__all__ = ["READING", "SNIFFING"]

_PLAIN = ("one-word", "usual", "not-ascii", "right-to-left")
_BARE = ("empty", "no-text", "no-words", "untimed", "zero-length")
_TOLERANCE_MS = 50
"""Longer than a frame of film (42 ms): the coarsest clock of a format in use."""

_OTHER_FILES = (
    b"",
    b"\0" * 64,
    b"\xff\xfe\x00\xd8",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"Dear Sir,\n\nnothing in here has a time.\n",
    b"{}",
    b'[{"start": "x"}]',
    b"[" * 2_000,
    b"<a>" * 200,
    b"00:00:99,999 --> \n\n-1\n",
)


READING: Suite[ExporterSubject] = Suite()
SNIFFING: Suite[ExporterSubject] = Suite()


@READING.check
def reads_what_it_wrote(subject: ExporterSubject) -> None:
    """``read`` gives back the text that ``export`` wrote, and its times, and
    finds nothing wrong with them."""
    read = _reader(subject)
    for name, data in subject.all_written().items():
        found = _document(read(io.BytesIO(data)), name)
        if name in (*_PLAIN, *_BARE) and found.findings:
            raise Broken(f"of '{name}' it found {found.findings[0].message!r}")
        if name in _PLAIN:
            _compare(subject.documents[name], found, name)
            _compare_times(subject, subject.documents[name], found, name)


@READING.check
def no_text_becomes_a_time(subject: ExporterSubject) -> None:
    """Text that looks like the format's own marks is read back as text."""
    data = subject.write("hostile")
    if data is None:
        raise NotApplicable("it refuses such texts")
    for segment in _reader(subject)(io.BytesIO(data)).segments:
        if segment.start_ms is not None and segment.start_ms < HOSTILE_FROM_MS // 2:
            raise Broken(
                f"a text that it did not escape came back as {segment.text!r} at "
                f"{segment.start_ms} ms, where nothing was written"
            )


@READING.check
def damaged_files(subject: ExporterSubject) -> None:
    """``read`` gives a document or a ``DocumentError``, whatever the file holds."""
    read = _reader(subject)
    for data in _damaged(subject.write("usual") or b""):
        try:
            _document(read(io.BytesIO(data)), "a damaged file")
        except DocumentError as error:
            if not str(error).strip():
                raise Broken(f"it refused {data[:40]!r} without a word") from error
        except Exception as error:
            raise Broken(
                f"reading {data[:40]!r} raised {type(error).__name__}: {error}"
            ) from error


@SNIFFING.check
def sniff_knows_its_own_files(subject: ExporterSubject) -> None:
    """``sniff`` is True for what ``export`` wrote, and never raises."""
    sniff = subject.record.sniff
    assert sniff is not None  # noqa: S101
    data = subject.write("usual")
    if data is not None and sniff(data) is not True:
        raise Broken("its sniff does not know what it wrote itself")
    for other in _damaged(data or b""):
        if not isinstance(sniff(other), bool):
            raise Broken(f"its sniff gave {sniff(other)!r} for {other[:40]!r}")


def _reader(subject: ExporterSubject) -> Callable[[io.BytesIO], Document]:
    assert subject.record.read is not None  # noqa: S101
    return subject.record.read


def _document(found: object, name: str) -> Document:
    if not isinstance(found, Document):
        raise Broken(f"reading '{name}' gave {type(found).__name__}, no Document")
    return found


def _compare(document: Document, found: Document, name: str) -> None:
    expected, got = _squeezed(document.text), _squeezed(found.text)
    if expected != got:
        raise Broken(f"of '{name}' it wrote {expected!r} and read {got!r}")


def _squeezed(text: str) -> str:
    """Leave out white space: formats break lines where they want."""
    return "".join(text.split())


def _compare_times(
    subject: ExporterSubject, document: Document, found: Document, name: str
) -> None:
    ours, theirs = _word_starts(document), _word_starts(found) or _starts(found)
    if not _keeps_words(subject):
        ours, theirs = _starts(document)[:1], _starts(found)[:1]
    near = len(ours) == len(theirs) and all(
        abs(a - b) <= _TOLERANCE_MS for a, b in zip(ours, theirs, strict=True)
    )
    if not near:
        raise Broken(f"of '{name}' it wrote the starts {ours} and read {theirs}")


def _keeps_words(subject: ExporterSubject) -> bool:
    record = subject.record
    holds = record.holds is None or "words" in record.holds
    return holds and (record.kept is None or "words" in record.kept(subject.options()))


def _starts(document: Document) -> list[int]:
    return [s.start_ms for s in document.segments if s.start_ms is not None]


def _word_starts(document: Document) -> list[int]:
    return [w.start_ms for w in document.words if w.start_ms is not None]


def _damaged(data: bytes) -> Iterator[bytes]:
    """Cut a file, and change single bytes; always in the same way."""
    yield from _OTHER_FILES
    for part in range(1, 20):
        yield data[: len(data) * part // 20]
    chance = random.Random(1)
    for _ in range(40 if data else 0):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield bytes(changed)
