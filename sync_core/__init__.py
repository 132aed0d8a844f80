"""Speech and text, tied together: transcribe, align, export.

Everything that users and plugin authors need is here.
"""

from typing import TYPE_CHECKING

from sync_core._later import later
from sync_core.backend_stream import BackendStream
from sync_core.document import (
    Document,
    Finding,
    Mark,
    Phone,
    Provenance,
    Segment,
    Step,
    Word,
)
from sync_core.errors import (
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
from sync_core.hookspecs import hookimpl
from sync_core.languages import primary_subtag, standard_tag
from sync_core.manager import PluginManager
from sync_core.plugin_types import (
    Aligner,
    AlignerPlugin,
    AlignmentRequest,
    Anchor,
    Backend,
    BackendPlugin,
    Cancel,
    EngineOptions,
    ExporterPlugin,
    Extension,
    Progress,
    Transcription,
)
from sync_core.script_document import WordTiming, script_document
from sync_core.text import Script, Token, match_form
from sync_core.times import clock, seconds_to_ms

if TYPE_CHECKING:
    from sync_core.api import align, demo_clip, export, transcribe
    from sync_core.audio import Audio, AudioSource
    from sync_core.document_json import document_schema
    from sync_core.exporting import load
    from sync_core.phones import arpabet_to_ipa, ipa_to_arpabet
    from sync_core.pipeline import Pipeline
    from sync_core.shaping import (
        PROFILES,
        Cue,
        Profile,
        check_cues,
        cues,
        cues_as_written,
        untimed_segments,
    )
else:
    # Listing plugins needs none of these, and they take as long as all the rest.
    __getattr__, __dir__ = later(
        __name__,
        {
            "PROFILES": "sync_core.shaping",
            "Audio": "sync_core.audio",
            "AudioSource": "sync_core.audio",
            "Cue": "sync_core.shaping",
            "Pipeline": "sync_core.pipeline",
            "Profile": "sync_core.shaping",
            "align": "sync_core.api",
            "arpabet_to_ipa": "sync_core.phones",
            "check_cues": "sync_core.shaping",
            "cues": "sync_core.shaping",
            "cues_as_written": "sync_core.shaping",
            "demo_clip": "sync_core.api",
            "document_schema": "sync_core.document_json",
            "export": "sync_core.api",
            "ipa_to_arpabet": "sync_core.phones",
            "load": "sync_core.exporting",
            "transcribe": "sync_core.api",
            "untimed_segments": "sync_core.shaping",
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
