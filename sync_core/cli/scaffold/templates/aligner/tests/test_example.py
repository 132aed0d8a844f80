"""Everything that an aligner promises, and what is special about this one."""

import pytest
from sync_core import AlignmentError, Document, Pipeline, PluginManager
from sync_core.testing import ScriptedBackend, aligner_contract, made_audio, manager_of

from sync_core_example import RECORD

test_contract = aligner_contract(RECORD)

SOUND = made_audio([(500, 900), (1_200, 1_500)], 2_000)


def test_it_is_installed(sync_core_installed: PluginManager) -> None:
    assert sync_core_installed.aligner("example").record == RECORD


def align(script: str, **options: object) -> Document:
    manager = manager_of(RECORD, ScriptedBackend().record())
    with Pipeline(
        backend="scripted",
        aligner="example",
        aligner_options=options,
        manager=manager,
    ) as pipeline:
        return pipeline.align(SOUND, script)


def test_words_share_the_time_by_their_letters() -> None:
    words = align("One, three.").words
    assert [(word.text, word.start_ms, word.end_ms) for word in words] == [
        ("One,", 500, 900),
        ("three.", 900, 1_500),
    ]
    assert {word.status for word in words} == {"interpolated"}


def test_what_is_too_quiet() -> None:
    with pytest.raises(AlignmentError, match="no sound"):
        align("One.", quiet_dbfs=-5)
