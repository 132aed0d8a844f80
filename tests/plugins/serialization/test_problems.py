"""Problems of files that are read."""

from sync_core_plugins.serialization.problems import MAX_FINDINGS, Problems


def test_problems_do_not_pile_up() -> None:
    problems = Problems()
    for line in range(1, MAX_FINDINGS + 8):
        problems.add(line, "odd")
    assert len(problems.findings) == MAX_FINDINGS + 1
    assert problems.findings[0].message == "line 1: odd"
    assert problems.findings[-1].message == "7 more lines are damaged"
