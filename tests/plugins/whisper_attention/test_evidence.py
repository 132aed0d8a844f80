"""Evidence that words were said."""

import pytest

from sync_core_plugins.whisper_attention.evidence import find_unsaid, measure_evidence


def test_evidence_is_a_mean_over_a_words_own_tokens() -> None:
    owners = [0, 0, -1, 1]
    found = measure_evidence(owners, [-1, -1, -9, -50], [-5, -3, -1, -1])
    assert found == [3, -4]


@pytest.mark.parametrize(
    ("evidence", "out"),
    [
        ([5, 5, 5], []),
        ([5, 0, 5, 5], []),
        ([5, 5, -1, -1, -1, 5, 5], [2, 3, 4]),
        ([-1, -1, -1, 5, 5], [0, 1, 2]),
        ([5, 5, -1, -1, -1], [2, 3, 4]),
        ([-1, -1, -1, -1], [0, 1, 2, 3]),
        ([-1], []),
    ],
)
def test_runs_of_unsaid_words(evidence: list[float], out: list[int]) -> None:
    assert [at for at, hit in enumerate(find_unsaid(evidence)) if hit] == out
