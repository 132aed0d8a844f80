"""Shaping a document's words into cues."""

from __future__ import annotations

from itertools import pairwise

from attrs import evolve

from sync_core.document.document import Document
from sync_core.formats.subtitles.as_written import cues_as_written
from sync_core.formats.subtitles.break_costs import breaks_of
from sync_core.formats.subtitles.cue import Cue
from sync_core.formats.subtitles.cue_timing import Draft, settle
from sync_core.formats.subtitles.flow import Flow, flow_of
from sync_core.formats.subtitles.line_breaking import line_rows
from sync_core.formats.subtitles.partition import partition, room_of
from sync_core.formats.subtitles.phrases import phrases_for
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.profiles import choose_profile

__all__ = ["AS_WRITTEN", "cues"]

AS_WRITTEN = "as-written"
"""Stands for a profile where nothing is to be shaped."""


def cues(document: Document, profile: Profile | str | None = None) -> list[Cue]:
    """Shape a document into cues: in order, none empty, none overlapping.

    All of a flow of words is searched for the breaks that keep the profile's rules and
    suit the sentences best. A segment whose words have no times keeps its own time, and
    its lines too if they are such as the profile allows; else its time is spread over
    its text. A segment without any time has no place on the clock and makes no cue
    (``untimed_segments`` gives those). Words without a time stay between their
    neighbours. Missing and extra words are shown as the profile says.

    Args:
        document: Its language decides which words belong together.
        profile: A profile or the name of one of ``PROFILES``; None: the one for the
            document's language; ``as-written``: nothing is shaped, each segment is a
            cue with the lines and times that it has.

    Raises:
        InputError: There is no profile of that name.
    """
    if profile == AS_WRITTEN:
        return _unshaped(document)
    rules = choose_profile(document, profile)
    flow = flow_of(document, rules)
    if not flow.texts:
        return []
    drafts = _together(_drafts(flow, document, rules))
    settle(drafts, rules, document.duration_ms)
    return [Cue(d.start_ms, d.end_ms, d.lines, d.speaker, d.words) for d in drafts]


def _unshaped(document: Document) -> list[Cue]:
    made = sorted(cues_as_written(document), key=lambda cue: cue.start_ms)
    return [
        cue if cue.end_ms > cue.start_ms else evolve(cue, end_ms=cue.start_ms + 1)
        for cue in made
    ]


def _drafts(flow: Flow, document: Document, rules: Profile) -> list[Draft]:
    breaks = breaks_of(flow, phrases_for(document.language), rules)
    room = room_of(flow, rules.max_columns)
    drafts = []
    heads, at = [*flow.heads, len(flow.texts)], 0
    firsts, starts, ends = [*flow.first_words, len(flow.words)], flow.starts, flow.ends
    marks, spaces = room.marks, flow.spaces
    for first, behind in partition(flow, breaks, room, rules):
        while heads[at + 1] <= first:
            at += 1
        rows = line_rows(first, behind, flow, breaks, room, rules.max_columns)
        columns = marks[behind] - marks[first] - sum(spaces[row] for row in rows)
        drafts.append(
            Draft(
                starts[_first_timed(flow, first, behind)],
                max(ends[first:behind]),
                flow.written.get(at)
                or tuple(_line(flow, i, j) for i, j in pairwise([*rows, behind])),
                flow.segments[at].speaker,
                tuple(flow.words[firsts[first] : firsts[behind]]),
                columns,
                spread=flow.alone[at],
                written=at in flow.written,
            )
        )
    return drafts


def _first_timed(flow: Flow, first: int, behind: int) -> int:
    """Return the row with which a cue starts: a guess is no reason to start early."""
    for row in range(first, behind):
        if row not in flow.guessed:
            return row
    return first


def _line(flow: Flow, first: int, behind: int) -> str:
    texts = flow.texts[first:behind]
    spaces = flow.spaces[first + 1 : behind]
    if all(spaces):
        return " ".join(texts)
    parts = [texts[0]]
    for space, text in zip(spaces, texts[1:], strict=True):
        parts.append(f" {text}" if space else text)
    return "".join(parts)


def _together(drafts: list[Draft]) -> list[Draft]:
    """Sort by time, and make one of those that start at once."""
    drafts.sort(key=lambda draft: draft.start_ms)
    found: list[Draft] = []
    for draft in drafts:
        before = found[-1] if found else None
        if before is None or before.start_ms < draft.start_ms:
            found.append(draft)
            continue
        before.end_ms = max(before.end_ms, draft.end_ms)
        before.lines += draft.lines
        before.words += draft.words
        before.columns += draft.columns
        if before.speaker != draft.speaker:
            before.speaker = None
    return found
