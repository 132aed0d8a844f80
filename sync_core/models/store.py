"""The store: a folder of models.

    STORE/ctranslate2/NAME/...      a folder of weights
    STORE/ggml/NAME.bin             one file; NAME-q8_0.bin for the 8-bit form
    STORE/FORM/NAME.json            the record: origin and checksums
    STORE/.work/FORM-NAME/          the work folder of a download or conversion
    STORE/.work/FORM-NAME.lock      the lock of the process that works there

Models are put in place by a rename, so that readers see a complete model or none.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from attrs import frozen

from sync_core.base.errors import ModelError
from sync_core.models.store_records import (
    ModelRecord,
    check_record,
    make_record,
    read_record,
    write_record,
)
from sync_core.models.weight_checks import check_weights

__all__ = [
    "FORMS",
    "Form",
    "Slot",
    "StoredModel",
    "list_stored_models",
    "model_store",
    "remove_model",
    "verify_stored_model",
]

Form = Literal["ctranslate2", "ggml"]
FORMS: tuple[Form, ...] = ("ctranslate2", "ggml")

_log = logging.getLogger(__name__)


def model_store(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the models: ``SYNC_CORE_MODELS``, or the user's data folder.

    A model is the folder ``STORE/FORM/NAME``, such as ``STORE/ctranslate2/base``; one
    of form ``ggml`` is a file, such as ``STORE/ggml/base.bin``.

    Args:
        environ: The environment with ``SYNC_CORE_MODELS``.
    """
    if environ.get("SYNC_CORE_MODELS"):
        return Path(environ["SYNC_CORE_MODELS"]).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("sync-core", appauthor=False)) / "models"


@frozen
class Slot:
    """The place for one model in one form in a store, filled or empty."""

    store: Path
    form: str
    name: str

    def __attrs_post_init__(self) -> None:
        for part in (self.form, self.name):
            if not part or part.startswith(".") or any(c in part for c in "/\\:\0"):
                raise ModelError(f"{part!r} cannot be the name of a model")

    @property
    def target(self) -> Path:
        """The path of the weights."""
        return self.store / self.form / f"{self.name}{self._suffix}"

    @property
    def record(self) -> Path:
        """The path of the record."""
        return self.store / self.form / f"{self.name}.json"

    @property
    def work(self) -> Path:
        """The work folder, for the holder of the lock."""
        return self.store / ".work" / f"{self.form}-{self.name}"

    @property
    def unfinished(self) -> bool:
        """Whether an interrupted pull has left files."""
        return self.work.is_dir() and any(self.work.iterdir())

    @property
    def _suffix(self) -> str:
        return ".bin" if self.form == "ggml" else ""

    def check(self) -> Path:
        """Check the weights quickly and return their path.

        Raises:
            ModelError: The weights are incomplete, of another form, or not those that
                were stored.
        """
        check_record(self.target, self.record)
        return check_weights(self.target, self.form)

    @contextmanager
    def lock(self) -> Iterator[Path]:
        """Lock the slot and yield its work folder.

        The call waits while another process holds the lock, which ends with its
        process.

        Raises:
            ModelError: The store cannot be written, or the disk is full.
        """
        from filelock import FileLock, Timeout

        try:
            self.work.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.work.with_name(f"{self.work.name}.lock"))
            try:
                lock.acquire(timeout=0)
            except Timeout:
                _log.info("waiting for another process to finish '%s'", self.name)
                lock.acquire()
            try:
                self.work.mkdir(exist_ok=True)
                yield self.work
            finally:
                lock.release()
        except OSError as error:
            raise self._make_write_error(error) from error

    def place(
        self,
        draft: Path,
        source: str,
        revision: str | None = None,
        digests: Mapping[str, str] | None = None,
        made_from: str | None = None,
    ) -> Path:
        """Move complete weights from the work folder to the slot, and write the record.

        Raises:
            OSError: The weights could not be moved.
        """
        check_weights(draft, self.form)
        record = make_record(draft, source, revision, digests, made_from)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        old = self.work / "replaced"
        if self.target.is_dir():
            _delete(old)
            self.target.rename(old)
        write_record(self.record, record)
        draft.replace(self.target)
        _delete(old)
        return self.target

    def clear_work(self) -> None:
        """Delete the work folder; only for the holder of the lock."""
        shutil.rmtree(self.work, ignore_errors=True)

    def _make_write_error(self, error: OSError) -> ModelError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = "the disk is full: make room there"
        else:
            why = f"{error.strerror or error}: see to its permissions"
        return ModelError(
            f"cannot write the model '{self.name}' to the store '{self.store}': {why}, "
            "or set SYNC_CORE_MODELS to a folder that can be written"
        )


@frozen
class StoredModel:
    """A model in the store."""

    slot: Slot
    size_bytes: int
    record: ModelRecord | None
    """None for weights put there by hand, or with a damaged record."""


def list_stored_models(store: Path) -> tuple[StoredModel, ...]:
    """List the models in a store, by form and name."""
    found = []
    for form in FORMS:
        for slot in _list_slots(store, form):
            files = slot.target.rglob("*") if slot.target.is_dir() else [slot.target]
            size = sum(path.stat().st_size for path in files if path.is_file())
            record = None
            with contextlib.suppress(ModelError):
                record = read_record(slot.record)
            found.append(StoredModel(slot, size, record))
    return tuple(found)


def _list_slots(store: Path, form: Form) -> Iterator[Slot]:
    with contextlib.suppress(OSError):
        for path in sorted((store / form).iterdir()):
            if path.name.startswith("."):
                continue
            if form == "ggml" and path.is_file() and path.suffix == ".bin":
                yield Slot(store, form, path.name.removesuffix(".bin"))
            elif form != "ggml" and path.is_dir():
                yield Slot(store, form, path.name)


def verify_stored_model(slot: Slot) -> bool:
    """Compare all files of a stored model with its record.

    Returns:
        Whether there is a record.

    Raises:
        ModelError: The model is incomplete, or not the one that was stored.
    """
    check_record(slot.target, slot.record, full=True)
    check_weights(slot.target, slot.form)
    if slot.record.exists():
        return True
    if slot.form == "ggml":
        from sync_core.models.ggml_file import read_ggml_shape

        read_ggml_shape(slot.target)
    return False


def remove_model(slot: Slot) -> None:
    """Delete a model, its record and the files of an interrupted pull.

    A symbolic link is deleted without its target.

    Raises:
        ModelError: The model could not be deleted.
    """
    with slot.lock():
        slot.record.unlink(missing_ok=True)
        _delete(slot.target)
        slot.clear_work()


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
