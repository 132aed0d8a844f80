"""What a plugin is made of: the records its hooks list, the objects that do the work.

A record says what a user must know before choosing, and how to start the engine. A
hook lists records and does nothing else; ``load`` imports the engine and opens the
model; the object that it gives does the work until ``close``.
"""

from __future__ import annotations

from sync_core.engine_types import (
    Aligner,
    AlignmentRequest,
    Anchor,
    Backend,
    Cancel,
    EngineOptions,
    Progress,
    Transcription,
)
from sync_core.plugin_records import (
    CONTENTS,
    AlignerPlugin,
    BackendPlugin,
    ExporterPlugin,
    PluginRecord,
)

__all__ = [
    "CONTENTS",
    "Aligner",
    "AlignerPlugin",
    "AlignmentRequest",
    "Anchor",
    "Backend",
    "BackendPlugin",
    "Cancel",
    "EngineOptions",
    "ExporterPlugin",
    "PluginRecord",
    "Progress",
    "Transcription",
]
