"""All errors of sync-core, in one tree.

    SyncCoreError
    ├── InputError                what was given cannot be worked on
    │   ├── AudioError            the audio
    │   ├── ScriptError           the script, or another text
    │   └── DocumentError         a document, or the JSON of one
    ├── PluginError               a plugin is at fault, and is named
    │   ├── UnknownPluginError    nothing goes by that name
    │   ├── PluginLoadError       it could not be imported or started
    │   ├── PluginRunError        it raised in the middle of its work
    │   ├── PluginTimeoutError    it gave no sign of life for too long
    │   └── PluginContractError   it broke a promise of its kind
    ├── MissingDependencyError    an optional package is needed; has the pip line
    ├── ModelError                weights are missing, damaged or of the wrong form
    ├── AlignmentError            audio and script could not be brought together
    ├── ExportError               a file could not be written
    └── CancelledError            the caller asked to stop

Each message says what is wrong, with what, and what to do about it. Every error takes
exactly one positional argument, its message, so that it can be pickled (as by
``multiprocessing`` and ``concurrent.futures``).
"""

from __future__ import annotations

__all__ = [
    "AlignmentError",
    "AudioError",
    "CancelledError",
    "DocumentError",
    "ExportError",
    "InputError",
    "MissingDependencyError",
    "ModelError",
    "PluginContractError",
    "PluginError",
    "PluginLoadError",
    "PluginRunError",
    "PluginTimeoutError",
    "ScriptError",
    "SyncCoreError",
    "UnknownPluginError",
]


class SyncCoreError(Exception):
    """The base of every error that sync-core raises on purpose."""


class InputError(SyncCoreError):
    """The input cannot be processed."""


class AudioError(InputError):
    """The audio is missing, unreadable, damaged, empty or silent."""


class ScriptError(InputError):
    """The script has no word that can be spoken, or is not text."""


class DocumentError(InputError):
    """A document, or the JSON of one, is damaged or inconsistent."""


class PluginError(SyncCoreError):
    """A plugin is at fault; the message names it."""


class UnknownPluginError(PluginError):
    """There is no plugin of that kind and name."""


class PluginLoadError(PluginError):
    """A plugin could not be imported, or its engine could not be started."""


class PluginRunError(PluginError):
    """A plugin raised an error at work; the cause is chained."""


class PluginTimeoutError(PluginError):
    """A plugin exceeded its time limit; its thread is left running."""


class PluginContractError(PluginError):
    """A plugin broke the contract of its kind."""


class MissingDependencyError(SyncCoreError):
    """An optional package is missing; the message has the pip command."""


class ModelError(SyncCoreError):
    """Model weights are missing, damaged, or in a form that the engine cannot read."""


class AlignmentError(SyncCoreError):
    """The audio and the script could not be aligned."""


class ExportError(SyncCoreError):
    """A document could not be written."""


class CancelledError(SyncCoreError):
    """The caller cancelled the work; nothing was written."""
