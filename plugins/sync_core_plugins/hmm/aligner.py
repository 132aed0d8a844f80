"""Gives the words of an English script their times."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Anchor,
    Document,
    Phone,
    ScriptError,
    Token,
    Word,
    arpabet_to_ipa,
    script_document,
)
from sync_core_plugins.hmm.anchors import find_anchors
from sync_core_plugins.hmm.corrections.false_pauses import repaired
from sync_core_plugins.hmm.corrections.words_before_pauses import rejoined
from sync_core_plugins.hmm.corrections.words_in_noise import faint
from sync_core_plugins.hmm.decode.forced_aligner import (
    FRAME_MS,
    FoundWord,
    Search,
    Slot,
)
from sync_core_plugins.hmm.decode.spliced_audio import Condensed, condensed
from sync_core_plugins.hmm.decode.token_spans import spoken_by_token
from sync_core_plugins.hmm.prepare.lexicon import Lexicon
from sync_core_plugins.hmm.refine.acoustics import measure
from sync_core_plugins.hmm.refine.boundaries import place
from sync_core_plugins.hmm.report.confidence import WORST_FIT, fit
from sync_core_plugins.hmm.report.timings import SpokenPart, sorted_out
from sync_core_plugins.hmm.report.unreadable import filled_in, unreadable
from sync_core_plugins.hmm.verify.comparison import (
    Judge,
    Judgement,
    is_suspicious,
    speech,
)
from sync_core_plugins.hmm.verify.non_script import drawn_out, sounding
from sync_core_plugins.hmm.verify.phone_loop import FILLERS, FreeChain

__all__ = ["HmmAligner"]

MAX_MS = 60_000
"""The engine's memory grows with the square of the length: 0.3 GB for a minute, 0.7 GB
for two."""
FRAMES_PER_PHONE = 3
"""The acoustic model's phones have three states and may skip none."""
MAX_SURPLUS = 10
"""A script that takes more times the length of the audio is refused without a search,
whose time and memory grow with both."""

SENTENCE_ENDS = frozenset(".!?…")

MOST_LOOKS = 4
"""Music that was left beside missing words shows once more of them are in place."""

