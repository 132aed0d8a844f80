"""The file format of CTranslate2's weights: a table of named arrays.

The file is memory-mapped: only the requested rows are read.
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
_BINARY_VERSION, _SPEC_NAME, _SPEC_REVISION = 6, "WhisperSpec", 3
# Its DataType enum, in order; bfloat16 is read as the upper half of a float32.
_DTYPES = ("<f4", "i1", "<i2", "<i4", "<f2", "<u2")
_INT8, _INT16, _BFLOAT16 = 1, 2, 5
_ITEM_SIZES_BYTES = (4, 1, 2, 4, 2, 2)
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
        ModelError: The file cannot be read, is damaged, of another version or not
            Whisper's.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ModelError(f"cannot read the weights '{path}': {error}") from error
        try:
            self._variables = self._read_table()
        except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
            self.close()
            raise self.make_damage_error("it ends early or is no model") from error
        except ModelError:
            self.close()
            raise

    def __contains__(self, name: str) -> bool:
        """Return whether there is a variable of that name."""
        return name in self._variables

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all variables and aliases."""
        return tuple(self._variables)

    def get_dims(self, name: str, rank: int | None = None) -> tuple[int, ...]:
        """Return the dimensions of a required variable.

        Raises:
            ModelError: There is no such variable, or it has another rank.
        """
        variable = self._variables.get(name)
        dims = variable.dims if variable is not None else ()
        if not dims or not all(dims) or (rank is not None and len(dims) != rank):
            raise self.make_damage_error(f"it has no weight '{name}' that fits")
        return dims

    def read_scalar(self, name: str) -> int | None:
        """Read a number; None if there is no such variable."""
        variable = self._variables.get(name)
        return None if variable is None else int(self._read_array(variable))

    def close(self) -> None:
        """Close the file; arrays that were read stay valid."""
        # Arrays in use keep the mapping open: it is closed with the last of them.
        with contextlib.suppress(BufferError):
            self._data.close()

    def read_rows(self, name: str, start: int, stop: int) -> NDArray[Any]:
        """Read rows of a variable as float16 or float32."""
        import numpy as np

        variable = self._variables[name]
        values = self._read_array(variable, start, stop)
        if variable.kind == _BFLOAT16:
            return (values.astype(np.uint32) << 16).view(np.float32)
        if variable.kind not in (_INT8, _INT16):
            return values
        scale = self._read_array(self._variables[f"{name}_scale"]).astype(np.float32)
        if scale.ndim:
            scale = scale[start:stop].reshape(-1, *[1] * (values.ndim - 1))
        floats: NDArray[np.float32] = values.astype(np.float32) / scale
        return floats

    def make_damage_error(self, why: str) -> ModelError:
        """Make the error for a damaged file."""
        return ModelError(
            f"the weights '{self.path}' are damaged: {why}: get the model again"
        )

    def _read_array(
        self, variable: _Variable, start: int = 0, stop: int | None = None
    ) -> NDArray[Any]:
        import numpy as np

        count = variable.size // _ITEM_SIZES_BYTES[variable.kind]
        whole: NDArray[Any] = np.frombuffer(
            self._data, _DTYPES[variable.kind], count, variable.offset
        ).reshape(variable.dims)
        return whole[start:stop] if variable.dims else whole

    def _read_table(self) -> Mapping[str, _Variable]:
        """Read the position, dimensions and type of each variable."""
        at = self._read_header()
        (count,) = struct.unpack_from("<I", self._data, at)
        at += 4
        table: dict[str, _Variable] = {}
        for _ in range(count):
            variable = self._read_variable(at)
            table[variable.name] = variable
            at = variable.offset + variable.size
        (aliases,) = struct.unpack_from("<I", self._data, at)
        at += 4
        for _ in range(aliases):
            alias, at = self._read_string(at)
            name, at = self._read_string(at)
            table[alias] = table[name]
        return table

    def _read_header(self) -> int:
        (version,) = struct.unpack_from("<I", self._data, 0)
        if not 0 < version <= 100:
            raise self.make_damage_error("it does not begin like a CTranslate2 model")
        if version != _BINARY_VERSION:
            raise ModelError(
                f"the weights '{self.path}' are of CTranslate2's binary version "
                f"{version}, and only {_BINARY_VERSION} can be read: convert the model "
                "again with the ct2-transformers-converter of ctranslate2 4"
            )
        spec, at = self._read_string(4)
        (revision,) = struct.unpack_from("<I", self._data, at)
        if (spec, revision) != (_SPEC_NAME, _SPEC_REVISION):
            raise ModelError(
                f"the weights '{self.path}' are {spec} revision {revision}, not "
                f"{_SPEC_NAME} revision {_SPEC_REVISION}: take a Whisper model that "
                "was converted with ctranslate2 4"
            )
        return at + 4

    def _read_variable(self, at: int) -> _Variable:
        name, at = self._read_string(at)
        rank = self._data[at]
        if rank > _MAX_RANK:
            raise self.make_damage_error(f"'{name}' has {rank} dimensions")
        dims = struct.unpack_from(f"<{rank}I", self._data, at + 1)
        kind, size = struct.unpack_from("<BI", self._data, at + 1 + 4 * rank)
        variable = _Variable(name, dims, kind, at + 6 + 4 * rank, size)
        if kind >= len(_DTYPES) or size != math.prod(dims) * _ITEM_SIZES_BYTES[kind]:
            raise self.make_damage_error(f"the sizes of '{name}' contradict each other")
        if variable.offset + size > len(self._data):
            raise self.make_damage_error(f"it ends in the middle of '{name}'")
        return variable

    def _read_string(self, at: int) -> tuple[str, int]:
        (length,) = struct.unpack_from("<H", self._data, at)
        raw = self._data[at + 2 : at + 2 + length]
        if len(raw) != length or not raw.endswith(b"\0"):
            raise self.make_damage_error("it ends early or is no model")
        return raw[:-1].decode(), at + 2 + length
