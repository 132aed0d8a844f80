"""How long plugins may take, as users say it, and how much they may give."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from sync_core.base.errors import InputError, PluginContractError

__all__ = ["limit_items", "parse_timeout", "plugin_timeout_s"]

T = TypeVar("T")

PLUGIN_TIMEOUT_S = 60.0
"""For what takes milliseconds: the slowest built-in plugin is imported in 75 ms on two
busy cores. What has not come after a thousand times that long will not come."""
VARIABLE = "SYNC_CORE_PLUGIN_TIMEOUT"


def plugin_timeout_s(
    environ: Mapping[str, str] = os.environ, default_s: float = PLUGIN_TIMEOUT_S
) -> float:
    """Return how many seconds importing a plugin, or asking it for facts, may take.

    Args:
        environ: Where ``SYNC_CORE_PLUGIN_TIMEOUT`` may say it.
        default_s: What holds where it does not.

    Raises:
        InputError: The variable in the environment is no number of seconds.
    """
    text = environ.get(VARIABLE, "")
    return parse_timeout(text, VARIABLE) if text else default_s


def parse_timeout(value: object, name: str) -> float:
    """Return a time limit in seconds; 0 and infinity mean that there is none.

    Raises:
        InputError: It is negative, or no number.
    """
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not number >= 0:
        raise InputError(f"{name} is a number of seconds (0: no limit), not {value!r}")
    return number or math.inf


def limit_items(items: Iterable[T], limit: int, title: str, what: str) -> Iterator[T]:
    """Yield the items, but no more than ``limit``.

    Raises:
        PluginContractError: There are more.
    """
    several = iter(items)
    yield from islice(several, limit)
    for _ in islice(several, 1):
        raise PluginContractError(f"{title} gives {what} without end: over {limit}")
