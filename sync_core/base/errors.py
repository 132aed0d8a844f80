"""Every error that sync-core raises, in one tree.

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

Each message says what was wrong, with what, and what to do about it. Every error
takes exactly one positional argument, its message, so that it survives pickling (and
with it ``multiprocessing`` and ``concurrent.futures``).
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
    """What was given cannot be worked on."""


class AudioError(InputError):
    """The audio is missing, unreadable, damaged, empty or silent."""


class ScriptError(InputError):
    """The script holds nothing that could be spoken, or is not text."""


class DocumentError(InputError):
    """A document, or the JSON of one, is damaged or contradicts itself."""


class PluginError(SyncCoreError):
    """A plugin is at fault; the message names it."""


class UnknownPluginError(PluginError):
    """No plugin of the wanted kind goes by the given name."""


class PluginLoadError(PluginError):
    """A plugin could not be imported, or its engine could not be started."""


class PluginRunError(PluginError):
    """A plugin raised in the middle of its work; the cause is chained."""


class PluginTimeoutError(PluginError):
    """A plugin gave no sign of life for too long; its thread is left running."""


class PluginContractError(PluginError):
    """A plugin did something that the contract of its kind forbids."""


class MissingDependencyError(SyncCoreError):
    """An optional package is needed; the message has the exact pip line."""


class ModelError(SyncCoreError):
    """Model weights are missing, damaged, or in a form the engine cannot read."""


class AlignmentError(SyncCoreError):
    """The audio and the script could not be brought together."""


class ExportError(SyncCoreError):
    """A document could not be written."""


class CancelledError(SyncCoreError):
    """The caller asked to stop; nothing was written."""
