import io
import re
from textwrap import dedent

import pytest
import srt
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import Cue, Document, PluginManager, Segment, Word, cues
from sync_core.formats.files import render
from sync_core_plugins.subtitles.srt import read_srt


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "srt"})


def exported(manager: PluginManager, document: Document) -> bytes:
    return render(document, manager.exporter("srt"))


def saying(*texts: str, speaker: str | None = None) -> Document:
    """Make a document of one cue per text, a second each."""
    return Document(
        [
            Segment([], text, 1000 * at, 1000 * at + 500, speaker=speaker)
            for at, text in enumerate(texts)
        ]
    )


def test_the_record(manager: PluginManager) -> None:
    record = manager.exporter_for("talk.en.SRT").record
    assert (record.name, record.suffixes) == ("srt", (".srt",))
    assert record.media_type == "application/x-subrip"


def test_the_whole_file(manager: PluginManager) -> None:
    document = Document(
        [
            Segment(
                [
                    Word("Fish", 1000, 1480),
                    Word("&", 1480, 1720),
                    Word("<i>", 1720, 2000),
                ],
                "Fish & <i>",
                1000,
                2000,
                speaker="Ann",
            ),
            Segment(
                [Word(w, 2000, 3000) for w in "Žluťoučký kůň pěl".split()]
                + [Word(w, 3000, 4000) for w in "ďábelské ódy, {\\an8} příliš".split()],
                "Žluťoučký kůň pěl ďábelské ódy, {\\an8} příliš",
                2000,
                4000,
            ),
            Segment([Word("Untimed", None, None)], "Untimed", None, None),
            Segment(
                [Word("hidden", None, None), Word("日本", 5000, 5000)],
                "hidden 日本",
                0,
                9,
            ),
            Segment([], "An --> arrow\n\nand \u2028more", 359_999_999, 360_000_001),
        ]
    )
    assert exported(manager, document).decode() == dedent("""\
        1
        00:00:01,000 --> 00:00:01,916
        Fish & <⁠i>

        2
        00:00:02,000 --> 00:00:04,500
        Žluťoučký kůň pěl ďábelské ódy,
        {⁠\\an8} příliš

        3
        00:00:05,000 --> 00:00:05,833
        hidden 日本

        4
        99:59:59,999 --> 100:00:00,001
        An -> arrow and more
        """)


@pytest.mark.parametrize("document", [Document([]), saying("", " \n", "\0")])
def test_nothing_to_say_makes_an_empty_file(
    manager: PluginManager, document: Document
) -> None:
    assert exported(manager, document) == b""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("-->", "->"),
        ("--->", "->"),
        ("a ------> b", "a -> b"),
        ("<!-- a -->", "<!-- a ->"),
        ("-> --", "-> --"),
        ("--\0>", "->"),
        ("a\r\nb\n\nc", "a b c"),
        ("\ud800x", "?x"),
        ("7", "7"),
        ("00:00:01,000 --> 00:00:02,000", "00:00:01,000 -> 00:00:02,000"),
    ],
)
def test_texts_that_could_break_the_file(
    manager: PluginManager, text: str, written: str
) -> None:
    data = exported(manager, saying(text, "next"))
    assert data.decode() == (
        f"1\n00:00:00,000 --> 00:00:00,500\n{written}\n\n"
        "2\n00:00:01,000 --> 00:00:01,500\nnext\n"
    )


# fmt: off
HOSTILE = [
    "-->", "--->", "--", ">", "<b>", "&amp;", "{\\an8}", "\\N", '"', "]", "\t", "\r",
    "\r\n", "\n\n", "\u2028", "\x85", "\x1c", "\0", "\x0b", "\ufeff", "👩‍🚀", "שלום",
    "e\u0301", "\ud83d", "1", "2\n00:00:09,000 --> 00:00:09,500\nx", "\u00a0", "中",
]
# fmt: on
hostile = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_categories=()), max_size=4),
    max_size=12,
).map("".join)


