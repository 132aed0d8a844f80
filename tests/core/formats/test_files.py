import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from attrs import frozen

from sync_core import (
    Document,
    DocumentError,
    ExporterPlugin,
    ExportError,
    InputError,
    PluginError,
    PluginManager,
    PluginRunError,
    Segment,
    UnknownPluginError,
    Word,
    hookimpl,
    load,
)
from sync_core.formats.files import render, write_document

DOCUMENT = Document([Segment([Word("Hi", 0, 5)], "Hi", 0, 5)])


@frozen
class Style:
    """The options of one format here."""

    shout: bool = False


def plain(document: Document, out: BinaryIO) -> None:
    out.write(document.text.encode())


def styled(document: Document, out: BinaryIO, options: Style) -> None:
    text = document.text.upper() if options.shout else document.text
    out.write(text.encode())


def read_plain(source: BinaryIO) -> Document:
    text = source.read().decode()
    return Document([Segment([], text, None, None)])


def raiser(error: BaseException) -> Callable[..., Any]:
    def work(document: Document, out: BinaryIO | None = None) -> Document:
        if out is not None:
            out.write(b"half of it")
        raise error

    return work


class Formats:
    """A plugin with the exporters that it is given."""

    def __init__(self, *records: ExporterPlugin) -> None:
        self.records = records

    @hookimpl
    def sync_core_exporters(self) -> list[ExporterPlugin]:
        return list(self.records)


def manager(*more: ExporterPlugin) -> PluginManager:
    result = PluginManager()
    mine = ExporterPlugin("plain", (".txt", ".plain.gz"), plain, read=read_plain)
    other = ExporterPlugin("styled", ".styled", styled, options=Style)
    result.register(Formats(mine, other, *more), distribution="acme 1.0")
    return result


def broken(error: BaseException) -> PluginManager:
    work = raiser(error)
    return manager(ExporterPlugin("bad", (".bad",), work, read=work))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.b.plain.gz", ".txt"])
@pytest.mark.parametrize("kind", [str, Path])
def test_the_suffix_chooses(tmp_path: Path, name: str, kind: type) -> None:
    write_document(manager(), DOCUMENT, kind(tmp_path / name))
    assert (tmp_path / name).read_bytes() == b"Hi"
    assert names(tmp_path) == [name]


def test_the_format_wins_over_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_document(manager(), DOCUMENT, path, "styled", {"shout": "yes"})
    assert path.read_bytes() == b"HI"


def test_the_longest_suffix_wins(tmp_path: Path) -> None:
    longer = ExporterPlugin(
        "longer", (".words.txt",), lambda _, out: out.write(b"longer")
    )
    write_document(manager(longer), DOCUMENT, tmp_path / "a.words.txt")
    assert (tmp_path / "a.words.txt").read_bytes() == b"longer"


def test_two_exporters_for_one_suffix(tmp_path: Path) -> None:
    twin = ExporterPlugin("twin", (".txt",), plain)
    with pytest.raises(PluginError, match=r"plain \(acme 1.0\) and twin \(acme 1.0\)"):
        write_document(manager(twin), DOCUMENT, tmp_path / "a.txt")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "format", "message"),
    [
        ("a.xyz", None, "no exporter writes files like 'a.xyz'; known endings: .plain"),
        ("txt", None, "no exporter writes files like 'txt'"),
        ("a", None, "no exporter writes files like 'a'"),
        ("a.txt", "plian", r"no exporter named 'plian' \(did you mean 'plain'\?\)"),
        ("a.txt", "", "no exporter named ''"),
    ],
)
def test_no_such_format(
    tmp_path: Path, name: str, format: str | None, message: str
) -> None:
    with pytest.raises(UnknownPluginError, match=message):
        write_document(manager(), DOCUMENT, tmp_path / name, format)
    assert names(tmp_path) == []


