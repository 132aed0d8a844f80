"""The file format of CTranslate2's weights: a table of named arrays.

The file is memory-mapped: only the rows that are asked for are ever read.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sync_core.base.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["VariableFile"]

# CTranslate2's model_spec.py: CURRENT_BINARY_VERSION, and WhisperSpec.revision.
_VERSION, _SPEC, _REVISION = 6, "WhisperSpec", 3
# Its DataType enum, in order; bfloat16 is read as the upper half of a float32.
_DTYPES = ("<f4", "i1", "<i2", "<i4", "<f2", "<u2")
_INT8, _INT16, _BFLOAT16 = 1, 2, 5
_ITEM_BYTES = (4, 1, 2, 4, 2, 2)
_MAX_RANK = 4


@frozen
class _Variable:
    name: str
    dims: tuple[int, ...]
    kind: int
    offset: int
    size: int


class VariableFile:
    """The named arrays of one ``model.bin``.

    Raises:
        ModelError: It cannot be read, is damaged, of another version or not Whisper's.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ModelError(f"cannot read the weights '{path}': {error}") from error
        try:
            self._variables = self._table()
        except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
            self.close()
            raise self.damaged("it ends early or is no model") from error
        except ModelError:
            self.close()
            raise

    def __contains__(self, name: str) -> bool:
        """Return whether there is such a variable."""
        return name in self._variables

    @property
    def names(self) -> tuple[str, ...]:
        """Every variable and alias."""
        return tuple(self._variables)

    def dims(self, name: str, rank: int | None = None) -> tuple[int, ...]:
        """Return the shape of a variable that has to be there.

        Raises:
            ModelError: It is not, or has another number of dimensions.
        """
        variable = self._variables.get(name)
        dims = variable.dims if variable is not None else ()
        if not dims or not all(dims) or (rank is not None and len(dims) != rank):
            raise self.damaged(f"it has no weight '{name}' that fits")
        return dims

    def scalar(self, name: str) -> int | None:
        """Return a number that may be there."""
        variable = self._variables.get(name)
        return None if variable is None else int(self._array(variable))

    def close(self) -> None:
        """Let go of the file; arrays that were read stay valid."""
        # Views that still live keep the mapping open: it goes with the last of them.
        with contextlib.suppress(BufferError):
            self._data.close()

    def rows(self, name: str, start: int, stop: int) -> NDArray[Any]:
        """Return rows of a variable under CTranslate2's name, as float16 or float32."""
        import numpy as np

        variable = self._variables[name]
        values = self._array(variable, start, stop)
        if variable.kind == _BFLOAT16:
            return (values.astype(np.uint32) << 16).view(np.float32)
        if variable.kind not in (_INT8, _INT16):
            return values
        scale = self._array(self._variables[f"{name}_scale"]).astype(np.float32)
        if scale.ndim:
            scale = scale[start:stop].reshape(-1, *[1] * (values.ndim - 1))
        floats: NDArray[np.float32] = values.astype(np.float32) / scale
        return floats

    def damaged(self, why: str) -> ModelError:
        """Make the error that says so."""
        return ModelError(
            f"the weights '{self.path}' are damaged: {why}: get the model again"
        )

    def _array(
        self, variable: _Variable, start: int = 0, stop: int | None = None
    ) -> NDArray[Any]:
        import numpy as np

        count = variable.size // _ITEM_BYTES[variable.kind]
        whole: NDArray[Any] = np.frombuffer(
            self._data, _DTYPES[variable.kind], count, variable.offset
        ).reshape(variable.dims)
        return whole[start:stop] if variable.dims else whole

    def _table(self) -> Mapping[str, _Variable]:
        """Read where each variable lies."""
        at = self._check_kind()
        (count,) = struct.unpack_from("<I", self._data, at)
        at += 4
        table: dict[str, _Variable] = {}
        for _ in range(count):
            variable = self._entry(at)
            table[variable.name] = variable
            at = variable.offset + variable.size
        (aliases,) = struct.unpack_from("<I", self._data, at)
        at += 4
        for _ in range(aliases):
            alias, at = self._string(at)
            name, at = self._string(at)
            table[alias] = table[name]
        return table

    def _check_kind(self) -> int:
        (version,) = struct.unpack_from("<I", self._data, 0)
        if not 0 < version <= 100:
            raise self.damaged("it does not begin like a CTranslate2 model")
        if version != _VERSION:
            raise ModelError(
                f"the weights '{self.path}' are of CTranslate2's binary version "
                f"{version}, and only {_VERSION} can be read: convert the model again "
                "with the ct2-transformers-converter of ctranslate2 4"
            )
        spec, at = self._string(4)
        (revision,) = struct.unpack_from("<I", self._data, at)
        if (spec, revision) != (_SPEC, _REVISION):
            raise ModelError(
                f"the weights '{self.path}' are {spec} revision {revision}, not "
                f"{_SPEC} revision {_REVISION}: take a Whisper model that was "
                "converted with ctranslate2 4"
            )
        return at + 4

    def _entry(self, at: int) -> _Variable:
        name, at = self._string(at)
        rank = self._data[at]
        if rank > _MAX_RANK:
            raise self.damaged(f"'{name}' has {rank} dimensions")
        dims = struct.unpack_from(f"<{rank}I", self._data, at + 1)
        kind, size = struct.unpack_from("<BI", self._data, at + 1 + 4 * rank)
        variable = _Variable(name, dims, kind, at + 6 + 4 * rank, size)
        if kind >= len(_DTYPES) or size != math.prod(dims) * _ITEM_BYTES[kind]:
            raise self.damaged(f"the sizes of '{name}' contradict each other")
        if variable.offset + size > len(self._data):
            raise self.damaged(f"it ends in the middle of '{name}'")
        return variable

    def _string(self, at: int) -> tuple[str, int]:
        (length,) = struct.unpack_from("<H", self._data, at)
        raw = self._data[at + 2 : at + 2 + length]
        if len(raw) != length or not raw.endswith(b"\0"):
            raise self.damaged("it ends early or is no model")
        return raw[:-1].decode(), at + 2 + length
