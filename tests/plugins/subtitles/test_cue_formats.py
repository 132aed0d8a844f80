"""What holds for every subtitle format: written, read, written again; damaged files."""

import contextlib
import io
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import (
    Document,
    DocumentError,
    PluginManager,
    Segment,
    Word,
    cues_as_written,
    load,
)
from sync_core.formats.files import render
from sync_core_plugins.subtitles.cue_text import split_at_timed_words

DATA = Path(__file__).parents[2] / "data"

TIMED: dict[str, dict[str, object]] = {
    "ass": {"karaoke": True},
    "lrc": {"enhanced": True},
    "ttml": {"words": True},
    "vtt": {"karaoke": True},
}

FORMATS = ("ass", "lrc", "sbv", "srt", "ttml", "vtt")

GOLDEN: dict[str, dict[str, object]] = {
    "cues.ass": {},
    "cues.lrc": {},
    "cues.sbv": {},
    "cues.srt": {},
    "cues.ttml": {},
    "cues.vtt": {},
    "cues-karaoke.ass": TIMED["ass"],
    "cues-enhanced.lrc": TIMED["lrc"],
    "cues-words.ttml": TIMED["ttml"],
    "cues-karaoke.vtt": {"karaoke": True, "line": "-2", "align": "center"},
}

UNIT_MS = {"ass": 10, "lrc": 10}

SPEAKING = ("ass", "ttml", "vtt")

EXAMPLE = Document(
    [
        Segment(
            [
                Word("Fish", 1000, 1480),
                Word("&", 1480, 1720),
                Word("<i>chips</i>,", 2005, 2600),
                Word("please.", None, None, status="missing"),
            ],
            "Fish & <i>chips</i>,\nplease.",
            1000,
            3200,
            speaker="Ann, <b> & Co",
        ),
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
        Segment([], "[la la] {\\an8} \\N -- <00:01.00>", 4000, 4500),
        Segment([], "-->  0:00:01.000,0:00:02.000", 65_000, 66_000),
        Segment([Word("مرحبا", 7_265_004, 7_265_016)], "مرحبا", 7_265_000, 7_265_020),
    ],
    language="en",
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": ",".join(FORMATS)})


def written(
    manager: PluginManager,
    name: str,
    document: Document,
    **options: object,
) -> bytes:
    found = manager.exporter(name)
    return render(document, found, {"profile": "as-written", **options})


def read(manager: PluginManager, name: str, data: bytes) -> Document:
    reader = manager.exporter(name).record.read
    assert reader is not None
    return reader(io.BytesIO(data))


@pytest.mark.parametrize("file", GOLDEN)
def test_the_whole_file(manager: PluginManager, file: str) -> None:
    name = file.rpartition(".")[2]
    assert written(manager, name, EXAMPLE, **GOLDEN[file]) == (DATA / file).read_bytes()


@pytest.mark.parametrize("file", GOLDEN)
def test_a_whole_file_read_and_written_again(manager: PluginManager, file: str) -> None:
    document = load(DATA / file, manager=manager)
    assert document.findings == ()
    assert len(document.segments) == 5
    # Without a profile: what was read from subtitles stays as it is.
    found = manager.exporter(file.rpartition(".")[2])
    assert render(document, found, GOLDEN[file]) == (DATA / file).read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_reading_gives_the_cues(manager: PluginManager, name: str) -> None:
    document = read(manager, name, written(manager, name, EXAMPLE))
    unit = UNIT_MS.get(name, 1)
    for ours, theirs in zip(document.segments, EXAMPLE.segments, strict=True):
        assert ours.words == ()
        assert ours.start_ms is not None
        assert abs(ours.start_ms - (theirs.start_ms or 0)) <= unit / 2
        assert abs((ours.end_ms or 0) - (theirs.end_ms or 0)) <= unit / 2
        text = theirs.text.replace("\n", " ") if name == "lrc" else theirs.text
        text = text.replace("-->", "->") if name == "srt" else text
        assert ours.text.split() == text.split()
        assert ("\n" in ours.text) == ("\n" in text)
        assert ours.speaker == (theirs.speaker if name in SPEAKING else None)


@pytest.mark.parametrize("name", TIMED)
def test_reading_gives_the_words(manager: PluginManager, name: str) -> None:
    data = written(manager, name, EXAMPLE, **TIMED[name])
    document = read(manager, name, data)
    said = [word for word in EXAMPLE.words if word.start_ms is not None]
    half = UNIT_MS.get(name, 1) / 2
    found = [word for word in document.words if word.start_ms is not None]
    assert [word.text for word in found] == [word.text for word in said]
    for ours, theirs in zip(found, said, strict=True):
        assert abs((ours.start_ms or 0) - (theirs.start_ms or 0)) <= half
        assert abs((ours.end_ms or 0) - (theirs.end_ms or 0)) <= half


# fmt: off
HOSTILE = [
    "-->", "--->", "--", ">", "<", "<b>", "</v>", "&amp;", "&", "<00:00:01.000>",
    "<br/>", "<00:01.00>", "[00:01.00]", "[ti:x]", "[", "]", "{\\k20}", "{", "}", "\\",
    "\\N", "\\h", "NOTE x", "STYLE", "WEBVTT", "</p>", "<p>", "<!--", "]]>", '"', "'",
    "<![CDATA[", ",", ";", "\t", "\r", "\r\n", "\n\n", "\x85", "\u2028", "\x1c", "\0",
    "\x0b", "\ufeff", "👩‍🚀", "שלום", "e\u0301", "\ud83d", "1", "\u00a0", "中",
    "\u2060", "�", "x", "2\n00:00:09,000 --> 00:00:09,500\nx", "｛",
    "0:00:01.000,0:00:02.000",
    "Dialogue: ", "00:00:09.000 --> 00:00:09.500",
]


# fmt: on
hostile = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_categories=()), max_size=4),
    max_size=10,
).map("".join)


