"""The JSON form of what a simulation measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from sync_core.live.measurement.metrics import Erasure, Latency
from sync_core.live.measurement.reference import Boundaries, WordErrors

__all__ = ["SCHEMA_VERSION", "dump"]

SCHEMA_VERSION = 1
"""Goes up whenever an older reader could misread something."""

_KIND = "sync-core live simulation"


def dump(figures: Mapping[str, object], *, indent: int | None = None) -> str:
    """Return measured figures as JSON; None: there was nothing to measure."""
    encoded = {name: _encode(value) for name, value in figures.items()}
    data = {"kind": _KIND, "version": SCHEMA_VERSION, **encoded}
    return json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)


def _encode(value: object) -> object:
    if isinstance(value, Latency):
        return _latency(value)
    if isinstance(value, Erasure | WordErrors):
        return {**attrs.asdict(value), "rate": _short(value.rate)}
    if isinstance(value, Boundaries):
        return _rounded(attrs.asdict(value))
    return _short(value) if isinstance(value, float) else value


def _latency(found: Latency) -> dict[str, Any]:
    delays: dict[str, Any] = _rounded(attrs.asdict(found))
    return {
        name: {
            "computation_aware": delays[name],
            "computation_unaware": delays[f"{name}_unaware"],
        }
        for name in ("final", "shown")
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return round(value, 1) if isinstance(value, float) else value


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
