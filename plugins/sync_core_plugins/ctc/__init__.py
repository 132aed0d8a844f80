"""Forced alignment in about 100 languages with the peaks of a CTC model."""

from __future__ import annotations

from importlib.util import find_spec

from sync_core import (
    Aligner,
    AlignerPlugin,
    EngineOptions,
    MissingDependencyError,
    hookimpl,
)
from sync_core_plugins.ctc.options import CtcOptions

__all__ = ["sync_core_aligners"]

MAX_AUDIO_MS = 120_000


def _load(options: EngineOptions) -> Aligner:
    own: CtcOptions = options.own or CtcOptions()
    reason = _explain_unavailable()
    if own.model_path is None and reason is not None:
        raise MissingDependencyError(f"the aligner 'ctc' cannot run here: {reason}")
    from sync_core_plugins.ctc.loading import load_aligner

    return load_aligner(options.language, own)


def _explain_unavailable() -> str | None:
    if find_spec("hama") is not None and find_spec("g2p2") is not None:
        return None
    return (
        'it needs a phone model and pronunciations: pip install "sync-core[phones]"; '
        "or give a character model of your own as model_path"
    )


@hookimpl
def sync_core_aligners() -> list[AlignerPlugin]:
    """List the aligner."""
    return [
        AlignerPlugin(
            "ctc",
            load=_load,
            summary="words and phones in about 100 languages (hama and g2p2)",
            granularity="phone",
            longest_ms=MAX_AUDIO_MS,
            options=CtcOptions,
            preference=5,
            available=_explain_unavailable,
            license="MIT AND Apache-2.0",
            weights_license="Apache-2.0 AND (MIT OR Apache-2.0)",
        )
    ]
