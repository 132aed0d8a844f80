"""A transcriber whose engine reads numbers out of made-up sound, and its fixtures."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core import Audio, SyncCoreError, Word
from sync_core.live.assembly import assemble
from sync_core.live.settings import LiveSettings
from sync_core.live.transcriber import LiveTranscriber

Samples = NDArray[np.int16]
Made = Callable[..., LiveTranscriber]

WORD_MS, GAP_MS = 300, 60
_FIRST = 1_000


def spoken(numbers: Sequence[int], pause_ms: int = 0) -> Samples:
    """Say numbers: a level each, with little gaps, and a pause behind the last."""
    parts = []
    for number in numbers:
        parts.append(np.full(WORD_MS * 16, _FIRST + number, np.int16))
        parts.append(np.full(GAP_MS * 16, 900, np.int16))
    return np.concatenate([*parts, np.zeros(pause_ms * 16, np.int16)])


class LevelDetector:
    """What is loud is speech."""

    def predict(self, samples: Samples) -> Sequence[float]:
        frames = samples.reshape(-1, 512)
        return [1.0 if np.abs(f).max() > 500 else 0.0 for f in frames]


class Reader:
    """Hears exactly the numbers that are said."""

    language: str | None = "en"

    def __init__(self, work: Callable[[Audio], None] | None) -> None:
        self._work = work
        self.closed = 0

    def decode(self, audio: Audio, *, prompt: str, last: bool) -> list[Word]:
        if self._work is not None:
            self._work(audio)
        levels = np.append(audio.pcm.astype(int), 0)
        edges = np.flatnonzero(np.diff(levels)) + 1
        words, start = [], 0
        for end in [*edges.tolist()]:
            number = int(levels[start]) - _FIRST
            if number >= 0 and end - start > 100 * 16:
                words.append(Word(f"w{number}", start // 16, end // 16))
            start = end
        return words

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def make() -> Iterator[Made]:
    """Give a function that makes a transcriber; ``work`` is done at every decoding."""
    opened = []

    def made(
        work: Callable[[Audio], None] | None = None, **others: Any
    ) -> LiveTranscriber:
        decoder: Any = Reader(work)
        live = assemble(decoder, LevelDetector(), policy(), settings=SETTINGS, **others)
        opened.append(live)
        return live

    yield made
    for live in opened:
        live.close()


SETTINGS = LiveSettings(step_ms=400, endpoint_ms=320)


def policy() -> Any:
    from sync_core.live.policy import LocalAgreement

    return LocalAgreement()


def heard(live: LiveTranscriber) -> list[str]:
    return [word.text for word in live.document().words]


def numbers(first: int, behind: int) -> list[str]:
    return [f"w{n}" for n in range(first, behind)]


class EngineError(SyncCoreError):
    """What a scripted engine fails with."""


PLUGIN = '''
import os, time
from sync_core import BackendPlugin, Segment, Word, hookimpl

class Counting:
    """Says a word each 400 ms, whatever is heard."""
    def transcribe(self, audio, language=None):
        words = [
            Word(f"word{n}", n * 400, n * 400 + 300)
            for n in range(audio.duration_ms // 400)
        ]
        if os.environ.get("COUNTING_FAILS_AT") and len(words) > 10:
            raise RuntimeError("the engine broke")
        time.sleep(float(os.environ.get("COUNTING_SLEEP", 0)))
        if words:
            yield Segment(words, " ".join(w.text for w in words), 0, audio.duration_ms)
    def close(self):
        pass

@hookimpl
def sync_core_backends():
    return [BackendPlugin("counting", load=lambda options: Counting(), word_times=True)]
'''


@pytest.fixture(scope="session")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installed backend that counts instead of listening."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "counting.py").write_text(PLUGIN, encoding="utf-8")
    info = folder / "counting-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: counting\nVersion: 1.0"
    )
    (info / "entry_points.txt").write_text("[sync_core]\ncounting = counting\n")
    return folder
