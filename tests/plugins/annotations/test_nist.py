"""CTM, STM and RTTM: lines of fields."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated_talks import pieces, talk_of, talks
from format_files import get_messages, read, write
from sync_core import Document, DocumentError, PluginManager, Segment

NAMES = "audacity,ctm,eaf,rttm,stm,textgrid"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": NAMES})


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
    lines = write(manager, "ctm", document).decode().split("\n")[:-1]
    assert len(lines) == len(timed)
    matches = [CTM.fullmatch(line) for line in lines]
    starts = [float(match[1]) for match in matches if match]
    assert len(starts) == len(lines)
    assert all(a <= b for a, b in pairwise(starts))
    segments = [s for s in document.segments if s.text.strip()]
    lines = write(manager, "stm", document).decode().split("\n")[:-1]
    assert len(lines) == len(segments)
    assert all(STM.fullmatch(line) for line in lines)
    lines = write(manager, "rttm", document, words=True).decode().split("\n")[:-1]
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
    assert get_messages(document) == [
        "line 10: no times: 'x 0.5'",
        "line 11: 4 fields, not 5 or 6: left out",
        "a 1: the words are not in order of time: sorted",
    ]
    assert read(manager, "ctm", "").segments == ()
    with pytest.raises(DocumentError, match="not CTM: line 1: 2 fields"):
        read(manager, "ctm", "Dear Sir")
