"""Coarse word times for any Whisper language, from the decoder's cross-attention."""

from __future__ import annotations

from sync_core import Aligner, AlignerPlugin, EngineOptions, hookimpl
from sync_core_plugins.whisper_attention.options import WhisperAttentionOptions
from sync_core_plugins.whisper_family.language_tags import WHISPER_TAGS

__all__ = ["sync_core_aligners"]


def _load(options: EngineOptions) -> Aligner:
    from sync_core_plugins.whisper_attention.aligner import WhisperAligner

    return WhisperAligner(options)


@hookimpl
def sync_core_aligners() -> list[AlignerPlugin]:
    """List the aligner."""
    return [
        AlignerPlugin(
            "whisper",
            load=_load,
            summary="coarse word times in any Whisper language (CTranslate2)",
            languages=WHISPER_TAGS,
            granularity="word",
            longest_ms=30_000,
            coarse=True,
            options=WhisperAttentionOptions,
            model_form="ctranslate2",
            default_model="base",
            preference=1,
            license="MIT",
            weights_license="MIT",
        )
    ]
