"""TextGrid, EAF, CTM, STM, RTTM and Audacity labels, judged by others' readers."""

import io
import re
from itertools import pairwise
from pathlib import Path

import pympi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from praatio import textgrid

from sync_core import Document, DocumentError, Phone, PluginManager, Segment, Word
from sync_core.formats.files import render

NAMES = "audacity,ctm,eaf,rttm,stm,textgrid"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": NAMES})


def written(
    manager: PluginManager, name: str, document: Document, **options: object
) -> bytes:
    return render(document, manager.exporter(name), options)


def read(manager: PluginManager, name: str, data: bytes | str) -> Document:
    reader = manager.exporter(name).record.read
    assert reader is not None
    return reader(io.BytesIO(data.encode() if isinstance(data, str) else data))


def messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


WORDS = [
    Word('"Fish"', 1000, 1480, 0.5, phones=[Phone("f", 1000, 1200)]),
    Word("and", 1480, 1720),
    Word("chips,", 2005, 2600, 1.0),
    Word("please.", None, None, status="missing"),
]
TALK = Document(
    [
        Segment(WORDS, '"Fish" and chips, please.', 1000, 3200, "Ann"),
        Segment(
            [Word("No", 3000, 3000), Word("!", 3000, 3400)], "No !", 3000, 3400, "B"
        ),
    ],
    duration_ms=5000,
    source="talk.wav",
)

pieces = st.lists(
    st.sampled_from(
        ['"', '""', "<", "&", "]]>", "\n", "!", "\\", "1 2", "xmin", "\u2028"]
    )
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))),
    min_size=1,
    max_size=4,
).map("".join)
talks = st.lists(
    st.tuples(pieces, st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=6
)


def talk_of(parts: list[tuple[str, int, int]]) -> Document:
    words, now = [], 0
    for text, pause, length in parts:
        words.append(Word(text, now + pause, now + pause + length))
        now += pause + length
    return Document([Segment(words, "all", 0, now)], duration_ms=now + 7)


@pytest.mark.parametrize("form", ["long", "short"])
def test_praatio_reads_textgrids(
    manager: PluginManager, form: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_bytes(written(manager, "textgrid", TALK, form=form))
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=True)
    assert grid.tierNames == (
        *("Ann - segments", "Ann - words", "Ann - phones"),
        *("B - segments", "B - words"),
    )
    assert (grid.minTimestamp, grid.maxTimestamp) == (0, 5)
    assert [tuple(entry) for entry in grid.getTier("Ann - words").entries] == [
        (0, 1, ""),
        (1, 1.48, '"Fish"'),
        (1.48, 1.72, "and"),
        (1.72, 2.005, ""),
        (2.005, 2.6, "chips,"),
        (2.6, 5, ""),
    ]
    # A word without length has a millisecond, and pushes the next one on.
    assert [tuple(entry) for entry in grid.getTier("B - words").entries][1:3] == [
        (3, 3.001, "No"),
        (3.001, 3.4, "!"),
    ]


@pytest.mark.parametrize("form", ["long", "short"])
@settings(deadline=None, max_examples=60)
@given(parts=talks)
def test_praatio_reads_any_text(
    manager: PluginManager,
    form: str,
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[str, int, int]],
) -> None:
    document = talk_of(parts)
    data = written(manager, "textgrid", document, form=form, tiers="words")
    found = read(manager, "textgrid", data)
    assert found.duration_ms == document.duration_ms
    expected = [
        (w.start_ms, w.end_ms, w.text.replace("\r\n", "\n").replace("\r", "\n"))
        for w in document.words
        if w.text.strip()
    ]
    ours = [(w.start_ms, w.end_ms, w.text) for w in found.words]
    assert ours == expected
    # praatio finds values by searching for these words, wherever they stand.
    if any(re.search(r'xmin|"\s*$|^\s*"|""|\n', text) for *_, text in expected):
        return
    path = tmp_path_factory.mktemp("grid") / "a.TextGrid"
    path.write_bytes(data)
    tier = textgrid.openTextgrid(str(path), includeEmptyIntervals=True).getTier("words")
    starts = [entry.start for entry in tier.entries]
    assert [*starts[1:], (document.duration_ms or 0) / 1000] == [
        entry.end for entry in tier.entries
    ]
    theirs = [(e.start, e.end, e.label) for e in tier.entries if e.label]
    assert theirs == [
        ((i or 0) / 1000, (j or 0) / 1000, t.strip()) for i, j, t in expected
    ]


