"""Arguments of the engine, against its own defaults."""

import inspect

from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions

from sync_core_plugins.faster_whisper.arguments import build_arguments
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions


def test_the_defaults_are_the_engines() -> None:
    passed = build_arguments(FasterWhisperOptions())
    parameters = inspect.signature(WhisperModel.transcribe).parameters
    ours = {"vad_parameters", "word_timestamps"}
    for name in passed.keys() - ours:
        assert passed[name] == parameters[name].default, name
    assert passed["vad_parameters"] == VadOptions()


def test_batches_use_the_engines_own_vad_options() -> None:
    passed = build_arguments(FasterWhisperOptions(batch_size=4))
    assert (passed["batch_size"], passed["vad_filter"]) == (4, True)
    assert passed["vad_parameters"] == VadOptions(
        max_speech_duration_s=30, min_silence_duration_ms=160
    )
