"""How much audio may wait, and how long."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from sync_core.base.errors import InputError

__all__ = ["Limits"]


def _check_positive(instance: object, attribute: Any, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise InputError(f"{attribute.name} is a whole number from 1 on, not {value!r}")


@frozen(kw_only=True)
class Limits:
    """What a running stream puts up with; times in ms."""

    backlog_ms: int = field(default=30_000, validator=_check_positive)
    """Audio of a live source that may wait for the engine; beyond that the oldest is
    dropped."""
    kept_ms: int = field(default=5_000, validator=_check_positive)
    """What then stays, ``backlog_ms`` at most: one long gap does less harm than many
    short ones."""
    ready_ms: int = field(default=2_000, validator=_check_positive)
    """Audio that is taken from a source that can wait before it is needed."""
    stall_ms: int = field(default=1_000, validator=_check_positive)
    """A live source that gives nothing for so long is taken to pause: what was said is
    settled."""
    timeout_ms: int | None = None
    """Silence of the source, in ms, from which on it is an error; None: never."""
