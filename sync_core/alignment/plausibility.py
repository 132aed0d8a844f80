"""Signs that an alignment is not what it should be, taken from its result alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import fmean

from sync_core.alignment.differences import shorten
from sync_core.audio import Audio
from sync_core.document.document import Document
from sync_core.document.records import Finding, Severity, Word
from sync_core.script.tokens import match_form

__all__ = ["check_coverage", "check_plausibility"]

_MIN_COVERAGE = 0.8
"""Share of the script's letters in words that were found."""
_MIN_DIVERGENCE_WORDS = 10
"""Words in a row that are missing or other."""
_MIN_MS_PER_LETTER = 12
"""A word that is said faster was not said: auctioneers need 25 ms."""
_MAX_WORD_MS, _MAX_MS_PER_LETTER = 1_500, 400
_MAX_IMPLAUSIBLE_SHARE = 0.1
"""So many words of impossible length are no accident."""
_PILE_UP_WORDS = 3
_PILE_UP_MS = 30
"""So many words in so little time."""
_MAX_LETTERS_PER_S, _MIN_LETTERS_PER_S = 32.0, 4.0
"""Of speech without its pauses, over a whole clip; people read at 12 to 18."""
_IDEOGRAPH_LETTERS = 3
"""A Chinese or Japanese character is a syllable or more."""
_COLLAPSE_WORDS = 10
_GOOD_CONFIDENCE, _BAD_CONFIDENCE = 0.7, 0.4
"""Mean confidence of the first and the last words where the score collapses."""
_CLIPPED_SHARE = 0.002
_FULL_SCALE = 32_700
_CHUNK_SAMPLES = 1 << 20
_BELOW_SPEECH_DB = 45.0
"""What is so far below the loud words is no whisper, but silence."""
_MIN_SILENT_MS = 80

Check = Callable[[Document, Audio], Iterator[Finding]]


def check_plausibility(document: Document, audio: Audio) -> list[Finding]:
    """Look at an aligned document for what no right alignment shows.

    Args:
        document: Out of an aligner, with verdicts.
        audio: What it was aligned with.

    Returns:
        Findings; those of severity ``error`` mean that the times are not to be used.
    """
    return [finding for check in _CHECKS for finding in check(document, audio)]


def _script_words(document: Document) -> list[Word]:
    return [word for word in document.words if word.status != "extra"]


def _list_timed(document: Document) -> list[tuple[Word, int, int]]:
    return [
        (word, word.start_ms, word.end_ms)
        for word in _script_words(document)
        if word.start_ms is not None
        and word.end_ms is not None
        and word.status == "matched"
    ]


def _count_letters(word: Word) -> int:
    form = match_form(word.text)
    wide = sum(character >= "\u2e80" for character in form)
    return max(1, len(form) + wide * (_IDEOGRAPH_LETTERS - 1))


def check_coverage(
    document: Document, _audio: Audio | None = None
) -> Iterator[Finding]:
    """Return a finding if much of the script was not found."""
    words = _script_words(document)
    every = sum(map(_count_letters, words))
    found = sum(_count_letters(word) for word in words if _is_said(word))
    if found < _MIN_COVERAGE * every:
        share = round(100 * found / every)
        yield Finding(
            "low-coverage",
            "error",
            f"only {share} % of the script was found in the audio: the two may not "
            "belong together",
        )


def _is_said(word: Word) -> bool:
    return word.status not in ("missing", "substituted") and word.start_ms is not None


def _check_divergence(document: Document, _audio: Audio) -> Iterator[Finding]:
    runs = groupby(_script_words(document), key=_is_said)
    longest = max((list(run) for said, run in runs if not said), key=len, default=[])
    if len(longest) >= _MIN_DIVERGENCE_WORDS:
        text = shorten(" ".join(word.text for word in longest))
        yield Finding(
            "long-divergence",
            "error",
            f"{len(longest)} words of the script in a row were not said: {text!r}",
        )


def _check_durations(document: Document, _audio: Audio) -> Iterator[Finding]:
    timed = _list_timed(document)
    odd = [(w, s, e) for w, s, e in timed if _is_impossible(w, e - s)]
    severity: Severity = (
        "error" if len(odd) > _MAX_IMPLAUSIBLE_SHARE * len(timed) else "warning"
    )
    for word, start_ms, end_ms in odd:
        yield Finding(
            "implausible-duration",
            severity,
            f"{word.text!r} takes {end_ms - start_ms} ms",
            start_ms,
            end_ms,
            word.script_span,
        )


def _is_impossible(word: Word, length_ms: int) -> bool:
    letters = _count_letters(word)
    too_long = max(_MAX_WORD_MS, _MAX_MS_PER_LETTER * letters)
    spelled = any(character.isdigit() for character in word.text)
    too_short = length_ms < _MIN_MS_PER_LETTER * letters and letters > 1
    return (too_short and "://" not in word.text) or (
        length_ms > too_long and not spelled and not _is_symbol(word)
    )


