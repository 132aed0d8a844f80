"""The store: a folder of models, and the rules by which they get there.

    STORE/ctranslate2/NAME/...      a folder of weights
    STORE/ggml/NAME.bin             one file; NAME-q8_0.bin its 8-bit form
    STORE/FORM/NAME.json            where it came from, and its checksums
    STORE/.work/FORM-NAME/          what is being fetched or made
    STORE/.work/FORM-NAME.lock      held by the process that does so

Models appear by a rename, so that whoever looks sees a whole one or none.
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
from sync_core.models.checks import check_shape
from sync_core.models.records import (
    Record,
    check_record,
    make_record,
    read_record,
    write_record,
)

__all__ = [
    "FORMS",
    "Form",
    "Slot",
    "StoredModel",
    "model_store",
    "remove_model",
    "stored_models",
    "verify_stored",
]

Form = Literal["ctranslate2", "ggml"]
FORMS: tuple[Form, ...] = ("ctranslate2", "ggml")

_log = logging.getLogger(__name__)


def model_store(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder where models are kept: ``SYNC_CORE_MODELS``, or the user's own.

    A model lies in ``STORE/FORM/NAME``, say ``STORE/ctranslate2/base``; one of form
    ``ggml`` is a file, say ``STORE/ggml/base.bin``.
    """
    if environ.get("SYNC_CORE_MODELS"):
        return Path(environ["SYNC_CORE_MODELS"]).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("sync-core", appauthor=False)) / "models"


@frozen
class Slot:
    """The place of one model in one form in a store, filled or not."""

    store: Path
    form: str
    name: str

    def __attrs_post_init__(self) -> None:
        for part in (self.form, self.name):
            if not part or part.startswith(".") or any(c in part for c in "/\\:\0"):
                raise ModelError(f"{part!r} cannot be the name of a model")

    @property
    def target(self) -> Path:
        """Where the weights are, or would be."""
        return self.store / self.form / f"{self.name}{self._suffix}"

    @property
    def record(self) -> Path:
        """Where its record is, or would be."""
        return self.store / self.form / f"{self.name}.json"

    @property
    def work(self) -> Path:
        """Where it is put together; belongs to the holder of the lock."""
        return self.store / ".work" / f"{self.form}-{self.name}"

    @property
    def unfinished(self) -> bool:
        """Whether a pull that broke off has left something."""
        return self.work.is_dir() and any(self.work.iterdir())

    @property
    def _suffix(self) -> str:
        return ".bin" if self.form == "ggml" else ""

    def checked(self) -> Path:
        """Return the weights' path, after the cheap checks of every load.

        Raises:
            ModelError: Not whole, of another form, or not what was stored.
        """
        check_record(self.target, self.record)
        return check_shape(self.target, self.form)

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the slot alone, and lend its work folder.

        Waits for another process that holds it; one that dies lets go.

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
            raise self._unwritable(error) from error

    def place(
        self,
        draft: Path,
        source: str,
        revision: str | None = None,
        digests: Mapping[str, str] | None = None,
        made_from: str | None = None,
    ) -> Path:
        """Move finished weights from the work folder to their place, with a record.

        Raises:
            OSError: They could not be moved.
        """
        check_shape(draft, self.form)
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
        """Delete what was being put together; only for the holder of the lock."""
        shutil.rmtree(self.work, ignore_errors=True)

    def _unwritable(self, error: OSError) -> ModelError:
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
    """A model that lies in the store."""

    slot: Slot
    size_bytes: int
    record: Record | None
    """None for weights that were put there by hand, or whose record is damaged."""


def stored_models(store: Path) -> tuple[StoredModel, ...]:
    """List what lies in a store, by form and name."""
    found = []
    for form in FORMS:
        for slot in _slots(store, form):
            files = slot.target.rglob("*") if slot.target.is_dir() else [slot.target]
            size = sum(path.stat().st_size for path in files if path.is_file())
            record = None
            with contextlib.suppress(ModelError):
                record = read_record(slot.record)
            found.append(StoredModel(slot, size, record))
    return tuple(found)


def _slots(store: Path, form: Form) -> Iterator[Slot]:
    with contextlib.suppress(OSError):
        for path in sorted((store / form).iterdir()):
            if path.name.startswith("."):
                continue
            if form == "ggml" and path.is_file() and path.suffix == ".bin":
                yield Slot(store, form, path.name.removesuffix(".bin"))
            elif form != "ggml" and path.is_dir():
                yield Slot(store, form, path.name)


def verify_stored(slot: Slot) -> bool:
    """Read a stored model whole and compare it with its record.

    Returns:
        Whether there is a record to compare with.

    Raises:
        ModelError: It is not whole, or not what was stored.
    """
    check_record(slot.target, slot.record, full=True)
    check_shape(slot.target, slot.form)
    if slot.record.exists():
        return True
    if slot.form == "ggml":
        from sync_core.models.ggml_file import read_ggml_shape

        read_ggml_shape(slot.target)
    return False


def remove_model(slot: Slot) -> None:
    """Delete a model, its record and what was left of an unfinished pull.

    Of a link that was put there by hand, only the link goes.

    Raises:
        ModelError: It could not be deleted.
    """
    with slot.writing():
        slot.record.unlink(missing_ok=True)
        _delete(slot.target)
        slot.clear_work()


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
