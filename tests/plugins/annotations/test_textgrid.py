"""TextGrid, judged by praatio, and as Praat and aligners write it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from praatio import textgrid

from annotated_talks import TALK, talk_of, talks
from format_files import get_messages, read, write
from sync_core import DocumentError, PluginManager

NAMES = "audacity,ctm,eaf,rttm,stm,textgrid"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": NAMES})


@pytest.mark.parametrize("form", ["long", "short"])
def test_praatio_reads_textgrids(
    manager: PluginManager, form: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_bytes(write(manager, "textgrid", TALK, form=form))
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
    data = write(manager, "textgrid", document, form=form, tiers="words")
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
        assert get_messages(document) == [
            "tier 'bell': neither words nor phones: left out",
        ]


def test_a_textgrid_cut_off(manager: PluginManager) -> None:
    data = write(manager, "textgrid", TALK, tiers="words")
    text = data.decode()
    cut = text[: text.index('"chips') + 3]
    document = read(manager, "textgrid", cut)
    assert [word.text for word in document.words] == ['"Fish"', "and"]
    assert get_messages(document) == [
        "tier 'Ann - words': 6 intervals announced, 4 found",
    ]
    unsorted = text.replace("xmin = 1.480", "xmin = 0.480").replace("= 2.600", "= x")
    assert "line 26: overlaps what precedes it" in get_messages(
        read(manager, "textgrid", unsorted)
    )
    for data in (b"", b"ooBinaryFile\x08TextGrid", b'"ooTextFile"\n"Pitch 1"', b"\xff"):
        with pytest.raises(DocumentError, match="TextGrid"):
            read(manager, "textgrid", data)