def test_options_reach_the_exporter() -> None:
    found = manager().exporter("styled")
    assert render(DOCUMENT, found) == b"Hi"
    assert render(DOCUMENT, found, {"shout": True}) == b"HI"


def test_options_that_the_format_does_not_have(tmp_path: Path) -> None:
    title = r"the exporter '{}' \(acme 1\.0\) has no option"
    with pytest.raises(InputError, match=title.format("plain") + "s, but got: shout"):
        write_document(manager(), DOCUMENT, tmp_path / "a.txt", options={"shout": True})
    with pytest.raises(InputError, match=title.format("styled") + " 'shut'"):
        write_document(
            manager(), DOCUMENT, tmp_path / "a.styled", options={"shut": True}
        )
    assert names(tmp_path) == []


def test_a_file_object_needs_a_format() -> None:
    out = io.BytesIO()
    with pytest.raises(ExportError, match="needs a format: format='srt'"):
        write_document(manager(), DOCUMENT, out)
    assert out.getvalue() == b""


def test_a_file_object_is_written_and_left_open(tmp_path: Path) -> None:
    out = io.BytesIO(b"")
    write_document(manager(), DOCUMENT, out, "plain")
    write_document(manager(), DOCUMENT, out, "plain")
    assert out.getvalue() == b"HiHi"
    with (tmp_path / "a").open("wb") as file:
        write_document(manager(), DOCUMENT, file, "plain")
    assert (tmp_path / "a").read_bytes() == b"Hi"


def test_file_objects_that_do_not_take_bytes(tmp_path: Path) -> None:
    with (tmp_path / "a").open("w") as text:
        for out in (text, io.StringIO(), 5, None):
            with pytest.raises(ExportError, match=r"does not take bytes: .*\('wb'\)"):
                write_document(manager(), DOCUMENT, out, "plain")  # type: ignore[arg-type]
    assert (tmp_path / "a").read_bytes() == b""


def test_file_objects_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with (tmp_path / "a").open("rb") as reading:
        with pytest.raises(ExportError, match=r"cannot write to .*a'"):
            write_document(manager(), DOCUMENT, reading, "plain")
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(ExportError, match="closed file"):
        write_document(manager(), DOCUMENT, closed, "plain")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_only_documents_are_written(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="a Document is wanted, not str"):
        write_document(manager(), "Hi", tmp_path / "a.txt")  # type: ignore[arg-type]
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("error", "raised", "message"),
    [
        (
            ZeroDivisionError("by zero"),
            PluginRunError,
            r"^the exporter 'bad' \(acme 1\.0\) failed in its work: "
            r"ZeroDivisionError: by zero$",
        ),
        (SystemExit(3), PluginRunError, "SystemExit: 3"),
        (OSError(28, "No space left"), PluginRunError, "No space left"),
        (ExportError("no phones in it"), ExportError, "^no phones in it$"),
        (KeyboardInterrupt(), KeyboardInterrupt, "^$"),
    ],
)
@pytest.mark.parametrize("old", [None, b"old"])
def test_a_failing_exporter_leaves_what_was_there(
    tmp_path: Path,
    error: BaseException,
    raised: type[BaseException],
    message: str,
    old: bytes | None,
) -> None:
    path, out = tmp_path / "a.bad", io.BytesIO()
    if old is not None:
        path.write_bytes(old)
    with pytest.raises(raised, match=message) as caught:
        write_document(broken(error), DOCUMENT, path)
    with pytest.raises(raised):
        write_document(broken(error), DOCUMENT, out, "bad")
    if raised is PluginRunError:
        assert caught.value.__cause__ is error
    assert names(tmp_path) == ([] if old is None else ["a.bad"])
    assert old is None or path.read_bytes() == old
    assert out.getvalue() == b""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none/a.txt", "No such file or directory"),
        ("folder.txt", "it is a folder"),
        ("plain/a.txt", "Not a directory"),
        ("n" * 300 + ".txt", "name too long"),
        ("a\0.txt", "no file name"),
    ],
)
def test_targets_that_cannot_be_written(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "plain").write_bytes(b"old")
    with pytest.raises(ExportError, match=message):
        write_document(manager(), DOCUMENT, tmp_path / name)
    assert names(tmp_path) == ["folder.txt", "plain"]
    assert names(tmp_path / "folder.txt") == []


