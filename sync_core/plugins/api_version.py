"""Which version of the plugin contract this core speaks, and what of it will go.

A plugin module (or object) may say which version it was written for::

    sync_core_api = 1

One that says nothing was written for the first. The number goes up only when something
is taken away or changes its meaning; what is added leaves it as it is.
"""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Iterable, Mapping
from importlib import metadata
from typing import Any

from attrs import fields

from sync_core.base.errors import PluginContractError, PluginError, PluginLoadError

__all__ = [
    "ATTRIBUTE",
    "DEPRECATED",
    "OLDEST_PLUGIN_API",
    "PLUGIN_API",
    "check_api",
    "find_deprecated_uses",
    "read_api",
    "require_usable_api",
    "suggest_newer_core",
    "warn_deprecated",
]

PLUGIN_API = 1
"""The version that this core speaks."""

OLDEST_PLUGIN_API = 1
"""The oldest version whose plugins still work."""

ATTRIBUTE = "sync_core_api"
"""Where a plugin says for which version it was written."""

DEPRECATED: Mapping[str, str] = {}
"""What plugins should no longer use, and what to use instead: hooks by their name
(``sync_core_backends``), fields of records as ``ExporterPlugin.kept``."""

_OWN_REQUIREMENT = re.compile(r"sync[-_.]core(?![\w.-])", re.IGNORECASE)


def read_api(plugin: object) -> int:
    """Return the version that a plugin was written for.

    Raises:
        PluginContractError: It says something that is no version.
    """
    api = getattr(plugin, ATTRIBUTE, 1)
    if not isinstance(api, int) or isinstance(api, bool) or api < 1:
        raise PluginContractError(
            f"{ATTRIBUTE} is the number of a plugin API, say 1, not {api!r}"
        )
    return api


def check_api(
    api: int, *, oldest: int | None = None, newest: int | None = None
) -> None:
    """Refuse a plugin that was written for another plugin API than these.

    Args:
        api: What it was written for.
        oldest: The first version that works; None: this core's.
        newest: The last one; None: this core's.

    Raises:
        PluginLoadError: It is too old or too new.
    """
    oldest = OLDEST_PLUGIN_API if oldest is None else oldest
    newest = PLUGIN_API if newest is None else newest
    if oldest <= api <= newest:
        return
    ours = str(newest) if oldest == newest else f"{oldest} to {newest}"
    advice = "sync-core: pip install -U sync-core"
    if api < oldest:
        advice = "the plugin, or ask its author for a version that is up to date"
    raise PluginLoadError(
        f"written for plugin API {api}, and sync-core {_version()} takes {ours}: "
        f"update {advice}"
    )


def require_usable_api(plugin: object, title: str) -> int:
    """Return the version that a plugin was written for, if it is one that works here.

    Raises:
        PluginLoadError: It is too old or too new.
        PluginContractError: It says something that is no version.
    """
    try:
        api = read_api(plugin)
        check_api(api)
    except PluginError as error:
        raise type(error)(f"plugin '{title}': {error}") from error
    return api


def suggest_newer_core(error: BaseException, distribution: str) -> str:
    """Return a hint where an error looks as if a plugin wanted another core than this.

    That is a name that cannot be imported from the core, or an argument that a record
    of the core does not take. Empty for any other error.
    """
    text = str(error)
    missing_name = isinstance(error, ImportError) and _is_core_module(error.name)
    missing_field = isinstance(error, TypeError) and "Plugin.__init__()" in text
    if not missing_name and not missing_field:
        return ""
    wish = _find_requirement(distribution)
    wants = f"; it asks for '{wish}'" if wish else ""
    return (
        f" (it may be written for another version than sync-core {_version()}{wants}: "
        "update sync-core or the plugin)"
    )


def find_deprecated_uses(
    hook: str, records: Iterable[object], deprecated: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return what of ``DEPRECATED`` a plugin uses, with its replacement, each once."""
    deprecated = DEPRECATED if deprecated is None else deprecated
    used = [hook] if hook in deprecated else []
    for record in records:
        kind: Any = type(record)
        used += [
            f"{kind.__name__}.{field.name}"
            for field in fields(kind)
            if f"{kind.__name__}.{field.name}" in deprecated
            and getattr(record, field.name) != field.default
        ]
    return [(name, deprecated[name]) for name in dict.fromkeys(used)]


def warn_deprecated(title: str, what: str, instead: str, where: object) -> None:
    """Warn, as if in the plugin's own code, that it uses what will go.

    Args:
        title: The plugin, for the message.
        what: What it uses.
        instead: What it should use.
        where: A function of the plugin; Python's filters go by its module, and show
            one warning a process for it.
    """
    message = f"{title} uses {what}, which will go: use {instead}"
    function: Any = inspect.unwrap(where) if callable(where) else where
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if code is None:
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return
    space = function.__globals__
    warnings.warn_explicit(
        message,
        DeprecationWarning,
        code.co_filename,
        code.co_firstlineno,
        module=space.get("__name__"),
        registry=space.setdefault("__warningregistry__", {}),
    )


def _is_core_module(module: str | None) -> bool:
    return (module or "").partition(".")[0] == "sync_core"


def _find_requirement(distribution: str) -> str | None:
    """Return the line in which an installed package asks for this one."""
    try:
        wishes = metadata.requires(distribution.split(" ")[0]) or []
    except metadata.PackageNotFoundError:
        return None
    return next((wish for wish in wishes if _OWN_REQUIREMENT.match(wish)), None)


def _version() -> str:
    try:
        return metadata.version("sync-core")
    except metadata.PackageNotFoundError:
        return "(not installed)"
