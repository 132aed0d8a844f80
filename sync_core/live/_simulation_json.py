"""The JSON form of what a simulation measured."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from sync_core.live._measures import Erasure, Latency
    from sync_core.live.simulation import Simulation

__all__ = ["SCHEMA_VERSION", "dump"]

SCHEMA_VERSION = 1
"""Goes up whenever an older reader could misread something."""

_KIND = "sync-core live simulation"


def dump(simulation: Simulation, *, indent: int | None = None) -> str:
    """Write down everything that was measured; None: there was nothing to measure."""
    found, labelled = simulation.comparison, simulation.labelled_latency
    data = {
        "kind": _KIND,
        "version": SCHEMA_VERSION,
        "audio_ms": simulation.duration_ms,
        "chunk_ms": simulation.chunk_ms,
        "compute_ms": round(simulation.compute_ms),
        "rtf": _short(simulation.rtf),
        "words": len(simulation.words),
        "updates": simulation.counts,
        "latency": _latency(simulation.latency),
        "labelled_latency": _latency(labelled) if labelled else None,
        "erasure": _erasure(simulation.erasure),
        "erasure_as_written": _erasure(simulation.erasure_as_written),
        "lag_by_minute_ms": [round(ms) for ms in simulation.lag_by_minute_ms],
        "end_lag_ms": round(simulation.end_lag_ms),
        "word_errors": None,
        "boundaries": None,
        "text": simulation.text,
    }
    if found is not None:
        errors = attrs.asdict(found.errors)
        data["word_errors"] = {**errors, "rate": _short(found.errors.rate)}
        data["boundaries"] = _rounded(attrs.asdict(found.boundaries))
    return json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)


def _latency(found: Latency) -> dict[str, Any]:
    delays: dict[str, Any] = _rounded(attrs.asdict(found))
    return {
        name: {
            "computation_aware": delays[name],
            "computation_unaware": delays[f"{name}_unaware"],
        }
        for name in ("final", "shown")
    }


def _erasure(found: Erasure) -> dict[str, Any]:
    return {**attrs.asdict(found), "rate": _short(found.rate)}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return round(value, 1) if isinstance(value, float) else value


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
