"""From audio and script to a program's files, and back."""

from __future__ import annotations

import shlex
import sys
import tempfile
import wave
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Audio,
    Document,
    PluginRunError,
    Word,
    WordTiming,
    load,
    match_form,
    script_document,
)
from sync_core_command_aligner import CommandOptions
from sync_core_command_aligner._program import run

__all__ = ["CommandAligner"]

_OWN = Path(__file__).with_name("energy.py")


class CommandAligner:
    """Runs the program once for each piece of work."""

    def __init__(self, options: CommandOptions) -> None:
        self._options = options

    def align(self, request: AlignmentRequest) -> Document:
        """Give every word the times that the program found."""
        request.check_cancel()
        with tempfile.TemporaryDirectory(prefix="sync-core-") as name:
            found = self._found(request, Path(name))
        timings = _timings(request, found.words)
        if all(timing.start_ms is None for timing in timings):
            raise AlignmentError("the program placed none of the script's words")
        return script_document(request, timings)

    def close(self) -> None:
        """There is nothing to free."""

    def _found(self, request: AlignmentRequest, folder: Path) -> Document:
        output = folder / self._options.output
        places = {
            "{audio}": folder / "audio.wav",
            "{script}": folder / "script.txt",
            "{output}": output,
        }
        _write_wav(places["{audio}"], request.audio)
        words = " ".join(match_form(word.text) for word in request.script.words)
        places["{script}"].write_text(words, encoding="utf-8")
        command = _command(self._options.command, places)
        run(command, folder, self._options.timeout_s, request.check_cancel)
        if not output.exists():
            raise PluginRunError(f"'{command[0]}' did not write {{output}}")
        return load(output)


def _command(text: str, places: dict[str, Path]) -> list[str]:
    # Parted first and filled in afterwards, so that paths may hold spaces.
    own = [sys.executable, str(_OWN), *places]
    parts = shlex.split(text) if text else own
    for place, path in places.items():
        parts = [part.replace(place, str(path)) for part in parts]
    return parts


def _write_wav(path: Path, audio: Audio) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.SAMPLE_RATE_HZ)
        file.writeframes(audio.pcm.astype("<i2").tobytes())


def _timings(request: AlignmentRequest, found: Sequence[Word]) -> list[WordTiming]:
    """Match the program's words with the script's; it may have dropped or split some.

    As many words between two that match are the same words, whatever they are called:
    programs have names of their own for what they do not know.
    """
    script = [match_form(word.text) for word in request.script.words]
    timings = [WordTiming(status="missing") for _ in script]
    forms = [match_form(word.text) for word in found]
    matcher = SequenceMatcher(None, script, forms, autojunk=False)
    for _, i, j, m, n in matcher.get_opcodes():
        if j - i == n - m:
            timings[i:j] = [_timing(word, request.audio) for word in found[m:n]]
    return timings


def _timing(word: Word, audio: Audio) -> WordTiming:
    if word.start_ms is None or word.end_ms is None or word.end_ms > audio.duration_ms:
        return WordTiming(status="missing")
    return WordTiming(word.start_ms, word.end_ms, word.confidence, word.phones)
