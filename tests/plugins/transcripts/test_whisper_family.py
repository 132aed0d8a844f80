"""JSON of the Whisper family's tools, with what is wrong in it."""

import json
from pathlib import Path

import pytest

from format_files import get_messages, get_words
from sync_core import (
    Document,
    PluginManager,
    Segment,
    Word,
    load,
)
from sync_core.formats.files import render


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


def loaded(manager: PluginManager, folder: Path, data: object) -> Document:
    """Read data whose shape must be found out."""
    path = folder / "talk.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return load(path, manager=manager)


def test_openai_whisper(manager: PluginManager, tmp_path: Path) -> None:
    segment = {
        **{"id": 0, "seek": 0, "start": 0.0, "end": 1.98, "text": " Fish and chips."},
        **{"tokens": [1, 2], "temperature": 0.0, "avg_logprob": float("nan")},
        **{"compression_ratio": 0.9, "no_speech_prob": 0.1},
        "words": [
            {"word": " Fish", "start": 0.005, "end": 0.48, "probability": 0.9},
            {"word": " and", "start": 0.48, "end": 0.72, "probability": 1.5},
            {"word": " chips.", "start": 0.9, "end": 0.72},
            {"word": " "},
            {"word": " no", "start": "x", "end": None},
        ],
    }
    data = {"text": " Fish and chips.", "segments": [segment], "language": "jw"}
    document = loaded(manager, tmp_path, data)
    assert get_words(document) == [
        ("Fish", 5, 480, "matched"),
        ("and", 480, 720, "matched"),
        ("chips.", 900, 900, "matched"),
        ("no", None, None, "matched"),
    ]
    assert document.words[0].confidence == 0.9
    assert document.language == "jv"
    assert document.segments[0].text == "Fish and chips."
    assert get_messages(document) == [
        "segments[0].words[2]: ends before it starts: its end is set to its start",
        "segments[0].words[4]: \"start\" is no time: 'x'",
    ]
    assert loaded(manager, tmp_path, [segment]).words == document.words


def test_verbose_json(manager: PluginManager, tmp_path: Path) -> None:
    data = {
        **{"task": "transcribe", "language": "english", "duration": 8.47},
        "text": "Fish. Chips.",
        "segments": [
            {"id": 0, "start": 0.0, "end": 3.319, "text": " Fish."},
            {"id": 1, "start": 3.319, "end": 8.4, "text": " Chips."},
        ],
        "words": [
            {"word": "Fish", "start": 0.1, "end": 0.5},
            {"word": "Chips", "start": 3.4, "end": 4.0},
        ],
        "usage": {"type": "duration", "seconds": 9},
    }
    document = loaded(manager, tmp_path, data)
    assert [(s.text, len(s.words)) for s in document.segments] == [
        ("Fish.", 1),
        ("Chips.", 1),
    ]
    assert (document.language, document.duration_ms) == ("en", 8470)
    without = {k: v for k, v in data.items() if k != "segments"}
    assert [s.text for s in loaded(manager, tmp_path, without).segments] == [
        "Fish",
        "Chips",
    ]
    diarized = {
        **{"task": "transcribe", "duration": 2.0, "text": "Hi"},
        "segments": [
            {
                **{"type": "transcript.text.segment", "id": "seg_1", "start": 0.5},
                **{"end": 1.5, "text": "Hi", "speaker": "A"},
            }
        ],
    }
    assert loaded(manager, tmp_path, diarized).segments == (
        Segment([], "Hi", 500, 1500, "A"),
    )


def test_tokens_of_the_whisper_cpp_server(
    manager: PluginManager, tmp_path: Path
) -> None:
    tokens = [
        {"word": " Fi", "start": 0.0, "end": 0.2, "t_dtw": -1, "probability": 0.5},
        {"word": "sh", "start": 0.2, "end": 0.4, "t_dtw": 12, "probability": 0.7},
        {"word": ".", "start": 0.4, "end": 0.4, "t_dtw": -1},
        {"word": " Yes", "start": 0.5, "end": 0.8, "t_dtw": -1},
    ]
    segment = {"id": 0, "text": " Fish. Yes", "start": 0, "end": 1, "words": tokens}
    data = {"task": "transcribe", "duration": 1.0, "segments": [segment]}
    assert get_words(loaded(manager, tmp_path, data)) == [
        ("Fish.", 0, 400, "matched"),
        ("Yes", 500, 800, "matched"),
    ]


def test_whisperx(manager: PluginManager, tmp_path: Path) -> None:
    spoken = [
        {"word": "Fish", "start": 0.1, "end": 0.5, "score": 0.9, "speaker": "S0"},
        {"word": "and", "start": 0.5, "end": 0.7},
        {"word": "2"},
    ]
    segment = {"start": 0.1, "end": 0.7, "text": " Fish and 2", "words": spoken}
    data = {"segments": [segment], "word_segments": spoken, "language": "en"}
    document = loaded(manager, tmp_path, data)
    assert get_words(document) == [
        ("Fish", 100, 500, "matched"),
        ("and", 500, 700, "interpolated"),
        ("2", None, None, "matched"),
    ]
    assert document.segments[0].speaker == "S0"


def test_whisper_cpp(manager: PluginManager, tmp_path: Path) -> None:
    def token(text: str, start: int, end: int) -> dict[str, object]:
        return {"text": text, "offsets": {"from": start, "to": end}, "p": 0.5}

    entry = {
        "timestamps": {"from": "00:00:00,000", "to": "00:00:01,000"},
        "offsets": {"from": 0, "to": 1000},
        "text": " Fish chips",
        "tokens": [
            token("[_BEG_]", 0, 0),
            token(" Fi", 0, 200),
            token("sh", 200, 400),
            token(" chips", 500, 1000),
            token("[_TT_50]", 1000, 1000),
        ],
    }
    data = {"result": {"language": "de"}, "transcription": [entry]}
    document = loaded(manager, tmp_path, data)
    assert get_words(document) == [
        ("Fish", 0, 400, "matched"),
        ("chips", 500, 1000, "matched"),
    ]
    assert document.language == "de"


def test_whispers_words_join_to_its_text(manager: PluginManager) -> None:
    spoken = [Word("Fish,", 0, 5), Word("chips", 5, 9), Word("mushy", 9, 12)]
    text = "Fish, chips — “mushy”"
    for language, before in (("en", " "), ("ja", "")):
        document = Document([Segment(spoken, text, 0, 12)], language=language)
        data = render(document, manager.exporter("whisper-json")).decode()
        whole = json.loads(data)
        [segment] = whole["segments"]
        assert whole["text"] == segment["text"] == before + text
        joined = "".join(word["word"] for word in segment["words"])
        assert joined == before + text
