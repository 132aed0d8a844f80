"""What a viewer saw, on updates made by hand."""

from live_measures import STREAM
from sync_core.live.measurement.timeline import list_states


def test_a_viewer_sees_what_is_there_when_a_call_returns() -> None:
    seen = [
        (
            state.at_ms,
            [word.text for word in state.final],
            [word.text for word in state.partial],
        )
        for state in list_states(STREAM)
    ]
    assert seen == [
        (800, [], ["a", "b"]),
        (1200, [], ["a", "c", "D"]),
        (1500, ["A"], ["c", "d", "e"]),
        (2400, ["c", "d", "e."], []),
    ]
