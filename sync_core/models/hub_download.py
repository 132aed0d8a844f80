"""Download of models from the hub, only on an explicit request."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from sync_core.base.callbacks import Cancel
from sync_core.base.errors import CancelledError, ModelError
from sync_core.models.hub_errors import translate_hub_errors
from sync_core.models.registry import HubSource, get_known_model
from sync_core.models.store import Form, Slot, model_store
from sync_core.models.store_records import compute_sha256

__all__ = ["BytesProgress", "pull_model"]

BytesProgress = Callable[[int, int], object]
"""Called with the bytes done and the bytes in all."""


@frozen
class _HubFile:
    name: str
    size: int
    sha256: str | None
    """The checksum of a file in the hub's large file storage."""
    git_sha1: str | None
    """The checksum of any other file: the SHA-1 of its git blob."""


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
    """Fetch a model from the hub, if it is missing, and return its path in the store.

    An interrupted download is kept, and the next pull resumes it. All checksums that
    the hub states are verified.

    Args:
        name: A name in the registry, or an alias.
        form: The form of the weights.
        environ: The environment with ``SYNC_CORE_MODELS``.
        endpoint: The hub's address; None: huggingface_hub's own (``HF_ENDPOINT``).
        progress: Called with the bytes done and the bytes in all.
        cancel: Checked regularly; the download stops when it is set.
        force: Fetch the model even if it is there.

    Raises:
        ModelError: There is no such model, the hub cannot be reached, a checksum
            differs, the disk is full, or the store cannot be written.
        CancelledError: The caller asked to stop; the partial download is kept.
    """
    info = get_known_model(name)
    source = info.source(form)
    slot = Slot(model_store(environ), form, info.name)
    with slot.lock() as work:
        if not force and _is_complete(slot):
            return slot.target
        with translate_hub_errors(info.name, source):
            files = _list_files(source, endpoint)
            folder = _prepare_partial_folder(work, source.revision)
            meter = _TransferMeter(folder, files, progress, cancel)
            _check_disk_space(slot, meter)
            for file in files:
                _download(source, file, folder / file.name, meter, endpoint)
        path = _store(slot, form, source, folder, files)
        slot.clear_work()
        return path


def _store(
    slot: Slot, form: Form, source: HubSource, folder: Path, files: list[_HubFile]
) -> Path:
    """Verify the downloaded files and move them to the slot."""
    digests = {file.name: _verify_checksum(folder / file.name, file) for file in files}
    draft, names = _choose_draft(folder, form, digests)
    return slot.place(draft, f"hub {source.repository}", source.revision, names)


def _is_complete(slot: Slot) -> bool:
    try:
        return slot.target.exists() and bool(slot.check())
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


def _prepare_partial_folder(work: Path, revision: str) -> Path:
    """Return the folder for one commit's files, and delete those of other commits."""
    for other in work.iterdir():
        if other.name != revision:
            shutil.rmtree(other, ignore_errors=True)
    folder = work / revision
    folder.mkdir(exist_ok=True)
    return folder


class _TransferMeter:
    """Counts the bytes received, for the progress and the disk space needed."""

    def __init__(
        self,
        folder: Path,
        files: list[_HubFile],
        progress: BytesProgress | None,
        cancel: Cancel | None,
    ) -> None:
        self.total = sum(file.size for file in files)
        self.done = sum(min(_get_size(folder / f.name), f.size) for f in files)
        self._progress = progress
        self._cancel = cancel
        self.add(0)

    def add(self, count: int) -> None:
        self.done += count
        if self._progress is not None:
            self._progress(min(self.done, self.total), self.total)
        if self._cancel is not None and self._cancel.is_set():
            raise CancelledError("cancelled; the next pull goes on from here")

    def make_bar_class(self) -> type:
        """Make a class in place of tqdm's, so that no bar is drawn."""
        meter = self

        class Bar:
            def __init__(self, *_: object, **__: object) -> None: ...

            def __enter__(self) -> Bar:
                return self

            def __exit__(self, *_: object) -> None: ...

            def update(self, count: float | None = 1) -> None:
                meter.add(int(count or 0))

        return Bar


def _get_size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _check_disk_space(slot: Slot, meter: _TransferMeter) -> None:
    free = shutil.disk_usage(slot.store).free
    missing = meter.total - meter.done
    if missing > free:
        raise ModelError(
            f"'{slot.name}' needs {missing / 1e6:.0f} MB more, but the disk of "
            f"'{slot.store}' has {free / 1e6:.0f} MB free: make room there, or set "
            "SYNC_CORE_MODELS to a folder on another disk"
        )


def _download(
    source: HubSource,
    file: _HubFile,
    path: Path,
    meter: _TransferMeter,
    endpoint: str | None,
) -> None:
    """Download the missing part of a file.

    ``hf_hub_download`` is not used: from huggingface_hub 1 on it restarts a partial
    file in the next process, and an interrupted pull of 3 GB is lost.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    if _get_size(path) > file.size:
        path.unlink()
    url = hf_hub_url(
        source.repository, file.name, revision=source.revision, endpoint=endpoint
    )
    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
    bar: Any = meter.make_bar_class()
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


def _verify_checksum(path: Path, file: _HubFile) -> str:
    """Return a file's SHA-256; delete it and raise if it differs from the hub's."""
    digest = compute_sha256(path)
    expected, actual = file.sha256, digest
    if expected is None and file.git_sha1 is not None:
        expected, actual = file.git_sha1, _hash_git_blob(path)
    if expected is not None and actual != expected:
        path.unlink()
        raise ModelError(
            f"{file.name} did not arrive as the hub has it (checksum {actual}, not "
            f"{expected}); it was deleted: pull again"
        )
    return digest


def _hash_git_blob(path: Path) -> str:
    data = path.read_bytes()
    header = b"blob %d\0" % len(data)
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def _choose_draft(
    folder: Path, form: Form, digests: Mapping[str, str]
) -> tuple[Path, Mapping[str, str]]:
    if form == "ctranslate2":
        return folder, digests
    ((name, digest),) = digests.items()
    return folder / name, {"": digest}
