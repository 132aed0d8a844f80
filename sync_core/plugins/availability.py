"""Whether a listed engine could run on this machine, told without starting it."""

from __future__ import annotations

from collections.abc import Callable

from sync_core.plugins.records import AlignerPlugin, BackendPlugin
from sync_core.plugins.timed_calls import call_with_timeout
from sync_core.plugins.timeouts import plugin_timeout_s

__all__ = ["why_unavailable"]


def why_unavailable(
    record: BackendPlugin | AlignerPlugin, model: str | None = None
) -> str | None:
    """Return why an engine cannot run here and what to do about it; None if it can.

    Args:
        record: The plugin's record.
        model: The model that is wanted; None: the record's default.
    """
    if record.available is not None:
        reason = _ask_plugin(record.name, record.available)
        if reason is not None:
            return reason
    wanted = model or record.default_model
    if record.model_form is None or wanted is None:
        return None
    # Only here, so that importing sync_core stays quick.
    from sync_core.models import why_no_model

    return why_no_model(wanted, record.model_form)


def _ask_plugin(name: str, ask: Callable[[], str | None]) -> str | None:
    """Ask a plugin; one that cannot even say so cannot run."""
    try:
        reason: object = call_with_timeout(f"'{name}'", ask, plugin_timeout_s())
    except (Exception, SystemExit) as error:
        return f"{type(error).__name__}: {error}"
    if reason is None or isinstance(reason, str):
        return reason
    return f"asked whether it can run, it gave {type(reason).__name__}, not a reason"
