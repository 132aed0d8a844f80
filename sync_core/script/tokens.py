"""Splitting a text into tokens: words, punctuation, white space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from attrs import frozen

__all__ = ["ScriptMark", "Token", "match_form", "tokenize"]

TokenKind = Literal["word", "punctuation", "space", "markup"]

# Symbols that are read aloud when they stand alone ("R & B", "5 % of", "a = b").
_SPOKEN_SYMBOLS = frozenset("&%+=@#°§€£$¥₹<>√∞×÷±≠≤≥≈≮≯")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ‛′＇`´"), "'")
# They separate two words even without a space; the last is the zero-width space.
_WORD_SEPARATORS = frozenset("—–―…、。，！？：；｡､،؛؟।॥\u200b")
# Small kana, the prolonged sound mark and iteration marks continue a word.
_KANA_TAIL = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮーヽヾゝゞ々ｰﾞﾟ")
_RUNS = re.compile(r"\s+|\S+")
_CJK_RANGES = (
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x30FF),
    (0x3100, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x323AF),
)  # fmt: skip


@frozen
class Token:
    """A part of the script: ``script[start:end] == text``."""

    text: str
    start: int
    """Offset of the first code point in the script."""
    end: int
    """Offset after the last code point."""
    kind: TokenKind
    """``word``: can be spoken, with its attached punctuation; ``punctuation``: stands
    alone and is silent; ``space``: white space; ``markup``: a tag of SSML, or text that
    SSML excludes from speech."""
    spoken: str | None = None
    """What SSML has spoken instead of ``text``; empty: nothing; None: ``text``."""
    say_as: str | None = None
    """SSML's ``interpret-as``: ``characters``, ``ordinal``, ``telephone`` ..."""
    ipa: str | None = None
    """The word's sounds from SSML's ``phoneme``."""

    @property
    def said(self) -> str:
        """The text to be spoken: the SSML alias, or the text without entities."""
        return self.text if self.spoken is None else self.spoken


@frozen
class ScriptMark:
    """A named point in SSML: ``script[start:end]`` is its tag."""

    name: str
    start: int
    end: int


def match_form(text: str) -> str:
    """Return a normalised form of a word, equal for all spellings of the word.

    The form is compatibility-composed and case-folded, and keeps only letters, digits,
    marks and inner apostrophes (made straight): punctuation and hyphens do not count.
    Accents count, however they are encoded.

    Example:
        >>> match_form("“E‑mail’s”,") == match_form("email's")
        True
    """
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_APOSTROPHES)
    kept = (c for c in folded if c == "'" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).strip("'")


def tokenize(text: str) -> tuple[Token, ...]:
    """Split any text into tokens whose texts join to it.

    White space separates words. Within a run, a dash, an ellipsis or an emoji between
    two words ends the first; each Chinese or Japanese character is a word; opening
    marks belong to the word after them, all other marks to the word before.
    """
    tokens: list[Token] = []
    for run in _RUNS.finditer(text):
        start, end = run.span()
        if text[start].isspace():
            tokens.append(Token(run[0], start, end, "space"))
        elif run[0].isascii() and "--" not in run[0] and "..." not in run[0]:
            spoken = any(map(str.isalnum, run[0])) or _is_lone_symbol(run[0])
            tokens.append(
                Token(run[0], start, end, "word" if spoken else "punctuation")
            )
        else:
            tokens.extend(_split_run(text, start, end))
    return tuple(tokens)


def _split_run(text: str, start: int, end: int) -> list[Token]:
    cores = _find_cores(text, start, end)
    cuts = [start]
    for (_, core_end), (next_start, _) in pairwise(cores):
        opening = (
            at for at in range(core_end, next_start) if _is_opening_mark(text[at])
        )
        cuts.append(next(opening, next_start))
    spoken = cores or _is_lone_symbol(text[start:end])
    kind: TokenKind = "word" if spoken else "punctuation"
    return [Token(text[i:j], i, j, kind) for i, j in pairwise([*cuts, end])]


def _find_cores(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the ranges of a run that are its words, without outer marks."""
    cores: list[tuple[int, int]] = []
    first = stop = -1
    for at in range(start, end):
        character = text[at]
        if at == stop and _is_continuation(character, text[first]):
            stop = at + 1
        elif _is_word_character(character) or _is_spoken_symbol(text, at, start, end):
            if first < 0 or not _is_same_word(text, first, stop, at):
                cores.append((at, at + 1))
                first = at
            stop = at + 1
        else:
            continue
        cores[-1] = (first, stop)
    return cores


def _is_same_word(text: str, first: int, stop: int, at: int) -> bool:
    if _is_cjk(text[at]) or _is_cjk(text[first]):
        return False
    if at == stop:
        return True
    gap = text[stop:at]
    if any(map(_is_separator, gap)):
        return False
    # Web addresses may hold both.
    dashed = "--" in gap or "..." in gap
    return not dashed or text.find("://", first, stop) >= 0


def _is_spoken_symbol(text: str, at: int, start: int, end: int) -> bool:
    """Return whether a symbol is part of a word ("$5", "C++"), not of an arrow."""
    arrow = at > start and text[at] == ">" and text[at - 1] in "-="
    if arrow or text[at] not in _SPOKEN_SYMBOLS:
        return False
    before = at > start and unicodedata.category(text[at - 1])[0] in "LNM"
    return before or (at + 1 < end and _is_word_character(text[at + 1]))


def _is_lone_symbol(run: str) -> bool:
    """Return whether a run is one symbol, with or without quotes or brackets."""
    rest = [c for c in run if c in _SPOKEN_SYMBOLS or not _is_silent_mark(c)]
    return len(rest) == 1 and rest[0] in _SPOKEN_SYMBOLS


def _is_silent_mark(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "PMC" and category != "Pd"


def _is_separator(character: str) -> bool:
    # The symbols from the arrows on: arrows, dingbats, emoji.
    emoji = character >= "\u2190" and unicodedata.category(character)[0] == "S"
    return character in _WORD_SEPARATORS or emoji


def _is_opening_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Ps", "Pi") or character in "¿¡"


@lru_cache(maxsize=4096)
def _is_continuation(character: str, first: str) -> bool:
    """Return whether a character continues a word that begins with ``first``."""
    if unicodedata.category(character)[0] == "M" or character in "\u200c\u200d":
        return True
    return character in _KANA_TAIL and _is_cjk(first)


@lru_cache(maxsize=4096)
def _is_cjk(character: str) -> bool:
    point = ord(character)
    return point >= 0x2E80 and any(low <= point <= high for low, high in _CJK_RANGES)


@lru_cache(maxsize=4096)
def _is_word_character(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"
