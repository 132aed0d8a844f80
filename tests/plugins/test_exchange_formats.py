"""What holds for every format of data, research and editing tools."""

import contextlib
import io
import random
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import (
    Document,
    DocumentError,
    Phone,
    PluginManager,
    Segment,
    Word,
    load,
)
from sync_core.formats.files import find_losses, render

DATA = Path(__file__).parents[1] / "data"

READABLE = (
    *("audacity", "aws-json", "csv", "ctm", "eaf", "gentle-json", "jsonl", "textgrid"),
    *("tsv", "verbose-json", "whisper-cpp-json", "whisper-json", "whisperx-json"),
)
WRITTEN_ONLY = ("fcpxml", "markdown", "otio", "rttm", "stm", "txt", "youtube-chapters")
FORMATS = (*READABLE, *WRITTEN_ONLY)
BY_WORD: dict[str, dict[str, object]] = {
    "tsv": {"unit": "word"},
    "txt": {"speakers": True},
    "whisper-cpp-json": {"unit": "word"},
}
GOLDEN: dict[str, tuple[str, dict[str, object]]] = {
    "talk.labels.txt": ("audacity", {}),
    "talk-segments.labels.txt": ("audacity", {"unit": "segment", "speakers": False}),
    "talk.aws.json": ("aws-json", {}),
    "talk.csv": ("csv", {}),
    "talk-segments.csv": ("csv", {"unit": "segment"}),
    "talk.ctm": ("ctm", {"channel": "A"}),
    "talk.eaf": ("eaf", {}),
    "talk.fcpxml": ("fcpxml", {"rate": 29.97}),
    "talk-chapters.fcpxml": ("fcpxml", {"kind": "chapter", "unit": "word"}),
    "talk.gentle.json": ("gentle-json", {}),
    "talk.jsonl": ("jsonl", {}),
    "talk-segments.jsonl": ("jsonl", {"unit": "segment"}),
    "talk.md": ("markdown", {"title": "A *talk*", "link": "https://x.test/v?t={s}"}),
    "talk.otio": ("otio", {"unit": "word"}),
    "talk.rttm": ("rttm", {"words": True}),
    "talk.stm": ("stm", {"file": "my talk"}),
    "talk.textgrid": ("textgrid", {}),
    "talk-short.textgrid": ("textgrid", {"form": "short", "tiers": "words,phones"}),
    "talk.tsv": ("tsv", {}),
    "talk-words.tsv": ("tsv", {"unit": "word"}),
    "talk.txt": ("txt", {"timestamps": True, "speakers": True}),
    "talk.verbose.json": ("verbose-json", {}),
    "talk.whisper-cpp.json": ("whisper-cpp-json", {}),
    "talk-words.whisper-cpp.json": ("whisper-cpp-json", {"unit": "word"}),
    "talk.whisper.json": ("whisper-json", {}),
    "talk.whisperx.json": ("whisperx-json", {}),
    "talk.chapters.txt": ("youtube-chapters", {"shortest_s": 10, "title_length": 12}),
}

