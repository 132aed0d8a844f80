"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from pathlib import Path

from sync_core.base.errors import ExportError

__all__ = ["write_atomically"]


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file under a temporary name beside the target, then rename it.

    Whatever fails on the way, the target is the old file or the new one. A target that
    is no regular file (``/dev/stdout``, a named pipe) is written to directly.

    Raises:
        ExportError: The folder is missing or cannot be written; the path is a folder.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        elif target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied")
        else:
            _replace(target, data)
    except OSError as error:
        raise ExportError(
            f"cannot write '{os.fspath(path)}': {error.strerror or error}"
        ) from error
    except ValueError as error:
        # A NUL or a lone surrogate, which no file name can hold.
        raise ExportError(f"no file name: {os.fspath(path)!r}: {error}") from error


def _replace(target: Path, data: bytes) -> None:
    # Without the target's name, which may be as long as the file system allows.
    draft = target.parent / f".sync-core-{uuid.uuid4().hex[:12]}.tmp"
    try:
        with draft.open("xb") as out:
            out.write(data)
        if target.exists():
            with contextlib.suppress(OSError):
                shutil.copymode(target, draft)
        draft.replace(target)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
