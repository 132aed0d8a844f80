"""The records that hooks list: what a user must know, and how to start the work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from attrs import field, frozen, validators

from sync_core.base.errors import PluginContractError

if TYPE_CHECKING:
    from attrs import Attribute

    from sync_core.document.document import Document
    from sync_core.plugins.protocols import Aligner, Backend, EngineOptions

__all__ = [
    "CONTENTS",
    "AlignerPlugin",
    "BackendPlugin",
    "ExporterPlugin",
    "Extension",
    "PluginRecord",
]

CONTENTS = (
    "words",
    "phones",
    "confidence",
    "speakers",
    "missing",
    "extra",
    "untimed",
)
"""What ``ExporterPlugin.holds`` may name: the times of words and of phones, how sure
they are, who speaks, which words of the script were not said, which speech is not in
the script, and text that has no time."""

_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


def _check_name(instance: object, attribute: Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise PluginContractError(
            f"{type(instance).__name__}: a name is lower-case letters and digits, "
            f"joined by '-', '_' or '.', not {value!r}"
        )


def _check_callable(instance: Any, attribute: Attribute[Any], value: object) -> None:
    if not callable(value):
        raise PluginContractError(
            f"{type(instance).__name__} {instance.name!r}: "
            f"{attribute.name} is a callable, not {value!r}"
        )


def _check_suffixes(
    instance: Any, attribute: Attribute[Any], value: tuple[str, ...]
) -> None:
    for suffix in value:
        if not suffix.startswith(".") or suffix != suffix.lower():
            raise PluginContractError(
                f"ExporterPlugin {instance.name!r}: a suffix is lower case and starts "
                f"with a dot, not {suffix!r}"
            )


def _strings(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _optional_strings(value: Any) -> tuple[str, ...] | None:
    return None if value is None else _strings(value)


def _optional_names(value: Any) -> frozenset[str] | None:
    return None if value is None else frozenset(_strings(value))


@frozen
class BackendPlugin:
    """Audio to text: what a ``sync_core_backends`` hook lists."""

    name: str = field(validator=_check_name)
    """What users call it: lower case, letters and digits, joined by ``-._``."""
    load: Callable[[EngineOptions], Backend] = field(validator=_check_callable)
    """Imports the engine and opens the model; the only place that does."""
    summary: str = ""
    """A line for listings."""
    languages: tuple[str, ...] | None = field(default=None, converter=_optional_strings)
    """Primary subtags (``en``); None: whatever the model knows."""
    word_times: bool = False
    """Whether its words come with times of their own."""
    streaming: bool = False
    """Whether it takes audio as it is spoken."""
    options: type | None = None
    """A frozen attrs class with the engine's own options."""
    model_form: str | None = None
    """Which form of weights the core is to find (``ctranslate2``); None: none."""
    default_model: str | None = None
    """The model where the user names none."""
    license: str | None = None
    """SPDX expression of the engine's code."""
    weights_license: str | None = None
    """SPDX expression of its weights."""
    needs_network: bool = False
    """Whether it works only with a network."""
    available: Callable[[], str | None] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Gives the reason why it cannot run here and what to do about it, or None. It
    looks at files and installed packages at most: ``auto`` and listings call it."""


@frozen
class AlignerPlugin:
    """Audio and text to times: what a ``sync_core_aligners`` hook lists."""

    name: str = field(validator=_check_name)
    """What users call it: lower case, letters and digits, joined by ``-._``."""
    load: Callable[[EngineOptions], Aligner] = field(validator=_check_callable)
    """Imports the engine and opens the model; the only place that does."""
    summary: str = ""
    """A line for listings."""
    languages: tuple[str, ...] | None = field(default=None, converter=_optional_strings)
    """Primary subtags (``en``); None: whatever the model knows."""
    granularity: Literal["phone", "word", "segment"] = "word"
    """The finest unit that gets times."""
    longest_ms: int | None = field(
        default=None, validator=validators.optional(validators.ge(1_000))
    )
    """The longest audio that ``align`` takes at once; None: any length."""
    coarse: bool = False
    """Whether its times are as loose as a recogniser's own; ``aligner="auto"`` does not
    re-time recognised words with such an aligner."""
    options: type | None = None
    """A frozen attrs class with the engine's own options."""
    model_form: str | None = None
    """Which form of weights the core is to find; None: none."""
    default_model: str | None = None
    """The model where the user names none."""
    preference: int = 0
    """Where ``aligner="auto"`` has a choice, the highest preference is picked."""
    license: str | None = None
    """SPDX expression of the engine's code."""
    weights_license: str | None = None
    """SPDX expression of its weights."""
    needs_network: bool = False
    """Whether it works only with a network."""
    available: Callable[[], str | None] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Gives the reason why it cannot run here and what to do about it, or None. It
    looks at files and installed packages at most: ``auto`` and listings call it."""


@frozen
class Extension:
    """What a growing document adds to its file."""

    body: bytes
    """With the file's head, if nothing was written before."""
    count: int
    """The number of entries (cues, lines, segments) in all by now."""
    tail: bytes = b""
    """What ends the file, for as long as nothing follows."""


@frozen
class ExporterPlugin:
    """Timed text to a file: what a ``sync_core_exporters`` hook lists."""

    name: str = field(validator=_check_name)
    """What users call it: lower case, letters and digits, joined by ``-._``."""
    suffixes: tuple[str, ...] = field(converter=_strings, validator=_check_suffixes)
    """File name endings with their dot; the first is the one to write."""
    export: Callable[..., None] = field(validator=_check_callable)
    """``export(document, out)``, or ``export(document, out, options)`` where the
    record names an ``options`` class. A pure function of its arguments."""
    media_type: str = "application/octet-stream"
    """What a web server would call the file."""
    options: type | None = None
    """A frozen attrs class with the format's options."""
    needs: Literal["phone", "word", "segment"] = "word"
    """The finest unit that must be there for the file to make sense."""
    summary: str = ""
    """A line for listings."""
    read: Callable[[BinaryIO], Document] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Reads what ``export`` writes."""
    sniff: Callable[[bytes], bool] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Says whether a whole file is surely of this format, for endings that several
    formats share; raises nothing."""
    binary: bool = False
    """Whether the file is anything but UTF-8 text."""
    holds: frozenset[str] | None = field(default=None, converter=_optional_names)
    """What the format can keep, at best, out of ``CONTENTS``; None: everything. What
    a document has beyond that is named in findings when it is written."""
    kept: Callable[[Any], frozenset[str]] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Gives what of ``holds`` is kept with an instance of ``options``; None: all."""
    extend: Callable[..., Extension] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """``extend(document, before)``, or with the options behind them: the same file as
    ``export`` writes, in pieces, for a document that is still growing. ``document`` has
    only the segments behind those that are written already, and ``before`` counts the
    entries that those became. The file is all bodies so far and the last tail."""


PluginRecord = BackendPlugin | AlignerPlugin | ExporterPlugin
