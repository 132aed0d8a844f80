"""Shaping a document's words into cues."""

from __future__ import annotations

from itertools import pairwise

from attrs import evolve

from sync_core.document.document import Document
from sync_core.formats.subtitles.break_costs import compute_break_costs
from sync_core.formats.subtitles.cue import Cue
from sync_core.formats.subtitles.cue_timing import DraftCue, assign_times
from sync_core.formats.subtitles.line_breaking import break_lines
from sync_core.formats.subtitles.phrases import load_phrase_costs
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.profiles import choose_profile
from sync_core.formats.subtitles.segmentation import measure_lines, segment_cues
from sync_core.formats.subtitles.text_flow import TextFlow, build_text_flow
from sync_core.formats.subtitles.written_cues import cues_as_written

__all__ = ["AS_WRITTEN", "cues"]

AS_WRITTEN = "as-written"
"""The name that stands for no profile: segments are cues as they are."""


def cues(document: Document, profile: Profile | str | None = None) -> list[Cue]:
    """Shape a document into cues: in order, none empty, none overlapping.

    The breaks are those that keep the profile's rules and fit the sentences best. A
    segment whose words have no times keeps its own time, and its lines if the profile
    allows them; otherwise its time is spread over its text. A segment without any time
    makes no cue (``untimed_segments`` returns those). Words without a time stay between
    their neighbours. The profile decides whether missing and extra words are shown.

    Args:
        document: The document; its language decides which words belong together.
        profile: A profile or the name of one of ``PROFILES``; None: the one for the
            document's language; ``as-written``: each segment is a cue with its own
            lines and times.

    Returns:
        The cues, with times in milliseconds.

    Raises:
        InputError: There is no profile of that name.
    """
    if profile == AS_WRITTEN:
        return _keep_as_written(document)
    rules = choose_profile(document, profile)
    flow = build_text_flow(document, rules)
    if not flow.texts:
        return []
    drafts = _merge_simultaneous(_make_drafts(flow, document, rules))
    assign_times(drafts, rules, document.duration_ms)
    return [Cue(d.start_ms, d.end_ms, d.lines, d.speaker, d.words) for d in drafts]


def _keep_as_written(document: Document) -> list[Cue]:
    made = sorted(cues_as_written(document), key=lambda cue: cue.start_ms)
    return [
        cue if cue.end_ms > cue.start_ms else evolve(cue, end_ms=cue.start_ms + 1)
        for cue in made
    ]


def _make_drafts(flow: TextFlow, document: Document, rules: Profile) -> list[DraftCue]:
    breaks = compute_break_costs(flow, load_phrase_costs(document.language), rules)
    fits = measure_lines(flow, rules.max_columns)
    drafts = []
    segment_rows, at = [*flow.segment_rows, len(flow.texts)], 0
    firsts, starts, ends = [*flow.first_words, len(flow.words)], flow.starts, flow.ends
    offsets, spaces = fits.offsets, flow.spaces
    for first, stop in segment_cues(flow, breaks, fits, rules):
        while segment_rows[at + 1] <= first:
            at += 1
        rows = break_lines(first, stop, flow, breaks, fits, rules.max_columns)
        column_count = offsets[stop] - offsets[first] - sum(spaces[row] for row in rows)
        drafts.append(
            DraftCue(
                starts[_find_first_timed(flow, first, stop)],
                max(ends[first:stop]),
                flow.written.get(at)
                or tuple(_join_line(flow, i, j) for i, j in pairwise([*rows, stop])),
                flow.segments[at].speaker,
                tuple(flow.words[firsts[first] : firsts[stop]]),
                column_count,
                is_spread=flow.is_alone[at],
                is_written=at in flow.written,
            )
        )
    return drafts


def _find_first_timed(flow: TextFlow, first: int, stop: int) -> int:
    """Return the first row of a cue whose time is not interpolated, or its first."""
    for row in range(first, stop):
        if row not in flow.interpolated:
            return row
    return first


def _join_line(flow: TextFlow, first: int, stop: int) -> str:
    texts = flow.texts[first:stop]
    spaces = flow.spaces[first + 1 : stop]
    if all(spaces):
        return " ".join(texts)
    parts = [texts[0]]
    for space, text in zip(spaces, texts[1:], strict=True):
        parts.append(f" {text}" if space else text)
    return "".join(parts)


def _merge_simultaneous(drafts: list[DraftCue]) -> list[DraftCue]:
    """Sort cues by time and merge those with the same start."""
    drafts.sort(key=lambda draft: draft.start_ms)
    found: list[DraftCue] = []
    for draft in drafts:
        before = found[-1] if found else None
        if before is None or before.start_ms < draft.start_ms:
            found.append(draft)
            continue
        before.end_ms = max(before.end_ms, draft.end_ms)
        before.lines += draft.lines
        before.words += draft.words
        before.column_count += draft.column_count
        if before.speaker != draft.speaker:
            before.speaker = None
    return found
