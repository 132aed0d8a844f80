"""Following a script, given what was heard."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core import Document, Script, Segment, Word
from sync_core.base.errors import ScriptError
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.updates import Final, Partial, Position

SCRIPT = (
    "The harbour was quiet that morning. Nobody had expected the storm to turn, and "
    "the boats lay safely behind the wall. An old fisherman, Lindbergh by name, mended "
    "his net. His daughter counted baskets on the quay. Later the wind came back from "
    "the east, and they all went home to wait for better weather."
)
SENTENCES = [
    "the harbour was quiet that morning",
    "nobody had expected the storm to turn and the boats lay safely behind the wall",
    "an old fisherman lindbergh by name mended his net",
    "his daughter counted baskets on the quay",
    "later the wind came back from the east and they all went home to wait for better "
    "weather",
]
MS = 300
KNOWN = ("matched", "interpolated")


@frozen
class Told:
    """What came of a talk."""

    positions: list[Position]
    finals: list[Word]
    document: Document

    @property
    def certain(self) -> list[Position]:
        return [one for one in self.positions if one.certain]

    @property
    def numbers(self) -> list[int]:
        return [one.number for one in self.certain]


def say(script: str, heard: Sequence[str] | str, step: int = 3, ahead: int = 2) -> Told:
    """Make each few words final, with some more that are probable behind them."""
    texts = heard.split() if isinstance(heard, str) else heard
    words = [Word(text, at * MS, at * MS + 250) for at, text in enumerate(texts)]
    tracker = ScriptTracker(Script.parse(script))
    positions, finals, segments = list[Position](), list[Word](), list[Segment]()
    for at in range(0, len(words), step):
        tail = words[at + step : at + step + ahead]
        written = tracker.respell(words[at : at + step], tail, doubtful=False)
        segment = Segment(written, "", written[0].start_ms, written[-1].end_ms)
        segments.append(segment)
        finals += written
        positions += tracker.locate(Final(segment, len(segments) - 1))
        positions += tracker.locate(Partial(tail))
    plain = Document(segments, duration_ms=len(words) * MS)
    return Told(positions, finals, tracker.build_document(plain))


def codes(document: Document) -> set[str]:
    return {finding.code for finding in document.findings}


def said(document: Document) -> list[str]:
    return [w.text for w in document.words if w.status in KNOWN]


def extra(document: Document) -> list[str]:
    return [w.text for w in document.words if w.status == "extra"]


@pytest.mark.parametrize("step", [1, 2, 5, 100])
@pytest.mark.parametrize("ahead", [0, 3])
def test_reading_straight_on(step: int, ahead: int) -> None:
    script = Script.parse(SCRIPT)
    told = say(SCRIPT, " ".join(SENTENCES), step, ahead)
    assert told.numbers == list(range(len(script.words)))
    assert not any(one.jump for one in told.certain)
    spans = [script.text[slice(*one.script_span)] for one in told.certain]
    assert spans == [word.text for word in script.words]
    assert [word.text for word in told.finals] == spans
    assert said(told.document) == spans
    assert told.document.text == SCRIPT
    assert told.document.findings == ()


def test_probable_positions_come_with_partials() -> None:
    told = say(SCRIPT, " ".join(SENTENCES), step=3, ahead=2)
    probable = [one for one in told.positions if not one.certain]
    assert [one.number for one in probable[:4]] == [3, 4, 6, 7]
    assert all(one.start_ms == one.number * MS for one in probable)


def test_what_was_misheard_is_spelt_as_in_the_script() -> None:
    heard = " ".join(SENTENCES).replace("lindbergh", "lindberd,")
    told = say(SCRIPT, heard)
    assert "Lindbergh" in [word.text for word in told.finals]
    assert told.document.findings == ()


def test_another_word_in_place_of_one_leaves_what_was_heard() -> None:
    heard = " ".join(SENTENCES).replace("baskets", "people")
    told = say(SCRIPT, heard)
    assert told.numbers == list(range(len(Script.parse(SCRIPT).words)))
    final = next(word for word in told.finals if word.text == "people")
    assert (final.status, final.script_span) == ("extra", None)
    (other,) = (w for w in told.document.words if w.status == "substituted")
    assert other.text == "baskets"
    assert codes(told.document) == {"substituted-words", "extra-speech"}


def test_a_sentence_left_out() -> None:
    told = say(SCRIPT, " ".join(SENTENCES[:2] + SENTENCES[3:]))
    (jump,) = (one for one in told.certain if one.jump)
    assert (jump.jump, jump.number) == (9, 30)
    assert told.numbers == [*range(21), *range(30, 55)]
    (finding,) = told.document.findings
    assert finding.code == "missing-words"
    assert "9 words" in finding.message


def test_a_sentence_said_twice() -> None:
    told = say(SCRIPT, " ".join(SENTENCES[:3] + SENTENCES[2:]))
    (jump,) = (one for one in told.certain if one.jump)
    assert (jump.jump, jump.number) == (-9, 21)
    again = [word for word in told.document.words if word.text == "An"]
    assert [(word.start_ms, word.status) for word in again] == [
        (21 * MS, "extra"),
        (30 * MS, "matched"),
    ]
    assert len(extra(told.document)) == 9
    assert codes(told.document) == {"extra-speech"}


def test_words_begun_again() -> None:
    told = say(SCRIPT, "the harbour was the harbour was quiet that morning nobody had")
    assert told.numbers[-5:] == [3, 4, 5, 6, 7]
    assert [one.jump for one in told.certain if one.jump] in ([-3], [])


def test_an_ad_lib_does_not_move_the_position() -> None:
    more = "well let me tell you something funny about my uncle here"
    told = say(SCRIPT, " ".join([*SENTENCES[:3], more, *SENTENCES[3:]]))
    assert told.numbers == list(range(len(Script.parse(SCRIPT).words)))
    assert not any(one.jump for one in told.certain)
    assert [w.text for w in told.finals if not w.script_span] == more.split()
    assert extra(told.document) == more.split()


def test_starting_again_from_the_top() -> None:
    told = say(SCRIPT, " ".join(SENTENCES[:4] + SENTENCES))
    (jump,) = (one for one in told.certain if one.jump)
    assert (jump.jump, jump.number) == (-37, 0)
    assert told.document.words[0].status == "extra"
    times = [w.start_ms for w in told.document.words if w.status == "matched"]
    assert times == [MS * at for at in range(37, 92)]


def test_starting_in_the_middle() -> None:
    told = say(SCRIPT, " ".join(SENTENCES[3:]))
    assert told.numbers == list(range(30, 55))
    assert told.certain[0].jump == 30


def test_another_script_gives_nothing_certain() -> None:
    heard = (
        "printing in the only sense with which we are at present concerned differs "
        "from most if not from all the arts and crafts represented in the exhibition"
    )
    told = say(SCRIPT, " ".join([heard] * 8))
    assert told.certain == []
    assert {"low-coverage", "missing-words", "extra-speech"} <= codes(told.document)


def test_one_word_too_many_for_good_does_not_hold_up_the_rest() -> None:
    script = "I think that that was it. We saw two men on the hill by the river."
    told = say(script, "i think that was it we saw two men on the hill by the river")
    assert told.numbers[-10:] == list(range(6, 16))


@pytest.mark.parametrize(
    ("script", "heard", "numbers"),
    [
        ("In May 1927, he flew home.", "in may nineteen twenty seven he flew home", 6),
        ("In May nineteen twenty-seven he flew home.", "in may 1927 he flew home", 7),
        ("Well-known people came to every body.", "well known people came to", 4),
        ("People say every body was there today.", "people say everybody was there", 6),
        ("People say everybody was there.", "people say every body was there", 5),
    ],
)
def test_words_that_are_joined_otherwise(script: str, heard: str, numbers: int) -> None:
    told = say(script, heard, step=20)
    assert said(told.document)[:numbers] == [
        word.text for word in Script.parse(script).words[:numbers]
    ]
    assert extra(told.document) == []
    assert all(one.jump == 0 for one in told.certain)


def test_chinese_is_followed_by_the_character() -> None:
    script = "今天天气很好,我们去公园散步。明天可能会下雨,我们在家看书。"
    told = say(script, ["今天", "天气", "很", "好", "明天可能", "会下雨", "我们"], 2, 1)
    assert told.numbers[-1] == 21
    assert [one.jump for one in told.certain if one.jump] == [7]
    assert said(told.document)[:6] == ["今", "天", "天", "气", "很", "好,"]


def test_ssml_is_followed() -> None:
    script = (
        '<speak>Hello <sub alias="doctor">Dr</sub> Miller, how are you today?</speak>'
    )
    told = say(script, "hello doctor miller how are you today")
    assert told.numbers == list(range(7))
    assert "Dr" in [word.text for word in told.finals]


def test_a_script_of_50_000_words() -> None:
    filler = [
        f"word{at % 977} stands near place{at % 1013} here." for at in range(5000)
    ]
    script = " ".join([*filler, SCRIPT, *filler])
    start = 5 * len(filler)
    told = say(script, " ".join(SENTENCES))
    assert told.numbers == list(range(start, start + 55))


def test_a_script_without_words_to_be_spoken() -> None:
    with pytest.raises(ScriptError, match="nothing in the script is spoken"):
        ScriptTracker(Script.parse('<speak><sub alias="">Dr</sub></speak>'))


VOCABULARY = st.sampled_from(
    [*" ".join(SENTENCES).split(), "1927", "uh", "...", "我们"]
)
RUNS = st.one_of(
    st.sampled_from(SENTENCES).map(str.split), st.lists(VOCABULARY, max_size=4)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=8), st.integers(1, 7), st.integers(0, 5))
def test_whatever_is_heard(runs: list[list[str]], step: int, ahead: int) -> None:
    script = Script.parse(SCRIPT)
    told = say(SCRIPT, [word for run in runs for word in run], step, ahead)
    for one in told.positions:
        token = script.words[one.number]
        assert one.script_span == (token.start, token.end)
        assert 0 <= one.start_ms <= one.end_ms
    assert all(a.start_ms <= b.start_ms for a, b in pairwise(told.certain))
    spans = [word for word in told.finals if word.script_span]
    assert all(script.text[slice(*w.script_span or (0, 0))] == w.text for w in spans)
    own = [word for word in told.document.words if word.status != "extra"]
    assert [word.text for word in own] == [word.text for word in script.words]
    times = [w.start_ms for w in own if w.start_ms is not None]
    assert times == sorted(times)