Tokens = Sequence[Sequence[Slot]]


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
            ScriptError: No word can be read in English.
        """
        search = self._open_search()
        duration = request.audio.duration_ms
        _check_length(duration)
        lexicon, tokens = self._read(request)
        request.check_cancel()
        clip = condensed(request.audio.pcm, duration)
        clip, parts, found, outside = self._find(request, clip, tokens, lexicon)
        acoustics = measure(clip.pcm)
        if not request.trusted:
            found = repaired(search, found, clip.pcm, acoustics)
        found = rejoined(search, found, clip.pcm, _opening(request, parts, found))
        placed = place(found, acoustics, len(clip.pcm) // 16)
        own, extra = sorted_out(parts, found, placed, tokens, clip.original_ms)
        extra = sorted([*extra, *outside], key=lambda w: w.start_ms or 0)
        words = request.script.words
        timings, extra = filled_in(own, words, extra, duration)
        if request.progress is not None:
            request.progress(duration, duration)
        findings = unreadable(words, [bool(slots) for slots in tokens], timings)
        return script_document(request, timings, findings=findings, extra=extra)

    def anchors(self, request: AlignmentRequest) -> list[Anchor]:
        """Say where words of the script are certainly heard, however long the audio.

        Raises:
            CancelledError: The caller asked to stop.
            ScriptError: No word can be read in English.
        """
        _, tokens = self._read(request)
        lookup = self._open_search().lookup
        return find_anchors(request, self._open_judge(), tokens, lookup)

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

    def _read(self, request: AlignmentRequest) -> tuple[Lexicon, Tokens]:
        search = self._open_search()
        search.forget()
        lexicon = Lexicon(search)
        words = request.script.words
        tokens = lexicon.slots(words)
        _check_readable(words, tokens)
        return lexicon, tokens

    def _find(
        self,
        request: AlignmentRequest,
        clip: Condensed,
        tokens: Tokens,
        lexicon: Lexicon,
    ) -> tuple[Condensed, list[SpokenPart], list[FoundWord], list[Word]]:
        """Give what is said, and the words along the path, in which samples.

        That the audio says just what the script says is tried first; it takes half
        the time. Where no other text is made out, that stands, unless the same words
        fit better with long stretches of noise or music left out.
        """
        search = self._open_search()
        duration, needed = request.audio.duration_ms, _least_ms(lexicon, tokens)
        parts = [SpokenPart(at, slots) for at, slots in enumerate(tokens)]
        outside: list[Word] = []
        for looks_left in reversed(range(MOST_LOOKS)):
            samples = clip.pcm.tobytes()
            found = search.align(samples, _slots(parts)) if needed <= duration else None
            request.check_cancel()
            if request.trusted:
                break
            drawn = drawn_out(found or ())
            if found is not None and not drawn and not is_suspicious(found):
                break
            if needed > MAX_SURPLUS * duration:
                break
            judgement = self._open_judge().judged(samples, tokens, search.lookup)
            request.check_cancel()
            foreign = sounding(judgement.holes, clip.pcm) or drawn
            if foreign and looks_left:
                outside += _unscripted(judgement.chain, foreign, clip)
                clip = clip.cleared(_in_ms(foreign))
                continue
            if judgement.parts is not None:
                clip, parts, found = self._follow(clip, parts, found, judgement, tokens)
            break
        if found and _fit(found) >= WORST_FIT:
            return clip, parts, found, outside
        raise _misfit(tokens, needed, duration)

    def _follow(
        self,
        clip: Condensed,
        parts: list[SpokenPart],
        found: list[FoundWord] | None,
        judgement: Judgement,
        tokens: Tokens,
    ) -> tuple[Condensed, list[SpokenPart], list[FoundWord] | None]:
        """Search for what is said, without long gaps, if that is better than before."""
        search = self._open_search()
        judged = [
            SpokenPart(part, tokens[part])
            if isinstance(part, int)
            else SpokenPart(None, [((search.add_sounds(part.phones),),)])
            for part in judgement.parts or ()
        ]
        gaps = _in_ms(judgement.gaps)
        shorter = clip.without(gaps) if gaps else clip
        same = [p.token for p in judged] == [p.token for p in parts]
        if not same or gaps or found is None:
            other = search.align(shorter.pcm.tobytes(), _slots(judged))
            if other is not None and not _is_worse(other, shorter, found, clip, same):
                return shorter, judged, other
        return clip, parts, found


def _opening(
    request: AlignmentRequest, parts: Sequence[SpokenPart], found: Sequence[FoundWord]
) -> set[int]:
    """Give the found words that begin a sentence, if they are not all of it."""
    names = [word.name for word in found if not word.is_filler]
    stretches = spoken_by_token(names, [part.slots for part in parts])
    text, words = request.script.text, request.script.words
    begin = {
        first
        for part, (first, behind) in zip(parts, stretches, strict=True)
        if part.token is not None
        and first < behind
        and text[: words[part.token].start].rstrip()[-1:] in SENTENCE_ENDS
    }
    return {number for number in begin if number + 1 not in begin}


def _check_length(duration_ms: int) -> None:
    if duration_ms > MAX_MS:
        raise AlignmentError(
            f"the hmm aligner takes clips of up to {MAX_MS // 1000} s so far, and this "
            f"one lasts {duration_ms / 1000:.1f} s: cut it and its script into pieces"
        )


def _check_readable(words: Sequence[Token], tokens: Tokens) -> None:
    if not any(tokens):
        raise ScriptError(
            f"the hmm aligner reads English, and nothing in the script is: "
            f"{words[0].text!r} (at {words[0].start}) has no English reading; choose "
            "another aligner, or write it out in words"
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


def _is_worse(
    new: Sequence[FoundWord],
    new_clip: Condensed,
    old: Sequence[FoundWord] | None,
    old_clip: Condensed,
    same: bool,
) -> bool:
    """Say whether another text was made out of hardly any sound, or fits no better."""
    if old is None:
        return False
    fainter = faint(new, new_clip) > faint(old, old_clip)
    return fainter or (same and _fit(new) < _fit(old))


def _fit(found: Sequence[FoundWord]) -> float:
    return fit([word for word in found if not word.is_filler])


def _in_ms(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start * FRAME_MS, end * FRAME_MS) for start, end in stretches]


def _unscripted(
    chain: FreeChain, stretches: Sequence[tuple[int, int]], clip: Condensed
) -> list[Word]:
    """Give what may be speech in stretches that are no part of the script."""
    return [
        Word(
            "",
            clip.original_ms(phones[0].start * FRAME_MS),
            clip.original_ms(phones[-1].end * FRAME_MS),
            status="extra",
            phones=tuple(
                Phone(
                    arpabet_to_ipa(phone.name),
                    clip.original_ms(phone.start * FRAME_MS),
                    clip.original_ms(phone.end * FRAME_MS),
                )
                for phone in phones
                if phone.name not in FILLERS
            ),
        )
        for start, end in stretches
        for phones in speech(chain, start, end)
    ]


def _slots(parts: Sequence[SpokenPart]) -> list[Slot]:
    return [slot for part in parts for slot in part.slots]
