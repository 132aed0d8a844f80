"""JSON and tables as other tools write them, with what is wrong in them."""

import csv
import io
import json
from pathlib import Path

import pytest

from sync_core import (
    Document,
    DocumentError,
    InputError,
    PluginManager,
    Segment,
    Word,
    load,
)
from sync_core.formats.files import render


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


def read(manager: PluginManager, name: str, data: object) -> Document:
    reader = manager.exporter(name).record.read
    assert reader is not None
    text = data if isinstance(data, str) else json.dumps(data)
    return reader(io.BytesIO(text.encode()))


def loaded(manager: PluginManager, folder: Path, data: object) -> Document:
    """Read data whose shape must be found out."""
    path = folder / "talk.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return load(path, manager=manager)


def words(document: Document) -> list[tuple[str, int | None, int | None, str]]:
    return [(w.text, w.start_ms, w.end_ms, w.status) for w in document.words]


def messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


def test_openai_whisper(manager: PluginManager, tmp_path: Path) -> None:
    segment = {
        **{"id": 0, "seek": 0, "start": 0.0, "end": 1.98, "text": " Fish and chips."},
        **{"tokens": [1, 2], "temperature": 0.0, "avg_logprob": float("nan")},
        **{"compression_ratio": 0.9, "no_speech_prob": 0.1},
        "words": [
            {"word": " Fish", "start": 0.005, "end": 0.48, "probability": 0.9},
            {"word": " and", "start": 0.48, "end": 0.72, "probability": 1.5},
            {"word": " chips.", "start": 0.9, "end": 0.72},
            {"word": " "},
            {"word": " no", "start": "x", "end": None},
        ],
    }
    data = {"text": " Fish and chips.", "segments": [segment], "language": "jw"}
    document = loaded(manager, tmp_path, data)
    assert words(document) == [
        ("Fish", 5, 480, "matched"),
        ("and", 480, 720, "matched"),
        ("chips.", 900, 900, "matched"),
        ("no", None, None, "matched"),
    ]
    assert document.words[0].confidence == 0.9
    assert document.language == "jv"
    assert document.segments[0].text == "Fish and chips."
    assert messages(document) == [
        "segments[0].words[2]: ends before it starts: its end is set to its start",
        "segments[0].words[4]: \"start\" is no time: 'x'",
    ]
    assert loaded(manager, tmp_path, [segment]).words == document.words


def test_verbose_json(manager: PluginManager, tmp_path: Path) -> None:
    data = {
        **{"task": "transcribe", "language": "english", "duration": 8.47},
        "text": "Fish. Chips.",
        "segments": [
            {"id": 0, "start": 0.0, "end": 3.319, "text": " Fish."},
            {"id": 1, "start": 3.319, "end": 8.4, "text": " Chips."},
        ],
        "words": [
            {"word": "Fish", "start": 0.1, "end": 0.5},
            {"word": "Chips", "start": 3.4, "end": 4.0},
        ],
        "usage": {"type": "duration", "seconds": 9},
    }
    document = loaded(manager, tmp_path, data)
    assert [(s.text, len(s.words)) for s in document.segments] == [
        ("Fish.", 1),
        ("Chips.", 1),
    ]
    assert (document.language, document.duration_ms) == ("en", 8470)
    without = {k: v for k, v in data.items() if k != "segments"}
    assert [s.text for s in loaded(manager, tmp_path, without).segments] == [
        "Fish",
        "Chips",
    ]
    diarized = {
        **{"task": "transcribe", "duration": 2.0, "text": "Hi"},
        "segments": [
            {
                **{"type": "transcript.text.segment", "id": "seg_1", "start": 0.5},
                **{"end": 1.5, "text": "Hi", "speaker": "A"},
            }
        ],
    }
    assert loaded(manager, tmp_path, diarized).segments == (
        Segment([], "Hi", 500, 1500, "A"),
    )


