import html
import io
import re
from textwrap import dedent

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import Document, InputError, PluginManager, Segment, Word, cues
from sync_core.formats.files import render
from sync_core_plugins.subtitles.vtt import read_vtt


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "vtt"})


def exported(manager: PluginManager, document: Document) -> bytes:
    return render(document, manager.exporter("vtt"))


def read(data: bytes) -> list[webvtt.Caption]:
    return webvtt.from_buffer(io.BytesIO(data), format="vtt").captions


def milliseconds(stamp: str) -> int:
    hours, minutes, seconds, millis = map(int, re.split("[:.]", stamp))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis


def saying(*texts: str, speaker: str | None = None) -> Document:
    """Make a document of one cue per text, a second each."""
    return Document(
        [
            Segment([], text, 1000 * at, 1000 * at + 500, speaker=speaker)
            for at, text in enumerate(texts)
        ]
    )


def test_the_record(manager: PluginManager) -> None:
    record = manager.exporter_for("talk.en.VTT").record
    assert (record.name, record.suffixes) == ("vtt", (".vtt",))
    assert record.media_type == "text/vtt"


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
                speaker="Ann <b>\n & Co",
            ),
            Segment(
                [Word(w, 2000, 3000) for w in "Žluťoučký kůň pěl".split()]
                + [Word(w, 3000, 4000) for w in "ďábelské ódy, {\\an8} příliš".split()],
                "Žluťoučký kůň pěl ďábelské ódy, {\\an8} příliš",
                2000,
                4000,
                speaker="Zoë",
            ),
            Segment([Word("Untimed", None, None)], "Untimed", None, None),
            Segment([Word("日本", 5000, 5000)], "日本", 0, 9, speaker=" \t"),
            Segment([], "An --> arrow\n\nand \u2028more", 359_999_999, 360_000_001),
        ]
    )
    assert exported(manager, document).decode() == dedent("""\
        WEBVTT

        00:00:01.000 --> 00:00:01.916
        <v Ann &lt;b&gt; &amp; Co>Fish &amp; &lt;i&gt;</v>

        00:00:02.000 --> 00:00:04.500
        <v Zoë>Žluťoučký kůň pěl ďábelské ódy,
        {\\an8} příliš</v>

        00:00:05.000 --> 00:00:05.833
        日本

        99:59:59.999 --> 100:00:00.001
        An --&gt; arrow and more
        """)


@pytest.mark.parametrize("document", [Document([]), saying("", " \n", "\0")])
def test_nothing_to_say_makes_a_file_without_cues(
    manager: PluginManager, document: Document
) -> None:
    assert exported(manager, document) == b"WEBVTT\n"
    assert read(exported(manager, document)) == []


@pytest.mark.parametrize(
    ("speaker", "tag"),
    [
        ("--", "<v -&#45;>"),
        ("Ann---", "<v Ann--&#45;>"),
        ("-->", "<v --&gt;>"),
        ("a\nb\n\nc", "<v a b c>"),
        ("\0Ann\ud800", "<v Ann?>"),
        ("Ann.loud", "<v Ann.loud>"),
    ],
)
def test_speakers_that_could_break_the_file(
    manager: PluginManager, speaker: str, tag: str
) -> None:
    data = exported(manager, saying("-->", speaker=speaker))
    assert data.decode() == (
        f"WEBVTT\n\n00:00:00.000 --> 00:00:00.500\n{tag}--&gt;</v>\n"
    )
    assert [html.unescape(cue.text) for cue in read(data)] == ["-->"]


# fmt: off
HOSTILE = [
    "-->", "--->", "--", ">", "<b>", "</v>", "&amp;", "&", "<00:00:01.000>", "{\\an8}",
    "NOTE x", "STYLE", "WEBVTT", "\\N", '"', "]", "\t", "\r", "\r\n", "\n\n", "\x85",
    "\u2028", "\x1c", "\0", "\x0b", "\ufeff", "👩‍🚀", "שלום", "e\u0301", "\ud83d", "1",
    "\n00:00:09.000 --> 00:00:09.500\nx", "\u00a0", "中",
]
# fmt: on
hostile = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_categories=()), max_size=4),
    max_size=12,
).map("".join)