def bare(text: str) -> str:
    """What must come back: all but white space, NUL, joiners, the dashes of arrows."""
    kept = "".join(text.replace("\0", "").replace("\u2060", "").split())
    return re.sub("-+>", "->", kept.encode("utf-8", "replace").decode())


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(hostile, min_size=1, max_size=4))
def test_an_independent_reader_sees_the_same(
    manager: PluginManager, texts: list[str]
) -> None:
    document = saying(*texts)
    data = exported(manager, document)
    expected = cues(document)
    read = list(srt.parse(io.StringIO(data.decode(), newline="").read()))
    assert [cue.index for cue in read] == list(range(1, len(expected) + 1))
    for one, cue in zip(expected, read, strict=True):
        assert one.start_ms == round(cue.start.total_seconds() * 1000)
        assert one.end_ms == round(cue.end.total_seconds() * 1000)
        assert not cue.proprietary
        assert bare(cue.content) == bare(" ".join(one.lines))
    assert bare("".join(cue.content for cue in read)) == bare("".join(texts))
    assert data == exported(manager, document)
    assert data.count(b"-->") == len(expected)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.integers(0, 400_000_000), min_size=2, max_size=8, unique=True))
def test_times_come_back_to_the_millisecond(
    manager: PluginManager, bounds: list[int]
) -> None:
    bounds = sorted(bounds)[: len(bounds) // 2 * 2]
    pairs = list(zip(bounds[::2], bounds[1::2], strict=True))
    words = [Segment([], "a", *pair) for pair in pairs]
    read = srt.parse(exported(manager, Document(words)).decode())
    found = [
        (round(c.start.total_seconds() * 1000), round(c.end.total_seconds() * 1000))
        for c in read
    ]
    assert found == pairs


def test_the_cue_lines_are_the_files_lines(manager: PluginManager) -> None:
    text = "one two three four five six seven eight nine ten"
    document = saying(text)
    assert cues(document) == [
        Cue(0, 500, ("one two three four five", "six seven eight nine ten"))
    ]
    assert exported(manager, document).decode().splitlines()[2:] == [
        "one two three four five",
        "six seven eight nine ten",
    ]


def test_speakers_on_request(manager: PluginManager) -> None:
    found = manager.exporter("srt")
    data = render(saying("Hi", speaker="Ann\n--> B"), found, {"speakers": "yes"})
    assert data.decode().splitlines()[2] == "Ann -> B: Hi"


def test_files_made_elsewhere() -> None:
    data = dedent("""\
        WEBSITE www.example.org

        1
        00:00:01.5 --> 0:00:02,000  X1:40 X2:600
        <i>Fish</i> & <font color="red">chips</font>
        {\\an8}today
        2
        00:02,500 --> 00:03,000
        1927

        3
        00:00:09,000 --> 00:00:08,000
        back
        stays

        more of it
        00:00:04,000 -> later --> 4:00
        untimed
        """).replace("\n", "\r\n")
    document = read_srt(io.BytesIO(b"\xef\xbb\xbf" + data.encode()))
    assert [(s.text, s.start_ms, s.end_ms) for s in document.segments] == [
        ("Fish & chips\ntoday", 1500, 2000),
        ("1927", 2500, 3000),
        ("back\nstays\nmore of it", 9000, 9000),
        ("untimed", None, None),
    ]
    assert [finding.message for finding in document.findings] == [
        "line 1: text before the first times is left out",
        "line 8: the blank line before it is missing",
        "line 12: ends before it starts; its start is kept",
        "line 16: text behind a blank line is kept with the cue before",
        "line 17: no times to be read in '00:00:04,000 -> later --> 4:00'",
    ]


def test_latin_1_is_read_with_a_finding() -> None:
    data = "1\n00:00:01,000 --> 00:00:02,000\nnaïve\n".encode("latin-1")
    document = read_srt(io.BytesIO(data))
    assert document.segments[0].text == "naïve"
    assert [finding.code for finding in document.findings] == ["not-utf-8"]
