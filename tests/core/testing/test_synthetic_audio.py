"""Made audio sounds where it should."""

import numpy as np
import pytest

from sync_core import AudioError
from sync_core.testing import english_speech, made_audio


@pytest.mark.parametrize("sound", ["buzz", "noise"])
def test_audio_sounds_where_it_is_told_to(sound: str) -> None:
    spans = [(500, 900), (1_200, 1_500), (1_500, 1_501)]
    audio = made_audio(spans, 2_000, sound=sound)  # type: ignore[arg-type]
    again = made_audio(spans, 2_000, sound=sound)  # type: ignore[arg-type]
    assert audio.duration_ms == 2_000
    assert np.array_equal(audio.pcm, again.pcm)
    loud = {int(at) // 16 for at in np.flatnonzero(abs(audio.pcm) > 100)}
    assert {min(loud), max(loud)} == {500, 1_500}
    assert not loud & {*range(900, 1_200), *range(1_501, 2_000)}
    # In every 10 ms of a sound there is something to hear.
    assert all(loud & {*range(at, at + 10)} for at in range(500, 900, 10))


@pytest.mark.parametrize("spans", [[(5, 3)], [(0, 9), (8, 12)], [(-1, 3)], [(0, 101)]])
def test_spans_that_cannot_be(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(AudioError, match="is reversed, or not between"):
        made_audio(spans, 100)


def test_speech() -> None:
    audio, script = english_speech()
    assert audio.duration_ms == 4_850
    assert script.startswith("In May 1927, ")
