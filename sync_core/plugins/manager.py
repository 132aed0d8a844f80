"""Finding and loading plugins: the only user of pluggy's manager."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, TypeVar

import pluggy

from sync_core.base.errors import PluginContractError, PluginError, UnknownPluginError
from sync_core.base.suggestions import suggest_name
from sync_core.plugins import hookspecs
from sync_core.plugins.api_version import (
    find_deprecated_uses,
    require_usable_api,
    warn_deprecated,
)
from sync_core.plugins.discovery import LoadFailure, discover, list_records
from sync_core.plugins.hook_finder import HookFinder
from sync_core.plugins.records import AlignerPlugin, BackendPlugin, ExporterPlugin
from sync_core.plugins.registered import Registered
from sync_core.plugins.timed_calls import TimedCaller
from sync_core.plugins.timeouts import parse_timeout, plugin_timeout_s

__all__ = ["LoadFailure", "PluginManager"]

T = TypeVar("T", BackendPlugin, AlignerPlugin, ExporterPlugin)


class PluginManager:
    """The plugins at hand. Make one, fill it, pass it to a ``Pipeline``.

    Example:
        >>> from sync_core import PluginManager
        >>> manager = PluginManager.installed()
        >>> "srt" in [item.record.name for item in manager.exporters()]
        True

    Args:
        timeout_s: How long one plugin may take to be imported or to list its records;
            None: what ``SYNC_CORE_PLUGIN_TIMEOUT`` says, else 60 s; 0: no limit.

    Raises:
        InputError: A timeout below 0, or ``SYNC_CORE_PLUGIN_TIMEOUT`` is no number.
    """

    def __init__(self, *, timeout_s: float | None = None) -> None:
        limit = plugin_timeout_s() if timeout_s is None else timeout_s
        self._timeout_s = parse_timeout(limit, "timeout_s")
        self._pluggy = HookFinder(hookspecs.PROJECT)
        self._pluggy.add_hookspecs(hookspecs)
        self._origins: dict[str, tuple[str, int]] = {}
        self._failures: list[LoadFailure] = []
        self._deprecations: list[str] = []
        self._cache: dict[str, list[Registered[Any]]] = {}

    @classmethod
    def installed(cls, environ: Mapping[str, str] = os.environ) -> PluginManager:
        """Make a manager with every installed plugin.

        Args:
            environ: ``SYNC_CORE_PLUGINS`` in it names the only plugins to load
                (comma-separated entry-point names; empty: none), ``SYNC_CORE_DISABLE``
                those to leave out, ``SYNC_CORE_PLUGIN_TIMEOUT`` how many seconds each
                may take to be imported or to list its records (0: no limit).

        Raises:
            InputError: ``SYNC_CORE_PLUGIN_TIMEOUT`` is no number of seconds.
        """
        manager = cls(timeout_s=plugin_timeout_s(environ))
        manager.load_installed(
            only=_names(environ.get("SYNC_CORE_PLUGINS")),
            disable=_names(environ.get("SYNC_CORE_DISABLE")) or (),
        )
        return manager

    @property
    def failures(self) -> tuple[LoadFailure, ...]:
        """The plugins that are installed but could not be used."""
        return tuple(self._failures)

    @property
    def deprecations(self) -> tuple[str, ...]:
        """What the plugins whose records were listed use that will go."""
        return tuple(self._deprecations)

    def register(
        self, plugin: object, name: str | None = None, distribution: str = "unpackaged"
    ) -> None:
        """Add a plugin: a module or an instance that has marked hooks.

        Args:
            plugin: The module or object.
            name: What to call it in messages; its own name if None.
            distribution: The package that it came in, for messages.

        Raises:
            PluginContractError: A class instead of an instance, an unknown hook, a
                hook with arguments, a name that is taken, or no hook at all.
            PluginLoadError: It was written for another plugin API than this core's.
        """
        title: str = name or getattr(plugin, "__name__", None) or type(plugin).__name__
        if isinstance(plugin, type):
            raise PluginContractError(
                f"plugin '{title}' is a class: register an instance of it, or a module"
            )
        api = require_usable_api(plugin, title)
        known = self._pluggy.get_plugins()
        try:
            self._pluggy.register(plugin, title)
            self._pluggy.check_pending()
            if not self._pluggy.get_hookcallers(plugin):
                raise PluginContractError(
                    "it has no hook: mark a function sync_core_backends, "
                    "sync_core_aligners or sync_core_exporters with @hookimpl"
                )
        except Exception as error:
            if plugin not in known and self._pluggy.is_registered(plugin):
                self._pluggy.unregister(plugin)
            raise PluginContractError(f"plugin '{title}': {error}") from error
        self._origins[title] = distribution, api
        self._cache.clear()

    def load_installed(
        self, *, only: Collection[str] | None = None, disable: Collection[str] = ()
    ) -> None:
        """Load the plugins of the entry-point group ``sync_core``.

        One that cannot be loaded is kept in ``failures`` and never stops the others.

        Args:
            only: Names of the entry points to load; None: all.
            disable: Names of those to leave out.
        """
        for item in discover(hookspecs.PROJECT, only, disable, self._timeout_s):
            if isinstance(item, LoadFailure):
                self._fail(item)
                continue
            try:
                self.register(item.loaded, item.plugin, item.distribution)
            except PluginError as error:
                self._fail(LoadFailure(item.plugin, item.distribution, error))

    def backends(self) -> list[Registered[BackendPlugin]]:
        """The backends at hand, by name."""
        return self._collect("sync_core_backends", BackendPlugin)

    def aligners(self) -> list[Registered[AlignerPlugin]]:
        """The aligners at hand, by name."""
        return self._collect("sync_core_aligners", AlignerPlugin)

    def exporters(self) -> list[Registered[ExporterPlugin]]:
        """The exporters at hand, by name."""
        return self._collect("sync_core_exporters", ExporterPlugin)

    def backend(self, name: str) -> Registered[BackendPlugin]:
        """Look up a backend.

        Raises:
            UnknownPluginError: No backend goes by that name.
            PluginError: Two plugins claim the name.
        """
        return self._find("backend", self.backends(), name)

    def aligner(self, name: str) -> Registered[AlignerPlugin]:
        """Look up an aligner.

        Raises:
            UnknownPluginError: No aligner goes by that name.
            PluginError: Two plugins claim the name.
        """
        return self._find("aligner", self.aligners(), name)

    def exporter(self, name: str) -> Registered[ExporterPlugin]:
        """Look up an exporter by its format's name.

        Raises:
            UnknownPluginError: No exporter goes by that name.
            PluginError: Two plugins claim the name.
        """
        return self._find("exporter", self.exporters(), name)

    def exporter_for(self, filename: str) -> Registered[ExporterPlugin]:
        """Look up an exporter by the end of a file's name; the longest end wins.

        Raises:
            UnknownPluginError: No exporter writes such files.
            PluginError: Two plugins claim the same ending.
        """
        lowered = filename.lower()
        matches = [
            (len(suffix), item)
            for item in self.exporters()
            for suffix in item.record.suffixes
            if lowered.endswith(suffix)
        ]
        if not matches:
            known = sorted({s for e in self.exporters() for s in e.record.suffixes})
            raise UnknownPluginError(
                f"no exporter writes files like '{filename}'; known endings: "
                f"{', '.join(known) or 'none'}{self._not_loaded()}; or name a format"
            )
        longest = max(size for size, _ in matches)
        best = [item for size, item in matches if size == longest]
        if len(best) > 1:
            claims = " and ".join(f"{i.record.name} ({i.distribution})" for i in best)
            raise PluginError(
                f"{claims} both write files like '{filename}': name the format"
            )
        return best[0]

    def _find(self, kind: str, items: list[Registered[T]], name: str) -> Registered[T]:
        matches = [item for item in items if item.record.name == name]
        if len(matches) == 1:
            return matches[0]
        if matches:
            claims = " and ".join(f"'{m.plugin}' ({m.distribution})" for m in matches)
            raise PluginError(
                f"the plugins {claims} both have the {kind} '{name}': leave one out "
                "with SYNC_CORE_DISABLE, or uninstall it"
            )
        known = [item.record.name for item in items]
        raise UnknownPluginError(
            f"no {kind} named '{name}'{suggest_name(name, known)}; "
            f"there are: {', '.join(known) or 'none'}{self._not_loaded()}"
        )

    def _not_loaded(self) -> str:
        names = ", ".join(f"{f.plugin}: {f.reason}" for f in self._failures)
        return f" (not loaded: {names})" if names else ""

    def _fail(self, failure: LoadFailure) -> None:
        self._failures.append(failure)
        import logging

        logging.getLogger(__name__).warning(
            "plugin '%s' (%s): %s", failure.plugin, failure.distribution, failure.reason
        )

    def _collect(self, hook: str, kind: type[T]) -> list[Registered[T]]:
        if hook not in self._cache:
            found: list[Registered[T]] = []
            with TimedCaller(self._timeout_s).opened() as guard:
                for impl in getattr(self._pluggy.hook, hook).get_hookimpls():
                    found += self._ask(impl, hook, kind, guard)
            self._cache[hook] = sorted(found, key=_by_name)
        return list(self._cache[hook])

    def _ask(
        self, impl: pluggy.HookImpl, name: str, kind: type[T], guard: TimedCaller
    ) -> list[Registered[T]]:
        """Call one plugin's hook; keep what goes wrong as that plugin's failure."""
        plugin, hook = impl.plugin_name, impl.function
        origin, api = self._origins.get(plugin, ("unpackaged", 1))
        title = f"plugin '{plugin}' ({origin})"
        try:
            records = guard.call(title, partial(list_records, hook, kind))
            for what, instead in find_deprecated_uses(name, records):
                self._deprecations.append(f"{title} uses {what}: use {instead}")
                warn_deprecated(title, what, instead, hook)
        except (Exception, SystemExit) as error:
            self._fail(LoadFailure(plugin, origin, error))
            return []
        return [Registered(record, plugin, origin, api) for record in records]


def _by_name(item: Registered[Any]) -> tuple[str, str]:
    return item.record.name, item.plugin


def _names(text: str | None) -> list[str] | None:
    if text is None:
        return None
    return [name.strip() for name in text.split(",") if name.strip()]
