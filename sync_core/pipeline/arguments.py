"""Arguments that are checked before any work."""

from __future__ import annotations

from sync_core.base.errors import InputError

__all__ = ["check_device", "check_engines", "check_threads"]


def check_threads(threads: int | None) -> int | None:
    """Take a number of threads, or None.

    Raises:
        InputError: It is no whole number from 1 on.
    """
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise InputError(f"threads is a whole number from 1 on, not {threads!r}")
    return threads


def check_device(device: str) -> str:
    """Take the name of a device.

    Raises:
        InputError: It is no name.
    """
    if not isinstance(device, str) or not device:
        raise InputError(f"device is 'auto', 'cpu' or 'cuda', not {device!r}")
    return device


def check_engines(engines: int) -> int:
    """Take how often an engine may be loaded.

    Raises:
        InputError: It is no whole number from 1 on.
    """
    if isinstance(engines, bool) or not isinstance(engines, int) or engines < 1:
        raise InputError(f"engines is a whole number from 1 on, not {engines!r}")
    return engines
