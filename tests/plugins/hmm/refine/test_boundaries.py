"""Edges beside silence and between sounds, on made-up sounds with known edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sync_core_plugins.hmm.decode.words import DecodedPhone, DecodedWord
from sync_core_plugins.hmm.refine.acoustics import STEP_MS, measure_acoustics
from sync_core_plugins.hmm.refine.boundaries import MIN_PHONE_MS, place_boundaries

RATE = 16
"""Samples per millisecond."""


def tone(hertz: float, ms: int, level: float) -> NDArray[np.float64]:
    at = np.arange(ms * RATE) / 16_000
    wave: NDArray[np.float64] = level * np.sin(2 * np.pi * hertz * at)
    return wave


def hiss(ms: int, level: float) -> NDArray[np.float64]:
    return np.random.default_rng(1).normal(0, level, ms * RATE)


def word(name: str, start: int, frames: list[tuple[str, int]]) -> DecodedWord:
    phones: list[DecodedPhone] = []
    at = start
    for phone, length in frames:
        phones.append(DecodedPhone(phone, at, length, -10))
        at += length
    return DecodedWord(name, start, at - start, -10, tuple(phones))


@pytest.mark.parametrize("off", [-4, -2, 0, 3])
def test_a_word_between_pauses_is_snapped_to_its_sound(off: int) -> None:
    sound = [hiss(400, 5), tone(300, 300, 8000) + hiss(300, 5), hiss(400, 5)]
    pcm = np.concatenate(sound).astype(np.int16)
    first, last = 40 + off, 70 - off
    words = [
        word("<sil>", 0, [("SIL", first)]),
        word("oh", first, [("OW", last - first)]),
        word("<sil>", last, [("SIL", 110 - last)]),
    ]
    (placed,) = place_boundaries(words, measure_acoustics(pcm), 1100)
    assert list(placed.boundaries_ms) == pytest.approx([400, 700], abs=6)


@pytest.mark.parametrize("off", [-2, 0, 2])
def test_an_edge_between_sounds_moves_to_the_change(off: int) -> None:
    pcm = np.concatenate([tone(300, 200, 5000), hiss(200, 2000)]).astype(np.int16)
    words = [word("as", 0, [("AE", 20 + off), ("S", 20 - off)])]
    (placed,) = place_boundaries(words, measure_acoustics(pcm), 400)
    model = (20 + off) * 10 + 7.5
    assert abs(placed.boundaries_ms[1] - 200) < max(5, abs(model - 200))


def test_sound_up_to_the_very_ends_is_kept() -> None:
    pcm = tone(300, 500, 5000).astype(np.int16)
    (placed,) = place_boundaries(
        [word("oh", 0, [("OW", 49)])], measure_acoustics(pcm), 500
    )
    assert placed.boundaries_ms[0] <= 10
    assert placed.boundaries_ms[-1] >= 480


def test_steps_are_centred() -> None:
    click = np.zeros(16_000, np.int16)
    click[8000] = 20_000
    loud = np.flatnonzero(measure_acoustics(click).full.db > 40)
    assert np.mean(loud) * STEP_MS == pytest.approx(500, abs=2.6)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_was_found_edges_stay_in_order(data: st.DataObject) -> None:
    names = ["<sil>", "w"]
    words: list[DecodedWord] = []
    at = 0
    for _ in range(data.draw(st.integers(1, 8))):
        name = data.draw(st.sampled_from(names))
        phone = st.sampled_from(["AE", "S", "T", "M", "DH", "W"])
        phones = st.lists(st.tuples(phone, st.integers(3, 20)), min_size=1, max_size=4)
        frames = [("SIL", data.draw(st.integers(3, 30)))]
        words.append(word(name, at, frames if name == "<sil>" else data.draw(phones)))
        at = words[-1].end
    pcm = hiss(at * 10 + 20, data.draw(st.sampled_from([0, 3, 3000])))
    placed = place_boundaries(
        words, measure_acoustics(pcm.astype(np.int16)), at * 10 + 20
    )
    times = [time for word in placed for time in word.boundaries_ms]
    assert times == sorted(times)
    assert all(0 <= time <= at * 10 + 20 for time in times)
    for one in placed:
        steps = np.diff(one.boundaries_ms)
        assert len(steps) == len(one.decoded.phones)
        assert steps.min() >= MIN_PHONE_MS - 1


def test_a_release_that_fades_ends_the_word() -> None:
    fade = np.linspace(1, 0, 40 * RATE)
    sounds = [tone(300, 200, 6000), hiss(60, 5), hiss(40, 3000) * fade, hiss(300, 5)]
    pcm = np.concatenate([hiss(200, 5), *sounds]).astype(np.int16)
    words = [
        word("<sil>", 0, [("SIL", 20)]),
        word("at", 20, [("AE", 20), ("T", 13)]),
        word("<sil>", 53, [("SIL", 27)]),
    ]
    (placed,) = place_boundaries(words, measure_acoustics(pcm), 800)
    assert placed.boundaries_ms[-1] == pytest.approx(495, abs=12)