def _is_symbol(word: Word) -> bool:
    return not match_form(word.text).isalpha()


def _check_pile_ups(document: Document, _audio: Audio) -> Iterator[Finding]:
    timed = _list_timed(document)
    at = 0
    while at + _PILE_UP_WORDS <= len(timed):
        start_ms = timed[at][1]
        behind = at
        while behind < len(timed) and timed[behind][2] - start_ms <= _PILE_UP_MS:
            behind += 1
        if behind - at >= _PILE_UP_WORDS:
            yield Finding(
                "pile-up",
                "error",
                f"{behind - at} words within {_PILE_UP_MS} ms",
                start_ms,
                timed[behind - 1][2],
            )
            at = behind
        else:
            at += 1


def _check_order(document: Document, _audio: Audio) -> Iterator[Finding]:
    for (_, start_ms, _), (word, next_ms, _) in pairwise(_list_timed(document)):
        if next_ms < start_ms:
            yield Finding(
                "out-of-order",
                "error",
                f"{word.text!r} starts before the word that precedes it",
                next_ms,
                start_ms,
                word.script_span,
            )


def _check_speech_rate(document: Document, _audio: Audio) -> Iterator[Finding]:
    timed = [(w, s, e) for w, s, e in _list_timed(document) if not _is_symbol(w)]
    spoken_s = sum(end_ms - start_ms for _, start_ms, end_ms in timed) / 1000
    letters = sum(_count_letters(word) for word, _, _ in timed)
    if len(timed) < _PILE_UP_WORDS or spoken_s <= 0:
        return
    rate = letters / spoken_s
    if not _MIN_LETTERS_PER_S <= rate <= _MAX_LETTERS_PER_S:
        pace = "faster" if rate > _MAX_LETTERS_PER_S else "slower"
        yield Finding(
            "speech-rate",
            "error",
            f"{len(timed) / spoken_s:.1f} words a second of speech, {pace} than people "
            "speak",
        )


def _check_score_collapse(document: Document, _audio: Audio) -> Iterator[Finding]:
    scored = [w for w in _script_words(document) if w.confidence is not None]
    if len(scored) < 2 * _COLLAPSE_WORDS:
        return
    first, last = scored[: len(scored) // 2], scored[-_COLLAPSE_WORDS:]
    if _mean(first) >= _GOOD_CONFIDENCE and _mean(last) <= _BAD_CONFIDENCE:
        yield Finding(
            "score-collapse",
            "error",
            "the confidence of the last words is far below that of the first half: "
            "the script and the audio may have parted",
            last[0].start_ms,
            last[-1].end_ms if last[0].start_ms is not None else None,
        )


def _mean(words: Sequence[Word]) -> float:
    return fmean(word.confidence or 0.0 for word in words)


def _check_clipping(_document: Document, audio: Audio) -> Iterator[Finding]:
    import numpy as np

    pcm, rows = audio.pcm, 0
    for at in range(0, pcm.size, _CHUNK_SAMPLES):
        chunk = pcm[at : at + _CHUNK_SAMPLES]
        full = (chunk >= _FULL_SCALE) | (chunk <= -_FULL_SCALE)
        # One sample at full scale is a peak; several in a row are a peak cut off.
        rows += int(np.count_nonzero(full[1:] & full[:-1]))
    if rows > _CLIPPED_SHARE * pcm.size:
        yield Finding(
            "clipped-audio",
            "warning",
            f"{100 * rows / pcm.size:.1f} % of the samples are cut off at full scale: "
            "record or render it quieter",
        )


def _check_silent_words(document: Document, audio: Audio) -> Iterator[Finding]:
    timed = _list_timed(document)
    levels = [_level_db(audio, start_ms, end_ms) for _, start_ms, end_ms in timed]
    if not levels:
        return
    loud = sorted(levels)[len(levels) * 9 // 10]
    limit = loud - _BELOW_SPEECH_DB
    for (word, start_ms, end_ms), level in zip(timed, levels, strict=True):
        if level < limit and end_ms - start_ms >= _MIN_SILENT_MS:
            yield Finding(
                "silent-word",
                "error",
                f"there is silence where {word.text!r} should be",
                start_ms,
                end_ms,
                word.script_span,
            )


def _level_db(audio: Audio, start_ms: int, end_ms: int) -> float:
    """Return the level in dB below full scale."""
    import numpy as np

    samples = audio.slice(start_ms, end_ms).pcm.astype(np.float32)
    power = float(np.mean(np.square(samples))) if samples.size else 0.0
    return 10 * float(np.log10(max(power, 1e-3) / 32768.0**2))


_CHECKS: tuple[Check, ...] = (
    check_coverage,
    _check_divergence,
    _check_durations,
    _check_pile_ups,
    _check_order,
    _check_speech_rate,
    _check_score_collapse,
    _check_clipping,
    _check_silent_words,
)
