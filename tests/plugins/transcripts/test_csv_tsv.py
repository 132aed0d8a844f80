"""Tables, as other tools write and read them."""

import csv
import io
import json

import pytest

from format_files import get_messages, get_words, read
from sync_core import (
    Document,
    DocumentError,
    InputError,
    PluginManager,
    Segment,
    Word,
)
from sync_core.formats.files import render


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


def test_tables_of_other_tools(manager: PluginManager) -> None:
    whisper = 'start\tend\ttext\n0\t1500\t"Fish," he said\n1500\t1200\tchips\textra\n'
    document = read(manager, "tsv", whisper)
    assert [(s.text, s.start_ms, s.end_ms) for s in document.segments] == [
        ('"Fish," he said', 0, 1500),
        ("chips\textra", 1500, 1500),
    ]
    assert get_messages(document) == [
        "line 3: more cells than the header: the last ones joined",
        "line 3: ends before it starts: its end is set to its start",
    ]
    excel = "\ufeffWord;Start;End;Score\r\nfish;0,5;0,75;0,9\r\n\r\nchips;1;x;\r\n"
    document = read(manager, "csv", excel)
    assert get_words(document) == [
        ("fish", 500, 750, "matched"),
        ("chips", None, None, "matched"),
    ]
    assert get_messages(document) == [
        "line 4: no time: 'x'",
        "line 4: a start without an end, or the reverse: left out",
    ]
    clocks = "text,start,end\nfish,00:01.5,0:00:02.25\n"
    assert read(manager, "csv", clocks).segments[0].end_ms == 2250
    cpp = '0,1500," Fish ""and"" chips"\n1500,2500,\n'
    document = read(manager, "csv", cpp)
    assert [s.text for s in document.segments] == [' Fish "and" chips']
    assert get_messages(document) == [
        "line 1: no header; read as start, end, text",
        "line 2: has no text: left out",
    ]
    assert read(manager, "csv", "").segments == ()
    with pytest.raises(DocumentError, match="names no columns that are known here"):
        read(manager, "csv", "a,b,c,d,e\n1,2,3,4,5\n")


def test_options_that_do_not_fit(manager: PluginManager) -> None:
    with pytest.raises(
        InputError, match=r"csv.*: 'unit' must be in .* \(got 'line'\)$"
    ):
        render(Document([]), manager.exporter("csv"), {"unit": "line"})


def test_the_csv_and_json_modules_read_what_is_written(manager: PluginManager) -> None:
    hostile = ['a"b', "a,b", "a\nb", "a\tb", "=1", " x ", "a\u2028b", "é", ";"]
    spoken = [Word(t, 10 * at, 10 * at + 5) for at, t in enumerate(hostile)]
    document = Document([Segment(spoken, "all", 0, 100, 'A "B", C')])
    data = render(document, manager.exporter("csv")).decode()
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert [row["word"] for row in rows] == hostile
    assert [int(row["start_ms"]) for row in rows] == [10 * at for at in range(9)]
    assert {row["speaker"] for row in rows} == {'A "B", C'}
    lines = render(document, manager.exporter("jsonl")).decode().splitlines()
    assert [json.loads(line)["word"] for line in lines] == hostile
    data = render(document, manager.exporter("whisperx-json")).decode()
    [segment] = json.loads(data)["segments"]
    assert [word["word"] for word in segment["words"]] == hostile
    assert [word["start"] for word in segment["words"]] == [
        at / 100 for at in range(len(hostile))
    ]
