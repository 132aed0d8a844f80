"""Cutting audio and script at the same places."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core import Anchor, Audio, Script
from sync_core.alignment.long_audio.pauses import measure_loudness
from sync_core.alignment.long_audio.pieces import Piece, cut_pieces

WORD_MS, PAUSE_MS = 300, 100


def speech(count: int, silent: tuple[int, int] = (0, 0)) -> tuple[Audio, list[Anchor]]:
    """Noise where words are, silence between them; and where each word is."""
    step = WORD_MS + PAUSE_MS
    pcm = np.zeros(count * step * 16, np.int16)
    noise = np.random.default_rng(1).integers(-5000, 5000, WORD_MS * 16)
    anchors = []
    for at in range(count):
        if not silent[0] <= at < silent[1]:
            pcm[at * step * 16 :][: WORD_MS * 16] = noise
        anchors.append(Anchor(at, at * step, at * step + WORD_MS))
    return Audio(pcm, count * step), anchors


def pieces_of(
    audio: Audio, words: int, anchors: list[Anchor], longest_ms: int = 60_000
) -> list[Piece]:
    script = Script.parse(" ".join(["word"] * words))
    pieces = cut_pieces(script, anchors, measure_loudness(audio), longest_ms)
    assert (pieces[0].first, pieces[-1].behind) == (0, words)
    assert (pieces[0].start_ms, pieces[-1].end_ms) == (0, audio.duration_ms)
    for before, after in pairwise(pieces):
        assert before.behind == after.first
        assert before.end_ms == after.start_ms
    assert all(p.first <= p.behind and p.start_ms <= p.end_ms for p in pieces)
    return pieces


def test_cuts_lie_in_pauses_and_pieces_are_short() -> None:
    audio, anchors = speech(500)
    pieces = pieces_of(audio, 500, anchors)
    assert all(8_000 <= piece.length_ms <= 31_000 for piece in pieces[:-1])
    for piece in pieces[:-1]:
        assert WORD_MS < piece.end_ms % (WORD_MS + PAUSE_MS) < WORD_MS + PAUSE_MS
        assert piece.behind == -(-piece.end_ms // (WORD_MS + PAUSE_MS))


def test_a_long_stretch_between_two_words_is_a_piece_without_words() -> None:
    audio, anchors = speech(300)
    script_anchors = [
        Anchor(a.word if a.word < 100 else a.word - 100, a.start_ms, a.end_ms)
        for a in anchors
        if not 100 <= a.word < 200
    ]
    pieces = pieces_of(audio, 200, script_anchors)
    (hole,) = [piece for piece in pieces if piece.first == piece.behind]
    assert hole.first == 100
    assert hole.start_ms == pytest.approx(40_000, abs=1_000)
    assert hole.end_ms == pytest.approx(80_000, abs=1_000)


def test_where_nothing_was_heard_the_length_of_the_text_decides() -> None:
    audio, anchors = speech(600)
    known = [a for a in anchors if not 100 <= a.word < 400]
    pieces = pieces_of(audio, 600, known)
    assert all(piece.length_ms <= 60_000 for piece in pieces)
    for piece in pieces:
        assert piece.end_ms == pytest.approx(400 * piece.behind, abs=2_000)


def test_few_words_in_much_audio_are_looked_for_at_its_head() -> None:
    audio, anchors = speech(600)
    known = [
        Anchor(a.word if a.word < 100 else a.word - 290, a.start_ms, a.end_ms)
        for a in anchors
        if not 100 <= a.word < 400
    ]
    pieces = pieces_of(audio, 310, known)
    assert all(p.length_ms <= 60_000 for p in pieces if p.first < p.behind)
    (hole,) = [piece for piece in pieces if piece.first == piece.behind]
    assert hole.length_ms > 90_000


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_rising_anchors_give_tiles(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 400))
    audio, anchors = speech(count)
    kept = data.draw(
        st.lists(st.sampled_from(anchors), unique_by=lambda a: a.word, max_size=40)
    )
    words = data.draw(st.integers(count, count + 200))
    kept.sort(key=lambda a: a.word)
    pieces_of(audio, words, kept, data.draw(st.sampled_from([10_000, 60_000])))