EXAMPLE = Document(
    [
        Segment(
            [
                Word(
                    "Fish",
                    1000,
                    1480,
                    0.98,
                    phones=[
                        Phone("f", 1000, 1100),
                        Phone("ɪ", 1100, 1250),
                        Phone("ʃ", 1250, 1480),
                    ],
                ),
                Word("&", 1480, 1720, 0.5, "substituted"),
                Word('<i>"chips"</i>,', 2005, 2600, 0.75),
                Word("please.", None, None, status="missing"),
            ],
            'Fish & <i>"chips"</i>, please.',
            1000,
            3200,
            speaker="Ann, <b> & Co",
            confidence=0.8,
        ),
        Segment([Word("", 3210, 3300, status="extra")], "", 3210, 3300),
        Segment(
            [
                Word(w, 3333 + 200 * at, 3533 + 200 * at)
                for at, w in enumerate("日本語")
            ],
            "日本語",
            3333,
            4000,
            speaker="Zoë",
        ),
        Segment([Word("Never", None, None)], "Never", None, None),
        Segment([Word("{=A,1}", 15_000, 15_001)], "{=A,1}", 15_000, 16_000, "Zoë"),
        Segment([Word("مرحبا", 7_265_004, 7_265_016)], "مرحبا", 7_265_000, 7_265_020),
    ],
    language="en",
    duration_ms=7_280_000,
    source="/audio/my talk.wav",
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


def written(
    manager: PluginManager, name: str, document: Document, **options: object
) -> bytes:
    return render(document, manager.exporter(name), options)


def read(manager: PluginManager, name: str, data: bytes) -> Document:
    reader = manager.exporter(name).record.read
    assert reader is not None
    return reader(io.BytesIO(data))


def said(document: Document) -> list[tuple[str, int | None, int | None]]:
    """The words that have times and a text."""
    return [
        (word.text, word.start_ms, word.end_ms)
        for word in document.words
        if word.start_ms is not None and word.text.strip()
    ]


@pytest.mark.parametrize("file", GOLDEN)
def test_the_whole_file(manager: PluginManager, file: str) -> None:
    name, options = GOLDEN[file]
    assert written(manager, name, EXAMPLE, **options) == (DATA / file).read_bytes()


@pytest.mark.parametrize("file", [f for f in GOLDEN if GOLDEN[f][0] in READABLE])
def test_a_whole_file_read_and_written_again(manager: PluginManager, file: str) -> None:
    name, options = GOLDEN[file]
    document = load(DATA / file, manager=manager)
    assert document.findings == ()
    again = written(manager, name, document, **options)
    assert read(manager, name, again) == document
    twice = written(manager, name, read(manager, name, again), **options)
    assert twice == again


@pytest.mark.parametrize("name", READABLE)
def test_words_and_times_come_back(manager: PluginManager, name: str) -> None:
    data = written(manager, name, EXAMPLE, **BY_WORD.get(name, {}))
    found = said(read(manager, name, data))
    expected = said(EXAMPLE)
    if name == "audacity":
        expected = [(text.replace("\t", " "), i, j) for text, i, j in expected]
        found = said(read(manager, name, data)) or [
            (s.text, s.start_ms, s.end_ms) for s in read(manager, name, data).segments
        ]
    if name == "tsv":
        expected = [(text.replace("\t", " "), i, j) for text, i, j in expected]
    if name == "ctm":
        expected = [("_".join(text.split()), i, j) for text, i, j in expected]
    assert found == expected


def test_names_and_endings(manager: PluginManager) -> None:
    for file, (name, _) in GOLDEN.items():
        assert manager.exporter_for(file).record.name == name
    assert manager.exporter_for("Talk.TextGrid").record.name == "textgrid"
    assert manager.exporter_for("talk.json").record.name == "json"


@pytest.mark.parametrize(
    "file", [f for f in GOLDEN if f.endswith((".json", ".labels.txt"))]
)
def test_shared_endings_are_told_apart(
    manager: PluginManager, file: str, tmp_path: Path
) -> None:
    name = GOLDEN[file][0]
    path = tmp_path / f"talk.{file.rpartition('.')[2]}"
    path.write_bytes((DATA / file).read_bytes())
    assert load(path, manager=manager) == load(path, format=name, manager=manager)


def test_a_json_of_no_known_shape(manager: PluginManager, tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    for text in ('{"a": 1}', "[1]", "nothing", '{"segments": 5, "start": 1}'):
        path.write_text(text)
        with pytest.raises(DocumentError, match=r"JSON|not a sync-core document"):
            load(path, manager=manager)
    (tmp_path / "talk.txt").write_text("Dear Sir")
    with pytest.raises(DocumentError, match="'txt' can only be written"):
        load(tmp_path / "talk.txt", manager=manager)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_lost_is_said(manager: PluginManager, name: str) -> None:
    record = manager.exporter(name).record
    options = BY_WORD.get(name, {})
    said = " ".join(f.message for f in find_losses(EXAMPLE, record, options))
    keeps = "speakers" in (record.holds or ())
    assert keeps == ("who speaks is not kept" not in said)
    if name in READABLE:
        document = read(manager, name, written(manager, name, EXAMPLE, **options))
        has_phones = any(word.phones for word in document.words)
        assert has_phones == ("the phones are not kept" not in said)
        has_speakers = any(segment.speaker for segment in document.segments)
        assert has_speakers == ("who speaks is not kept" not in said)
        sure = any(word.confidence is not None for word in document.words)
        assert sure == ("confidence is not kept" not in said)


# fmt: off
HOSTILE = [
    "-->", ">", "<", "<b>", "&amp;", "&", "<exists>", "[[Ann]]", "[[", "]]>", "[", "{",
    "}", "{ a / b }", "\\", "\\\t1\t2", '"', '""', '"IntervalTier"', "'", ",", ";",
    ";;", "\t", "\r", "\r\n", "\n\n", "\x85", "\u2028", "\x1c", "\0", "\x0b", "\ufeff",
    "! x", "👩‍🚀", "שלום", "e\u0301", "\ud83d", "1", "1.5", "\u00a0", "中", "�", "x",
    "*", "<ALT_BEGIN>", "<NA>", "xmin = 5", "`", "_", "#", "|", ".", "?", "\ufffe",
    "=1+1", "%", "IntervalTier", "<!--", "<![CDATA[", "null", "NaN", "start", "- ",
    "1. ", "[_x", "!",
]
# fmt: on
hostile = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_categories=()), max_size=4),
    max_size=8,
).map("".join)


