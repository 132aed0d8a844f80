"""Command lines run in this process, and small files for them."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sync_core import Audio
from sync_core.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Give a function that runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return call


@pytest.fixture
def short_wav(first_sentence: tuple[Audio, str], tmp_path: Path) -> Path:
    """The first sentence as a file."""
    return write_wav(tmp_path / "first.wav", first_sentence[0].pcm)


@pytest.fixture
def script_file(tmp_path: Path) -> Path:
    path = tmp_path / "script.txt"
    path.write_text(
        "In May 1927, Charles Lindbergh flew alone from New York to Paris.\n",
        encoding="utf-8",
    )
    return path


def write_wav(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(samples.astype("<i2").tobytes())
    return path
