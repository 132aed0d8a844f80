"""Pauses, between tones."""

import numpy as np
import pytest

from sync_core_plugins.whisper_attention.pauses import find_pauses


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
