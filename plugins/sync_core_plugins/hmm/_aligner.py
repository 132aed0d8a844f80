"""Gives the words of an English script their times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Document,
    Phone,
    ScriptError,
    Token,
    WordTiming,
    arpabet_to_ipa,
    script_document,
)
from sync_core_plugins.hmm._acoustics import measure
from sync_core_plugins.hmm._confidence import WORST_FIT, confidences, fit
from sync_core_plugins.hmm._doubts import doubts
from sync_core_plugins.hmm._edges import PlacedWord, place
from sync_core_plugins.hmm._paths import spoken_by_token
from sync_core_plugins.hmm._pronounce import Lexicon
from sync_core_plugins.hmm._repair import repaired
from sync_core_plugins.hmm._search import FRAME_MS, FoundWord, Search, Slot
from sync_core_plugins.hmm._unread import filled_in, unreadable

__all__ = ["HmmAligner"]

MAX_MS = 60_000
"""The engine's memory grows with the square of the length: 0.3 GB for a minute, 0.7 GB
for two."""
FRAMES_PER_PHONE = 3
"""The acoustic model's phones have three states and may skip none."""


class HmmAligner:
    """The aligner named ``hmm``."""

    def __init__(self) -> None:
        self._search: Search | None = Search()

    def align(self, request: AlignmentRequest) -> Document:
        """Place the script's words and phones.

        Raises:
            AlignmentError: The audio is too long or too short, or does not seem to
                say the script.
            CancelledError: The caller asked to stop.
            ScriptError: No word can be read in English.
        """
        search = self._open_search()
        duration = request.audio.duration_ms
        _check_length(duration)
        search.forget()
        lexicon = Lexicon(search)
        words = request.script.words
        tokens = lexicon.slots(words)
        _check_readable(words, tokens)
        _check_room(lexicon, tokens, duration)
        request.check_cancel()
        found = self._find(request, [slot for slots in tokens for slot in slots])
        acoustics = measure(request.audio.pcm)
        found = repaired(search, found, request.audio.pcm, acoustics)
        placed = place(found, acoustics, duration)
        stretches = spoken_by_token([word.found.name for word in placed], tokens)
        trust = iter(confidences(found, [s for s in stretches if s[0] < s[1]]))
        own = [
            _timing(placed[i:j], next(trust)) if i < j else None for i, j in stretches
        ]
        timings = filled_in(own, words, duration)
        if request.progress is not None:
            request.progress(duration, duration)
        findings = [
            *unreadable(words, [bool(slots) for slots in tokens], timings),
            *doubts(request.script, timings),
        ]
        return script_document(request, timings, findings=findings)

    def close(self) -> None:
        """Free the engine; a second call does nothing."""
        if self._search is not None:
            self._search.close()
        self._search = None

    def _open_search(self) -> Search:
        if self._search is None:
            raise AlignmentError("the hmm aligner is closed: open another one")
        return self._search

    def _find(self, request: AlignmentRequest, slots: list[Slot]) -> list[FoundWord]:
        search = self._open_search()
        samples = request.audio.pcm.tobytes()
        found = search.align(samples, slots)
        request.check_cancel()
        spoken = [word for word in found or () if not word.is_filler]
        if found and fit(spoken) >= WORST_FIT:
            return found
        raise AlignmentError(
            "the audio does not seem to say the script: its "
            f"{len(request.script.words)} words fit nowhere in it"
        )


def _check_length(duration_ms: int) -> None:
    if duration_ms > MAX_MS:
        raise AlignmentError(
            f"the hmm aligner takes clips of up to {MAX_MS // 1000} s so far, and this "
            f"one lasts {duration_ms / 1000:.1f} s: cut it and its script into pieces"
        )


def _check_readable(words: Sequence[Token], tokens: Sequence[Sequence[Slot]]) -> None:
    if not any(tokens):
        raise ScriptError(
            f"the hmm aligner reads English, and nothing in the script is: "
            f"{words[0].text!r} (at {words[0].start}) has no English reading; choose "
            "another aligner, or write it out in words"
        )


def _check_room(
    lexicon: Lexicon, tokens: Sequence[Sequence[Slot]], duration_ms: int
) -> None:
    phones = sum(
        min(sum(lexicon.phones(word) for word in row) for row in slot)
        for slots in tokens
        for slot in slots
    )
    needed = phones * FRAMES_PER_PHONE * FRAME_MS
    if needed > duration_ms:
        raise AlignmentError(
            f"the audio is too short for the script: {len(tokens)} words with {phones} "
            f"sounds need {needed / 1000:.2f} s at the very least, and it lasts "
            f"{duration_ms / 1000:.2f} s"
        )


def _timing(words: Sequence[PlacedWord], confidence: float) -> WordTiming:
    phones = tuple(
        Phone(arpabet_to_ipa(phone.name), start, end)
        for word in words
        for phone, (start, end) in zip(
            word.found.phones, pairwise(word.edges_ms), strict=True
        )
    )
    start, end = words[0].edges_ms[0], words[-1].edges_ms[-1]
    return WordTiming(start, end, round(confidence, 3), phones)
