"""Fetching models from the hub: only here, and only when asked to in so many words."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from sync_core.base.callbacks import Cancel
from sync_core.base.errors import CancelledError, ModelError, SyncCoreError
from sync_core.models.records import sha256_of
from sync_core.models.registry import HubSource, known_model
from sync_core.models.store import Form, Slot, model_store

__all__ = ["BytesProgress", "pull_model"]

BytesProgress = Callable[[int, int], object]
"""Told how many bytes are there, of how many."""


@frozen
class _HubFile:
    name: str
    size: int
    sha256: str | None
    """What the hub says of files in its large file storage."""
    git_sha1: str | None
    """What it says of the others: the SHA-1 of a git blob."""


def pull_model(
    name: str,
    form: Form = "ctranslate2",
    *,
    environ: Mapping[str, str] = os.environ,
    endpoint: str | None = None,
    progress: BytesProgress | None = None,
    cancel: Cancel | None = None,
    force: bool = False,
) -> Path:
    """Fetch a model from the hub into the store; one that is there already stays.

    What has arrived when a transfer breaks off is kept, and the next pull goes on from
    there. Every checksum that the hub gives is compared.

    Args:
        name: A name of the registry, or an alias.
        form: The form of its weights.
        environ: Where ``SYNC_CORE_MODELS`` is looked up.
        endpoint: The hub's address; without, huggingface_hub's own (``HF_ENDPOINT``).
        progress: Called with the bytes done and the bytes in all.
        cancel: Asked now and then whether to stop.
        force: Fetch it even if it is there.

    Raises:
        ModelError: No such model, no way to reach the hub, a checksum that differs, a
            full disk or a store that cannot be written.
        CancelledError: The caller asked to stop; what has arrived is kept.
    """
    info = known_model(name)
    source = info.source(form)
    slot = Slot(model_store(environ), form, info.name)
    with slot.writing() as work:
        if not force and _is_whole(slot):
            return slot.target
        with _hub_errors(info.name, source):
            files = _list_files(source, endpoint)
            folder = _partial_folder(work, source.revision)
            meter = _Meter(folder, files, progress, cancel)
            _check_room(slot, meter)
            for file in files:
                _fetch(source, file, folder / file.name, meter, endpoint)
        digests = {file.name: _checked(folder / file.name, file) for file in files}
        draft, names = _draft(folder, form, digests)
        origin = f"hub {source.repository}"
        path = slot.place(draft, origin, source.revision, names)
        slot.clear_work()
        return path


def _is_whole(slot: Slot) -> bool:
    try:
        return slot.target.exists() and bool(slot.checked())
    except ModelError:
        return False


def _list_files(source: HubSource, endpoint: str | None) -> list[_HubFile]:
    from huggingface_hub import HfApi

    info = HfApi(endpoint=endpoint).model_info(
        source.repository, revision=source.revision, files_metadata=True
    )
    if info.sha != source.revision:
        raise ModelError(
            f"the hub answered with commit {info.sha} of {source.repository}, not with "
            f"the pinned {source.revision}: nothing was fetched"
        )
    found = [
        _HubFile(
            item.rfilename,
            item.size or 0,
            item.lfs.sha256 if item.lfs else None,
            None if item.lfs else item.blob_id,
        )
        for item in info.siblings or []
        if item.rfilename in source.files
    ]
    if not found:
        raise ModelError(
            f"{source.repository} has none of the wanted files at {source.revision}: "
            f"{', '.join(source.files)}"
        )
    return found


def _partial_folder(work: Path, revision: str) -> Path:
    """Return the folder for one commit's files, and drop those of other commits."""
    for other in work.iterdir():
        if other.name != revision:
            shutil.rmtree(other, ignore_errors=True)
    folder = work / revision
    folder.mkdir(exist_ok=True)
    return folder


