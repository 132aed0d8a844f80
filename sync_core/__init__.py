"""Speech and text, tied together: transcribe, align, export.

Everything that users and plugin authors need is here.
"""

from typing import TYPE_CHECKING

from sync_core.alignment import WordTiming, script_document
from sync_core.base.callbacks import Cancel, Progress
from sync_core.base.errors import (
    AlignmentError,
    AudioError,
    CancelledError,
    DocumentError,
    ExportError,
    InputError,
    MissingDependencyError,
    ModelError,
    PluginContractError,
    PluginError,
    PluginLoadError,
    PluginRunError,
    PluginTimeoutError,
    ScriptError,
    SyncCoreError,
    UnknownPluginError,
)
from sync_core.base.lazy_imports import import_lazily
from sync_core.base.times import clock, seconds_to_ms
from sync_core.document import (
    Document,
    Finding,
    Mark,
    Phone,
    Provenance,
    Segment,
    Step,
    Word,
    primary_subtag,
    standard_tag,
)
from sync_core.plugins import (
    Aligner,
    AlignerPlugin,
    AlignmentRequest,
    Anchor,
    Backend,
    BackendPlugin,
    BackendStream,
    EngineOptions,
    ExporterPlugin,
    Extension,
    PluginManager,
    Transcription,
    hookimpl,
)
from sync_core.script import Script, Token, match_form

if TYPE_CHECKING:
    from sync_core.audio import Audio, AudioSource
    from sync_core.document import arpabet_to_ipa, document_schema, ipa_to_arpabet
    from sync_core.formats.files import load
    from sync_core.formats.subtitles import (
        PROFILES,
        Cue,
        Profile,
        check_cues,
        cues,
        cues_as_written,
        untimed_segments,
    )
    from sync_core.pipeline import Pipeline, align, demo_clip, export, transcribe
else:
    # Listing plugins needs none of these, and they take as long as all the rest.
    __getattr__, __dir__ = import_lazily(
        __name__,
        {
            "PROFILES": "sync_core.formats.subtitles",
            "Audio": "sync_core.audio",
            "AudioSource": "sync_core.audio",
            "Cue": "sync_core.formats.subtitles",
            "Pipeline": "sync_core.pipeline",
            "Profile": "sync_core.formats.subtitles",
            "align": "sync_core.pipeline",
            "arpabet_to_ipa": "sync_core.document",
            "check_cues": "sync_core.formats.subtitles",
            "cues": "sync_core.formats.subtitles",
            "cues_as_written": "sync_core.formats.subtitles",
            "demo_clip": "sync_core.pipeline",
            "document_schema": "sync_core.document",
            "export": "sync_core.pipeline",
            "ipa_to_arpabet": "sync_core.document",
            "load": "sync_core.formats.files",
            "transcribe": "sync_core.pipeline",
            "untimed_segments": "sync_core.formats.subtitles",
        },
    )

__all__ = [
    "PROFILES",
    "Aligner",
    "AlignerPlugin",
    "AlignmentError",
    "AlignmentRequest",
    "Anchor",
    "Audio",
    "AudioError",
    "AudioSource",
    "Backend",
    "BackendPlugin",
    "BackendStream",
    "Cancel",
    "CancelledError",
    "Cue",
    "Document",
    "DocumentError",
    "EngineOptions",
    "ExportError",
    "ExporterPlugin",
    "Extension",
    "Finding",
    "InputError",
    "Mark",
    "MissingDependencyError",
    "ModelError",
    "Phone",
    "Pipeline",
    "PluginContractError",
    "PluginError",
    "PluginLoadError",
    "PluginManager",
    "PluginRunError",
    "PluginTimeoutError",
    "Profile",
    "Progress",
    "Provenance",
    "Script",
    "ScriptError",
    "Segment",
    "Step",
    "SyncCoreError",
    "Token",
    "Transcription",
    "UnknownPluginError",
    "Word",
    "WordTiming",
    "align",
    "arpabet_to_ipa",
    "check_cues",
    "clock",
    "cues",
    "cues_as_written",
    "demo_clip",
    "document_schema",
    "export",
    "hookimpl",
    "ipa_to_arpabet",
    "load",
    "match_form",
    "primary_subtag",
    "script_document",
    "seconds_to_ms",
    "standard_tag",
    "transcribe",
    "untimed_segments",
]
