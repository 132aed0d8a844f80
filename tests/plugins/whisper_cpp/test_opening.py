"""Opening models with the whisper-cpp backend, good ones and bad."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from sync_core import EngineOptions, InputError, ModelError
from sync_core_plugins.whisper_cpp import load, sync_core_backends

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


def test_the_record_says_what_it_needs() -> None:
    (record,) = sync_core_backends()
    assert (record.name, record.model_form) == ("whisper-cpp", "ggml")
    assert record.word_times
    assert not record.needs_network
