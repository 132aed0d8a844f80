"""Gives the words of an English script their times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Anchor,
    Document,
    Phone,
    Word,
    WordTiming,
    arpabet_to_ipa,
    script_document,
)
from sync_core_plugins.hmm._acoustics import measure
from sync_core_plugins.hmm._anchors import find_anchors
from sync_core_plugins.hmm._confidence import WORST_FIT, confidences, fit
from sync_core_plugins.hmm._doubts import doubts
from sync_core_plugins.hmm._edges import PlacedWord, place
from sync_core_plugins.hmm._paths import spoken_by_token
from sync_core_plugins.hmm._pronounce import Lexicon
from sync_core_plugins.hmm._search import FRAME_MS, FoundWord, Search, Slot
from sync_core_plugins.hmm._verdicts import Judge, is_suspicious

__all__ = ["HmmAligner"]

MAX_MS = 60_000
"""The engine's memory grows with the square of the length: 0.3 GB for a minute, 0.7 GB
for two."""
FRAMES_PER_PHONE = 3
"""The acoustic model's phones have three states and may skip none."""


MAX_SURPLUS = 10
"""A script that takes more times the length of the audio is refused without a search,
whose time and memory grow with both."""

Tokens = Sequence[Sequence[Slot]]


@frozen
class SpokenPart:
    """A token of the script or speech that is not in it, and what to search for."""

    token: int | None
    slots: Sequence[Slot]


class HmmAligner:
    """The aligner named ``hmm``."""

    def __init__(self) -> None:
        self._search: Search | None = Search()
        self._judge: Judge | None = None

    def align(self, request: AlignmentRequest) -> Document:
        """Place what was said of the script's words, and their phones.

        Raises:
            AlignmentError: The audio is too long, or does not seem to say the script.
            CancelledError: The caller asked to stop.
            ScriptError: A word cannot be read in English.
        """
        search = self._open_search()
        duration = request.audio.duration_ms
        _check_length(duration)
        search.forget()
        lexicon = Lexicon(search)
        tokens = [lexicon.slots(token) for token in request.script.words]
        request.check_cancel()
        parts, found = self._find(request, tokens, lexicon)
        placed = place(found, measure(request.audio.pcm), duration)
        timings, extra = _sorted_out(parts, found, placed, len(tokens))
        if request.progress is not None:
            request.progress(duration, duration)
        return script_document(
            request, timings, findings=doubts(request.script, timings), extra=extra
        )

    def anchors(self, request: AlignmentRequest) -> list[Anchor]:
        """Say where words of the script are certainly heard, however long the audio.

        Raises:
            CancelledError: The caller asked to stop.
            ScriptError: A word cannot be read in English.
        """
        search = self._open_search()
        search.forget()
        lexicon = Lexicon(search)
        tokens = [lexicon.slots(token) for token in request.script.words]
        return find_anchors(request, self._open_judge(), tokens, search.lookup)

    def close(self) -> None:
        """Free the engine; a second call does nothing."""
        if self._search is not None:
            self._search.close()
        if self._judge is not None:
            self._judge.close()
        self._search = self._judge = None

    def _open_search(self) -> Search:
        if self._search is None:
            raise AlignmentError("the hmm aligner is closed: open another one")
        return self._search

    def _open_judge(self) -> Judge:
        self._judge = self._judge or Judge()
        return self._judge

    def _find(
        self, request: AlignmentRequest, tokens: Tokens, lexicon: Lexicon
    ) -> tuple[list[SpokenPart], list[FoundWord]]:
        """Give what is said, and the words along the path.

        That the audio says just what the script says is tried first; it takes half
        the time. Where no other text is made out, that stands.
        """
        search = self._open_search()
        samples = request.audio.pcm.tobytes()
        duration, needed = request.audio.duration_ms, _least_ms(lexicon, tokens)
        parts = [SpokenPart(at, slots) for at, slots in enumerate(tokens)]
        found = search.align(samples, _slots(parts)) if needed <= duration else None
        request.check_cancel()
        worth_a_look = needed <= MAX_SURPLUS * duration
        if worth_a_look and (found is None or is_suspicious(found)):
            judged = self._judged(samples, tokens)
            request.check_cancel()
            if judged and [p.token for p in judged] != [p.token for p in parts]:
                parts, found = judged, search.align(samples, _slots(judged))
        spoken = [word for word in found or () if not word.is_filler]
        if found and fit(spoken) >= WORST_FIT:
            return parts, found
        raise _misfit(tokens, needed, duration)

    def _judged(self, samples: bytes, tokens: Tokens) -> list[SpokenPart] | None:
        """Give what of the script is said, and what else."""
        search = self._open_search()
        parts = self._open_judge().parts(samples, tokens, search.lookup)
        if parts is None:
            return None
        return [
            SpokenPart(part, tokens[part])
            if isinstance(part, int)
            else SpokenPart(None, [((search.add_sounds(part.phones),),)])
            for part in parts
        ]


def _check_length(duration_ms: int) -> None:
    if duration_ms > MAX_MS:
        raise AlignmentError(
            f"the hmm aligner takes clips of up to {MAX_MS // 1000} s so far, and this "
            f"one lasts {duration_ms / 1000:.1f} s: cut it and its script into pieces"
        )


def _least_ms(lexicon: Lexicon, tokens: Tokens) -> int:
    """Give the time that it takes to say a script as fast as the model allows."""
    phones = sum(
        min(sum(lexicon.phones(word) for word in row) for row in slot)
        for slots in tokens
        for slot in slots
    )
    return phones * FRAMES_PER_PHONE * FRAME_MS


def _misfit(tokens: Tokens, needed_ms: int, duration_ms: int) -> AlignmentError:
    if needed_ms > duration_ms:
        return AlignmentError(
            f"the audio is too short for the script: {len(tokens)} words "
            f"need {needed_ms / 1000:.2f} s at the very least, and it lasts "
            f"{duration_ms / 1000:.2f} s"
        )
    return AlignmentError(
        "the audio does not seem to say the script: its "
        f"{len(tokens)} words fit nowhere in it"
    )


def _slots(parts: Sequence[SpokenPart]) -> list[Slot]:
    return [slot for part in parts for slot in part.slots]


def _sorted_out(
    parts: Sequence[SpokenPart],
    found: Sequence[FoundWord],
    placed: Sequence[PlacedWord],
    count: int,
) -> tuple[list[WordTiming], list[Word]]:
    """Give the script's words their times, and the words that are not in it."""
    names = [word.found.name for word in placed]
    stretches = spoken_by_token(names, [part.slots for part in parts])
    timings = [WordTiming(status="missing")] * count
    extra: list[Word] = []
    sure = confidences(found, stretches)
    for part, (first, behind), confidence in zip(parts, stretches, sure, strict=True):
        words = placed[first:behind]
        start, end = words[0].edges_ms[0], words[-1].edges_ms[-1]
        phones = _phones(words)
        if part.token is None:
            extra.append(Word("", start, end, status="extra", phones=phones))
        else:
            confidence = round(confidence, 3)
            timings[part.token] = WordTiming(start, end, confidence, phones)
    return timings, extra


def _phones(words: Sequence[PlacedWord]) -> tuple[Phone, ...]:
    return tuple(
        Phone(arpabet_to_ipa(phone.name), start, end)
        for word in words
        for phone, (start, end) in zip(
            word.found.phones, pairwise(word.edges_ms), strict=True
        )
    )