def test_tokens_of_the_whisper_cpp_server(
    manager: PluginManager, tmp_path: Path
) -> None:
    tokens = [
        {"word": " Fi", "start": 0.0, "end": 0.2, "t_dtw": -1, "probability": 0.5},
        {"word": "sh", "start": 0.2, "end": 0.4, "t_dtw": 12, "probability": 0.7},
        {"word": ".", "start": 0.4, "end": 0.4, "t_dtw": -1},
        {"word": " Yes", "start": 0.5, "end": 0.8, "t_dtw": -1},
    ]
    segment = {"id": 0, "text": " Fish. Yes", "start": 0, "end": 1, "words": tokens}
    data = {"task": "transcribe", "duration": 1.0, "segments": [segment]}
    assert words(loaded(manager, tmp_path, data)) == [
        ("Fish.", 0, 400, "matched"),
        ("Yes", 500, 800, "matched"),
    ]


def test_whisperx(manager: PluginManager, tmp_path: Path) -> None:
    spoken = [
        {"word": "Fish", "start": 0.1, "end": 0.5, "score": 0.9, "speaker": "S0"},
        {"word": "and", "start": 0.5, "end": 0.7},
        {"word": "2"},
    ]
    segment = {"start": 0.1, "end": 0.7, "text": " Fish and 2", "words": spoken}
    data = {"segments": [segment], "word_segments": spoken, "language": "en"}
    document = loaded(manager, tmp_path, data)
    assert words(document) == [
        ("Fish", 100, 500, "matched"),
        ("and", 500, 700, "interpolated"),
        ("2", None, None, "matched"),
    ]
    assert document.segments[0].speaker == "S0"


def test_whisper_cpp(manager: PluginManager, tmp_path: Path) -> None:
    def token(text: str, start: int, end: int) -> dict[str, object]:
        return {"text": text, "offsets": {"from": start, "to": end}, "p": 0.5}

    entry = {
        "timestamps": {"from": "00:00:00,000", "to": "00:00:01,000"},
        "offsets": {"from": 0, "to": 1000},
        "text": " Fish chips",
        "tokens": [
            token("[_BEG_]", 0, 0),
            token(" Fi", 0, 200),
            token("sh", 200, 400),
            token(" chips", 500, 1000),
            token("[_TT_50]", 1000, 1000),
        ],
    }
    data = {"result": {"language": "de"}, "transcription": [entry]}
    document = loaded(manager, tmp_path, data)
    assert words(document) == [
        ("Fish", 0, 400, "matched"),
        ("chips", 500, 1000, "matched"),
    ]
    assert document.language == "de"


def test_gentle(manager: PluginManager, tmp_path: Path) -> None:
    phones = [{"phone": "f_B", "duration": 0.1}, {"phone": "oov_E", "duration": 0.2}]
    data = {
        "transcript": "“Fish, é!” Chips too.",
        "words": [
            {
                **{"case": "success", "word": "Fish", "alignedWord": "fish"},
                **{"startOffset": 1, "endOffset": 5, "start": 0.5, "end": 0.8},
                "phones": phones,
            },
            {"case": "not-found-in-transcript", "word": "<unk>", "start": 1, "end": 2},
            {
                "case": "not-found-in-audio",
                "word": "é",
                "startOffset": 7,
                "endOffset": 8,
            },
            {
                **{"case": "success", "word": "Chips", "start": 3.0, "end": 3.5},
                **{"startOffset": 11, "endOffset": 16},
            },
            {"case": "success", "word": "two", "startOffset": 17, "endOffset": 20},
        ],
    }
    document = loaded(manager, tmp_path, data)
    assert words(document) == [
        ("Fish", 500, 800, "matched"),
        ("", 1000, 2000, "extra"),
        ("é", None, None, "missing"),
        ("Chips", 3000, 3500, "matched"),
        ("two", None, None, "missing"),
    ]
    found = [(p.symbol, p.start_ms, p.end_ms) for p in document.words[0].phones]
    assert found == [("f", 500, 600), ("oov", 600, 800)]
    assert document.script == data["transcript"]
    assert [s.text for s in document.segments] == ["Fish, é!”", "Chips too."]
    assert messages(document) == ["words[4]: the transcript does not have 'two' there"]


