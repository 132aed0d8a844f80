"""How long plugins may take over one file."""

from __future__ import annotations

from sync_core.plugins.timeouts import plugin_timeout_s

__all__ = ["get_file_timeout_s"]

_FILE_TIMEOUT_S = 600.0
"""The slowest format (``json``) takes 52 s for a day of speech, on two busy cores."""


def get_file_timeout_s() -> float:
    """Return how long a format's plugin may take to write or read one file, in s."""
    return plugin_timeout_s(default_s=_FILE_TIMEOUT_S)
