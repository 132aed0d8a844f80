"""Finding every place where cues break a profile's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from sync_core.document.document import Document
from sync_core.document.records import Finding, Severity
from sync_core.formats.subtitles.cue import Cue
from sync_core.formats.subtitles.phrases import Phrases, phrases_for
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.profiles import choose_profile
from sync_core.formats.subtitles.text_width import columns

__all__ = ["RULES", "check_cues"]

RULES: Mapping[str, Severity] = MappingProxyType(
    {
        "cue-reversed": "error",
        "cue-order": "error",
        "cue-overlap": "error",
        "cue-empty": "error",
        "cue-line-length": "warning",
        "cue-lines": "warning",
        "cue-words": "warning",
        "cue-speed": "warning",
        "cue-short": "warning",
        "cue-long": "warning",
        "cue-gap": "warning",
        "cue-chaining": "info",
        "cue-early": "warning",
        "cue-late": "warning",
        "cue-trailing": "info",
        "cue-split": "info",
    }
)
"""The codes of all rules, with how much a breach matters."""


_ONE_UTTERANCE_MS = 1000
"""Behind a longer silence something new begins."""


def check_cues(
    cues: Sequence[Cue],
    profile: Profile | str | None = None,
    *,
    language: str | None = None,
) -> list[Finding]:
    """Return every breach of a profile's rules, each on its own, in the cues' order.

    Args:
        cues: From ``cues``, or from ``cues_as_written`` for files made by others.
        profile: Its limits count; None: those of the language's own.
        language: What the cues are in, for the rule that no break parts an article and
            its noun, and the like; None: that rule is left out.

    Raises:
        InputError: There is no profile of that name.
    """
    rules = choose_profile(Document([], language=language), profile)
    phrases = phrases_for(language) if language else None
    found: list[Finding] = []
    for number, cue in enumerate(cues, start=1):
        if number > 1:
            found += _between(number, cues[number - 2], cue, rules)
        found += _text(number, cue, rules)
        found += _times(number, cue, rules)
        found += _sync(number, cue, rules)
        if phrases is not None:
            following = cues[number] if number < len(cues) else None
            found += _splits(number, cue, following, phrases)
    return found


def _finding(code: str, number: int, cue: Cue, message: str) -> Finding:
    start_ms, end_ms = max(0, cue.start_ms), max(0, cue.start_ms, cue.end_ms)
    text = f"cue {number}: {message}"
    return Finding(code, RULES[code], text, start_ms=start_ms, end_ms=end_ms)


def _between(number: int, before: Cue, cue: Cue, rules: Profile) -> Iterator[Finding]:
    gap = cue.start_ms - before.end_ms
    if cue.start_ms < before.start_ms:
        message = f"starts {before.start_ms - cue.start_ms} ms before cue {number - 1}"
        yield _finding("cue-order", number, cue, message)
    elif gap < 0:
        message = f"starts {-gap} ms before cue {number - 1} ends"
        yield _finding("cue-overlap", number, cue, message)
    elif gap < (least := int(rules.min_gap_frames * 1000 / rules.frame_rate)):
        message = f"{gap} ms behind cue {number - 1}; the least gap is {least} ms"
        yield _finding("cue-gap", number, cue, message)
    # Times on a grid of frames are half a millisecond off.
    elif rules.min_gap_ms + _frame_ms(rules) - 1 <= gap < rules.chain_below_ms - 1:
        message = (
            f"{gap} ms behind cue {number - 1}; gaps below {rules.chain_below_ms} ms "
            f"are closed to {rules.min_gap_ms} ms"
        )
        yield _finding("cue-chaining", number, cue, message)


def _frame_ms(rules: Profile) -> float:
    return 1000 / rules.frame_rate


def _text(number: int, cue: Cue, rules: Profile) -> Iterator[Finding]:
    if not any(map(str.strip, cue.lines)):
        yield _finding("cue-empty", number, cue, "shows nothing")
    for line in cue.lines:
        count = columns(line)
        if count > rules.max_columns:
            chars = _characters(count, rules)
            message = f"{chars:g} characters in a line, {rules.max_chars} allowed"
            yield _finding("cue-line-length", number, cue, f"{message}: {line!r}")
    if len(cue.lines) > rules.max_lines:
        message = f"{len(cue.lines)} lines, {rules.max_lines} allowed"
        yield _finding("cue-lines", number, cue, message)
    words = _word_count(cue)
    if rules.max_words is not None and words > rules.max_words:
        message = f"{words} words, {rules.max_words} allowed"
        yield _finding("cue-words", number, cue, message)


def _times(number: int, cue: Cue, rules: Profile) -> Iterator[Finding]:
    length = cue.end_ms - cue.start_ms
    if length <= 0:
        yield _finding("cue-reversed", number, cue, "does not end after its start")
        return
    if length < rules.min_ms:
        message = f"{length} ms long, at least {rules.min_ms} ms wanted"
        yield _finding("cue-short", number, cue, message)
    if length > rules.max_ms:
        message = f"{length} ms long, at most {rules.max_ms} ms allowed"
        yield _finding("cue-long", number, cue, message)
    if message := _speed(cue, length, rules):
        yield _finding("cue-speed", number, cue, message)


def _speed(cue: Cue, length: int, rules: Profile) -> str:
    """Say how a cue is too fast to read; nothing if it is not."""
    if rules.max_cps is not None:
        chars = _characters(sum(map(columns, cue.lines)), rules)
        if chars * 1000 > rules.max_cps * length:
            return (
                f"{chars * 1000 / length:.1f} characters per second, "
                f"{rules.max_cps:g} allowed"
            )
    if rules.max_wpm is not None:
        words = _word_count(cue)
        if words * 60_000 > rules.max_wpm * length:
            return (
                f"{words * 60_000 / length:.0f} words per minute, "
                f"{rules.max_wpm:g} allowed"
            )
    return ""


def _sync(number: int, cue: Cue, rules: Profile) -> Iterator[Finding]:
    starts = [word.start_ms for word in cue.words if word.start_ms is not None]
    ends = [word.end_ms for word in cue.words if word.end_ms is not None]
    if not starts or not ends:
        return
    early = min(starts) - cue.start_ms
    if early > rules.max_early_ms:
        message = f"starts {early} ms before its first word"
        yield _finding("cue-early", number, cue, message)
    if early < 0:
        message = f"starts {-early} ms behind the start of its first word"
        yield _finding("cue-late", number, cue, message)
    trail = cue.end_ms - max(ends)
    # An end that was moved for reading may then be moved to close a gap.
    allowed = rules.max_trail_ms + rules.chain_below_ms
    if trail > allowed and cue.end_ms - cue.start_ms > rules.min_ms:
        message = f"stays {trail} ms after its last word"
        yield _finding("cue-trailing", number, cue, message)


def _splits(
    number: int, cue: Cue, following: Cue | None, phrases: Phrases
) -> Iterator[Finding]:
    """Look at the breaks between a cue's lines, and at the one behind it."""
    lines = list(cue.lines)
    if following is not None and following.speaker == cue.speaker:
        if 0 <= following.start_ms - cue.end_ms < _ONE_UTTERANCE_MS:
            lines += following.lines[:1]
    for upper, lower in pairwise(lines):
        before, after = upper.split()[-1:], lower.split()[:1]
        if before and after and phrases.splits(before[0], after[0]):
            message = f"a break parts {before[0]!r} and {after[0]!r}"
            yield _finding("cue-split", number, cue, message)


def _characters(count: int, rules: Profile) -> float:
    return count / rules.columns_a_character


def _word_count(cue: Cue) -> int:
    return sum(len(line.split()) for line in cue.lines)
