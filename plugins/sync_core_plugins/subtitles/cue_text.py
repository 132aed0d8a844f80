"""The text of cues, with the times of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from sync_core import Cue, Script, Token

__all__ = [
    "JOINER",
    "TimedPiece",
    "flatten_name",
    "round_cue",
    "split_at_timed_words",
    "tokenize",
    "unescape_entities",
]

JOINER = "\u2060"
"""WORD JOINER: nothing to see. Behind a mark it says that the mark is only text."""


@frozen
class TimedPiece:
    """Some of a cue's text, with the time in which it is said."""

    text: str
    """May begin and end with white space, and hold line breaks."""
    start_ms: int | None
    """None where only the cue's own times are known."""
    end_ms: int | None


def flatten_name(text: str | None) -> str:
    """Return a name on one line, without what no text file can hold."""
    return " ".join((text or "").replace("\0", "").split())


def unescape_entities(text: str) -> str:
    """Return a text with characters in the place of entities, as HTML has them."""
    if "&" not in text:
        return text
    import html

    return html.unescape(text)


def tokenize(text: str) -> Sequence[Token]:
    """Return the tokens of a cue's text, as of a script; it may hold marks only."""
    # A script without a word is refused.
    return Script.parse(text + "\nx").tokens[:-1]


def split_at_timed_words(cue: Cue, unit_ms: int = 1) -> list[TimedPiece]:
    """Return a cue's text, cut before each of its timed words.

    Times are rounded once, to whole units; they lie in the cue and rise by a unit at
    least, for which words that start together are moved. Joined, the pieces' texts are
    the cue's lines with line breaks between them. A cue whose words have no times is
    one piece.
    """
    text = "\n".join(cue.lines)
    starts = _find_starts(cue, text, unit_ms)
    if not starts:
        return [TimedPiece(text, None, None)]
    last = _round_ms(cue.end_ms, unit_ms)
    following = [*starts[1:], (len(text), last, last)]
    cuts = [
        _skip_lone_marks(text, at, behind)
        for (at, _, _), (behind, _, _) in zip(starts, following, strict=True)
    ]
    pieces = [TimedPiece(text[: cuts[0]], None, None)] if cuts[0] else []
    for (_, start, end), (_, limit, _), at, behind in zip(
        starts, following, cuts, [*cuts[1:], len(text)], strict=True
    ):
        pieces.append(TimedPiece(text[at:behind], start, min(end, limit)))
    return pieces


def _find_starts(cue: Cue, text: str, unit_ms: int) -> list[tuple[int, int, int]]:
    """Return where words begin that have room in the cue, with their rounded times."""
    first, last = _round_ms(cue.start_ms, unit_ms), _round_ms(cue.end_ms, unit_ms)
    starts: list[tuple[int, int, int]] = []
    for at, start_ms, end_ms in _find_words(cue, text):
        earliest = starts[-1][1] + unit_ms if starts else first
        start = max(_round_ms(start_ms, unit_ms), earliest)
        if start < last:
            end = min(max(_round_ms(end_ms, unit_ms), start + unit_ms), last)
            starts.append((at, start, end))
    return starts


def round_cue(cue: Cue, unit_ms: int) -> Cue:
    """Return a cue with times in whole units, its end at least one behind its start."""
    start_ms, end_ms = (_round_ms(t, unit_ms) for t in (cue.start_ms, cue.end_ms))
    return evolve(cue, start_ms=start_ms, end_ms=max(end_ms, start_ms + unit_ms))


def _find_words(cue: Cue, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each timed word begins in the text, with its times."""
    flat, position = text.replace("\n", " "), 0
    for word in cue.words:
        wanted = " ".join(word.text.replace("\0", "").split())
        at = _find_word(flat, wanted, position)
        if at < 0 and "&" in wanted:
            # A word of a script with markup is written there with its entities.
            wanted = unescape_entities(wanted)
            at = _find_word(flat, wanted, position)
        if at < 0:
            continue
        position = at + len(wanted)
        if word.start_ms is not None and word.end_ms is not None:
            yield at, word.start_ms, word.end_ms


def _find_word(text: str, wanted: str, position: int) -> int:
    """Return where a word begins; a mark is not looked for among other marks."""
    if not wanted:
        return -1
    if not any(map(str.isalnum, wanted)):
        alone = rf"(?<![^\w\s]){re.escape(wanted)}(?![^\w\s])"
        if found := re.compile(alone).search(text, position):
            return found.start()
    return text.find(wanted, position)


def _skip_lone_marks(text: str, at: int, behind: int) -> int:
    """Return where a stretch's first spoken word is, or its beginning if it has none.

    A time belongs to a spoken word. In front of marks that stand alone, with a word in
    the same stretch, it would be read as that word's.
    """
    if text[at].isalnum():
        return at
    stretch = text[at:behind]
    words = (token.start for token in tokenize(stretch) if token.kind == "word")
    spoken = next(words, 0)
    return at + len(re.sub(r"\S+\Z", "", stretch[:spoken]))


def _round_ms(time_ms: int, unit_ms: int) -> int:
    return (2 * time_ms + unit_ms) // (2 * unit_ms) * unit_ms
