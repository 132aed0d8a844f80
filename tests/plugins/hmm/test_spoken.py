"""Numbers, dates, prices and SSML, as a voice said them."""

from pathlib import Path

import pytest

from sync_core.audio import Audio
from sync_core_plugins.hmm.decode.token_spans import find_token_spans
from sync_core_plugins.hmm.decode.words import Slot

from .conftest import Align

pytestmark = pytest.mark.engine
FOLDER = Path(__file__).parents[2] / "data" / "spoken"
TEXT = (FOLDER / "script.txt").read_text(encoding="utf-8").strip()
# What the voice says, read off its phonemes; "k. g." for one.
SAID = (
    "doctor smith paid|pound five|million on|nov|twenty three|two thousand twenty four"
    "|at|three forty five|p. m.|for|twenty percent|of it|i. e.|three|k. g.|and an"
    "|m. p. three"
)


@pytest.fixture(scope="module")
def voice() -> Audio:
    return Audio.load(FOLDER / "line.flac")


def test_the_readings_that_were_said_are_found(
    align: Align, voice: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def spy(names: list[str], tokens: list[list[Slot]]) -> list[tuple[int, int]]:
        heard.extend(name.partition("(")[0] for name in names)
        return find_token_spans(names, tokens)

    monkeypatch.setattr("sync_core_plugins.hmm.report.timings.find_token_spans", spy)
    document = align(voice, TEXT)
    assert " ".join(heard) == SAID.replace("|", " ")
    assert document.findings == ()
    assert [word.text for word in document.words] == TEXT.split()
    for word in document.words:
        assert word.status == "matched"
        assert word.end_ms is not None


def test_ssml_of_the_same_text_has_the_same_times(align: Align, voice: Audio) -> None:
    ssml = (
        '<speak><s>Dr. <emphasis>Smith</emphasis> paid <mark name="price"/>'
        '<sub alias="pound five">£5</sub> million <break/>on '
        '<say-as interpret-as="date">Nov. 23, 2024</say-as> at 3:45 pm for 20% of it, '
        'i.e. 3 kg &amp; an MP3.</s><mark name="end"/></speak>'
    )
    plain, marked = align(voice, TEXT), align(voice, ssml)
    for one, other in zip(plain.words, marked.words, strict=True):
        assert other.start_ms == pytest.approx(one.start_ms, abs=20)
        assert other.end_ms == pytest.approx(one.end_ms, abs=20)
    assert marked.text == plain.text
    assert marked.script == ssml
    times = {mark.name: mark.at_ms for mark in marked.marks}
    assert times == {
        "price": marked.words[3].start_ms,
        "end": marked.words[-1].end_ms,
    }


def test_digits_only(align: Align, voice: Audio) -> None:
    whole = align(voice, TEXT)
    start, end = whole.words[8].start_ms, whole.words[8].end_ms
    assert start is not None
    assert end is not None
    found = align(voice.slice(start - 100, end + 100), "2024")
    assert found.words[0].confidence is not None
    assert found.words[0].confidence > 0.5
