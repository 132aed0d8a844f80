"""The exporters' contract finds what is wrong, and nothing else."""

import io
import itertools
import json
from collections.abc import Callable
from typing import Any, BinaryIO

import attrs
import pytest
from attrs import frozen

from sync_core import Document, DocumentError, ExporterPlugin, ExportError, Segment
from sync_core.testing import CheckResult, check_exporter


def export(document: Document, out: BinaryIO) -> None:
    out.write(document.to_json().encode("utf-8", "replace"))


def read(source: BinaryIO) -> Document:
    return Document.from_json(source.read())


def sniff(data: bytes) -> bool:
    return data.startswith(b'{"')


def record(**facts: Any) -> ExporterPlugin:
    facts = {"export": export, "suffixes": ".acme", "media_type": "text/plain", **facts}
    return ExporterPlugin("acme", **facts)


def broken(record: ExporterPlugin) -> dict[str, CheckResult]:
    return {r.name: r for r in check_exporter(record) if not r.passed}


@pytest.mark.parametrize("facts", [{}, {"read": read}, {"read": read, "sniff": sniff}])
def test_a_good_exporter(facts: dict[str, Any]) -> None:
    results = check_exporter(record(**facts))
    assert all(r.passed and not r.skipped and not r.message for r in results)
    names = {r.name for r in results}
    assert {"empty-document", "hostile-text", "same-bytes-every-time"} <= names
    assert ("reads-what-it-wrote" in names) == ("read" in facts)
    assert ("sniff-knows-its-own-files" in names) == ("sniff" in facts)


COUNT = itertools.count()


def counting(document: Document, out: BinaryIO) -> None:
    out.write(str(next(COUNT)).encode())


def text(document: Document, out: Any) -> None:
    out.write("text")


def closing(document: Document, out: BinaryIO) -> None:
    export(document, out)
    out.close()


def printing(document: Document, out: BinaryIO) -> None:
    print("exporting", len(document.segments))  # noqa: T201
    export(document, out)


def western(document: Document, out: BinaryIO) -> None:
    out.write("naïve".encode("latin-1"))


def refusing(document: Document, out: BinaryIO) -> None:
    raise ExportError("not today")


def refusing_silently(document: Document, out: BinaryIO) -> None:
    if not document.segments:
        raise ExportError("")


def changing(document: Document, out: BinaryIO) -> None:
    object.__setattr__(document, "language", "xx")


def timed(document: Document, out: BinaryIO) -> None:
    out.write(str([word.start_ms + 0 for word in document.words]).encode())  # type: ignore[operator]


def strict(document: Document, out: BinaryIO) -> None:
    out.write(document.text.encode())


def dividing(document: Document, out: BinaryIO) -> None:
    out.write(str(1 / len(document.segments)).encode())


@pytest.mark.parametrize(
    ("export", "check", "message"),
    [
        (counting, "same-bytes-every-time", "'empty' differently the second time"),
        (text, "one-word", r"it wrote text: .* out\.write\(text\.encode\(\)\)"),
        (closing, "one-word", "it closed the file that 'one-word' was to go to"),
        (printing, "nothing-is-printed", "it printed 'exporting 0"),
        (western, "text-is-utf-8", "is not UTF-8"),
        (refusing, "something-is-written", "none of the sample documents"),
        (refusing_silently, "empty-document", "refused 'empty' without a word"),
        (changing, "document-left-as-it-was", "it changed the document"),
        (timed, "untimed-words", "raised TypeError"),
        (strict, "hostile-text", "raised UnicodeEncodeError"),
        (dividing, "empty-document", "raised ZeroDivisionError: division by zero"),
    ],
)
def test_what_is_wrong_with_writing(
    export: Callable[..., None], check: str, message: str
) -> None:
    result = broken(record(export=export))[check]
    first, promise = result.message.splitlines()
    assert first.startswith("the exporter 'acme'")
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(first)
    assert promise.startswith("The contract says: ")


def empty(source: BinaryIO) -> Document:
    return Document([])


def anything(source: BinaryIO) -> Document:
    return Document.from_json(json.dumps(json.loads(source.read())))


def late(source: BinaryIO) -> Document:
    document = read(source)
    moved = [
        attrs.evolve(s, start_ms=(s.start_ms or 0) + 200, end_ms=(s.end_ms or 0) + 200)
        for s in document.segments
    ]
    return attrs.evolve(
        document, segments=[attrs.evolve(s, words=()) for s in moved], script=None
    )


def lines(document: Document, out: BinaryIO) -> None:
    """Escapes nothing."""
    for segment in document.segments:
        line = f"{segment.start_ms} {segment.text}\n"
        out.write(line.encode("utf-8", "replace"))


def read_lines(source: BinaryIO) -> Document:
    rows = [line.split(" ", 1) for line in source.read().decode().split("\n")]
    starts = [(int(r[0]), r[1]) for r in rows if r[0].isdigit() and len(r) > 1]
    return Document([Segment([], t, start, start) for start, t in starts])


@pytest.mark.parametrize(
    ("facts", "check", "message"),
    [
        ({"read": lambda _: None}, "reads-what-it-wrote", "gave NoneType, no Document"),
        ({"read": empty}, "reads-what-it-wrote", "wrote 'Hello' and read ''"),
        ({"read": late, "holds": ()}, "reads-what-it-wrote", "starts .* and read"),
        ({"read": anything}, "damaged-files", "JSONDecodeError"),
        (
            {"read": read_lines, "export": lines, "holds": ()},
            "no-text-becomes-a-time",
            "a text that it did not escape",
        ),
        (
            {"sniff": lambda data: False},
            "sniff-knows-its-own-files",
            "does not know what it wrote itself",
        ),
        (
            {"sniff": lambda data: bool(json.loads(data))},
            "sniff-knows-its-own-files",
            "raised JSONDecodeError",
        ),
    ],
)
def test_what_is_wrong_with_reading(
    facts: dict[str, Any], check: str, message: str
) -> None:
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(broken(record(**facts))[check].message)


@frozen
class Needed:
    """Options that cannot be left out."""

    size: int


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"suffixes": ()}, "names no ending"),
        ({"media_type": "text"}, "'text' is no media type"),
        ({"options": dict}, "no attrs class"),
        ({"options": Needed, "export": lambda *_: None}, "Needed"),
        ({"holds": {"words", "smells"}}, "what no document has: smells"),
        ({"kept": lambda _: "words"}, "a frozenset is wanted"),
    ],
)
def test_what_is_wrong_with_a_record(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(broken(record(**facts))["facts-of-the-record"].message)


def test_a_refusal_with_a_word_is_no_breach() -> None:
    def export(document: Document, out: BinaryIO) -> None:
        if len(document.words) < 3:
            raise ExportError("at least three words are wanted")
        out.write(b"x")

    assert broken(record(export=export)) == {}


def test_a_reader_that_refuses_what_is_not_its_own_is_no_breach() -> None:
    def strict(source: BinaryIO) -> Document:
        data = source.read()
        try:
            return read(io.BytesIO(data))
        except DocumentError as error:
            raise DocumentError(f"no: {error}") from error

    assert broken(record(read=strict)) == {}


def test_the_options_are_those_that_were_asked_for() -> None:
    @frozen
    class Options:
        shout: bool = False

    seen = set()

    def export(document: Document, out: BinaryIO, options: Options) -> None:
        seen.add(options)

    check_exporter(record(export=export, options=Options), options={"shout": "yes"})
    assert seen == {Options(shout=True)}
