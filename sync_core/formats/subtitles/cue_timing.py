"""The display times of cues: reading speed, gaps, lead-in and lead-out."""

from __future__ import annotations

from attrs import define

from sync_core.document.records import Word
from sync_core.formats.subtitles.profile import Profile

__all__ = ["DraftCue", "assign_times"]

_MAX_TIME_MS = 1 << 62


@define
class DraftCue:
    """A cue whose display times are still to be assigned."""

    start_ms: int
    end_ms: int
    """The end of the last word until ``assign_times``; then the end of display."""
    lines: tuple[str, ...]
    speaker: str | None
    words: tuple[Word, ...]
    column_count: int
    """Columns that count for the reading speed."""
    is_spread: bool = False
    """Whether its times come from a segment whose words have none."""
    is_written: bool = False
    """Whether it is such a segment with its own lines."""
    needed_ms: int = 0
    """The end that the shortest duration and the fastest reading speed need."""


def assign_times(
    drafts: list[DraftCue], profile: Profile, duration_ms: int | None
) -> None:
    """Assign display times to cues in order with different starts.

    Ends move later for the reading speed and to close gaps; starts move earlier only
    where a cue stays too short otherwise. No cue overlaps the next, whatever the
    profile asks for.
    """
    for at, draft in enumerate(drafts):
        following = drafts[at + 1].start_ms if at + 1 < len(drafts) else None
        spoken_end = draft.end_ms
        if draft.is_spread:
            _trim_end(draft, profile, following)
            continue
        _extend_end(draft, profile, following, duration_ms)
        if profile.max_early_ms and draft.end_ms < draft.needed_ms:
            _move_start(draft, drafts[at - 1] if at else None, profile)
        draft.needed_ms = min(draft.end_ms, max(draft.needed_ms, spoken_end))
        if following is not None:
            _chain(draft, profile, following)


def _extend_end(
    draft: DraftCue, profile: Profile, following: int | None, duration_ms: int | None
) -> None:
    start, spoken = draft.start_ms, draft.end_ms
    draft.needed_ms = start + max(profile.min_ms, compute_reading_ms(draft, profile))
    wanted = start + compute_reading_ms(draft, profile, aimed=True)
    end = max(
        spoken, start + profile.min_ms, min(wanted, spoken + profile.max_trail_ms)
    )
    end = min(end, max(spoken, start + profile.max_ms))
    if duration_ms is not None:
        end = max(spoken, min(end, duration_ms))
    latest = _find_latest_end(start, following, profile)
    draft.end_ms = max(min(end, latest), start + 1)


def _trim_end(draft: DraftCue, profile: Profile, following: int | None) -> None:
    """Keep given times, but end before the next cue."""
    end = draft.end_ms
    if following is not None:
        latest = _find_latest_end(draft.start_ms, following, profile)
        end = min(end, following if draft.is_written else latest)
    draft.end_ms = draft.needed_ms = max(draft.start_ms + 1, end)


def _find_latest_end(start: int, following: int | None, profile: Profile) -> int:
    """Return the latest time in ms at which a cue can end before the next one."""
    if following is None:
        return _MAX_TIME_MS
    latest = following - profile.min_gap_ms
    return latest if latest > start else following


def _move_start(draft: DraftCue, before: DraftCue | None, profile: Profile) -> None:
    lowest = max(0, draft.start_ms - profile.max_early_ms)
    if before is not None:
        lowest = max(lowest, before.needed_ms + profile.min_gap_ms)
    start = max(lowest, draft.start_ms - (draft.needed_ms - draft.end_ms))
    if start >= draft.start_ms:
        return
    draft.needed_ms -= draft.start_ms - start
    draft.start_ms = start
    if before is not None and before.end_ms > start - profile.min_gap_ms:
        before.end_ms = start - profile.min_gap_ms
        _chain(before, profile, start)


def _chain(draft: DraftCue, profile: Profile, following: int) -> None:
    """Close a gap that is below the profile's limit for chaining."""
    latest = _find_latest_end(draft.start_ms, following, profile)
    near = following - draft.end_ms < profile.chain_below_ms
    if near and draft.end_ms < latest <= draft.start_ms + profile.max_ms:
        draft.end_ms = latest


def compute_reading_ms(
    draft: DraftCue, profile: Profile, *, aimed: bool = False
) -> int:
    """Return the reading time at a profile's highest, or preferred, reading speed."""
    cps, wpm = profile.max_cps, profile.max_wpm
    if aimed:
        cps, wpm = profile.aim_cps or cps, profile.aim_wpm or wpm
    needed = 0.0
    if cps is not None:
        needed = draft.column_count * 1000 / (cps * profile.columns_a_character)
    if wpm is not None:
        count = sum(len(line.split()) for line in draft.lines)
        needed = max(needed, count * 60_000 / wpm)
    return -int(-needed // 1)
