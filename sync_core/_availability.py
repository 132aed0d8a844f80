"""Whether a listed engine could run on this machine, told without starting it."""

from __future__ import annotations

from sync_core.plugin_types import AlignerPlugin, BackendPlugin

__all__ = ["why_unavailable"]


def why_unavailable(
    record: BackendPlugin | AlignerPlugin, model: str | None = None
) -> str | None:
    """Say why an engine cannot run here and what to do about it; None if it can.

    Args:
        record: The plugin's record.
        model: The model that is wanted; None: the record's default.
    """
    if record.available is not None:
        try:
            reason = record.available()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
        if reason is not None:
            return reason
    wanted = model or record.default_model
    if record.model_form is None or wanted is None:
        return None
    # Only here, so that importing sync_core stays quick.
    from sync_core.models import why_no_model

    return why_no_model(wanted, record.model_form)
