"""Edges between two sounds, and the tables behind them."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core_plugins.hmm.refine.acoustics import measure_acoustics
from sync_core_plugins.hmm.refine.boundary_model import (
    MARGIN_MS,
    REACH_MS,
    BoundaryModel,
    Transition,
)
from sync_core_plugins.hmm.refine.boundary_weights import COMMON, LEFT, RIGHT
from sync_core_plugins.hmm.refine.sound_classes import (
    SOUND_CLASSES,
    SoundClass,
    classify_phone,
)

RATE = 16
"""Samples per millisecond."""
TIMES = [0.0, 7.5, 60.0, 207.5, 390.0, 400.0, 900.0]


def noise(ms: int, level: float) -> NDArray[np.float64]:
    return np.random.default_rng(2).normal(0, level, ms * RATE)


def edge(
    at_ms: float, left: SoundClass = "vowel", right: SoundClass = "fricative"
) -> Transition:
    return Transition(at_ms, at_ms - 100, at_ms + 100, left, right, 8, 8)


def clip(*parts: NDArray[np.float64]) -> BoundaryModel:
    return BoundaryModel.of(measure_acoustics(np.concatenate(parts).astype(np.int16)))


def test_every_phone_has_one_kind() -> None:
    phones = [phone for row in SOUND_CLASSES.values() for phone in row]
    assert len(phones) == len(set(phones)) == 39
    assert all(phone in SOUND_CLASSES[classify_phone(phone)] for phone in phones)


def test_the_tables_have_a_weight_for_each_feature_and_kind() -> None:
    moves, features = clip(noise(400, 50)).features(edge(200))
    assert features.shape == (len(moves), len(COMMON))
    assert set(LEFT) == set(RIGHT) == set(SOUND_CLASSES)
    assert {len(row) for row in (*LEFT.values(), *RIGHT.values())} == {len(COMMON)}


@pytest.mark.parametrize("off", [-30.0, -10.0, 0.0, 10.0, 30.0])
def test_an_edge_finds_the_change_near_it(off: float) -> None:
    at = np.arange(200 * RATE) / 16_000
    vowel = 5000 * np.sin(2 * np.pi * 300 * at)
    placed = clip(vowel, noise(200, 2000)).place(edge(200 + off))
    assert placed == pytest.approx(200, abs=10)


@pytest.mark.parametrize(
    ("left", "right"), [*itertools.product(SOUND_CLASSES, repeat=2)]
)
def test_edges_stay_within_reach_whatever_the_clip(
    left: SoundClass, right: SoundClass
) -> None:
    silent, steady = clip(np.zeros(400 * RATE)), clip(noise(400, 3000))
    for changes, at in itertools.product((silent, steady), TIMES):
        assert abs(changes.place(edge(at, left, right)) - at) <= REACH_MS


def test_an_edge_between_two_short_sounds_stays() -> None:
    tight = Transition(200, 200 - MARGIN_MS / 2, 205, "stop", "vowel", 3, 3)
    assert clip(noise(400, 50)).place(tight) == 200
