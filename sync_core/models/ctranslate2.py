"""Reading the Whisper weights of a CTranslate2 folder, tensor by tensor.

Only the requested rows are read and converted, so that a model of any size can be
converted in little memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sync_core.base.closeable import Closeable
from sync_core.base.errors import ModelError
from sync_core.models.ctranslate2_file import VariableFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CTranslate2Whisper", "Tensor", "WhisperShape"]

_HEAD_SIZE = 64
"""Values per head in all Whisper models, for folders without a number of heads."""

# CTranslate2 keeps a norm in the folder of the layer after it.
_NORM_FOLDERS = {
    "attn_ln": "self_attention",
    "cross_attn_ln": "attention",
    "mlp_ln": "ffn",
}


@frozen
class WhisperShape:
    """The sizes in which Whisper models differ."""

    vocab: int
    audio_ctx: int
    """Encoder positions of 20 ms each."""
    audio_state: int
    audio_heads: int
    audio_layers: int
    text_ctx: int
    text_state: int
    text_heads: int
    text_layers: int
    mels: int

    @property
    def multilingual(self) -> bool:
        """Whether the model is multilingual; OpenAI's rule, by vocabulary size."""
        return self.vocab >= 51_865


@frozen
class Tensor:
    """One weight under OpenAI's name, read on demand."""

    name: str
    """As in OpenAI's state dict: ``encoder.blocks.0.attn.query.weight``."""
    shape: tuple[int, ...]
    _source: VariableFile
    _variable: str
    _first_row: int

    def read(self, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Read rows as float16 or float32, shape (stop - start, ...).

        Quantised weights are converted to float32.
        """
        stop = self.shape[0] if stop is None else min(stop, self.shape[0])
        first = self._first_row
        return self._source.read_rows(self._variable, first + start, first + stop)


class CTranslate2Whisper(Closeable):
    """The open weights of one folder; a context manager.

    Args:
        folder: The folder with ``model.bin`` and the vocabulary.

    Raises:
        ModelError: The weights are missing, damaged, of another version or not
            Whisper's.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = VariableFile(folder / "model.bin")
        try:
            self.shape = self._read_shape()
        except ModelError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; arrays that were read stay valid."""
        self._file.close()

    def tensors(self) -> Iterator[Tensor]:
        """Yield all weights under OpenAI's names, fused ones split into their parts."""
        shape = self.shape
        for side, layers in (
            ("encoder", shape.audio_layers),
            ("decoder", shape.text_layers),
        ):
            yield self._make_tensor(
                f"{side}.positional_embedding", f"{side}/position_encodings/encodings"
            )
            yield from self._list_outer_tensors(side)
            for number in range(layers):
                yield from self._list_block_tensors(
                    f"{side}.blocks.{number}", f"{side}/layer_{number}"
                )

    def vocabulary(self) -> list[bytes]:
        """Return the bytes of all tokens in order.

        Raises:
            ModelError: The vocabulary is missing or of another size.
        """
        tokens = _read_vocabulary(self.folder)
        if len(tokens) != self.shape.vocab:
            raise self._file.make_damage_error(
                f"its vocabulary has {len(tokens)} tokens, its weights "
                f"{self.shape.vocab}"
            )
        table = _make_byte_table()
        return [
            bytes(table[c] for c in token)
            if all(c in table for c in token)
            else token.encode()
            for token in tokens
        ]

    def _list_outer_tensors(self, side: str) -> Iterator[Tensor]:
        """Yield the weights before and after the layers."""
        norm = "ln_post" if side == "encoder" else "ln"
        yield from self._list_norm_tensors(f"{side}.{norm}", f"{side}/layer_norm")
        if side == "decoder":
            yield self._make_tensor(
                "decoder.token_embedding.weight", "decoder/embeddings/weight"
            )
            return
        for conv in ("conv1", "conv2"):
            yield self._make_tensor(f"encoder.{conv}.weight", f"encoder/{conv}/weight")
            yield self._make_tensor(f"encoder.{conv}.bias", f"encoder/{conv}/bias")

    def _list_block_tensors(self, ours: str, theirs: str) -> Iterator[Tensor]:
        for norm, home in _NORM_FOLDERS.items():
            if f"{theirs}/{home}/layer_norm/gamma" in self._file:
                yield from self._list_norm_tensors(
                    f"{ours}.{norm}", f"{theirs}/{home}/layer_norm"
                )
        own = f"{theirs}/self_attention"
        yield from self._list_linear_tensors(
            f"{ours}.attn", f"{own}/linear_0", ("query", "key", "value")
        )
        yield from self._list_linear_tensors(
            f"{ours}.attn", f"{own}/linear_1", ("out",)
        )
        if f"{theirs}/attention/linear_0/weight" in self._file:
            cross, name = f"{theirs}/attention", f"{ours}.cross_attn"
            yield from self._list_linear_tensors(name, f"{cross}/linear_0", ("query",))
            yield from self._list_linear_tensors(
                name, f"{cross}/linear_1", ("key", "value")
            )
            yield from self._list_linear_tensors(name, f"{cross}/linear_2", ("out",))
        for place, number in (("0", 0), ("2", 1)):
            yield from self._list_linear_tensors(
                f"{ours}.mlp", f"{theirs}/ffn/linear_{number}", (place,)
            )

    def _list_norm_tensors(self, ours: str, theirs: str) -> Iterator[Tensor]:
        yield self._make_tensor(f"{ours}.weight", f"{theirs}/gamma")
        yield self._make_tensor(f"{ours}.bias", f"{theirs}/beta")

    def _list_linear_tensors(
        self, ours: str, theirs: str, parts: tuple[str, ...]
    ) -> Iterator[Tensor]:
        """Yield linear layers that CTranslate2 concatenates; keys have no bias."""
        for index, part in enumerate(parts):
            for end in ("weight", "bias"):
                if (part, end) != ("key", "bias"):
                    yield self._make_tensor(
                        f"{ours}.{part}.{end}", f"{theirs}/{end}", index, len(parts)
                    )

    def _make_tensor(
        self, ours: str, theirs: str, part: int = 0, parts: int = 1
    ) -> Tensor:
        first, *rest = self._file.get_dims(theirs)
        if first % parts:
            raise self._file.make_damage_error(
                f"'{theirs}' does not fall into {parts} parts"
            )
        rows = first // parts
        return Tensor(ours, (rows, *rest), self._file, theirs, part * rows)

    def _read_shape(self) -> WhisperShape:
        audio_ctx, audio_state = self._file.get_dims(
            "encoder/position_encodings/encodings", 2
        )
        text_ctx, text_state = self._file.get_dims(
            "decoder/position_encodings/encodings", 2
        )
        return WhisperShape(
            vocab=self._file.get_dims("decoder/embeddings/weight", 2)[0],
            audio_ctx=audio_ctx,
            audio_state=audio_state,
            audio_heads=self._count_heads("encoder", audio_state),
            audio_layers=self._count_layers("encoder"),
            text_ctx=text_ctx,
            text_state=text_state,
            text_heads=self._count_heads("decoder", text_state),
            text_layers=self._count_layers("decoder"),
            mels=self._file.get_dims("encoder/conv1/weight", 3)[1],
        )

    def _count_heads(self, side: str, state: int) -> int:
        heads = self._file.read_scalar(f"{side}/num_heads")
        if heads is None:
            heads = state // _HEAD_SIZE
        if heads < 1 or state % heads:
            raise self._file.make_damage_error(
                f"its {side} has {heads} heads for {state} values"
            )
        return heads

    def _count_layers(self, side: str) -> int:
        start = f"{side}/layer_"
        numbers = {
            int(number)
            for name in self._file.names
            if name.startswith(start)
            and (number := name[len(start) :].split("/")[0]).isdigit()
        }
        if not numbers or numbers != set(range(len(numbers))):
            raise self._file.make_damage_error(f"layers of its {side} are missing")
        return len(numbers)


def _read_vocabulary(folder: Path) -> list[str]:
    """Read the tokens as written; newer folders have JSON."""
    try:
        listed = folder / "vocabulary.json"
        if listed.is_file():
            tokens = json.loads(listed.read_text(encoding="utf-8"))
            if isinstance(tokens, list) and all(isinstance(t, str) for t in tokens):
                return tokens
            raise ModelError(f"'{listed}' is not a list of tokens: get the model again")
        text = (folder / "vocabulary.txt").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot read the vocabulary of the model '{folder}': {error}: it needs "
            "vocabulary.txt or vocabulary.json"
        ) from error
    return text.removesuffix("\n").split("\n")


def _make_byte_table() -> dict[str, int]:
    """Return GPT-2's alphabet: printable bytes as they are, others from U+0100 on."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table = {chr(byte): byte for byte in plain}
    others = (byte for byte in range(0x100) if byte not in set(plain))
    return table | {chr(0x100 + n): byte for n, byte in enumerate(others)}
