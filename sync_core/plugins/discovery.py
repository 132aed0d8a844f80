"""Reading the entry points of installed plugins, one failure at a time."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import metadata
from typing import TypeVar

from attrs import frozen

from sync_core.base.errors import PluginContractError, PluginLoadError
from sync_core.plugins.api_version import suggest_newer_core
from sync_core.plugins.timed_calls import TimedCaller
from sync_core.plugins.timeouts import limit_items

__all__ = ["Discovered", "LoadFailure", "discover", "list_records"]

_MAX_RECORDS = 10_000

T = TypeVar("T")


@frozen(eq=False)
class LoadFailure:
    """A plugin that is installed but could not be used."""

    plugin: str
    distribution: str
    error: BaseException

    @property
    def reason(self) -> str:
        """The error in one line."""
        lines = f"{type(self.error).__name__}: {self.error}".splitlines()
        return lines[0] + suggest_newer_core(self.error, self.distribution)


@frozen(eq=False)
class Discovered:
    """A plugin whose entry point was imported."""

    plugin: str
    distribution: str
    loaded: object


def discover(
    group: str,
    only: Collection[str] | None,
    disable: Collection[str],
    timeout_s: float = math.inf,
) -> Iterator[Discovered | LoadFailure]:
    """Import the entry points of a group, in the order of their names.

    Args:
        group: The entry-point group.
        only: Names to load; None: all.
        disable: Names to leave out.
        timeout_s: How long the import of one may take.
    """
    origins = _find_origins(metadata.entry_points(group=group))
    every = sorted(origins, key=lambda p: (p.name, origins[p]))
    points = [p for p in every if only is None or p.name in only]
    owners = Counter(point.name for point in points)
    with TimedCaller(timeout_s).opened() as guard:
        for point in points:
            if point.name in disable:
                continue
            if owners[point.name] > 1:
                rivals = ", ".join(origins[p] for p in points if p.name == point.name)
                yield _build_failure(
                    point.name,
                    origins[point],
                    f"several packages have a plugin '{point.name}': {rivals}: "
                    "uninstall all but one",
                )
            else:
                yield _load(point, origins[point], guard)
    for name in sorted(set(only or ()) - set(owners)):
        yield _build_failure(name, "not installed", "asked for, but no package has it")


def list_records(hook: Callable[[], object], kind: type[T]) -> list[T]:
    """Call a hook that lists one kind of record.

    Raises:
        PluginContractError: It gives something else.
    """
    given = hook()
    wanted = f"a list of {kind.__name__} records is wanted"
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise PluginContractError(f"{wanted}, not {type(given).__name__}")
    records = list(limit_items(given, _MAX_RECORDS, "the hook", "records"))
    for record in records:
        if not isinstance(record, kind):
            raise PluginContractError(f"{wanted}, not {type(record).__name__}")
    return records


def _load(
    point: metadata.EntryPoint, origin: str, guard: TimedCaller
) -> Discovered | LoadFailure:
    title = f"plugin '{point.name}' ({origin})"
    if _is_being_imported(point.module):
        guard = TimedCaller(math.inf)
    try:
        loaded = guard.call(title, point.load)
        return Discovered(point.name, origin, loaded)
    except (Exception, SystemExit) as error:
        return LoadFailure(point.name, origin, error)


def _is_being_imported(module: str) -> bool:
    """Return whether a package that the module is in waits for us in its own import.

    In another thread than this one the module's import would wait for it in turn.
    """
    loaded = sys.modules.get(module.partition(".")[0])
    return bool(getattr(getattr(loaded, "__spec__", None), "_initializing", False))


def _build_failure(plugin: str, distribution: str, message: str) -> LoadFailure:
    return LoadFailure(plugin, distribution, PluginLoadError(message))


def _find_origins(
    points: Iterable[metadata.EntryPoint],
) -> dict[metadata.EntryPoint, str]:
    """Return each entry point's package and version.

    A package's metadata is parsed anew, readme and all, whenever its name is asked for.
    """
    read: dict[int, str] = {}
    found: dict[metadata.EntryPoint, str] = {}
    for point in points:
        known = id(point.dist)
        if known not in read:
            read[known] = _describe_origin(point.dist)
        found[point] = read[known]
    return found


def _describe_origin(package: metadata.Distribution | None) -> str:
    if package is None:
        return "unpackaged"
    told = package.metadata
    return f"{told['Name']} {told['Version']}"
