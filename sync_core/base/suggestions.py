"""The known name that is nearest to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["suggest_name"]


def suggest_name(name: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known name, or nothing."""
    import difflib

    near = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""
