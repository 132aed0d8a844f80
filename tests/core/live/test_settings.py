"""Settings of a live transcriber."""

from __future__ import annotations

import pytest

from sync_core import InputError
from sync_core.live.settings import LiveSettings


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"step_ms": 0}, "step_ms lies between"),
        ({"step_ms": 10.0}, "step_ms is a whole number"),
        ({"longest_ms": 60_000}, "longest_ms lies between"),
        ({"endpoint_ms": True}, "endpoint_ms is a whole number"),
        ({"speech": 0.1}, "speech lies between"),
        ({"speech": "loud"}, "speech is a probability"),
        ({"speech": float("nan")}, "speech lies between"),
    ],
)
def test_settings_that_cannot_be(values: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        LiveSettings(**values)  # type: ignore[arg-type]
