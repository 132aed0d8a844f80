"""Engines that stay loaded and are used together; calls for one piece of work."""

from typing import TYPE_CHECKING

from sync_core.base.lazy_imports import import_lazily

if TYPE_CHECKING:
    from sync_core.pipeline.demo import demo_clip
    from sync_core.pipeline.functions import align, export, transcribe
    from sync_core.pipeline.pipeline import Pipeline
else:
    __getattr__, __dir__ = import_lazily(
        __name__,
        {
            "Pipeline": "sync_core.pipeline.pipeline",
            "align": "sync_core.pipeline.functions",
            "demo_clip": "sync_core.pipeline.demo",
            "export": "sync_core.pipeline.functions",
            "transcribe": "sync_core.pipeline.functions",
        },
    )

__all__ = ["Pipeline", "align", "demo_clip", "export", "transcribe"]