class _Meter:
    """Counts what has arrived, for the progress and for the room that is needed."""

    def __init__(
        self,
        folder: Path,
        files: list[_HubFile],
        progress: BytesProgress | None,
        cancel: Cancel | None,
    ) -> None:
        self.total = sum(file.size for file in files)
        self.done = sum(min(_size(folder / f.name), f.size) for f in files)
        self._progress = progress
        self._cancel = cancel
        self.add(0)

    def add(self, count: int) -> None:
        self.done += count
        if self._progress is not None:
            self._progress(min(self.done, self.total), self.total)
        if self._cancel is not None and self._cancel.is_set():
            raise CancelledError("cancelled; the next pull goes on from here")

    def as_bar(self) -> type:
        """Return a class that stands in for tqdm's, so that nothing is drawn."""
        meter = self

        class Bar:
            def __init__(self, *_: object, **__: object) -> None: ...

            def __enter__(self) -> Bar:
                return self

            def __exit__(self, *_: object) -> None: ...

            def update(self, count: float | None = 1) -> None:
                meter.add(int(count or 0))

        return Bar


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _check_room(slot: Slot, meter: _Meter) -> None:
    free = shutil.disk_usage(slot.store).free
    missing = meter.total - meter.done
    if missing > free:
        raise ModelError(
            f"'{slot.name}' needs {missing / 1e6:.0f} MB more, but the disk of "
            f"'{slot.store}' has {free / 1e6:.0f} MB free: make room there, or set "
            "SYNC_CORE_MODELS to a folder on another disk"
        )


def _fetch(
    source: HubSource, file: _HubFile, path: Path, meter: _Meter, endpoint: str | None
) -> None:
    """Fetch what is missing of a file.

    Not through ``hf_hub_download``: from huggingface_hub 1 on it begins a broken file
    anew in the next process, and an interrupted pull of 3 GB would be lost.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    if _size(path) > file.size:
        path.unlink()
    url = hf_hub_url(
        source.repository, file.name, revision=source.revision, endpoint=endpoint
    )
    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
    bar: Any = meter.as_bar()
    with path.open("ab") as out:
        http_get(
            url,
            out,
            resume_size=out.tell(),
            headers=headers,
            expected_size=file.size,
            displayed_filename=file.name,
            tqdm_class=bar,
        )


def _checked(path: Path, file: _HubFile) -> str:
    """Return a fetched file's SHA-256, once it agrees with what the hub says of it."""
    digest = sha256_of(path)
    expected, actual = file.sha256, digest
    if expected is None and file.git_sha1 is not None:
        expected, actual = file.git_sha1, _git_sha1(path)
    if expected is not None and actual != expected:
        path.unlink()
        raise ModelError(
            f"{file.name} did not arrive as the hub has it (checksum {actual}, not "
            f"{expected}); it was deleted: pull again"
        )
    return digest


def _git_sha1(path: Path) -> str:
    data = path.read_bytes()
    header = b"blob %d\0" % len(data)
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def _draft(
    folder: Path, form: Form, digests: Mapping[str, str]
) -> tuple[Path, Mapping[str, str]]:
    if form == "ctranslate2":
        return folder, digests
    ((name, digest),) = digests.items()
    return folder / name, {"": digest}


@contextmanager
def _hub_errors(name: str, source: HubSource) -> Iterator[None]:
    """Turn what huggingface_hub and its HTTP client raise into ModelErrors."""
    from huggingface_hub import errors

    where = f"{source.repository} at {source.revision}"
    try:
        yield
    except SyncCoreError:
        raise
    except errors.OfflineModeIsEnabled as error:
        raise ModelError(
            f"cannot pull '{name}': HF_HUB_OFFLINE is set; unset it to use the network"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise ModelError(f"cannot pull '{name}': the hub has no {where}") from error
    except errors.RepositoryNotFoundError as error:
        raise ModelError(
            f"cannot pull '{name}': the hub has no repository {source.repository}, or "
            "asks for a login that is not set up"
        ) from error
    except errors.HfHubHTTPError as error:
        raise ModelError(
            f"cannot pull '{name}' ({where}): the hub answered: {error}"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and _is_of_the_disk(error):
            raise
        if not isinstance(error, OSError) and not _is_of_the_network(error):
            raise
        raise ModelError(
            f"cannot pull '{name}' ({where}): {type(error).__name__}: {error}. See to "
            "the network (HF_ENDPOINT, proxy) and pull again: what has arrived is kept"
        ) from error


def _is_of_the_disk(error: OSError) -> bool:
    return error.filename is not None or error.errno in _DISK_ERRNOS


_DISK_ERRNOS = frozenset(
    {errno.EPERM, errno.EIO, errno.EACCES, errno.EFBIG, errno.ENOSPC, errno.EROFS}
) | {errno.EDQUOT}
"""What writing to a disk can run into."""


def _is_of_the_network(error: Exception) -> bool:
    # Which HTTP client huggingface_hub uses has changed twice; all have these names.
    return type(error).__module__.split(".")[0] in ("httpx", "httpx2", "requests")
