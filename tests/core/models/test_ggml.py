"""Writing ggml files: layout, numbers, refusals, and both engines on one model."""

import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faster_whisper
import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from sync_core import Audio, EngineOptions, InputError, ModelError, PluginManager
from sync_core.models.ctranslate2 import CTranslate2Whisper
from sync_core.models.ggml import convert_to_ggml, make_mel_filters, read_ggml_shape

MakeUp = Callable[..., Path]
TYPES: dict[int, "np.dtype[Any]"] = {
    0: np.dtype("<f4"),
    1: np.dtype("<f2"),
    8: np.dtype([("step", "<f2"), ("values", "i1", 32)]),
}


@pytest.fixture(scope="module")
def plain(make_up: MakeUp) -> Path:
    return make_up(decoder_layers=2)


@pytest.fixture(scope="module")
def converted(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("ggml") / "model.bin"
    convert_to_ggml(plain, target)
    return target


def parsed(path: Path) -> tuple[tuple[int, ...], list[bytes], dict[str, Any]]:
    """Read a file by the layout that whisper.cpp's loader has; numbers as float32."""
    data, at = path.read_bytes(), 0

    def take(form: str) -> tuple[Any, ...]:
        nonlocal at
        at += struct.calcsize(form)
        return struct.unpack_from(form, data, at - struct.calcsize(form))

    header = take("<12I")
    mels, bins = take("<2i")
    at += 4 * mels * bins
    words = [take(f"{take('<I')[0]}s")[0] for _ in range(take("<i")[0])]
    tensors = {}
    while at < len(data):
        rank, length, kind = take("<3i")
        shape = take(f"<{rank}i")[::-1]
        name = take(f"{length}s")[0].decode()
        count = int(np.prod(shape)) // (32 if kind == 8 else 1)
        values = np.frombuffer(data, TYPES[kind], count, at)
        at += values.nbytes
        if kind == 8:
            values = values["step"][:, None].astype(np.float32) * values["values"]
        tensors[name] = (kind, values.reshape(shape).astype(np.float32))
    return header, words, tensors


@pytest.mark.parametrize("mels", [80, 128])
def test_mel_filters_are_whispers_own(mels: int) -> None:
    filters = make_mel_filters(mels)
    assert filters.shape == (mels, 201)
    assert filters.dtype == np.float32
    theirs = FeatureExtractor(feature_size=mels).mel_filters
    np.testing.assert_allclose(filters, theirs, atol=1e-7)
    # A filter wide enough to be sampled well has an area of one per Hz.
    np.testing.assert_allclose(filters[-20:].sum(axis=1) * 40, 1, atol=0.02)


def test_the_file_holds_the_weights(plain: Path, converted: Path) -> None:
    header, words, tensors = parsed(converted)
    assert header == (0x67676D6C, 51_865, 1500, 64, 1, 1, 448, 64, 1, 2, 80, 1)
    assert len(words) == 50_257
    assert words[256:260] == [b" t", b" a", b" th", b"in"]
    with CTranslate2Whisper(plain) as weights:
        for tensor in weights.tensors():
            kind, values = tensors.pop(tensor.name)
            expected = np.array(tensor.read(), np.float32).reshape(values.shape)
            np.testing.assert_allclose(values, expected, atol=2e-4, err_msg=tensor.name)
            exact = tensor.name.endswith(("bias", "positional_embedding"))
            assert kind == (0 if exact or len(tensor.shape) == 1 else 1), tensor.name
    assert not tensors


def test_convolution_biases_are_columns(converted: Path) -> None:
    assert parsed(converted)[2]["encoder.conv1.bias"][1].shape == (64, 1)


def test_q8_0_is_off_by_half_a_step(plain: Path, tmp_path: Path) -> None:
    convert_to_ggml(plain, tmp_path / "q8.bin", type="q8_0")
    header, _, tensors = parsed(tmp_path / "q8.bin")
    assert header[-1] == 2007
    assert tensors["encoder.conv1.weight"][0] == 1
    kinds = {kind for kind, _ in tensors.values()}
    assert kinds == {0, 1, 8}
    with CTranslate2Whisper(plain) as weights:
        for tensor in weights.tensors():
            kind, values = tensors[tensor.name]
            if kind == 8:
                blocks = np.array(tensor.read(), np.float32).reshape(-1, 32)
                steps = np.abs(blocks).max(axis=1, keepdims=True) / 127
                error = np.abs(values.reshape(-1, 32) - blocks)
                assert (error <= 0.6 * steps).all(), tensor.name


def test_the_reader_knows_what_it_looks_at(plain: Path, converted: Path) -> None:
    with CTranslate2Whisper(plain) as weights:
        assert read_ggml_shape(converted) == weights.shape


@pytest.mark.parametrize("share", [0, 0.00001, 0.01, 0.05, 0.5, 0.9999])
def test_a_file_that_ends_early(converted: Path, tmp_path: Path, share: float) -> None:
    whole = converted.read_bytes()
    (tmp_path / "short.bin").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match=r"short\.bin"):
        read_ggml_shape(tmp_path / "short.bin")


