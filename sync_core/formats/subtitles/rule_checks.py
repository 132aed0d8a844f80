"""Checking cues against the rules of a profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from sync_core.document.document import Document
from sync_core.document.records import Finding, Severity
from sync_core.formats.subtitles.cue import Cue
from sync_core.formats.subtitles.phrases import PhraseCosts, load_phrase_costs
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.profiles import choose_profile
from sync_core.formats.subtitles.text_width import count_columns

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
"""The code of each rule, with the severity of a breach."""


_MAX_UTTERANCE_PAUSE_MS = 1000
"""After a longer pause a new utterance begins."""


def check_cues(
    cues: Sequence[Cue],
    profile: Profile | str | None = None,
    *,
    language: str | None = None,
) -> list[Finding]:
    """Return a finding for every breach of a profile's rules, in the cues' order.

    Args:
        cues: From ``cues``, or from ``cues_as_written`` for files of other programs.
        profile: The profile whose limits apply; None: the one for the language.
        language: BCP-47 tag of the cues' language, for the rule that no break splits
            an article from its noun, and the like; None: that rule is not checked.

    Raises:
        InputError: There is no profile of that name.
    """
    rules = choose_profile(Document([], language=language), profile)
    phrases = load_phrase_costs(language) if language else None
    found: list[Finding] = []
    for number, cue in enumerate(cues, start=1):
        if number > 1:
            found += _check_gap(number, cues[number - 2], cue, rules)
        found += _check_text(number, cue, rules)
        found += _check_duration(number, cue, rules)
        found += _check_sync(number, cue, rules)
        if phrases is not None:
            following = cues[number] if number < len(cues) else None
            found += _check_breaks(number, cue, following, phrases)
    return found


def _make_finding(code: str, number: int, cue: Cue, message: str) -> Finding:
    start_ms, end_ms = max(0, cue.start_ms), max(0, cue.start_ms, cue.end_ms)
    text = f"cue {number}: {message}"
    return Finding(code, RULES[code], text, start_ms=start_ms, end_ms=end_ms)


def _check_gap(number: int, before: Cue, cue: Cue, rules: Profile) -> Iterator[Finding]:
    gap = cue.start_ms - before.end_ms
    if cue.start_ms < before.start_ms:
        message = f"starts {before.start_ms - cue.start_ms} ms before cue {number - 1}"
        yield _make_finding("cue-order", number, cue, message)
    elif gap < 0:
        message = f"starts {-gap} ms before cue {number - 1} ends"
        yield _make_finding("cue-overlap", number, cue, message)
    elif gap < (min_gap_ms := int(rules.min_gap_frames * 1000 / rules.frame_rate)):
        message = f"{gap} ms behind cue {number - 1}; the least gap is {min_gap_ms} ms"
        yield _make_finding("cue-gap", number, cue, message)
    # Times on a grid of frames are up to half a millisecond off.
    elif rules.min_gap_ms + _get_frame_ms(rules) - 1 <= gap < rules.chain_below_ms - 1:
        message = (
            f"{gap} ms behind cue {number - 1}; gaps below {rules.chain_below_ms} ms "
            f"are closed to {rules.min_gap_ms} ms"
        )
        yield _make_finding("cue-chaining", number, cue, message)


def _get_frame_ms(rules: Profile) -> float:
    return 1000 / rules.frame_rate


def _check_text(number: int, cue: Cue, rules: Profile) -> Iterator[Finding]:
    if not any(map(str.strip, cue.lines)):
        yield _make_finding("cue-empty", number, cue, "shows nothing")
    for line in cue.lines:
        count = count_columns(line)
        if count > rules.max_columns:
            chars = _count_characters(count, rules)
            message = f"{chars:g} characters in a line, {rules.max_chars} allowed"
            yield _make_finding("cue-line-length", number, cue, f"{message}: {line!r}")
    if len(cue.lines) > rules.max_lines:
        message = f"{len(cue.lines)} lines, {rules.max_lines} allowed"
        yield _make_finding("cue-lines", number, cue, message)
    words = _count_words(cue)
    if rules.max_words is not None and words > rules.max_words:
        message = f"{words} words, {rules.max_words} allowed"
        yield _make_finding("cue-words", number, cue, message)


def _check_duration(number: int, cue: Cue, rules: Profile) -> Iterator[Finding]:
    length = cue.end_ms - cue.start_ms
    if length <= 0:
        yield _make_finding("cue-reversed", number, cue, "does not end after its start")
        return
    if length < rules.min_ms:
        message = f"{length} ms long, at least {rules.min_ms} ms wanted"
        yield _make_finding("cue-short", number, cue, message)
    if length > rules.max_ms:
        message = f"{length} ms long, at most {rules.max_ms} ms allowed"
        yield _make_finding("cue-long", number, cue, message)
    if message := _describe_speed(cue, length, rules):
        yield _make_finding("cue-speed", number, cue, message)


def _describe_speed(cue: Cue, length: int, rules: Profile) -> str:
    """Describe how a cue is too fast to read; return nothing if it is not."""
    if rules.max_cps is not None:
        chars = _count_characters(sum(map(count_columns, cue.lines)), rules)
        if chars * 1000 > rules.max_cps * length:
            return (
                f"{chars * 1000 / length:.1f} characters per second, "
                f"{rules.max_cps:g} allowed"
            )
    if rules.max_wpm is not None:
        words = _count_words(cue)
        if words * 60_000 > rules.max_wpm * length:
            return (
                f"{words * 60_000 / length:.0f} words per minute, "
                f"{rules.max_wpm:g} allowed"
            )
    return ""


def _check_sync(number: int, cue: Cue, rules: Profile) -> Iterator[Finding]:
    starts = [word.start_ms for word in cue.words if word.start_ms is not None]
    ends = [word.end_ms for word in cue.words if word.end_ms is not None]
    if not starts or not ends:
        return
    early = min(starts) - cue.start_ms
    if early > rules.max_early_ms:
        message = f"starts {early} ms before its first word"
        yield _make_finding("cue-early", number, cue, message)
    if early < 0:
        message = f"starts {-early} ms behind the start of its first word"
        yield _make_finding("cue-late", number, cue, message)
    trail = cue.end_ms - max(ends)
    # An end that was extended for reading may be extended again to close a gap.
    allowed = rules.max_trail_ms + rules.chain_below_ms
    if trail > allowed and cue.end_ms - cue.start_ms > rules.min_ms:
        message = f"stays {trail} ms after its last word"
        yield _make_finding("cue-trailing", number, cue, message)


def _check_breaks(
    number: int, cue: Cue, following: Cue | None, phrases: PhraseCosts
) -> Iterator[Finding]:
    """Check the breaks between a cue's lines, and the one after it."""
    lines = list(cue.lines)
    if following is not None and following.speaker == cue.speaker:
        if 0 <= following.start_ms - cue.end_ms < _MAX_UTTERANCE_PAUSE_MS:
            lines += following.lines[:1]
    for upper, lower in pairwise(lines):
        before, after = upper.split()[-1:], lower.split()[:1]
        if before and after and phrases.is_forbidden(before[0], after[0]):
            message = f"a break parts {before[0]!r} and {after[0]!r}"
            yield _make_finding("cue-split", number, cue, message)


def _count_characters(count: int, rules: Profile) -> float:
    return count / rules.columns_a_character


def _count_words(cue: Cue) -> int:
    return sum(len(line.split()) for line in cue.lines)
