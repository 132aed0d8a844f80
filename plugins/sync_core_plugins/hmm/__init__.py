"""English forced alignment with pocketsphinx's hidden Markov models."""

from __future__ import annotations

from sync_core import Aligner, AlignerPlugin, EngineOptions, hookimpl
from sync_core_plugins.hmm.limits import MAX_MS

__all__ = ["sync_core_aligners"]


def _load(options: EngineOptions) -> Aligner:
    from sync_core_plugins.hmm.aligner import HmmAligner

    return HmmAligner()


@hookimpl
def sync_core_aligners() -> list[AlignerPlugin]:
    """List the aligner."""
    return [
        AlignerPlugin(
            "hmm",
            load=_load,
            summary="English words and phones, fast, offline (pocketsphinx)",
            languages=("en",),
            granularity="phone",
            longest_ms=MAX_MS,
            preference=10,
            license="BSD-2-Clause AND BSD-3-Clause",
            weights_license="BSD-2-Clause",
        )
    ]
