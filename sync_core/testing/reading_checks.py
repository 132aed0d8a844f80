"""The checks of the contract of exporters that read files."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator

from sync_core.base.errors import DocumentError
from sync_core.document.document import Document
from sync_core.testing.documents import HOSTILE_FROM_MS
from sync_core.testing.exporter_subject import ExporterSubject
from sync_core.testing.suite import ContractViolation, NotApplicable, Suite

__all__ = ["READING_CHECKS", "SNIFFING_CHECKS"]

_PLAIN_DOCUMENTS = ("one-word", "usual", "not-ascii", "right-to-left")
_BARE_DOCUMENTS = ("empty", "no-text", "no-words", "untimed", "zero-length")
_MAX_DEVIATION_MS = 50
"""Above a frame of film (42 ms), the coarsest clock of a format in use."""

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


READING_CHECKS: Suite[ExporterSubject] = Suite()
SNIFFING_CHECKS: Suite[ExporterSubject] = Suite()


@READING_CHECKS.check
def reads_what_it_wrote(subject: ExporterSubject) -> None:
    """``read`` gives back the text that ``export`` wrote, and its times, and
    finds nothing wrong with them."""
    read = _get_reader(subject)
    for name, data in subject.export_all().items():
        found = _check_document(read(io.BytesIO(data)), name)
        if name in (*_PLAIN_DOCUMENTS, *_BARE_DOCUMENTS) and found.findings:
            raise ContractViolation(
                f"of '{name}' it found {found.findings[0].message!r}"
            )
        if name in _PLAIN_DOCUMENTS:
            _compare_texts(subject.documents[name], found, name)
            _compare_times(subject, subject.documents[name], found, name)


@READING_CHECKS.check
def no_text_becomes_a_time(subject: ExporterSubject) -> None:
    """Text that looks like the format's own marks is read back as text."""
    data = subject.write("hostile")
    if data is None:
        raise NotApplicable("it refuses such texts")
    for segment in _get_reader(subject)(io.BytesIO(data)).segments:
        if segment.start_ms is not None and segment.start_ms < HOSTILE_FROM_MS // 2:
            raise ContractViolation(
                f"a text that it did not escape came back as {segment.text!r} at "
                f"{segment.start_ms} ms, where nothing was written"
            )


@READING_CHECKS.check
def damaged_files(subject: ExporterSubject) -> None:
    """``read`` gives a document or a ``DocumentError``, whatever the file holds."""
    read = _get_reader(subject)
    for data in _damage(subject.write("usual") or b""):
        try:
            _check_document(read(io.BytesIO(data)), "a damaged file")
        except DocumentError as error:
            if not str(error).strip():
                raise ContractViolation(
                    f"it refused {data[:40]!r} without a word"
                ) from error
        except Exception as error:
            raise ContractViolation(
                f"reading {data[:40]!r} raised {type(error).__name__}: {error}"
            ) from error


@SNIFFING_CHECKS.check
def sniff_knows_its_own_files(subject: ExporterSubject) -> None:
    """``sniff`` is True for what ``export`` wrote, and never raises."""
    sniff = subject.record.sniff
    assert sniff is not None  # noqa: S101
    data = subject.write("usual")
    if data is not None and sniff(data) is not True:
        raise ContractViolation("its sniff does not know what it wrote itself")
    for other in _damage(data or b""):
        if not isinstance(sniff(other), bool):
            raise ContractViolation(
                f"its sniff gave {sniff(other)!r} for {other[:40]!r}"
            )


def _get_reader(subject: ExporterSubject) -> Callable[[io.BytesIO], Document]:
    assert subject.record.read is not None  # noqa: S101
    return subject.record.read


def _check_document(found: object, name: str) -> Document:
    if not isinstance(found, Document):
        raise ContractViolation(
            f"reading '{name}' gave {type(found).__name__}, no Document"
        )
    return found


def _compare_texts(document: Document, found: Document, name: str) -> None:
    expected, got = _remove_space(document.text), _remove_space(found.text)
    if expected != got:
        raise ContractViolation(f"of '{name}' it wrote {expected!r} and read {got!r}")


def _remove_space(text: str) -> str:
    """Remove white space: formats may break lines anywhere."""
    return "".join(text.split())


def _compare_times(
    subject: ExporterSubject, document: Document, found: Document, name: str
) -> None:
    ours, theirs = (
        _list_word_starts(document),
        _list_word_starts(found) or _list_segment_starts(found),
    )
    if not _has_word_times(subject):
        ours, theirs = (
            _list_segment_starts(document)[:1],
            _list_segment_starts(found)[:1],
        )
    near = len(ours) == len(theirs) and all(
        abs(a - b) <= _MAX_DEVIATION_MS for a, b in zip(ours, theirs, strict=True)
    )
    if not near:
        raise ContractViolation(
            f"of '{name}' it wrote the starts {ours} and read {theirs}"
        )


def _has_word_times(subject: ExporterSubject) -> bool:
    record = subject.record
    holds = record.holds is None or "words" in record.holds
    return holds and (record.kept is None or "words" in record.kept(subject.options()))


def _list_segment_starts(document: Document) -> list[int]:
    return [s.start_ms for s in document.segments if s.start_ms is not None]


def _list_word_starts(document: Document) -> list[int]:
    return [w.start_ms for w in document.words if w.start_ms is not None]


def _damage(data: bytes) -> Iterator[bytes]:
    """Yield truncated and changed copies of a file, always the same ones."""
    yield from _OTHER_FILES
    for part in range(1, 20):
        yield data[: len(data) * part // 20]
    generator = random.Random(1)
    for _ in range(40 if data else 0):
        changed = bytearray(data)
        for _ in range(generator.randint(1, 4)):
            changed[generator.randrange(len(changed))] = generator.randrange(256)
        yield bytes(changed)
