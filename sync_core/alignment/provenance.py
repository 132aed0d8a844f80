"""What the provenance keeps of the plugins' parts in a piece of work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

from sync_core.document.records import Provenance, Step
from sync_core.plugins.engine import Engine

__all__ = ["build_provenance", "build_step"]


def build_provenance(word_times: str, *steps: Step) -> Provenance:
    """Make the provenance of a document out of its steps."""
    return Provenance(f"sync-core {_version()}", word_times, steps)


def build_step(kind: str, engine: Engine[Any], note: str | None) -> Step:
    """Record what a plugin was asked to do."""
    return Step(
        kind=kind,
        plugin=engine.found.record.name,
        distribution=engine.found.distribution,
        model=engine.options.model,
        options=_asked(engine.options),
        note=note,
    )


def _asked(options: Any) -> Mapping[str, object]:
    own = attrs.asdict(options.own) if options.own is not None else {}
    common = {"device": options.device, "threads": options.threads}
    return {"language": options.language, **common, **own}


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("sync-core")
