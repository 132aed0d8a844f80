"""Reading CTranslate2's weights: against its own writer, and damaged."""

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tokenizers
from numpy.typing import NDArray

from sync_core import ModelError
from sync_core.models import find_model
from sync_core.models.ctranslate2 import CTranslate2Whisper, WhisperShape

MakeUp = Callable[..., Path]
TINY_EN = WhisperShape(51_864, 1500, 384, 6, 4, 448, 384, 6, 4, 80)


@pytest.fixture(scope="module")
def plain(make_up: MakeUp) -> Path:
    return make_up(decoder_layers=2)


@pytest.fixture
def copy(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "copy"))


def read_all(folder: Path) -> dict[str, NDArray[np.float32]]:
    with CTranslate2Whisper(folder) as weights:
        return {t.name: np.array(t.read(), np.float32) for t in weights.tensors()}


def test_the_shape_of_a_real_model() -> None:
    with CTranslate2Whisper(find_model("tiny.en", "ctranslate2")) as weights:
        assert weights.shape == TINY_EN
        assert not weights.shape.multilingual
        tokens = weights.vocabulary()
        assert tokens[50_256] == b"<|endoftext|>"
        assert tokens[:3] == [b"!", b'"', b"#"]
        names = [tensor.name for tensor in weights.tensors()]
    assert len(set(names)) == len(names) == 11 + 4 * 15 + 4 * 24


def test_tokens_are_bytes_of_text() -> None:
    folder, text = find_model("base", "ctranslate2"), " Füße – 你好, мир… 🎈\n"
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    numbers = tokenizer.encode(text, add_special_tokens=False).ids
    with CTranslate2Whisper(folder) as weights:
        tokens = weights.vocabulary()
    assert b"".join(tokens[number] for number in numbers).decode() == text


def test_fused_weights_are_taken_apart(plain: Path) -> None:
    with CTranslate2Whisper(plain) as weights:
        state = weights.shape.text_state
        fused = weights._file.read_rows(
            "decoder/layer_1/self_attention/linear_0/weight", 0, 999
        )
        cross = weights._file.read_rows(
            "decoder/layer_1/attention/linear_1/weight", 0, 999
        )
        fused, cross = np.array(fused), np.array(cross)
    found = read_all(plain)
    for number, part in enumerate(("query", "key", "value")):
        rows = fused[number * state : (number + 1) * state]
        assert (found[f"decoder.blocks.1.attn.{part}.weight"] == rows).all()
    assert (found["decoder.blocks.1.cross_attn.value.weight"] == cross[state:]).all()
    assert "decoder.blocks.1.attn.key.bias" not in found
    assert "encoder.blocks.1.attn.query.weight" not in found


@pytest.mark.parametrize(
    ("quantization", "off_by"),
    [("float16", 2e-5), ("int16", 1e-4), ("int8", 5e-4), ("int8_float16", 5e-4)],
)
def test_every_number_format(
    make_up: MakeUp, plain: Path, quantization: str, off_by: float
) -> None:
    exact = read_all(plain)
    found = read_all(make_up(decoder_layers=2, quantization=quantization))
    assert found.keys() == exact.keys()
    for name, values in exact.items():
        assert found[name].shape == values.shape
        # The rows' largest value sets the step: up to a tenth of a typical one.
        assert np.abs(found[name] - values).max() <= 0.01 * np.abs(values).max(), name
    big = "decoder.token_embedding.weight"
    assert 0 < np.abs(found[big] - exact[big]).mean() < off_by


def test_bfloat16(plain: Path, copy: Path) -> None:
    """CTranslate2 writes it with torch only: here float32 loses its lower half."""
    whole = (plain / "model.bin").read_bytes()
    entry = struct.pack("<BIIBI", 2, 448, 64, 0, 4 * 448 * 64)
    start = whole.index(entry)
    values = np.frombuffer(whole, "<u4", 448 * 64, start + len(entry)) >> 16
    (copy / "model.bin").write_bytes(
        whole[:start]
        + struct.pack("<BIIBI", 2, 448, 64, 5, 2 * 448 * 64)
        + values.astype("<u2").tobytes()
        + whole[start + len(entry) + 4 * 448 * 64 :]
    )
    name = "decoder.positional_embedding"
    found, exact = read_all(copy)[name], read_all(plain)[name]
    assert 0 < np.abs(found - exact).max() <= np.abs(exact).max() / 128


def test_a_tensor_can_be_read_by_rows(make_up: MakeUp) -> None:
    folder = make_up(quantization="int8")
    with CTranslate2Whisper(folder) as weights:
        key = next(t for t in weights.tensors() if t.name.endswith("attn.key.weight"))
        whole = np.array(key.read())
        assert (key.read(10, 20) == whole[10:20]).all()
        assert len(key.read(60, 99)) == 4
        assert whole.std() > 0


def test_a_vocabulary_in_lines(copy: Path) -> None:
    with CTranslate2Whisper(copy) as weights:
        before = weights.vocabulary()
    tokens = json.loads((copy / "vocabulary.json").read_text(encoding="utf-8"))
    (copy / "vocabulary.json").unlink()
    (copy / "vocabulary.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    with CTranslate2Whisper(copy) as weights:
        assert weights.vocabulary() == before


@pytest.mark.parametrize("keep", [0, 1, 3, 9, 20, 40, 500, 200_000, -1, -30])
def test_weights_that_end_early(copy: Path, keep: int) -> None:
    whole = (copy / "model.bin").read_bytes()
    (copy / "model.bin").write_bytes(whole[:keep])
    with pytest.raises(ModelError, match=r"model\.bin"):
        CTranslate2Whisper(copy)


@pytest.mark.parametrize(
    ("start", "data", "message"),
    [
        (0, struct.pack("<I", 5), "binary version 5"),
        (0, b"\x80\x02c", "does not begin like"),
        (6, b"WhisperSpeX", "WhisperSpeX revision 3"),
        (18, struct.pack("<I", 2), "revision 2"),
        (22, struct.pack("<I", 1 << 30), "damaged"),
    ],
)
def test_weights_of_another_kind(
    copy: Path, start: int, data: bytes, message: str
) -> None:
    with (copy / "model.bin").open("r+b") as file:
        file.seek(start)
        file.write(data)
    with pytest.raises(ModelError, match=message):
        CTranslate2Whisper(copy)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read the weights"):
        CTranslate2Whisper(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot read the vocabulary"),
        ('["a"]', "has 1 tokens"),
        ('{"a": 0}', "not a list"),
        ("[", "cannot read the vocabulary"),
    ],
)
def test_a_vocabulary_that_does_not_fit(
    copy: Path, text: str | None, message: str
) -> None:
    (copy / "vocabulary.json").unlink()
    if text is not None:
        (copy / "vocabulary.json").write_text(text)
    with CTranslate2Whisper(copy) as weights, pytest.raises(ModelError, match=message):
        weights.vocabulary()
