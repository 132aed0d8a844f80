"""Opening models with the whisper-cpp backend, good ones and bad."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from sync_core import EngineOptions, InputError, ModelError
from sync_core.models.ctranslate2 import WhisperShape
from sync_core_plugins.whisper_cpp import load, sync_core_backends
from sync_core_plugins.whisper_cpp.model_shape import (
    count_languages,
    find_alignment_heads,
)
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

pytestmark = pytest.mark.engine


def test_the_process_ends_well_and_says_nothing(
    tiny_options: EngineOptions, clip_path: Path
) -> None:
    """The engine's log goes nowhere, and its binding's callback is let go of."""
    code = (
        "import sys; from pathlib import Path; from sync_core import *;"
        "from sync_core_plugins.whisper_cpp import load;"
        "engine = load(EngineOptions('tiny.en', Path(sys.argv[1])));"
        "audio = Audio.load(sys.argv[2]).slice(0, 1500);"
        "print(len(list(engine.transcribe(audio, 'en'))))"
    )
    command = [sys.executable, "-c", code, str(tiny_options.model_path), str(clip_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_weights_that_end_early_are_no_crash(
    tiny_options: EngineOptions, tmp_path: Path
) -> None:
    assert tiny_options.model_path is not None
    short = tmp_path / "short.bin"
    short.write_bytes(tiny_options.model_path.read_bytes()[:-1000])
    with pytest.raises(ModelError, match="ends early"):
        load(attrs.evolve(tiny_options, model_path=short))


def test_weights_that_only_the_engine_can_refuse(
    tiny_options: EngineOptions, tmp_path: Path
) -> None:
    assert tiny_options.model_path is not None
    strange = Path(shutil.copy(tiny_options.model_path, tmp_path))
    data = strange.read_bytes()
    name = b"decoder.blocks.1.mlp.2.bias"
    strange.write_bytes(data.replace(name, name.upper()))
    with pytest.raises(ModelError, match=r"cannot open.*DECODER\.BLOCKS"):
        load(attrs.evolve(tiny_options, model_path=strange))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"device": "cuda"}, ModelError, "no CUDA"),
        ({"device": "warp"}, ModelError, "warp"),
        ({"threads": 0}, InputError, "threads"),
        ({"threads": -1}, InputError, "threads"),
        ({"model_path": None}, ModelError, "needs a model"),
        ({"model_path": Path("nowhere.bin")}, ModelError, r"nowhere\.bin"),
    ],
)
def test_bad_input(
    tiny_options: EngineOptions,
    change: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        load(attrs.evolve(tiny_options, **change))


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


@pytest.mark.parametrize(
    ("vocab", "layers", "state", "mels", "name", "heads", "languages"),
    [
        (51_864, (4, 4), 384, 80, "tiny.en", "TINY_EN", 1),
        (51_865, (24, 24), 1024, 80, "mine", "MEDIUM", 99),
        (51_865, (32, 32), 1280, 80, "large-v1", "LARGE_V1", 99),
        (51_865, (32, 32), 1280, 80, "large-v2", "LARGE_V2", 99),
        (51_866, (32, 32), 1280, 128, "large-v3", "LARGE_V3", 100),
        (51_866, (32, 4), 1280, 128, "turbo", "LARGE_V3_TURBO", 100),
        (51_866, (32, 2), 1280, 128, "distil-large-v3", None, 100),
        (51_864, (12, 4), 768, 80, "distil-small.en", None, 1),
    ],
)
def test_what_the_shape_tells(
    vocab: int,
    layers: tuple[int, int],
    state: int,
    mels: int,
    name: str,
    heads: str | None,
    languages: int,
) -> None:
    count = state // 64
    shape = WhisperShape(
        vocab, 1500, state, count, layers[0], 448, state, count, layers[1], mels
    )
    expected = heads and f"WHISPER_AHEADS_{heads}"
    assert find_alignment_heads(shape, name) == expected
    assert count_languages(shape) == languages


def test_the_record_says_what_it_needs() -> None:
    (record,) = sync_core_backends()
    assert (record.name, record.model_form) == ("whisper-cpp", "ggml")
    assert record.word_times
    assert not record.needs_network
