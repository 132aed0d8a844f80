"""Options of whisper.cpp."""

import pytest

from sync_core_plugins.whisper_cpp.options import WhisperCppOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"beam_size": 0},
        {"best_of": 9},
        {"audio_ctx": 1501},
        {"temperature": -1},
        {"vad_threshold": 2.0},
        {"initial_prompt": 5},
        {"entropy_thold": "low"},
    ],
)
def test_options_are_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        WhisperCppOptions(**wrong)  # type: ignore[arg-type]