def saying(texts: list[str], speaker: str | None = None) -> Document:
    """Make a document of one cue per text, a second each."""
    return Document(
        [
            Segment([], text, 1000 * at, 1000 * at + 500, speaker=speaker)
            for at, text in enumerate(texts)
        ]
    )


def bare(text: str) -> str:
    """What must come back: all but white space, joiners, and what XML cannot hold."""
    kept = "".join(text.encode("utf-8", "replace").decode().split())
    kept = "".join(c for c in kept if c >= " " and c not in "\u2060\ufffe\uffff")
    return kept.replace("\x7f", "")


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=examples(120))
@example(texts=["｛\u2060", "a｝\u2060\u2060b"], speaker="，\u2060")
@given(texts=st.lists(hostile, min_size=1, max_size=4), speaker=st.none() | hostile)
def test_no_text_breaks_a_file(
    manager: PluginManager, name: str, texts: list[str], speaker: str | None
) -> None:
    document = saying(texts, speaker)
    shown = cues_as_written(document)
    data = written(manager, name, document)
    assert data == written(manager, name, document)
    found = read(manager, name, data)
    assert found.findings == ()
    expected = ["\n".join(cue.lines) for cue in shown]
    got = [segment.text for segment in found.segments]
    if name == "srt":
        expected = [dashless(text) for text in expected]
        got = [dashless(text) for text in got]
    if name == "ttml":
        # Of some texts nothing is left that XML can hold.
        expected = [text for text in expected if bare(text)]
    assert list(filter(None, map(bare, got))) == list(filter(None, map(bare, expected)))
    assert written(manager, name, found) == data


def dashless(text: str) -> str:
    return text.replace("-", "")


@pytest.mark.parametrize("name", TIMED)
@settings(deadline=None, max_examples=80)
@example([("-->", 0, 0), (">", 0, 0)])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*HOSTILE, "one", "two", "three"]),
            st.integers(0, 900),
            st.integers(0, 500),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_words_come_back(
    manager: PluginManager, name: str, parts: list[tuple[str, int, int]]
) -> None:
    words, now = [], 1000
    for text, pause, length in parts:
        token = "".join(text.replace("\0", "").split()) or "x"
        words.append(Word(token, now + pause, now + pause + length))
        now += pause + length
    text = " ".join(word.text for word in words)
    document = Document([Segment(words, text, 1000, now + 10)])
    data = written(manager, name, document, **TIMED[name])
    found = read(manager, name, data)
    assert found.findings == ()
    assert written(manager, name, found, **TIMED[name]) == data
    [cue] = cues_as_written(document)
    unit = UNIT_MS.get(name, 1)
    starts = {p.start_ms for p in split_at_timed_words(cue, unit)}
    assert {word.start_ms for word in found.words} <= {*starts, None}


def test_a_time_before_a_lone_mark_goes_to_the_word_behind_it(
    manager: PluginManager,
) -> None:
    found = read(manager, "lrc", b"[00:01.00]<00:01.00>--> ><00:02.00>\n")
    assert [(word.text, word.start_ms) for word in found.words] == [(">", 1000)]
    line, _, _ = written(manager, "lrc", found, enhanced=True).partition(b"\n")
    assert line == b"[00:01.00]--> <00:01.00>><00:02.00>"


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Damage a file in some of the ways in which files are damaged."""
    for _ in range(dice.randint(1, 4)):
        at, behind = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        kind = dice.randrange(8)
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
            data = data.replace(*dice.choice([(b".", b","), (b":", b"."), (b">", b"")]))
        elif kind == 6:
            data = data.decode("utf-8", "replace").encode(
                dice.choice(["latin-1", "utf-16", "utf-8-sig"]), "replace"
            )
        else:
            lines = data.split(b"\n")
            dice.shuffle(lines)
            data = b"\n".join(lines)
    return data


def survive(manager: PluginManager, name: str, count: int) -> None:
    files = [(DATA / f).read_bytes() for f in GOLDEN if f.endswith(f".{name}")]
    dice = random.Random(name)
    for _ in range(count):
        data = mutated(dice.choice(files), dice)
        with contextlib.suppress(DocumentError):
            document = read(manager, name, data)
            written(manager, name, document, **TIMED.get(name, {}))


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files(manager: PluginManager, name: str) -> None:
    survive(manager, name, 200)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_damaged_files(manager: PluginManager, name: str) -> None:
    survive(manager, name, 10_000)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "piece",
    [" ", "1", "1:", "-->", "<", "<v ", "<!--", "{\\k", "[00:", "\n", "<p>", "&"],
)
def test_readers_do_not_hang(manager: PluginManager, name: str, piece: str) -> None:
    head = {"vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n", "ttml": "<tt><p>"}
    head |= {"ass": "Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,", "lrc": "[00:01.00]"}
    text = head.get(name, "00:00:01,000 --> 00:00:02,000\n") + piece * 20_000
    with contextlib.suppress(DocumentError):
        read(manager, name, text.encode())


@pytest.mark.parametrize("name", FORMATS)
def test_files_of_another_kind(manager: PluginManager, name: str) -> None:
    assert read(manager, name, b"").segments == ()
    for data in (b"Dear Sir,\n\nno times.", bytes(range(256)) * 40):
        with pytest.raises(DocumentError, match="no subtitles in it: no line looks"):
            read(manager, name, data)
