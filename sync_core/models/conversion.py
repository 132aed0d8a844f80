"""ggml models in the store that are made of CTranslate2 weights."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from sync_core.base.errors import ModelError
from sync_core.models.ggml import GgmlType, convert_to_ggml
from sync_core.models.records import read_record
from sync_core.models.store import Slot

__all__ = ["convert_into", "outdated_source"]

_WEIGHTS = "model.bin"


def convert_into(
    slot: Slot, source: Path, ggml_type: GgmlType, *, force: bool = False
) -> Path:
    """Fill a slot out of CTranslate2 weights, unless that is done already.

    Args:
        slot: Of form ``ggml``.
        source: The folder with the weights.
        ggml_type: How they are kept.
        force: Convert even if they are there and have not changed since.

    Raises:
        ModelError: The weights cannot be read, or the store cannot be written.
    """
    with slot.writing() as work:
        if slot.target.exists() and not force and not _is_outdated(slot, source):
            # Another process was first.
            return slot.checked()
        # A folder of its own: what a killed conversion left goes with it.
        folder = work / "convert"
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made_from = _fingerprint(source)
            convert_to_ggml(source, folder / "draft.bin", type=ggml_type)
            return slot.place(
                folder / "draft.bin", _origin(source), made_from=made_from
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def outdated_source(slot: Slot, base: str) -> Path | None:
    """Return the store's weights that a model was made of, if they are others by now.

    Args:
        slot: Of form ``ggml``, filled.
        base: The name of the weights.
    """
    source = Slot(slot.store, "ctranslate2", base)
    if not source.target.exists() or not _is_outdated(slot, source.target):
        return None
    return source.checked()


def _is_outdated(slot: Slot, source: Path) -> bool:
    """Whether the model was made of this source, when that held other weights."""
    record = None
    with contextlib.suppress(ModelError):
        record = read_record(slot.record)
    if record is None or record.made_from is None or record.source != _origin(source):
        return False
    with contextlib.suppress(OSError):
        return record.made_from != _fingerprint(source)
    return False


def _origin(source: Path) -> str:
    return f"converted from '{source}'"


def _fingerprint(source: Path) -> str:
    """Tell weights from others: by their recorded checksum, else by size and time."""
    with contextlib.suppress(ModelError):
        record = read_record(source.with_name(f"{source.name}.json"))
        for file in record.files if record else ():
            if file.name == _WEIGHTS:
                return f"sha256 {file.sha256}"
    state = (source / _WEIGHTS).stat()
    return f"{state.st_size} bytes of {state.st_mtime_ns} ns"