def test_a_link_stays_a_link_and_modes_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_document(manager(), DOCUMENT, link)
    assert link.is_symlink()
    assert real.read_bytes() == b"Hi"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    before = os.umask(0o027)
    try:
        write_document(manager(), DOCUMENT, tmp_path / "new.txt")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_document(manager(), DOCUMENT, tmp_path / "a.txt")
    expected = Document([Segment([], "Hi", None, None)])
    assert load(tmp_path / "a.txt", manager=manager()) == expected
    (tmp_path / "b").write_bytes(b"Hi")
    assert load(str(tmp_path / "b"), format="plain", manager=manager()) == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.txt", r"^cannot read '.*none\.txt': No such file or directory$"),
        ("folder.txt", r"^cannot read '.*folder\.txt': Is a directory$"),
        ("a\0.txt", "^cannot read .*null"),
        ("a.styled", "^the format 'styled' can only be written; .* read: plain$"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match=message):
        load(tmp_path / name, manager=manager())


def reader_of(mark: bytes, *suffixes: str) -> ExporterPlugin:
    """Make a format whose files begin with a mark."""
    name = mark.decode().lower()
    document = Document([Segment([], name, None, None)])
    return ExporterPlugin(
        name,
        suffixes,
        plain,
        read=lambda source: document,
        sniff=lambda data: data.startswith(mark),
    )


@pytest.mark.parametrize(
    ("file", "data", "text"),
    [
        ("a.one", b"ONE", "one"),
        ("a.one", b"TWO", "two"),
        ("a.one", b"SIX", "one"),
        ("a.two.one", b"ONE", "one"),
        ("a.styled", b"SIX", "six"),
        ("a.txt", b"TEN", "TEN"),
    ],
)
def test_formats_that_share_an_ending_are_told_apart_by_what_is_in_a_file(
    tmp_path: Path, file: str, data: bytes, text: str
) -> None:
    formats = manager(
        reader_of(b"ONE", ".one"),
        reader_of(b"SIX", ".six", ".my.styled"),
        reader_of(b"TEN", ".ten.txt"),
        reader_of(b"TWO", ".two.one"),
    )
    (tmp_path / file).write_bytes(data)
    assert load(tmp_path / file, manager=formats).text == text
    named = load(tmp_path / file, format="six", manager=formats)
    assert named.text == "six"


def test_no_format_that_shares_the_ending_knows_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.styled").write_bytes(b"x")
    with pytest.raises(DocumentError, match="'styled' can only be written"):
        load(tmp_path / "a.styled", manager=manager(reader_of(b"SIX", ".my.styled")))


def test_a_file_object_cannot_be_loaded() -> None:
    with pytest.raises(InputError, match="the path of a file, not BytesIO"):
        load(io.BytesIO())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "raised", "message"),
    [
        (DocumentError("line 3"), DocumentError, r"^cannot read '.*a\.bad': line 3$"),
        (
            KeyError("x"),
            PluginRunError,
            r"^the exporter 'bad' \(acme 1\.0\) failed to read '.*a\.bad': "
            r"KeyError: 'x'$",
        ),
        (SystemExit(3), PluginRunError, "SystemExit: 3"),
        (KeyboardInterrupt(), KeyboardInterrupt, "^$"),
    ],
)
def test_a_reader_that_fails(
    tmp_path: Path, error: BaseException, raised: type[BaseException], message: str
) -> None:
    (tmp_path / "a.bad").write_bytes(b"")
    with pytest.raises(raised, match=message):
        load(tmp_path / "a.bad", manager=broken(error))
