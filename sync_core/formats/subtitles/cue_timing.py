"""From when words are said to when their cues are shown."""

from __future__ import annotations

from attrs import define

from sync_core.document.records import Word
from sync_core.formats.subtitles.profile import Profile

__all__ = ["Draft", "settle"]

_END_OF_TIME = 1 << 62


@define
class Draft:
    """A cue whose times are still being found."""

    start_ms: int
    end_ms: int
    """Behind the last word, until ``settle`` has been here."""
    lines: tuple[str, ...]
    speaker: str | None
    words: tuple[Word, ...]
    columns: int
    """Characters as they count for reading."""
    spread: bool = False
    """Whether its times are those of a segment whose words have none."""
    written: bool = False
    """Whether it is such a segment as it stands."""
    needed_ms: int = 0
    """The end that shortest time and fastest reading ask for."""


def settle(drafts: list[Draft], profile: Profile, duration_ms: int | None) -> None:
    """Return drafts, in order and with unlike starts, the times that they are shown.

    Ends move into the silence behind them for reading and towards the next cue for an
    even gap; starts move forward only where nothing else makes a cue long enough.
    Whatever the profile asks, none reaches into the next.
    """
    for at, draft in enumerate(drafts):
        following = drafts[at + 1].start_ms if at + 1 < len(drafts) else None
        spoken_end = draft.end_ms
        if draft.spread:
            _keep_apart(draft, profile, following)
            continue
        _extend(draft, profile, following, duration_ms)
        if profile.max_early_ms and draft.end_ms < draft.needed_ms:
            _begin_earlier(draft, drafts[at - 1] if at else None, profile)
        draft.needed_ms = min(draft.end_ms, max(draft.needed_ms, spoken_end))
        if following is not None:
            _chain(draft, profile, following)


def _extend(
    draft: Draft, profile: Profile, following: int | None, duration_ms: int | None
) -> None:
    start, spoken = draft.start_ms, draft.end_ms
    draft.needed_ms = start + max(profile.min_ms, reading_ms(draft, profile))
    wanted = start + reading_ms(draft, profile, aimed=True)
    end = max(
        spoken, start + profile.min_ms, min(wanted, spoken + profile.max_trail_ms)
    )
    end = min(end, max(spoken, start + profile.max_ms))
    if duration_ms is not None:
        end = max(spoken, min(end, duration_ms))
    latest = _latest(start, following, profile)
    draft.end_ms = max(min(end, latest), start + 1)


def _keep_apart(draft: Draft, profile: Profile, following: int | None) -> None:
    """Leave times that someone else gave, but for reaching into the next cue."""
    end = draft.end_ms
    if following is not None:
        latest = _latest(draft.start_ms, following, profile)
        end = min(end, following if draft.written else latest)
    draft.end_ms = draft.needed_ms = max(draft.start_ms + 1, end)


def _latest(start: int, following: int | None, profile: Profile) -> int:
    """Return the last moment at which a cue can end before the next one."""
    if following is None:
        return _END_OF_TIME
    latest = following - profile.min_gap_ms
    return latest if latest > start else following


def _begin_earlier(draft: Draft, before: Draft | None, profile: Profile) -> None:
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


def _chain(draft: Draft, profile: Profile, following: int) -> None:
    """Close a gap that is too short to be seen as one."""
    latest = _latest(draft.start_ms, following, profile)
    near = following - draft.end_ms < profile.chain_below_ms
    if near and draft.end_ms < latest <= draft.start_ms + profile.max_ms:
        draft.end_ms = latest


def reading_ms(draft: Draft, profile: Profile, *, aimed: bool = False) -> int:
    """Return how long the fastest reader that a profile allows, or aims at, takes."""
    cps, wpm = profile.max_cps, profile.max_wpm
    if aimed:
        cps, wpm = profile.aim_cps or cps, profile.aim_wpm or wpm
    needed = 0.0
    if cps is not None:
        needed = draft.columns * 1000 / (cps * profile.columns_a_character)
    if wpm is not None:
        count = sum(len(line.split()) for line in draft.lines)
        needed = max(needed, count * 60_000 / wpm)
    return -int(-needed // 1)
