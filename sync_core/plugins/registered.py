"""A listed record and where it came from."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import frozen

from sync_core.plugins.records import AlignerPlugin, BackendPlugin, ExporterPlugin

__all__ = ["Registered"]

T = TypeVar("T", BackendPlugin, AlignerPlugin, ExporterPlugin)


@frozen
class Registered(Generic[T]):
    """A record, with the plugin and the package that it came in."""

    record: T
    plugin: str
    """Name of the plugin (its entry point) that lists the record."""
    distribution: str
    """Installed package and version, or ``unpackaged``."""
    api: int = 1
    """The plugin API that it was written for."""
