"""Reading the entry points of installed plugins, one failure at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from importlib import metadata

from attrs import frozen

from sync_core.errors import PluginLoadError

__all__ = ["Discovered", "LoadFailure", "discover"]


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
        return lines[0]


@frozen(eq=False)
class Discovered:
    """A plugin whose entry point was imported."""

    plugin: str
    distribution: str
    loaded: object


def discover(
    group: str, only: Collection[str] | None, disable: Collection[str]
) -> Iterator[Discovered | LoadFailure]:
    """Import the entry points of a group, in the order of their names.

    Args:
        group: The entry-point group.
        only: Names to load; None: all.
        disable: Names to leave out.
    """
    every = sorted(
        set(metadata.entry_points(group=group)), key=lambda p: (p.name, _origin(p))
    )
    points = [p for p in every if only is None or p.name in only]
    owners = Counter(point.name for point in points)
    for point in points:
        if point.name in disable:
            continue
        if owners[point.name] > 1:
            rivals = ", ".join(_origin(p) for p in points if p.name == point.name)
            yield _failure(
                point.name,
                _origin(point),
                f"several packages have a plugin '{point.name}': {rivals}: "
                "uninstall all but one",
            )
        else:
            yield _load(point)
    for name in sorted(set(only or ()) - set(owners)):
        yield _failure(name, "not installed", "asked for, but no package has it")


def _load(point: metadata.EntryPoint) -> Discovered | LoadFailure:
    try:
        return Discovered(point.name, _origin(point), point.load())
    except (Exception, SystemExit) as error:
        return LoadFailure(point.name, _origin(point), error)


def _failure(plugin: str, distribution: str, message: str) -> LoadFailure:
    return LoadFailure(plugin, distribution, PluginLoadError(message))


def _origin(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "unpackaged"
