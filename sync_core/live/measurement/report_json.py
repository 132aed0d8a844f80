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
        return _encode_latency(value)
    if isinstance(value, Erasure | WordErrors):
        return {**attrs.asdict(value), "rate": _round_ratio(value.rate)}
    if isinstance(value, Boundaries):
        return _round_floats(attrs.asdict(value))
    return _round_ratio(value) if isinstance(value, float) else value


def _encode_latency(found: Latency) -> dict[str, Any]:
    delays: dict[str, Any] = _round_floats(attrs.asdict(found))
    return {
        name: {
            "computation_aware": delays[name],
            "computation_unaware": delays[f"{name}_unaware"],
        }
        for name in ("final", "shown")
    }


def _round_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _round_floats(each) for name, each in value.items()}
    return round(value, 1) if isinstance(value, float) else value


def _round_ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
