"""Aligning piece by piece, and putting the pieces together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from sync_core.alignment.document_builder import WordTiming, script_document
from sync_core.alignment.long_audio.pauses import Loudness, measure_loudness
from sync_core.alignment.long_audio.pieces import Piece, cut_pieces
from sync_core.base.errors import AlignmentError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Word
from sync_core.document.time_shift import shift_word
from sync_core.plugins.protocols import AlignmentRequest, Anchor
from sync_core.script.excerpt import extract_script

__all__ = ["align_piecewise"]

_QUIET_DB = 30.0
"""What is so far below the speech counts as silence."""
_MIN_SOUND_MS = 1_000
_MAX_MS_PER_LETTER, _MIN_ASIDE_MS = 150, 4_000
"""How much audio is searched for words whose place is not known."""

AlignPiece = Callable[[AlignmentRequest], Document]


@frozen(eq=False)
class _AlignedPiece:
    piece: Piece
    document: Document | None = None

    @property
    def words(self) -> list[Word]:
        if self.document is None:
            return []
        return [word for word in self.document.words if word.status != "extra"]

    @property
    def extra(self) -> list[Word]:
        if self.document is None:
            return []
        return [word for word in self.document.words if word.status == "extra"]

    @property
    def found(self) -> int:
        """Return how many words have times."""
        return sum(word.start_ms is not None for word in self.words)


def align_piecewise(
    request: AlignmentRequest,
    anchors: Sequence[Anchor],
    align: AlignPiece,
    longest_ms: int,
) -> Document:
    """Align long audio with all of its script.

    Args:
        request: The whole; its ``progress`` is called piece by piece.
        anchors: Words that were surely heard, and roughly where, rising.
        align: Aligns a piece.
        longest_ms: What ``align`` can take.

    Raises:
        AlignmentError: No piece could be aligned.
        CancelledError: The caller asked to stop.
    """
    loudness = measure_loudness(request.audio)
    done: list[_AlignedPiece] = []
    for piece in cut_pieces(request.script, anchors, loudness, longest_ms):
        request.check_cancel()
        done.append(_align_piece(request, piece, align, longest_ms))
        if request.progress is not None:
            request.progress(piece.end_ms, request.audio.duration_ms)
    done = _realign_borders(request, done, align, longest_ms)
    if not any(one.found for one in done):
        raise AlignmentError(
            "the audio does not seem to say the script: none of its "
            f"{len(request.script.words)} words was found"
        )
    return _join_pieces(request, done, loudness)


def _align_piece(
    request: AlignmentRequest, piece: Piece, align: AlignPiece, longest_ms: int
) -> _AlignedPiece:
    if piece.first == piece.behind or not 0 < piece.length_ms <= longest_ms:
        return _AlignedPiece(piece)
    part = evolve(
        request,
        audio=request.audio.slice(piece.start_ms, piece.end_ms),
        script=extract_script(request.script, piece.first, piece.behind),
        progress=None,
    )
    try:
        return _AlignedPiece(piece, align(part))
    except AlignmentError:
        return _AlignedPiece(piece)


def _realign_borders(
    request: AlignmentRequest,
    done: Sequence[_AlignedPiece],
    align: AlignPiece,
    longest_ms: int,
) -> list[_AlignedPiece]:
    """Align neighbours together whose common border seems to be in the wrong place."""
    healed = list(done[:1])
    for right in done[1:]:
        left = healed[-1]
        if right.piece.first == right.piece.behind:
            healed[-1:] = _look_behind(request, left, right, align, longest_ms)
            continue
        both = evolve(left.piece, behind=right.piece.behind, end_ms=right.piece.end_ms)
        if both.length_ms <= longest_ms and _is_border_doubtful(left, right):
            together = _align_piece(request, both, align, longest_ms)
            if together.found > left.found + right.found:
                healed[-1] = together
                continue
        healed.append(right)
    return healed


def _look_behind(
    request: AlignmentRequest,
    left: _AlignedPiece,
    gap: _AlignedPiece,
    align: AlignPiece,
    longest_ms: int,
) -> list[_AlignedPiece]:
    """Look for words that were not found before unscripted audio at its end."""
    lost = 0
    while lost < len(left.words) and left.words[-1 - lost].start_ms is None:
        lost += 1
    split = left.piece.behind - lost
    letters = sum(len(word.text) for word in left.words[len(left.words) - lost :])
    room = min(longest_ms, _MAX_MS_PER_LETTER * letters + _MIN_ASIDE_MS)
    start = max(gap.piece.start_ms, gap.piece.end_ms - room)
    tail = evolve(gap.piece, first=split, start_ms=start)
    found = _align_piece(request, tail, align, longest_ms)
    if not lost or 2 * found.found <= lost:
        return [left, gap]
    head = _align_piece(request, evolve(left.piece, behind=split), align, longest_ms)
    return [
        head,
        _AlignedPiece(evolve(gap.piece, first=split, behind=split, end_ms=start)),
        found,
    ]


def _is_border_doubtful(left: _AlignedPiece, right: _AlignedPiece) -> bool:
    """Return whether words at the border are missing, or others were found there."""
    if left.document is None or right.document is None:
        return bool(left.words or right.words)
    if not left.words or not right.words:
        return False
    ends, begins = left.words[-1], right.words[0]
    return ends.start_ms is None or begins.start_ms is None


def _join_pieces(
    request: AlignmentRequest, done: Sequence[_AlignedPiece], loudness: Loudness
) -> Document:
    timings: list[WordTiming] = []
    extra: list[Word] = []
    findings: list[Finding] = []
    for one in done:
        shift = one.piece.start_ms
        if one.document is None:
            count = one.piece.behind - one.piece.first
            timings += [WordTiming(status="missing")] * count
            extra += _find_unscripted(one.piece, loudness)
            continue
        base = request.script.words[one.piece.first].start
        timings += [_shift_timing(word, shift) for word in one.words]
        extra += [shift_word(word, shift) for word in one.extra]
        findings += [
            _shift_finding(finding, shift, base) for finding in one.document.findings
        ]
    return script_document(request, timings, findings=findings, extra=extra)


def _find_unscripted(piece: Piece, loudness: Loudness) -> list[Word]:
    """Return the loud part of a stretch that holds nothing of the script."""
    limit = loudness.speech_db - _QUIET_DB
    step = 10
    loud = (
        loudness.db[piece.start_ms // step : piece.end_ms // step] > limit
    ).nonzero()[0]
    if len(loud) * step < _MIN_SOUND_MS:
        return []
    start = piece.start_ms + int(loud[0]) * step
    return [
        Word("", start, piece.start_ms + (int(loud[-1]) + 1) * step, status="extra")
    ]


def _shift_timing(word: Word, shift: int) -> WordTiming:
    moved = shift_word(word, shift)
    return WordTiming(
        moved.start_ms, moved.end_ms, moved.confidence, moved.phones, moved.status
    )


def _shift_finding(finding: Finding, shift: int, base: int) -> Finding:
    span = finding.script_span
    return evolve(
        finding,
        start_ms=None if finding.start_ms is None else finding.start_ms + shift,
        end_ms=None if finding.end_ms is None else finding.end_ms + shift,
        script_span=None if span is None else (span[0] + base, span[1] + base),
    )
