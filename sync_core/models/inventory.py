"""The known and the installed models, and the verification of their files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from sync_core.base.errors import ModelError
from sync_core.models.packaged import (
    PACKAGED_MODELS,
    find_installed_pieces,
    verify_packaged,
)
from sync_core.models.registry import REGISTRY, ModelInfo, canonical_name
from sync_core.models.store import (
    Slot,
    StoredModel,
    list_stored_models,
    model_store,
    verify_stored_model,
)

__all__ = ["ModelLocation", "ModelRow", "list_inventory", "verify_places"]


_MANUAL = "by hand"


@frozen
class ModelLocation:
    """The location of one form of a model on this machine."""

    name: str
    form: str
    path: Path
    size_bytes: int
    source: str
    """Its origin: a repository of the hub, packages, a conversion or ``by hand``."""
    revision: str | None
    slot: Slot | None
    """Its slot in the store; None for an installed package."""

    @property
    def in_words(self) -> str:
        """Form, size and origin on one line."""
        where = self.source
        if where != _MANUAL:
            where = where.partition(" ")[0]
        suffix = " q8_0" if self.name.endswith("-q8_0") else ""
        return f"{self.form}{suffix} {self.size_bytes / 1e6:.0f} MB ({where})"


@frozen
class ModelRow:
    """A known or installed model."""

    name: str
    info: ModelInfo | None
    """None for the user's own models."""
    installed: tuple[ModelLocation, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the row as a dict of JSON values."""
        facts: dict[str, object] = {"name": self.name}
        if self.info is not None:
            facts |= {
                "parameters_millions": self.info.parameters,
                "encoder_layers": self.info.encoder_layers,
                "decoder_layers": self.info.decoder_layers,
                "mel_bins": self.info.mel_bins,
                "languages": list(self.info.languages),
                "license": self.info.license,
                "attention_times": self.info.attention_times,
                "use": self.info.use,
            }
        facts["installed"] = [
            {
                "name": place.name,
                "form": place.form,
                "path": str(place.path),
                "size_bytes": place.size_bytes,
                "source": place.source,
                "revision": place.revision,
            }
            for place in self.installed
        ]
        return facts


def list_inventory(environ: Mapping[str, str] = os.environ) -> tuple[ModelRow, ...]:
    """List all known and installed models with their locations."""
    places: dict[str, list[ModelLocation]] = {name: [] for name in REGISTRY}
    for name in PACKAGED_MODELS:
        places[name].extend(_list_packaged_places(name))
    for model in list_stored_models(model_store(environ)):
        places.setdefault(_find_model_name(model.slot), []).append(
            _make_stored_place(model)
        )
    return tuple(
        ModelRow(name, REGISTRY.get(name), tuple(found))
        for name, found in places.items()
    )


def verify_places(
    places: Iterable[ModelLocation],
) -> Iterator[tuple[ModelLocation, str, bool]]:
    """Yield for each model its verification in words, and whether it is intact."""
    for place in places:
        try:
            yield place, _verify_place(place), True
        except ModelError as error:
            yield place, str(error), False


def _verify_place(place: ModelLocation) -> str:
    if place.slot is not None:
        recorded = verify_stored_model(place.slot)
        return "good" if recorded else "put there by hand: whole, but no checksums"
    pieces = find_installed_pieces(place.name)
    if pieces is None:
        raise ModelError(f"the packages of '{place.name}' are gone")
    verify_packaged(place.name, pieces)
    return "good"


def _find_model_name(slot: Slot) -> str:
    name = slot.name
    if slot.form == "ggml":
        name = name.removeprefix("ggml-").removesuffix("-q8_0")
    return canonical_name(name)


def _list_packaged_places(name: str) -> Iterator[ModelLocation]:
    pieces = find_installed_pieces(name)
    if pieces is not None:
        paths = [path for group in pieces.values() for path in group]
        size = sum(path.stat().st_size for path in paths)
        form = PACKAGED_MODELS[name].form
        yield ModelLocation(name, form, paths[0].parent, size, "package", None, None)


def _make_stored_place(model: StoredModel) -> ModelLocation:
    slot, record = model.slot, model.record
    source = record.source if record else _MANUAL
    revision = record.revision if record else None
    return ModelLocation(
        slot.name, slot.form, slot.target, model.size_bytes, source, revision, slot
    )
