"""Conversion of CTranslate2 weights to ggml models in the store."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from sync_core.base.errors import ModelError
from sync_core.models.ggml import convert_to_ggml
from sync_core.models.ggml_types import GgmlType
from sync_core.models.store import Slot
from sync_core.models.store_records import read_record

__all__ = ["convert_to_slot", "find_changed_source"]

_WEIGHTS = "model.bin"


def convert_to_slot(
    slot: Slot, source: Path, ggml_type: GgmlType, *, force: bool = False
) -> Path:
    """Convert CTranslate2 weights into a slot, unless that is done already.

    Args:
        slot: A slot of form ``ggml``.
        source: The folder with the weights.
        ggml_type: The type of the converted weights.
        force: Convert even if the slot is filled and the weights are unchanged.

    Raises:
        ModelError: The weights cannot be read, or the store cannot be written.
    """
    with slot.lock() as work:
        if slot.target.exists() and not force and not _is_outdated(slot, source):
            # Another process has filled the slot meanwhile.
            return slot.check()
        # A folder of its own, which also removes the remains of a killed conversion.
        folder = work / "convert"
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made_from = _compute_fingerprint(source)
            convert_to_ggml(source, folder / "draft.bin", type=ggml_type)
            return slot.place(
                folder / "draft.bin", _describe_origin(source), made_from=made_from
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def find_changed_source(slot: Slot, base: str) -> Path | None:
    """Return the stored weights that a model was made from, if they changed since.

    Args:
        slot: A filled slot of form ``ggml``.
        base: The name of the weights.
    """
    source = Slot(slot.store, "ctranslate2", base)
    if not source.target.exists() or not _is_outdated(slot, source.target):
        return None
    return source.check()


def _is_outdated(slot: Slot, source: Path) -> bool:
    """Return whether the model was made from other weights of this source."""
    record = None
    with contextlib.suppress(ModelError):
        record = read_record(slot.record)
    if (
        record is None
        or record.made_from is None
        or record.source != _describe_origin(source)
    ):
        return False
    with contextlib.suppress(OSError):
        return record.made_from != _compute_fingerprint(source)
    return False


def _describe_origin(source: Path) -> str:
    return f"converted from '{source}'"


def _compute_fingerprint(source: Path) -> str:
    """Return what identifies weights: their recorded checksum, or size and time."""
    with contextlib.suppress(ModelError):
        record = read_record(source.with_name(f"{source.name}.json"))
        for file in record.files if record else ():
            if file.name == _WEIGHTS:
                return f"sha256 {file.sha256}"
    state = (source / _WEIGHTS).stat()
    return f"{state.st_size} bytes of {state.st_mtime_ns} ns"