def test_textgrids_as_praat_and_aligners_write_them(manager: PluginManager) -> None:
    short = 'File type = "ooTextFile short"\n"TextGrid"\n\n0\n2.5\n<exists>\n2\n'
    short += '"IntervalTier"\n"words"\n0\n2.5\n3\n0\n0.5\n""\n0.5\n1e0\n"say ""hi"""\n'
    short += '1.0\n2.5\n"<eps>"\n"TextTier"\n"bell"\n0\n2.5\n1\n1.25\n"ding"\n'
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be"):
        document = read(manager, "textgrid", short.replace("\n", "\r\n").encode(codec))
        assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
            ('say "hi"', 500, 1000)
        ]
        assert document.duration_ms == 2500
        assert messages(document) == [
            "tier 'bell': neither words nor phones: left out",
        ]


def test_a_textgrid_cut_off(manager: PluginManager) -> None:
    data = written(manager, "textgrid", TALK, tiers="words")
    text = data.decode()
    cut = text[: text.index('"chips') + 3]
    document = read(manager, "textgrid", cut)
    assert [word.text for word in document.words] == ['"Fish"', "and"]
    assert messages(document) == [
        "tier 'Ann - words': 6 intervals announced, 4 found",
    ]
    unsorted = text.replace("xmin = 1.480", "xmin = 0.480").replace("= 2.600", "= x")
    assert "line 26: overlaps what precedes it" in messages(
        read(manager, "textgrid", unsorted)
    )
    for data in (b"", b"ooBinaryFile\x08TextGrid", b'"ooTextFile"\n"Pitch 1"', b"\xff"):
        with pytest.raises(DocumentError, match="TextGrid"):
            read(manager, "textgrid", data)


@pytest.mark.filterwarnings("ignore:.*[eE]tree.*:DeprecationWarning")
def test_pympi_reads_eaf(manager: PluginManager, tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_bytes(written(manager, "eaf", TALK))
    eaf = pympi.Elan.Eaf(str(path))
    assert set(eaf.get_tier_names()) == {
        *("Ann - segments", "Ann - words", "Ann - phones"),
        *("B - segments", "B - words"),
    }
    assert sorted(eaf.get_annotation_data_for_tier("Ann - words")) == [
        (1000, 1480, '"Fish"'),
        (1480, 1720, "and"),
        (2005, 2600, "chips,"),
    ]
    assert eaf.get_parameters_for_tier("B - words")["PARTICIPANT"] == "B"
    assert eaf.get_linked_files()[0]["MEDIA_URL"] == "./talk.wav"


@settings(deadline=None, max_examples=60)
@given(parts=talks)
def test_pympi_reads_any_text(
    manager: PluginManager,
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[str, int, int]],
) -> None:
    document = talk_of(parts)
    data = written(manager, "eaf", document, tiers="words")
    expected = [
        (w.start_ms, w.end_ms, w.text) for w in document.words if w.text.strip()
    ]
    ours = [(w.start_ms, w.end_ms, w.text) for w in read(manager, "eaf", data).words]
    assert ours == expected
    path = tmp_path_factory.mktemp("eaf") / "a.eaf"
    path.write_bytes(data)
    found = pympi.Elan.Eaf(str(path)).get_annotation_data_for_tier("words")
    assert sorted(found) == sorted(expected)


def test_eaf_slots_without_times_and_dependent_tiers(manager: PluginManager) -> None:
    document = read(
        manager,
        "eaf",
        """<ANNOTATION_DOCUMENT><TIME_ORDER>
        <TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="100"/><TIME_SLOT TIME_SLOT_ID="t2"/>
        <TIME_SLOT TIME_SLOT_ID="t3"/><TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="400"/>
        </TIME_ORDER><TIER TIER_ID="KP" PARTICIPANT="Kim" LINGUISTIC_TYPE_REF="words">
        <ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2">
        <ANNOTATION_VALUE>one</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
        <ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t2" TIME_SLOT_REF2="t3">
        <ANNOTATION_VALUE>two</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
        <ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t3" TIME_SLOT_REF2="t4">
        <ANNOTATION_VALUE>three</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
        </TIER><TIER TIER_ID="de" PARENT_REF="KP"><ANNOTATION><REF_ANNOTATION>
        <ANNOTATION_VALUE>eins</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
        </ANNOTATION_DOCUMENT>""",
    )
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("one", 100, 200),
        ("two", 200, 300),
        ("three", 300, 400),
    ]
    assert document.segments[0].speaker == "Kim"
    assert messages(document) == ["line 11: the tier 'de' has no times of its own"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear Sir",
        "<tt/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><ANNOTATION_DOCUMENT>&x;</ANNOTATION_DOCUMENT>',
        "<a>" * 200,
    ],
)
def test_what_is_no_eaf(manager: PluginManager, text: str) -> None:
    with pytest.raises(DocumentError, match=r"XML|ELAN"):
        read(manager, "eaf", text)


