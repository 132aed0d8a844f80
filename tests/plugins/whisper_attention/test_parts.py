"""Pieces, pauses, places, evidence: without an engine."""

import numpy as np
import pytest

from sync_core import Script
from sync_core_plugins.whisper_attention.evidence import find_unsaid, measure_evidence
from sync_core_plugins.whisper_attention.pauses import Pause, find_pauses
from sync_core_plugins.whisper_attention.subword_tokens import (
    MAX_TOKENS,
    tokenize_pieces,
    tokenize_words,
)
from sync_core_plugins.whisper_attention.word_times import place_words


def by_bytes(text: str) -> list[int]:
    """Stand in for a tokenizer: a token a byte."""
    return list(text.encode())


def joined(tokens: tuple[int, ...]) -> str:
    return bytes(tokens).decode()


@pytest.mark.parametrize(
    "text",
    [
        "“Well-known” — isn’t it?",
        "¿Qué pasa? 5 % & más.",
        "我们明天再说。",
        "สวัสดีครับ วันนี้",
        "naïve cafe\u0301 🎉 C++",
    ],
)
def test_pieces_keep_every_character_and_own_no_marks(text: str) -> None:
    words = [word.text for word in Script.parse(text).words]
    for pieces in (tokenize_pieces(words, by_bytes), tokenize_words(words, by_bytes)):
        assert joined(pieces.tokens).replace(" ", "") == "".join(words)
        assert sorted(set(pieces.owners) - {-1}) == list(range(len(words)))
        owned = [joined(_of(pieces, at)).strip() for at in range(len(words))]
        assert all(own in word for own, word in zip(owned, words, strict=True))
        assert not any(mark in "".join(owned) for mark in "“”?¿。.")


def _of(pieces: object, word: int) -> tuple[int, ...]:
    tokens, owners = pieces.tokens, pieces.owners  # type: ignore[attr-defined]
    return tuple(t for t, o in zip(tokens, owners, strict=True) if o == word)


def test_pieces_grow_where_there_would_be_too_many() -> None:
    def by_text(text: str) -> list[int]:
        return [1]

    words = ["letters"] * 120
    assert len(tokenize_pieces(words[:100], by_text).tokens) == 400
    assert len(tokenize_pieces(words, by_text).tokens) == 360
    assert len(tokenize_pieces(words * 3, by_text).tokens) == 360
    assert len(tokenize_pieces(words * 5, by_text).tokens) > MAX_TOKENS


def test_pauses_between_tones() -> None:
    at = np.arange(16_000) / 16_000
    tone = (8_000 * np.sin(2 * np.pi * 220 * at)).astype(np.int16)
    still = np.zeros(16 * 300, np.int16)
    click = np.full(16 * 10, 8_000, np.int16)
    found = find_pauses(np.concatenate([still, tone, still, click, still, tone]))
    edges = [edge for pause in found for edge in (pause.start_ms, pause.end_ms)]
    assert edges == pytest.approx([0, 300, 1300, 1910], abs=10)
    assert find_pauses(tone) == []
    assert find_pauses(np.zeros(16_000, np.int16)) == []


def test_words_stop_at_pauses_and_touch_elsewhere() -> None:
    starts, owners = [0.0, 300.0, 500.0, 1_400.0], [0, 1, 2]
    found = place_words(starts, owners, [Pause(0, 100), Pause(600, 1_000)], 1_500)
    assert found == [(100, 300), (300, 600), (1_000, 1_400)]


def test_a_mark_takes_its_time_from_both_sides() -> None:
    starts, owners = [0.0, 300.0, 400.0, 800.0], [0, -1, 1]
    assert place_words(starts, owners, [], 1_000) == [(0, 350), (350, 800)]


def test_piled_up_words_stay_in_order_and_inside() -> None:
    starts, owners = [990.0] * 6, [0, 1, 2, 3, 4]
    found = place_words(starts, owners, [Pause(0, 1_000)], 1_000)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in found)
    assert edges[-1] <= 1_000


def test_evidence_is_a_mean_over_a_words_own_tokens() -> None:
    owners = [0, 0, -1, 1]
    found = measure_evidence(owners, [-1, -1, -9, -50], [-5, -3, -1, -1])
    assert found == [3, -4]


@pytest.mark.parametrize(
    ("evidence", "out"),
    [
        ([5, 5, 5], []),
        ([5, 0, 5, 5], []),
        ([5, 5, -1, -1, -1, 5, 5], [2, 3, 4]),
        ([-1, -1, -1, 5, 5], [0, 1, 2]),
        ([5, 5, -1, -1, -1], [2, 3, 4]),
        ([-1, -1, -1, -1], [0, 1, 2, 3]),
        ([-1], []),
    ],
)
def test_runs_of_unsaid_words(evidence: list[float], out: list[int]) -> None:
    assert [at for at, hit in enumerate(find_unsaid(evidence)) if hit] == out
