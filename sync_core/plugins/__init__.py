"""The contract of plugins, finding them, and the engines that they load."""

from sync_core.plugins.backend_stream import BackendStream
from sync_core.plugins.hookspecs import hookimpl
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.protocols import (
    Aligner,
    AlignmentRequest,
    Anchor,
    Backend,
    EngineOptions,
    Transcription,
)
from sync_core.plugins.records import (
    AlignerPlugin,
    BackendPlugin,
    ExporterPlugin,
    Extension,
)

__all__ = [
    "Aligner",
    "AlignerPlugin",
    "AlignmentRequest",
    "Anchor",
    "Backend",
    "BackendPlugin",
    "BackendStream",
    "EngineOptions",
    "ExporterPlugin",
    "Extension",
    "PluginManager",
    "Transcription",
    "hookimpl",
]