def bare(text: str) -> str:
    """What must come back: all but white space and what a container cannot hold."""
    kept = text.encode("utf-8", "replace").decode()
    kept = re.sub("[\x00-\x20\x7f-\x9f\ufeff\ufffe\uffff\ufffd]", "", kept)
    return "".join(kept.split())


@pytest.mark.parametrize("name", READABLE)
@settings(deadline=None, max_examples=examples(100))
@example(texts=["\t,", " ,", "x\t,\t"], speaker=None)
@example(texts=["x ,", ". ,", " . !"], speaker="\t,")
@example(texts=["\u00a0?", "\u2028.", "\x1c!"], speaker=None)
@given(texts=st.lists(hostile, min_size=1, max_size=4), speaker=st.none() | hostile)
def test_no_text_breaks_a_file(
    manager: PluginManager, name: str, texts: list[str], speaker: str | None
) -> None:
    segments = [
        Segment([Word(text, t, t + 500)], text, t, t + 500, speaker)
        for t, text in zip(range(1000, 90_000, 1000), texts, strict=False)
    ]
    document = Document(segments, source=speaker)
    options = BY_WORD.get(name, {})
    data = written(manager, name, document, **options)
    assert data == written(manager, name, document, **options)
    found = read(manager, name, data)
    assert found.findings == ()
    spoken = "".join(bare(w.text) for s in found.segments for w in s.words or [s])
    expected = "".join(bare(text) for text in texts)
    if name == "ctm":
        expected, spoken = expected.replace("_", ""), spoken.replace("_", "")
    assert spoken == expected
    again = written(manager, name, found, **options)
    assert written(manager, name, read(manager, name, again), **options) == again