def bare(text: str) -> str:
    """What must come back: all but white space and NUL."""
    kept = "".join(text.replace("\0", "").split())
    return kept.encode("utf-8", "replace").decode()


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(hostile, min_size=1, max_size=4), st.none() | hostile)
def test_an_independent_reader_sees_the_same(
    manager: PluginManager, texts: list[str], speaker: str | None
) -> None:
    document = saying(*texts, speaker=speaker)
    data = exported(manager, document)
    expected = cues(document)
    found = read(data)
    for one, cue in zip(expected, found, strict=True):
        assert milliseconds(cue.start) == one.start_ms
        assert milliseconds(cue.end) == one.end_ms
        assert bare(html.unescape(cue.text)) == bare(" ".join(one.lines))
        assert bare(html.unescape(cue.voice or "")) == bare(speaker or "")
    shown = "".join(bare(html.unescape(cue.text)) for cue in found)
    assert shown == "".join(map(bare, texts))
    assert data == exported(manager, document)
    assert data.count(b"-->") == len(expected)
    assert b"\0" not in data


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.integers(0, 359_999_999), min_size=2, max_size=8, unique=True))
def test_times_come_back_to_the_millisecond(
    manager: PluginManager, bounds: list[int]
) -> None:
    bounds = sorted(bounds)[: len(bounds) // 2 * 2]
    pairs = list(zip(bounds[::2], bounds[1::2], strict=True))
    segments = [Segment([], "a", *pair) for pair in pairs]
    found = read(exported(manager, Document(segments)))
    assert [(milliseconds(c.start), milliseconds(c.end)) for c in found] == pairs


def fish() -> Document:
    words = [Word("Fish", 1250, 1480), Word("&", 1480, 1700), Word("chips", 1720, 3200)]
    return Document([Segment(words, "Fish & chips", 1000, 3200, speaker="Ann")])


def test_words_change_their_colour_when_they_are_said(manager: PluginManager) -> None:
    options = {"karaoke": True, "profile": "as-written"}
    data = render(fish(), manager.exporter("vtt"), options)
    assert data.decode() == dedent("""\
        WEBVTT

        STYLE
        ::cue(:past) { color: yellow }

        00:00:01.000 --> 00:00:03.200
        <v Ann><00:00:01.250><c>Fish</c><00:00:01.480> <c>&amp;</c><00:00:01.700> \
<00:00:01.720><c>chips</c></v>
        """)
    [cue] = read(data)
    assert (cue.voice, html.unescape(cue.text)) == ("Ann", "Fish & chips")
    assert read_vtt(io.BytesIO(data)).segments == fish().segments


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_inner_times_rise_inside_the_cue(
    manager: PluginManager, bounds: list[tuple[int, int]]
) -> None:
    words = [Word(f"w{at}", min(p), max(p)) for at, p in enumerate(bounds)]
    text = " ".join(word.text for word in words)
    document = Document([Segment(words, f"{text}.", 0, 50)])
    options = {"karaoke": True, "profile": "as-written"}
    data = render(document, manager.exporter("vtt"), options).decode()
    stamps = [milliseconds(s) for s in re.findall("<([0-9:.]+)>", data)]
    assert all(0 < stamp < 50 for stamp in stamps)
    assert stamps == sorted(set(stamps))
    [cue] = read(data.encode())
    assert cue.text == f"{text}."


def test_the_cues_place(manager: PluginManager) -> None:
    place = {"line": "-2", "position": "50%,center", "size": "80%", "align": "left"}
    data = render(saying("x"), manager.exporter("vtt"), place)
    assert "00.500 line:-2 position:50%,center size:80% align:left\n" in data.decode()


@pytest.mark.parametrize(
    "options",
    [
        {"line": "1\nx"},
        {"position": "50"},
        {"size": "101%"},
        {"align": "middle"},
        {"color": "red; }"},
        {"profile": "netflix-xx"},
    ],
)
def test_options_that_are_refused(
    manager: PluginManager, options: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        render(saying("x"), manager.exporter("vtt"), options)


def test_speakers_may_be_left_out(manager: PluginManager) -> None:
    data = render(fish(), manager.exporter("vtt"), {"speakers": "no"})
    assert "Ann" not in data.decode()


def test_files_made_elsewhere() -> None:
    data = dedent("""\
        WEBVTT - made elsewhere
        Kind: captions
        Language: en-GB

        STYLE
        ::cue { color: red }
        NOTE --> is not allowed here

        intro
        00:01.000 --> 00:03.000 align:start position:0%
        fish<00:00:01.500><c> &amp;</c><00:00:02,000><c.yellow> chips</c>
        00:04.000 --> 00:05.000
        <v.loud Ann>No blank line?</v> <v Bob>a < b, <ruby>x<rt>y</rt></ruby></v>

        2
        00:00:06.000 -->
        untimed

        NOTE
        hidden
        """)
    document = read_vtt(io.BytesIO(data.encode()))
    assert document.language == "en-GB"
    assert [(s.text, s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        ("fish & chips", 1000, 3000, None),
        ("No blank line?", 4000, 5000, "Ann"),
        ("a < b, xy", 4000, 5000, "Bob"),
        ("untimed", None, None, None),
    ]
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("fish", 1000, 1500),
        ("&", 1500, 2000),
        ("chips", 2000, 3000),
    ]
    assert [finding.message for finding in document.findings] == [
        "line 12: the blank line before it is missing",
        "line 16: no times to be read in '00:00:06.000 -->'",
    ]


def test_a_file_without_its_first_line() -> None:
    document = read_vtt(io.BytesIO(b"00:01.000 --> 00:02.000\nx\n"))
    assert document.segments[0].text == "x"
    assert [f.message for f in document.findings] == ["line 1: no 'WEBVTT' in front"]
