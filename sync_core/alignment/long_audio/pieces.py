"""Cutting audio and script at the same places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import evolve, frozen

from sync_core.alignment.long_audio.pauses import Loudness
from sync_core.plugins.protocols import Anchor
from sync_core.script.script import Script

__all__ = ["Piece", "cut_pieces"]

_MIN_PIECE_MS, _MAX_PIECE_MS = 8_000, 30_000
"""A piece is cut at the best pause between these lengths."""
_SLACK_MS = 150
"""Anchors are rough: the pause between two of them may begin so much earlier."""
_MAX_ANCHOR_GAP_MS = 4_000
"""Two words of a script that lie so far apart have something else between them."""
_ROOM_MS = 600
"""Left of that to either side, so that a word is never cut into."""
_MAX_PACE_RATIO = 1.6
"""A stretch so much longer than its words should take holds more than them."""


@frozen
class Piece:
    """Some words of the script and the stretch of audio to find them in."""

    first: int
    behind: int
    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """Return how long the stretch is."""
        return self.end_ms - self.start_ms


@frozen
class _Cut:
    word: int
    """The first word behind it."""
    at_ms: int
    db: float


def cut_pieces(
    script: Script, anchors: Sequence[Anchor], loudness: Loudness, longest_ms: int
) -> list[Piece]:
    """Cut at pauses between anchors, and where anchors lie far apart.

    Args:
        script: All of the text.
        anchors: Words that were heard, rising.
        loudness: Of all of the audio.
        longest_ms: No piece with words is to be longer, if it can be helped.

    Returns:
        Pieces that tile words and audio; those without words hold what the script
        does not.
    """
    duration = len(loudness.db) * 10
    whole = Piece(0, len(script.words), 0, duration)
    pace = _measure_pace(script, anchors)
    pieces: list[Piece] = []
    for piece in _tile(whole, _choose_cuts(anchors, loudness)):
        if piece.length_ms <= longest_ms:
            pieces.append(piece)
        else:
            pieces += _isolate_gaps(script, piece, anchors, loudness, longest_ms, pace)
    return pieces


def _choose_cuts(anchors: Sequence[Anchor], loudness: Loudness) -> Iterator[_Cut]:
    start, held = 0, list[_Cut]()
    for before, after in pairwise(anchors):
        if after.word != before.word + 1:
            continue
        if after.start_ms - before.end_ms >= _MAX_ANCHOR_GAP_MS:
            yield _Cut(after.word, before.end_ms + _ROOM_MS, 0.0)
            yield _Cut(after.word, after.start_ms - _ROOM_MS, 0.0)
            start, held = after.start_ms - _ROOM_MS, []
            continue
        at_ms, db = loudness.find_quietest(
            before.end_ms - _SLACK_MS, after.start_ms + _SLACK_MS
        )
        while held and at_ms - start > _MAX_PIECE_MS:
            best = min(held, key=lambda c: c.db)
            yield best
            start, held = best.at_ms, [c for c in held if c.at_ms > best.at_ms]
            held = [c for c in held if c.at_ms - start >= _MIN_PIECE_MS]
        if at_ms - start >= _MIN_PIECE_MS:
            held.append(_Cut(after.word, at_ms, db))
    if held:
        yield min(held, key=lambda c: c.db)


def _tile(whole: Piece, cuts: Iterator[_Cut]) -> Iterator[Piece]:
    first, start = whole.first, whole.start_ms
    for place in cuts:
        if not start < place.at_ms < whole.end_ms:
            continue
        yield Piece(first, place.word, start, place.at_ms)
        first, start = place.word, place.at_ms
    yield Piece(first, whole.behind, start, whole.end_ms)


def _isolate_gaps(
    script: Script,
    piece: Piece,
    anchors: Sequence[Anchor],
    loudness: Loudness,
    longest_ms: int,
    pace: float,
) -> list[Piece]:
    """Cut a long piece on both sides of the stretch in which nothing was heard."""
    if piece.first == piece.behind:
        return [piece]
    inside = [a for a in anchors if piece.first <= a.word < piece.behind]
    knots = [
        Anchor(piece.first - 1, piece.start_ms, piece.start_ms),
        *inside,
        Anchor(piece.behind, piece.end_ms, piece.end_ms),
    ]
    before, after = max(pairwise(knots), key=lambda p: p[1].start_ms - p[0].end_ms)
    low, _ = loudness.find_quietest(before.end_ms, before.end_ms + _ROOM_MS)
    high, _ = loudness.find_quietest(after.start_ms - _ROOM_MS, after.start_ms)
    if before is knots[0]:
        low = piece.start_ms
    if after is knots[-1]:
        high = piece.end_ms
    hole = Piece(before.word + 1, after.word, low, max(low, high))
    left = evolve(piece, behind=hole.first, end_ms=hole.start_ms)
    right = evolve(piece, first=hole.behind, start_ms=hole.end_ms)
    found: list[Piece] = []
    for part in (left, right):
        if part.length_ms > longest_ms and part.first < part.behind:
            found += _isolate_gaps(script, part, anchors, loudness, longest_ms, pace)
        elif part.length_ms:
            found.append(part)
    at = sum(part.end_ms <= hole.start_ms for part in found)
    return [
        *found[:at],
        *_cut_gap(script, hole, loudness, longest_ms, pace),
        *found[at:],
    ]


def _cut_gap(
    script: Script, hole: Piece, loudness: Loudness, longest_ms: int, pace: float
) -> list[Piece]:
    """Cut by the length of the text, if the stretch can hold little more than it."""
    if hole.first == hole.behind or hole.length_ms <= longest_ms:
        return [hole] if hole.length_ms or hole.first < hole.behind else []
    words = script.words[hole.first : hole.behind]
    letters = [len(word.text) for word in words]
    expected = pace * sum(letters)
    if hole.length_ms > _MAX_PACE_RATIO * expected:
        return _cut_gap_ends(hole, expected, longest_ms)
    count = -(-hole.length_ms // min(_MAX_PIECE_MS, longest_ms // 2))
    pieces: list[Piece] = []
    spent, rest = 0, hole
    for at, size in enumerate(letters, start=hole.first + 1):
        spent += size
        share = spent / sum(letters)
        due = (len(pieces) + 1) / count
        if share >= due and at < hole.behind and due < 1:
            about = hole.start_ms + round(share * hole.length_ms)
            at_ms, _ = loudness.find_quietest(about - 1500, about + 1500)
            at_ms = max(rest.start_ms, min(at_ms, hole.end_ms))
            pieces.append(evolve(rest, behind=at, end_ms=at_ms))
            rest = evolve(rest, first=at, start_ms=at_ms)
    return [*pieces, rest]


def _cut_gap_ends(hole: Piece, expected: float, longest_ms: int) -> list[Piece]:
    """Look for few words in much audio at its beginning."""
    room = min(longest_ms, round(_MAX_PACE_RATIO * expected) + 2 * _MAX_ANCHOR_GAP_MS)
    at_ms = hole.start_ms + room
    return [
        evolve(hole, end_ms=at_ms),
        evolve(hole, first=hole.behind, start_ms=at_ms),
    ]


def _measure_pace(script: Script, anchors: Sequence[Anchor]) -> float:
    """Return the milliseconds that a character takes, pauses counted in."""
    letters, spent = 0, 0
    for before, after in pairwise(anchors):
        gap = after.start_ms - before.start_ms
        if after.word == before.word + 1 and gap < _MAX_ANCHOR_GAP_MS:
            letters += len(script.words[before.word].text)
            spent += gap
    return spent / letters if letters else 75.0
