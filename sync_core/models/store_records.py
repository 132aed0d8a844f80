"""The record beside each model of the store: its origin and its files' checksums."""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Mapping
from pathlib import Path

from attrs import asdict, evolve, frozen

from sync_core.base.errors import ModelError

__all__ = [
    "FileRecord",
    "ModelRecord",
    "check_record",
    "compute_sha256",
    "make_record",
    "read_record",
    "write_record",
]

_log = logging.getLogger(__name__)


@frozen
class FileRecord:
    """One file at the time of storing."""

    name: str
    """Path in the model's folder; empty for a model that is one file."""
    size: int
    """Size in bytes."""
    mtime_ns: int
    sha256: str


@frozen
class ModelRecord:
    """The origin of a stored model, and its files."""

    source: str
    revision: str | None
    files: tuple[FileRecord, ...]
    made_from: str | None = None
    """Of a converted model: the fingerprint of its source weights."""


def compute_sha256(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def make_record(
    target: Path,
    source: str,
    revision: str | None,
    digests: Mapping[str, str] | None = None,
    made_from: str | None = None,
) -> ModelRecord:
    """Make the record of a model's files, with the given digests where known."""
    known = digests or {}
    names = [""] if target.is_file() else sorted(p.name for p in target.iterdir())
    files = []
    for name in names:
        path = target / name if name else target
        state = path.stat()
        digest = known.get(name) or compute_sha256(path)
        files.append(FileRecord(name, state.st_size, state.st_mtime_ns, digest))
    return ModelRecord(source, revision, tuple(files), made_from)


def write_record(path: Path, record: ModelRecord) -> None:
    """Write a record, completely or not at all.

    Raises:
        OSError: The record could not be written.
    """
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_record(path: Path) -> ModelRecord | None:
    """Read a record; return None if there is none.

    Raises:
        ModelError: The record is damaged.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(FileRecord(**file) for file in data["files"])
        return ModelRecord(
            data["source"], data["revision"], files, data.get("made_from")
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"the record '{path}' is damaged: delete it to take the model beside it "
            "as it is, or pull the model again"
        ) from error


def check_record(target: Path, path: Path, *, full: bool = False) -> None:
    """Compare a stored model with its record; a model without one passes.

    A file of the same size and modification time counts as unchanged; where only the
    time differs, or with ``full``, its SHA-256 decides.

    Raises:
        ModelError: A file is missing, or not the one that was stored.
    """
    record = read_record(path)
    if record is None:
        return
    seen = tuple(_check_file(target, file, full) for file in record.files)
    if seen != record.files:
        try:
            write_record(path, evolve(record, files=seen))
        except OSError as error:
            _log.debug("cannot renew %s: %s", path, error)


def _check_file(target: Path, file: FileRecord, full: bool) -> FileRecord:
    path = target / file.name if file.name else target
    try:
        state = path.stat()
        if state.st_size != file.size:
            raise _make_mismatch_error(
                target, path, f"{state.st_size} bytes, not {file.size}"
            )
        if state.st_mtime_ns == file.mtime_ns and not full:
            return file
        digest = compute_sha256(path)
    except OSError as error:
        raise _make_mismatch_error(
            target, path, error.strerror or str(error)
        ) from error
    if digest != file.sha256:
        raise _make_mismatch_error(target, path, f"sha256 {digest}, not {file.sha256}")
    return evolve(file, mtime_ns=state.st_mtime_ns)


def _make_mismatch_error(target: Path, path: Path, why: str) -> ModelError:
    return ModelError(
        f"the model at '{target}' is not what was stored there: {path.name}: {why}. "
        "Get it again (sync-core models pull --force, or convert --force), or remove "
        "it (sync-core models remove)"
    )
