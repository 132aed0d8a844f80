"""The table of corrections, and what is switched off by name."""

import pytest

from sync_core_plugins.hmm.aligner import HmmAligner
from sync_core_plugins.hmm.corrections.table import TABLE, Corrections
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

NAMES = [correction.name for correction in TABLE]
SCRIPT = PronouncedScript([((word,),) for word in "abc"], [[["AA"]]] * 3)


def test_every_correction_has_a_name_of_its_own() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(correction.mends for correction in TABLE)


def test_all_are_made_but_those_switched_off() -> None:
    assert all(map(Corrections().is_on, NAMES))
    corrections = Corrections(frozenset(NAMES[:1]))
    assert [corrections.is_on(name) for name in NAMES[:2]] == [False, True]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no such corrections: \\['stubs'\\]"):
        HmmAligner(without=frozenset({"stubs"}))
