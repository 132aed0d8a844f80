"""Writing files whole or not at all."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from sync_core.errors import ExportError

__all__ = ["write_whole"]


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file under a temporary name beside the target, then rename it.

    Whatever happens on the way, the target is the old file or the new one. What is no
    ordinary file (``/dev/stdout``, a named pipe) is written to directly.

    Raises:
        ExportError: The folder is missing or cannot be written; the path is a folder.
    """
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied")
        with draft.open("xb") as out:
            out.write(data)
        draft.replace(target)
    except OSError as error:
        raise ExportError(
            f"cannot write '{path}': {error.strerror or error}"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
