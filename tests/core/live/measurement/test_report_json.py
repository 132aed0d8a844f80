"""The figures of a simulation as JSON."""

import json

from live_measures import STREAM, said
from sync_core.live.simulation import Simulation


def test_the_json_holds_every_figure() -> None:
    simulation = Simulation(
        duration_ms=2000,
        chunk_ms=100,
        emitted=tuple(STREAM),
        compute_ms=500,
        lag_by_minute_ms=(500.0,),
        end_lag_ms=500,
        reference=said("a c d f"),
    )
    assert simulation.text == "A c d e."
    data = json.loads(simulation.to_json())
    assert (data["kind"], data["version"]) == ("sync-core live simulation", 1)
    assert data["rtf"] == 0.25
    assert data["updates"] == {
        "SpeechStarted": 1, "Partial": 3, "Final": 2, "Endpoint": 1,
    }  # fmt: skip
    assert data["latency"]["final"]["computation_aware"] == {
        "count": 4, "median_ms": 1350.0, "p95_ms": 1800,
    }  # fmt: skip
    assert data["labelled_latency"]["shown"]["computation_unaware"]["count"] == 3
    assert data["erasure"] == {"erased": 1, "final": 4, "rate": 0.25}
    assert data["word_errors"]["rate"] == 0.25
    assert data["boundaries"]["all"]["mean_ms"] == 0
    assert data["lag_by_minute_ms"] == [500]


def test_a_stream_without_words_has_no_figures_of_words() -> None:
    nothing = Simulation(1000, 20, (), 0.0, (0.0,), 0.0, reference="a")
    data = json.loads(nothing.to_json())
    assert data["latency"]["final"]["computation_aware"] is None
    assert data["erasure"]["rate"] is None
    assert data["labelled_latency"] is None
    assert data["word_errors"]["missing"] == 1
