"""From decoded words and their boundaries to the script's timings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync_core import Phone, Word, WordTiming, arpabet_to_ipa
from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.decode.spliced_audio import SplicedAudio
from sync_core_plugins.hmm.decode.token_spans import find_token_spans
from sync_core_plugins.hmm.refine.boundaries import PlacedWord
from sync_core_plugins.hmm.report.confidence import estimate_confidences

__all__ = ["build_timings"]


def build_timings(
    alignment: Alignment,
) -> tuple[list[WordTiming | None], list[Word]]:
    """Return the timings of the script's words, and the words that are not in it.

    Returns:
        A timing for each token, with status ``missing`` for those that were not said,
        and None for those without a sound of their own; and the extra words.
    """
    placed, audio = alignment.placed, alignment.audio
    names = [word.decoded.name for word in placed]
    spans = find_token_spans(names, [part.slots for part in alignment.parts])
    spoken = [
        (part, span)
        for part, span in zip(alignment.parts, spans, strict=True)
        if span[0] < span[1]
    ]
    confidences = estimate_confidences(alignment.words, [span for _, span in spoken])
    timings = [
        WordTiming(status="missing") if slots else None for slots in alignment.tokens
    ]
    extra: list[Word] = []
    for (part, (first, behind)), confidence in zip(spoken, confidences, strict=True):
        words = placed[first:behind]
        start = audio.original_ms(words[0].boundaries_ms[0])
        end = audio.original_ms(words[-1].boundaries_ms[-1])
        phones = _list_phones(words, audio)
        if part.token is None:
            extra.append(Word("", start, end, status="extra", phones=phones))
        else:
            timing = WordTiming(start, end, round(confidence, 3), phones)
            timings[part.token] = timing
    return _drop_silent_tokens(timings), extra


def _drop_silent_tokens(
    timings: Sequence[WordTiming | None],
) -> list[WordTiming | None]:
    """Take a token without a sound for missing if the words beside it are."""
    result = list(timings)
    for at, timing in enumerate(timings):
        before = next((t for t in reversed(timings[:at]) if t is not None), None)
        behind = next((t for t in timings[at + 1 :] if t is not None), None)
        beside = [t for t in (before, behind) if t is not None]
        if timing is None and all(t.status == "missing" for t in beside):
            result[at] = WordTiming(status="missing")
    return result


def _list_phones(words: Sequence[PlacedWord], audio: SplicedAudio) -> tuple[Phone, ...]:
    return tuple(
        Phone(
            arpabet_to_ipa(phone.name),
            audio.original_ms(start),
            audio.original_ms(end),
        )
        for word in words
        for phone, (start, end) in zip(
            word.decoded.phones, pairwise(word.boundaries_ms), strict=True
        )
    )