# The fields as NIST's documents of CTM, STM (SCTK, infmts) and RTTM have them.
_FIELD = r"[^\s;]\S*"
_TIME = r"\d+\.\d{3}"
CTM = re.compile(rf"{_FIELD} \S+ ({_TIME}) ({_TIME}) (\S+)( [01]\.\d+)?")
STM = re.compile(rf"{_FIELD} \S+ \S+ ({_TIME}) ({_TIME}) (<\S+> |(?!<))[^{{}}]+")
SPEAKER = re.compile(
    rf"SPEAKER {_FIELD} \S+ ({_TIME}) ({_TIME}) <NA> <NA> \S+ <NA> <NA>"
)
LEXEME = re.compile(
    rf"LEXEME {_FIELD} \S+ ({_TIME}) ({_TIME}) \S+ lex \S+ ([01]\.\d+|<NA>) <NA>"
)


@settings(deadline=None, max_examples=80)
@given(
    parts=talks,
    speaker=st.none() | pieces,
    source=st.none() | pieces,
    text=pieces,
)
def test_nist_lines(
    manager: PluginManager,
    parts: list[tuple[str, int, int]],
    speaker: str | None,
    source: str | None,
    text: str,
) -> None:
    spoken = talk_of(parts).segments[0]
    first = Segment(spoken.words, text, 500, 600, speaker)
    document = Document([first, spoken], source=source)
    timed = [word for word in document.words if word.text.strip()]
    lines = written(manager, "ctm", document).decode().split("\n")[:-1]
    assert len(lines) == len(timed)
    matches = [CTM.fullmatch(line) for line in lines]
    starts = [float(match[1]) for match in matches if match]
    assert len(starts) == len(lines)
    assert all(a <= b for a, b in pairwise(starts))
    segments = [s for s in document.segments if s.text.strip()]
    lines = written(manager, "stm", document).decode().split("\n")[:-1]
    assert len(lines) == len(segments)
    assert all(STM.fullmatch(line) for line in lines)
    lines = written(manager, "rttm", document, words=True).decode().split("\n")[:-1]
    assert all(SPEAKER.fullmatch(x) or LEXEME.fullmatch(x) for x in lines)


def test_ctm_as_others_write_it(manager: PluginManager) -> None:
    document = read(
        manager,
        "ctm",
        ";; a comment\n"
        "a 1 2.0 0.5 world. 0.75\n"
        "a 1 1.0 0.5 hello\n\n"
        "a 1 * * <ALT_BEGIN>\na 1 3 .5 uh\na 1 * * <ALT>\na 1 3 .5 um\n"
        "a 1 * * <ALT_END>\na 1 x 0.5 no\na 1 4.0 0.5\na 1 4,25 0,5 yes 7\r\n",
    )
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("no", None, None),
        ("hello", 1000, 1500),
        ("world.", 2000, 2500),
        ("uh", 3000, 3500),
        ("yes", 4250, 4750),
    ]
    assert document.words[2].confidence == 0.75
    assert [segment.text for segment in document.segments] == [
        "no hello world.",
        "uh yes",
    ]
    assert messages(document) == [
        "line 10: no times: 'x 0.5'",
        "line 11: 4 fields, not 5 or 6: left out",
        "a 1: the words are not in order of time: sorted",
    ]
    assert read(manager, "ctm", "").segments == ()
    with pytest.raises(DocumentError, match="not CTM: line 1: 2 fields"):
        read(manager, "ctm", "Dear Sir")


def test_audacity_labels_as_others_write_them(manager: PluginManager) -> None:
    document = read(
        manager,
        "audacity",
        "0,500000\t1,250000\thello there\n\\\t100.0\t2000.0\n2.0\t2.0\t[[Ann]]a point\n"
        "3.0\t2.5\tback\n4.0\t5.0\t\nrubbish\n",
    )
    assert [(s.text, s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        ("hello there", 500, 1250, None),
        ("a point", 2000, 2000, "Ann"),
        ("back", 3000, 3000, None),
    ]
    assert messages(document) == [
        "line 4: ends before it starts: its end is set to its start",
        "line 5: a label without a text: left out",
        "line 6: no label: start, tab, end, tab, text are wanted",
    ]
    with pytest.raises(DocumentError, match="not Audacity labels: line 1"):
        read(manager, "audacity", "Dear Sir")