def test_aws_transcribe(manager: PluginManager, tmp_path: Path) -> None:
    def item(content: str, start: str = "", end: str = "") -> dict[str, object]:
        choices = {"alternatives": [{"confidence": "0.99", "content": content}]}
        if not start:
            return {"type": "punctuation", **choices}
        return {
            "type": "pronunciation",
            "start_time": start,
            "end_time": end,
            **choices,
        }

    items = [item("Fish", "0.5", "0.75"), item("."), item("Yes", "2.04", "2.5")]
    labels = [{"items": [{"start_time": "2.04", "speaker_label": "spk_1"}]}]
    data = {
        "results": {
            "transcripts": [{"transcript": "Fish. Yes"}],
            "speaker_labels": {"segments": labels},
            "items": items,
        },
        "status": "COMPLETED",
    }
    document = loaded(manager, tmp_path, data)
    assert words(document) == [
        ("Fish.", 500, 750, "matched"),
        ("Yes", 2040, 2500, "matched"),
    ]
    assert [s.speaker for s in document.segments] == [None, "spk_1"]
    assert document.words[0].confidence == 0.99


@pytest.mark.parametrize(
    "name", ["aws-json", "gentle-json", "verbose-json", "whisper-cpp-json", "jsonl"]
)
def test_json_that_is_cut_off(manager: PluginManager, name: str) -> None:
    with pytest.raises(DocumentError, match=r"line 1, column|JSON"):
        read(manager, name, '{"segments": [{"start": 1.0,')


def test_tables_of_other_tools(manager: PluginManager) -> None:
    whisper = 'start\tend\ttext\n0\t1500\t"Fish," he said\n1500\t1200\tchips\textra\n'
    document = read(manager, "tsv", whisper)
    assert [(s.text, s.start_ms, s.end_ms) for s in document.segments] == [
        ('"Fish," he said', 0, 1500),
        ("chips\textra", 1500, 1500),
    ]
    assert messages(document) == [
        "line 3: more cells than the header: the last ones joined",
        "line 3: ends before it starts: its end is set to its start",
    ]
    excel = "\ufeffWord;Start;End;Score\r\nfish;0,5;0,75;0,9\r\n\r\nchips;1;x;\r\n"
    document = read(manager, "csv", excel)
    assert words(document) == [
        ("fish", 500, 750, "matched"),
        ("chips", None, None, "matched"),
    ]
    assert messages(document) == [
        "line 4: no time: 'x'",
        "line 4: a start without an end, or the reverse: left out",
    ]
    clocks = "text,start,end\nfish,00:01.5,0:00:02.25\n"
    assert read(manager, "csv", clocks).segments[0].end_ms == 2250
    cpp = '0,1500," Fish ""and"" chips"\n1500,2500,\n'
    document = read(manager, "csv", cpp)
    assert [s.text for s in document.segments] == [' Fish "and" chips']
    assert messages(document) == [
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


def test_lines_of_other_tools(manager: PluginManager) -> None:
    lines = [
        '{"word": "fish", "start": 0.5, "end": 0.75, "speaker": "A"}',
        "rubbish",
        '{"word": "chips", "start": 1, "end": 2, "speaker": "B"}',
        "[1]",
    ]
    document = read(manager, "jsonl", "\r\n".join(lines))
    assert words(document) == [
        ("fish", 500, 750, "matched"),
        ("chips", 1000, 2000, "matched"),
    ]
    assert [s.speaker for s in document.segments] == ["A", "B"]
    assert messages(document) == [
        "line 2: not JSON: Expecting value: line 1 column 1 (char 0)",
        "line 4: not a JSON object",
    ]
    nested = '{"text": "fish", "start": 0, "end": 1, "words": [{"word": "fish"}]}'
    assert read(manager, "jsonl", nested).segments[0].words[0].text == "fish"


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


def test_whispers_words_join_to_its_text(manager: PluginManager) -> None:
    spoken = [Word("Fish,", 0, 5), Word("chips", 5, 9), Word("mushy", 9, 12)]
    text = "Fish, chips — “mushy”"
    for language, before in (("en", " "), ("ja", "")):
        document = Document([Segment(spoken, text, 0, 12)], language=language)
        data = render(document, manager.exporter("whisper-json")).decode()
        whole = json.loads(data)
        [segment] = whole["segments"]
        assert whole["text"] == segment["text"] == before + text
        joined = "".join(word["word"] for word in segment["words"])
        assert joined == before + text
