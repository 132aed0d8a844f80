"""Options of faster-whisper."""

from typing import Any

import pytest

from sync_core import (
    InputError,
)
from sync_core.plugins.options import make_options
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"beam_size": 0}, "beam_size is a whole number from 1 on"),
        ({"beam_size": None}, "beam_size is a whole number from 1 on"),
        ({"batch_size": 0}, "batch_size is a whole number from 1 on"),
        ({"task": "sing"}, "task is transcribe or translate"),
        ({"temperature": "hot"}, "expected numbers"),
        ({"clip_timestamps": (3, 2)}, "clip_timestamps rise"),
        ({"clip_timestamps": (0, 2), "batch_size": 2}, "do not go together"),
        ({"bean_size": 5}, "did you mean 'beam_size'"),
    ],
)
def test_options_are_checked(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_options(FasterWhisperOptions, wrong, "faster-whisper")


def test_options_may_come_as_text() -> None:
    asked = {"temperature": "0, 0.4", "log_prob_threshold": "none", "beam_size": "1"}
    own = make_options(FasterWhisperOptions, asked, "faster-whisper")
    assert own == FasterWhisperOptions(
        temperature=(0, 0.4), log_prob_threshold=None, beam_size=1
    )
