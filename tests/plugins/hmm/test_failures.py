"""What cannot be aligned says so, and crashes nothing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core.audio import Audio
from sync_core.base.errors import AlignmentError, ScriptError
from sync_core.document.records import Finding

from .conftest import Align

pytestmark = pytest.mark.engine

WRONG = (
    "She had your dark suit in greasy wash water all year.",
    "Please call Stella and ask her to bring these things.",
    "Good service should be rewarded by big tips.",
)


def audio_of(samples: NDArray[np.float64]) -> Audio:
    pcm = samples.clip(-32768, 32767).astype(np.int16)
    return Audio(pcm=pcm, duration_ms=round(len(pcm) / 16))


@pytest.mark.parametrize("text", WRONG)
def test_another_script_is_noticed(
    align: Align, first_sentence: tuple[Audio, str], text: str
) -> None:
    with pytest.raises(AlignmentError, match="does not seem to say"):
        align(first_sentence[0], text)


def test_a_wrong_sentence_among_right_ones_is_missing(
    align: Align, clip: Audio, clip_script: str
) -> None:
    wrong = "Purple elephants juggle umbrellas."
    found = align(clip, clip_script.replace("The flight took 33 hours.", wrong))
    first, second, extra, third, last = found.segments
    assert third.text == wrong
    assert {word.status for word in third.words} == {"missing"}
    assert {word.status for word in extra.words} == {"extra"}
    for segment in (first, second, last):
        assert {word.status for word in segment.words} == {"matched"}


@pytest.mark.parametrize("kind", ["white", "faint", "hum", "chord", "bursts"])
@pytest.mark.parametrize("text", [WRONG[0], "Hello there."])
def test_no_speech_is_no_confident_alignment(
    align: Align, kind: str, text: str
) -> None:
    at = np.arange(16_000 * 4) / 16_000
    random = np.random.default_rng(2)
    sounds = {
        "white": random.normal(0, 2000, len(at)),
        "faint": random.normal(0, 20, len(at)),
        "hum": 3000 * np.sin(2 * np.pi * 50 * at) + random.normal(0, 10, len(at)),
        "chord": sum(1500 * np.sin(2 * np.pi * f * at) for f in (220, 277, 330)),
        "bursts": random.normal(0, 2000, len(at)) * (np.sin(8 * np.pi * at) > 0),
    }
    try:
        found = align(audio_of(np.asarray(sounds[kind])), text)
    except AlignmentError:
        return
    assert found.findings
    assert max(word.confidence or 0 for word in found.words) < 0.8


def test_a_script_too_long_for_the_audio(align: Align, clip: Audio) -> None:
    with pytest.raises(AlignmentError, match=r"need 12\d\.\d\d s .* lasts 14\.14 s"):
        align(clip, "wonderful " * 500)


def test_a_clip_too_long(align: Align, clip: Audio) -> None:
    pcm = np.tile(clip.pcm, 5)
    with pytest.raises(AlignmentError, match=r"up to 60 s so far.* lasts 70\.7 s"):
        align(Audio(pcm=pcm, duration_ms=round(len(pcm) / 16)), "Hello.")


@pytest.mark.parametrize("samples", [0, 1, 160, 409, 410, 480, 640, 1600])
def test_hardly_any_audio(align: Align, clip: Audio, samples: int) -> None:
    pcm = clip.pcm[16_000 : 16_000 + samples]
    audio = Audio(pcm=pcm, duration_ms=round(samples / 16))
    try:
        found = align(audio, "I")
    except AlignmentError:
        return
    assert found.words[0].end_ms is not None
    assert found.words[0].end_ms <= audio.duration_ms


@pytest.mark.parametrize(
    "text",
    [
        "<s> <sil> </s>",
        "a(2) the(9)",
        "[NOISE] ++NSN++",
        "(NULL) a",
        "' ’s -- x",
        "\0a",
    ],
)
def test_words_that_mean_something_to_the_engine(
    align: Align, first_sentence: tuple[Audio, str], text: str
) -> None:
    try:
        found = align(first_sentence[0], text)
    except (AlignmentError, ScriptError):
        return
    assert all(word.start_ms is not None for word in found.words)


def test_another_alphabet(align: Align, first_sentence: tuple[Audio, str]) -> None:
    with pytest.raises(ScriptError, match=r"'Привет,' .*no English reading"):
        align(first_sentence[0], "Привет, Париж!")


@pytest.mark.parametrize("stranger", ["Париж", "αβγ", "東", "x→y♥👩‍🚀", "→5"])
def test_a_word_that_cannot_be_read_fails_no_clip(
    align: Align, first_sentence: tuple[Audio, str], stranger: str
) -> None:
    audio, text = first_sentence
    whole = align(audio, text)
    head, _, tail = text.partition(" ")
    found = align(audio, f"{head} {stranger} {tail}")
    strange = [word for word in found.words if word.text not in text]
    unread = [f for f in found.findings if f.code == "unreadable-word"]
    assert [found.script[i:j] for i, j in spans(unread)] == [  # type: ignore[index]
        word.text for word in strange if word.status == "interpolated"
    ]
    if stranger in ("Париж", "αβγ", "東"):
        (word,) = strange
        assert (word.status, word.confidence) == ("interpolated", None)
        others = [other for other in found.words if other is not word]
        for before, after in zip(whole.words, others, strict=True):
            assert before.start_ms is not None
            assert after.start_ms is not None
            assert abs(before.start_ms - after.start_ms) <= 30


def spans(findings: list[Finding]) -> list[tuple[int, int]]:
    return [f.script_span for f in findings if f.script_span is not None]


def test_strangers_share_the_room_that_is_left(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    found = align(audio, f"Привет! Мир {text} Конец")
    one, two, *words, end = found.words
    assert one.start_ms == 0
    assert one.end_ms == two.start_ms
    assert two.end_ms == words[0].start_ms
    assert end.start_ms == words[-1].end_ms
    assert end.end_ms == audio.duration_ms
    assert sum(f.code == "unreadable-word" for f in found.findings) == 3


def test_a_word_of_sixty_letters_fails_no_clip(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    try:
        found = align(audio, f"{text} {'pneumono' * 8}")
    except AlignmentError:
        return
    strange = found.words[-1]
    assert strange.status == "missing" or (strange.confidence or 0) < 0.5
