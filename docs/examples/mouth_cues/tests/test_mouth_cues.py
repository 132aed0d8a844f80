"""The contract, and one line looked at closely."""

import io
import json
from typing import Any

import pytest

import sync_core_mouth_cues as plugin
from sync_core import (
    Document,
    ExportError,
    Phone,
    PluginManager,
    Segment,
    Word,
    align,
    demo_clip,
    export,
)
from sync_core.testing import exporter_contract

test_contract = exporter_contract(plugin.RECORD)


def written(document: Document) -> Any:
    manager = PluginManager()
    manager.register(plugin)
    out = io.BytesIO()
    export(document, out, "mouth-cues", manager=manager)
    return json.loads(out.getvalue())


def test_a_word_between_pauses() -> None:
    phones = [Phone("b", 100, 180), Phone("aɪ", 180, 400)]
    word = Word("Bye", 100, 400, phones=phones)
    document = Document(
        [Segment([word], "Bye", 100, 400)], duration_ms=500, source="bye.wav"
    )
    assert written(document) == {
        "metadata": {"soundFile": "bye.wav", "duration": 0.5},
        "mouthCues": [
            {"start": 0.0, "end": 0.1, "value": "X"},
            {"start": 0.1, "end": 0.18, "value": "A"},
            {"start": 0.18, "end": 0.4, "value": "D"},
            {"start": 0.4, "end": 0.5, "value": "X"},
        ],
    }


def test_words_without_phones_are_refused() -> None:
    document = Document([Segment([Word("Bye", 100, 400)], "Bye", 100, 400)])
    with pytest.raises(ExportError, match="need phones: align with"):
        written(document)


def test_real_speech_has_a_shape_for_every_moment() -> None:
    clip, script = demo_clip()
    document = align(clip, script, aligner="hmm", language="en")
    found = written(document)
    cues = found["mouthCues"]
    assert cues[0]["start"] == 0
    assert cues[-1]["end"] == found["metadata"]["duration"]
    ends = [cue["end"] for cue in cues]
    assert [cue["start"] for cue in cues[1:]] == ends[:-1]
    assert {cue["value"] for cue in cues} == set("ABCDEFGHX")


def test_every_sound_of_english_has_a_shape_of_its_choice() -> None:
    clip, script = demo_clip()
    document = align(clip, script, aligner="hmm", language="en")
    symbols = {phone.symbol for word in document.words for phone in word.phones}
    assert symbols <= set(plugin.SHAPE_OF)
