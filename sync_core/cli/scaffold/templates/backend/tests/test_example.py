"""Everything that a backend promises, and what is special about this one."""

import pytest
from sync_core import AudioError, Document, Pipeline, PluginManager
from sync_core.testing import backend_contract, made_audio, manager_of

from sync_core_example import RECORD

test_contract = backend_contract(RECORD)

SOUND = made_audio([(500, 900), (1_000, 1_500), (1_800, 1_900)], 2_000)


def test_it_is_installed(sync_core_installed: PluginManager) -> None:
    assert sync_core_installed.backend("example").record == RECORD


def transcribe(**options: object) -> Document:
    manager = manager_of(RECORD)
    with Pipeline(
        backend="example", backend_options=options, manager=manager
    ) as pipeline:
        return pipeline.transcribe(SOUND)


def test_a_segment_per_stretch_of_sound() -> None:
    segments = transcribe().segments
    assert [(s.text, s.start_ms, s.end_ms) for s in segments] == [
        ("[sound]", 500, 1_500),
        ("[sound]", 1_800, 1_900),
    ]


def test_options() -> None:
    assert len(transcribe(pause_ms=50).segments) == 3
    with pytest.raises(AudioError, match="no speech"):
        transcribe(quiet_dbfs=-5)