_ENDS = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@pytest.mark.parametrize("name", WRITTEN_ONLY)
@settings(deadline=None, max_examples=40)
@given(texts=st.lists(hostile, min_size=1, max_size=4), speaker=st.none() | hostile)
def test_lines_stay_lines(
    manager: PluginManager, name: str, texts: list[str], speaker: str | None
) -> None:
    segments = [
        Segment([], text, 15_000 * t, 15_000 * t + 500, speaker)
        for t, text in enumerate(["a", "b", *texts, "c"])
    ]
    document = Document(segments, duration_ms=200_000, source=speaker)
    plain = Document(
        [Segment([], "x", s.start_ms, s.end_ms) for s in segments if s.text.split()],
        duration_ms=200_000,
    )
    options = {"shortest_s": 10} if name == "youtube-chapters" else {}
    data = written(manager, name, document, **options)
    data.decode()
    if name not in ("otio", "fcpxml"):
        count = written(manager, name, plain, **options).count(b"\n")
        assert (
            len(re.split(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", data.decode()))
            == count + 1
        )


SWAPS = ((b".", b","), (b"1", b"-1"), (b"0", b"9e9"), (b'"', b""), (b"\t", b" "))
VALUES = (b"null", b"[]", b"{}", b"true", b"1e400", b'"x"', b"-7", b"1e18")


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Damage a file in some of the ways in which files are damaged."""
    for _ in range(dice.randint(1, 4)):
        at, behind = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        kind = dice.randrange(9)
        if kind == 0:
            data = data[:at]
        elif kind == 1:
            data = data[:at] + data[behind:]
        elif kind == 2:
            data = data[:behind] + data[at:]
        elif kind == 3:
            data = data[:at] + bytes(dice.choices(range(256), k=3)) + data[at + 1 :]
        elif kind == 4:
            data = data.replace(b"\n", dice.choice([b"\r\n", b"\r", b"\n\n", b" "]))
        elif kind == 5:
            old, new = dice.choice(
                [
                    (b".", b","),
                    (b"1", b"-1"),
                    (b"0", b"9e9"),
                    (b'"', b""),
                    (b"\t", b" "),
                ]
            )
            data = data.replace(old, new, dice.randint(1, 20))
        elif kind == 6:
            codec = dice.choice(["latin-1", "utf-16", "utf-8-sig"])
            data = data.decode("utf-8", "replace").encode(codec, "replace")
        elif kind == 7:
            value = dice.choice(
                [b"null", b"[]", b"{}", b"true", b"1e400", b'"x"', b"-7"]
            )
            numbers = list(re.finditer(rb"[0-9.]+", data))
            if numbers:
                i, j = dice.choice(numbers).span()
                data = data[:i] + value + data[j:]
        else:
            lines = data.split(b"\n")
            dice.shuffle(lines)
            data = b"\n".join(lines)
    return data


def survive(manager: PluginManager, name: str, count: int) -> None:
    files = [(DATA / f).read_bytes() for f in GOLDEN if GOLDEN[f][0] == name]
    dice = random.Random(name)
    refused = 0
    for _ in range(count):
        data = mutated(dice.choice(files), dice)
        try:
            document = read(manager, name, data)
        except DocumentError:
            refused += 1
            continue
        written(manager, name, document)
    assert refused < count


@pytest.mark.parametrize("name", READABLE)
def test_damaged_files(manager: PluginManager, name: str) -> None:
    survive(manager, name, 120)


@pytest.mark.slow
@pytest.mark.parametrize("name", READABLE)
def test_ten_thousand_damaged_files(manager: PluginManager, name: str) -> None:
    survive(manager, name, 10_000)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize(
    "piece",
    [" ", "1", "1 ", "1\t", '"', '""', "\n", "[", "{", '{"a":', "<a>", "!", ","],
)
def test_readers_do_not_hang(manager: PluginManager, name: str, piece: str) -> None:
    heads = {
        "textgrid": '"ooTextFile"\n"TextGrid"\n0 1 <exists> 1 "IntervalTier" "words" ',
        "eaf": "<ANNOTATION_DOCUMENT>",
        "csv": "start,end,word\n",
        "tsv": "start\tend\ttext\n",
        "audacity": "1.0\t2.0\tx\n",
        "ctm": "a 1 0.5 0.5 x\n",
    }
    text = heads.get(name, "") + piece * 20_000
    with contextlib.suppress(DocumentError):
        read(manager, name, text.encode())
