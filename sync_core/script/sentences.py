"""The sentence boundaries of a script."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from itertools import pairwise

from sync_core.script.script import Script
from sync_core.script.tokens import Token

__all__ = ["find_sentences"]

_SENTENCE_ENDS = ".!?。．！？｡؟۔।॥։።။។…‥"
_CLOSERS = "\"'*•"
# They end with a full stop and rarely end a sentence; compared in lower case.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st mt ft sr jr vs etc e.g i.e cf fig vol pp al approx dept "
    "gen col sgt capt lt rev hon gov sen rep inc ltd co corp u.s u.k "
    "m mme mlle z.b d.h bzw usw ca nr sra sig".split()
)


def find_sentences(script: Script) -> list[tuple[int, int]]:
    """Return the sentences as ranges of ``script.words``: first word, after the last.

    A sentence ends after a terminal mark that is not an abbreviation's, and at a blank
    line or, in SSML, at the tags of sentences and paragraphs.
    """
    words = script.words
    cuts = [0]
    for at, (before, after) in enumerate(pairwise(words), start=1):
        gap = script.plain(before.end, after.start)
        # "1." at the start of a sentence is the number of an item.
        numbered = cuts[-1] == at - 1 and before.text.rstrip(".").isdecimal()
        head = script.plain(before.start, before.end) + gap
        ends = not numbered and _is_sentence_end(head, after)
        if ends or _has_break(script, before, after, gap):
            cuts.append(at)
    return list(pairwise([*cuts, len(words)]))


def _has_break(script: Script, before: Token, after: Token, gap: str) -> bool:
    """Return whether a blank line or an SSML tag separates two words."""
    if not script.is_ssml:
        return gap.count("\n") > 1
    at = bisect_left(script.breaks, before.end)
    return at < len(script.breaks) and script.breaks[at] < after.start


def _strip_closers(text: str) -> str:
    """Remove the characters that may follow a sentence's final mark."""
    end = len(text)
    while end and (text[end - 1] in _CLOSERS or _is_closer(text[end - 1])):
        end -= 1
    return text[:end]


def _is_closer(character: str) -> bool:
    """Return whether it is a space, quote, bracket, dash, symbol or control code."""
    category = unicodedata.category(character)
    return category[0] in "ZCS" or category in ("Pd", "Ps", "Pe", "Pi", "Pf")


def _is_sentence_end(head: str, after: Token) -> bool:
    bare = _strip_closers(head)
    if not bare or bare[-1] not in _SENTENCE_ENDS:
        return False
    first = next((c for c in after.text if c.isalnum()), "")
    if first.islower():
        return False
    if bare[-1] not in ".…‥":
        return True
    stem = bare.rstrip(".…‥").lstrip("\"'“‘«(¿¡[").lower()
    if stem == "no":
        return not first.isdigit()
    initial = len(stem) == 1 and stem.isalpha() and stem != "i"
    return not (initial or stem in _ABBREVIATIONS)
