"""Cutting at pauses: on real speech, and on a voice that is made up."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sync_core import Audio
from sync_core_plugins.whisper_cpp import chunking
from sync_core_plugins.whisper_cpp.chunking import Span, cut_chunks


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> list[Span]:
    """Whatever is put into the list, in ms, is speech."""
    spans: list[Span] = []

    def found(samples: Any, options: Any) -> list[dict[str, int]]:
        return [{"start": s * 16, "end": e * 16} for s, e in spans]

    monkeypatch.setattr(chunking, "get_speech_timestamps", found)
    monkeypatch.setattr(chunking, "_BLOCK_MS", 10_000_000)
    return spans


def silence(seconds: int) -> Audio:
    return Audio(np.zeros(seconds * 16_000, np.int16), seconds * 1000)


def test_speech_between_short_pauses_is_one_chunk(voice: list[Span]) -> None:
    voice += [(1_001, 4_000), (5_000, 9_000), (9_200, 12_000)]
    (piece,) = cut_chunks(silence(20), 0.5)
    assert (piece.start_ms, piece.end_ms) == (701, 12_300)
    assert piece.speech == tuple(voice)


def test_a_long_pause_ends_a_chunk(voice: list[Span]) -> None:
    voice += [(0, 4_000), (7_000, 9_000)]
    first, second = cut_chunks(silence(9), 0.5)
    assert (first.start_ms, first.end_ms) == (0, 4_300)
    assert (second.start_ms, second.end_ms) == (6_700, 9_000)


@pytest.mark.parametrize(
    ("seconds", "spans", "ends"),
    [
        (14, [(1_000, 13_000)], [(0, 14_000)]),
        (14, [(1_010, 12_900)], [(710, 13_200)]),
        # What fits the engine's window is not cut.
        (30, [(100, 15_000), (15_200, 29_900)], [(0, 30_000)]),
        (30, [(0, 30_000)], [(0, 30_000)]),
        # Longer audio keeps its edges where there is room.
        (31, [(800, 15_000), (15_200, 29_900)], [(500, 30_200)]),
        (31, [(100, 15_000), (20_000, 30_900)], [(0, 15_300), (19_700, 31_000)]),
    ],
)
def test_short_silence_at_the_audios_edges_stays(
    voice: list[Span], seconds: int, spans: list[Span], ends: list[Span]
) -> None:
    voice += spans
    pieces = list(cut_chunks(silence(seconds), 0.5))
    assert [(p.start_ms, p.end_ms) for p in pieces] == ends


def test_a_full_chunk_is_cut_at_its_longest_late_pause(voice: list[Span]) -> None:
    voice += [(0, 8_000), (10_000, 18_000), (18_900, 24_000), (24_100, 35_000)]
    first, second = cut_chunks(silence(40), 0.5)
    assert (first.start_ms, first.end_ms) == (0, 18_300)
    assert (second.start_ms, second.end_ms) == (18_600, 35_300)


def test_no_pause_is_given_to_two_chunks(voice: list[Span]) -> None:
    voice += [(0, 20_000), (20_200, 40_000)]
    first, second = cut_chunks(silence(41), 0.5)
    assert (first.end_ms, second.start_ms) == (20_100, 20_100)


def test_speech_without_a_pause_is_cut_where_it_is_quietest(
    voice: list[Span],
) -> None:
    rng = np.random.default_rng(1)
    pcm = rng.integers(-9_000, 9_000, 70 * 16_000).astype(np.int16)
    pcm[22_000 * 16 : 22_040 * 16] //= 20
    voice += [(0, 70_000)]
    pieces = list(cut_chunks(Audio(pcm, 70_000), 0.5))
    assert pieces[0].end_ms == pytest.approx(22_020, abs=20)
    assert [p.start_ms for p in pieces[1:]] == [p.end_ms for p in pieces[:-1]]
    assert pieces[-1].end_ms == 70_000
    assert all(p.end_ms - p.start_ms <= 30_000 for p in pieces)


def test_any_pattern_of_pauses_gives_chunks_that_fit(voice: list[Span]) -> None:
    rng = np.random.default_rng(3)
    edges = np.cumsum(rng.integers(30, 9_000, 120)).tolist()
    voice += list(zip(edges[::2], edges[1::2], strict=True))
    pieces = list(cut_chunks(silence(edges[-1] // 1000 + 1), 0.5))
    assert [span for piece in pieces for span in piece.speech] == voice
    for piece in pieces:
        assert 0 < piece.end_ms - piece.start_ms <= 30_000
        assert piece.start_ms <= piece.speech[0][0]
        assert piece.end_ms >= piece.speech[-1][1]
    for before, piece in pairwise(pieces):
        assert before.end_ms <= piece.start_ms


def test_silero_finds_the_demos_pauses(clip: Audio) -> None:
    (piece,) = cut_chunks(clip, 0.5)
    assert piece.start_ms == 0
    assert piece.end_ms == pytest.approx(clip.duration_ms, abs=400)
    gaps = [(a[1], b[0]) for a, b in pairwise(piece.speech)]
    # Behind "1927,", "Paris." and "landed,".
    for time in (2_050, 4_850, 11_100):
        assert any(end - 50 <= time <= start + 50 for end, start in gaps), gaps


def test_long_audio_is_looked_at_in_blocks(
    clip: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = cut_chunks(clip, 0.5)
    # In the pause behind the first sentence.
    monkeypatch.setattr(chunking, "_BLOCK_MS", 4_850)
    pieces = list(cut_chunks(clip, 0.5))
    assert pieces[0].start_ms == whole.start_ms
    assert pieces[-1].end_ms == pytest.approx(whole.end_ms, abs=50)
    spoken = sum(e - s for piece in pieces for s, e in piece.speech)
    assert spoken == pytest.approx(sum(e - s for s, e in whole.speech), rel=0.03)


def test_noise_is_no_speech() -> None:
    noise = np.random.default_rng(2).normal(0, 900, 16_000 * 6).astype(np.int16)
    assert list(cut_chunks(Audio(noise, 6_000), 0.5)) == []
