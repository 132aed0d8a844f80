"""What was stored, from where: the small file beside each model of the store."""

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
    "Record",
    "check_record",
    "make_record",
    "read_record",
    "sha256_of",
    "write_record",
]

_log = logging.getLogger(__name__)


@frozen
class FileRecord:
    """One file as it was when it was stored."""

    name: str
    """Relative to the model's folder; empty for a model that is one file."""
    size: int
    """In bytes."""
    mtime_ns: int
    sha256: str


@frozen
class Record:
    """Where a stored model came from, and what its files were then."""

    source: str
    revision: str | None
    files: tuple[FileRecord, ...]
    made_from: str | None = None
    """Of a converted model: what tells the weights it was made of from others."""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def make_record(
    target: Path,
    source: str,
    revision: str | None,
    digests: Mapping[str, str] | None = None,
    made_from: str | None = None,
) -> Record:
    """Describe a model's files; digests that are known already are not redone."""
    known = digests or {}
    names = [""] if target.is_file() else sorted(p.name for p in target.iterdir())
    files = []
    for name in names:
        path = target / name if name else target
        state = path.stat()
        digest = known.get(name) or sha256_of(path)
        files.append(FileRecord(name, state.st_size, state.st_mtime_ns, digest))
    return Record(source, revision, tuple(files), made_from)


def write_record(path: Path, record: Record) -> None:
    """Write a record whole or not at all.

    Raises:
        OSError: It could not be written.
    """
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_record(path: Path) -> Record | None:
    """Read a record; None if there is none.

    Raises:
        ModelError: It is there but damaged.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(FileRecord(**file) for file in data["files"])
        return Record(data["source"], data["revision"], files, data.get("made_from"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"the record '{path}' is damaged: delete it to take the model beside it "
            "as it is, or pull the model again"
        ) from error


def check_record(target: Path, path: Path, *, full: bool = False) -> None:
    """Compare a stored model with its record; a model without one passes.

    A file of the same size and modification time is taken to be the same; where only
    the time differs, or with ``full``, its SHA-256 decides.

    Raises:
        ModelError: A file is missing, or not what was stored.
    """
    record = read_record(path)
    if record is None:
        return
    seen = tuple(_checked(target, file, full) for file in record.files)
    if seen != record.files:
        try:
            write_record(path, evolve(record, files=seen))
        except OSError as error:
            _log.debug("cannot renew %s: %s", path, error)


def _checked(target: Path, file: FileRecord, full: bool) -> FileRecord:
    path = target / file.name if file.name else target
    try:
        state = path.stat()
        if state.st_size != file.size:
            raise _differs(target, path, f"{state.st_size} bytes, not {file.size}")
        if state.st_mtime_ns == file.mtime_ns and not full:
            return file
        digest = sha256_of(path)
    except OSError as error:
        raise _differs(target, path, error.strerror or str(error)) from error
    if digest != file.sha256:
        raise _differs(target, path, f"sha256 {digest}, not {file.sha256}")
    return evolve(file, mtime_ns=state.st_mtime_ns)


def _differs(target: Path, path: Path, why: str) -> ModelError:
    return ModelError(
        f"the model at '{target}' is not what was stored there: {path.name}: {why}. "
        "Get it again (sync-core models pull --force, or convert --force), or remove "
        "it (sync-core models remove)"
    )