@pytest.mark.parametrize(
    ("start", "value", "message"),
    [
        (0, 0x46554747, "no ggml model"),
        (4, 51_870, "51870 tokens"),
        (8, 1 << 30, "header"),
        (8, 3000, "encoder.positional_embedding"),
        (12, 0, "header"),
        (20, 2, "tensors, not"),
        (40, 128, "encoder.conv1.weight"),
    ],
)
def test_a_header_that_lies(
    converted: Path, tmp_path: Path, start: int, value: int, message: str
) -> None:
    broken = Path(shutil.copy(converted, tmp_path))
    with broken.open("r+b") as file:
        file.seek(start)
        file.write(struct.pack("<I", value))
    with pytest.raises(ModelError, match=message):
        read_ggml_shape(broken)


def test_a_tensor_left_out(converted: Path, tmp_path: Path) -> None:
    whole = converted.read_bytes()
    name = b"decoder.blocks.1.mlp.2.bias"
    (tmp_path / "part.bin").write_bytes(whole[: whole.index(name) - 16])
    with pytest.raises(ModelError, match="it has 73 tensors, not 74"):
        read_ggml_shape(tmp_path / "part.bin")


def test_nothing_is_left_of_what_failed(plain: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(plain, tmp_path / "source"))
    weights = source / "model.bin"
    data = weights.read_bytes()
    weights.write_bytes(data.replace(b"encoder/layer_0/ffn/linear_1/bias", b"X" * 33))
    with pytest.raises(ModelError, match="no weight 'encoder/layer_0/ffn/linear_1"):
        convert_to_ggml(source, tmp_path / "model.bin")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_a_folder_that_cannot_be_written(plain: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot write the model"):
        convert_to_ggml(plain, tmp_path / "nowhere" / "model.bin")


def test_an_old_file_stays_until_the_new_one_is_whole(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "model.bin"
    target.write_bytes(b"old")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sync_core.models.ggml._write_tensor", killed)
        with pytest.raises(KeyboardInterrupt):
            convert_to_ggml(plain, target)
    assert [path.name for path in tmp_path.iterdir()] == ["model.bin"]
    assert target.read_bytes() == b"old"
    convert_to_ggml(plain, target)
    assert read_ggml_shape(target).vocab == 51_865


def test_an_unknown_type(plain: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="q4_0"):
        convert_to_ggml(plain, tmp_path / "model.bin", type="q4_0")  # type: ignore[arg-type]


def test_a_vocabulary_that_whisper_cpp_cannot_number(
    make_up: MakeUp, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="51867 tokens"):
        convert_to_ggml(make_up(extra_tokens=2), tmp_path / "model.bin")
    assert not list(tmp_path.iterdir())


@pytest.mark.engine
@pytest.mark.parametrize("type", ["f16", "q8_0"])
@pytest.mark.parametrize(
    "shape",
    [
        {"mels": 128, "extra_tokens": 1},
        {"encoder_layers": 3, "decoder_layers": 1},
    ],
    ids=["128 mels", "distilled"],
)
def test_made_up_models_run_in_both_engines(
    make_up: MakeUp,
    manager: PluginManager,
    first_sentence: tuple[Audio, str],
    tmp_path: Path,
    shape: dict[str, int],
    type: Any,
) -> None:
    folder = make_up(**shape)
    audio = first_sentence[0].slice(0, 3_000)
    model = faster_whisper.WhisperModel(str(folder), local_files_only=True)
    theirs, info = model.transcribe(
        audio.float32(), language="en", temperature=0, max_new_tokens=5
    )
    list(theirs)
    assert info.language == "en"
    convert_to_ggml(folder, tmp_path / "model.bin", type=type)
    backend = manager.backend("whisper-cpp").record.load(
        EngineOptions(model="made up", model_path=tmp_path / "model.bin", threads=1)
    )
    for segment in backend.transcribe(audio, "en"):
        assert 0 <= (segment.start_ms or 0) <= (segment.end_ms or 0) <= 3_000
    backend.close()
