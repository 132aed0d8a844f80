"""Words with times, out of the engine's tokens."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

from attrs import frozen

from sync_core_plugins.whisper_cpp.context import Token

__all__ = ["TimedWord", "group_words", "read_passages", "split_passages"]

_OPENING_MARKS = frozenset("([{<¿¡«“‘「『（《〈【〔")


@frozen
class TimedWord:
    """A word; times in ms from the start of the samples."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


@frozen
class _TokenGroup:
    """The fewest tokens whose bytes are whole characters."""

    text: str
    tokens: tuple[tuple[Token, int, int], ...]
    """Each with its start and end."""

    @property
    def is_spoken(self) -> bool:
        """Whether it is more than marks."""
        return any(character.isalnum() for character in self.text)


def split_passages(tokens: Iterable[Token]) -> list[list[Token]]:
    """Return the text tokens between the engine's timestamps."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.stamp_ms is None:
            found[-1].append(token)
        elif found[-1]:
            found.append([])
    return [passage for passage in found if passage]


def read_passages(
    tokens: Iterable[Token], *, spaced: bool, by_attention: bool
) -> Iterator[tuple[list[Token], list[TimedWord]]]:
    """Yield each passage in which something is said, and its words.

    Args:
        tokens: Of a whole decoding.
        spaced: As for ``group_words``.
        by_attention: As for ``group_words``.
    """
    last = 0
    for passage in split_passages(tokens):
        heard = group_words(
            passage, begin_ms=last, spaced=spaced, by_attention=by_attention
        )
        last = max([last, *(token.dtw_end_ms or 0 for token in passage)])
        if any(c.isalnum() for word in heard for c in word.text):
            yield passage, heard


def group_words(
    passage: Sequence[Token], *, begin_ms: int, spaced: bool, by_attention: bool
) -> list[TimedWord]:
    """Return the words of a passage; they keep their punctuation.

    Args:
        passage: Text tokens.
        begin_ms: Where the text before it ends.
        spaced: Whether the language puts spaces between words; without them, every
            character or syllable that is a token of its own is a word.
        by_attention: Which of the tokens' times to take.
    """
    joins = _joins_spaced if spaced else _joins_unspaced
    groups: list[list[_TokenGroup]] = []
    for piece in _group_tokens(_time_tokens(passage, begin_ms, by_attention)):
        if groups and joins(groups[-1][-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [word for group in groups if (word := _make_word(group)).text]


def _time_tokens(
    passage: Iterable[Token], begin_ms: int, by_attention: bool
) -> Iterator[tuple[Token, int, int]]:
    """Yield tokens with start and end; attention tells ends only."""
    last = begin_ms
    for token in passage:
        if by_attention:
            end = last if token.dtw_end_ms is None else max(last, token.dtw_end_ms)
            yield token, last, end
            last = end
        else:
            yield token, token.start_ms, token.end_ms


def _group_tokens(timed: Iterable[tuple[Token, int, int]]) -> Iterator[_TokenGroup]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text, held = "", list[tuple[Token, int, int]]()
    for item in timed:
        text += decoder.decode(item[0].text)
        held.append(item)
        # The state's first half is what waits for the rest of its character.
        if not decoder.getstate()[0]:
            yield _TokenGroup(text, tuple(held))
            text, held = "", []
    if held:
        yield _TokenGroup(text + decoder.decode(b"", final=True), tuple(held))


def _joins_spaced(before: _TokenGroup, piece: _TokenGroup) -> bool:
    return not piece.text[:1].isspace()


def _joins_unspaced(before: _TokenGroup, piece: _TokenGroup) -> bool:
    if piece.text[:1].isspace():
        return False
    if before.text[-1:] in _OPENING_MARKS:
        return True
    if not piece.is_spoken:
        return piece.text[:1] not in _OPENING_MARKS
    # Latin words among the characters.
    joint = before.text[-1:] + piece.text[:1]
    return len(joint) == 2 and joint.isascii() and joint.isalnum()


def _make_word(group: Sequence[_TokenGroup]) -> TimedWord:
    """Return a word; marks count neither for its end nor for its confidence."""
    spoken = [piece for piece in group if piece.is_spoken] or group
    tokens = [item for piece in spoken for item in piece.tokens]
    return TimedWord(
        text="".join(piece.text for piece in group).strip(),
        start_ms=group[0].tokens[0][1],
        end_ms=tokens[-1][2],
        confidence=fmean(token.probability for token, _, _ in tokens),
    )
