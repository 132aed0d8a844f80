"""Where the sentences of a script begin and end."""

from __future__ import annotations

from itertools import pairwise

from sync_core.text import Script, Token

__all__ = ["sentence_bounds"]

_ENDINGS = ".!?。！？｡؟।॥։።…‥"
_CLOSERS = "\"'”’»›)]}」』）】》〉"
# Written with a full stop, rarely the end of a sentence; compared in lower case.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st mt ft sr jr vs etc e.g i.e cf fig no vol pp al approx dept "
    "gen col sgt capt lt rev hon gov sen rep inc ltd co corp u.s u.k "
    "m mme mlle z.b d.h bzw usw ca nr sra sig".split()
)


def sentence_bounds(script: Script) -> list[tuple[int, int]]:
    """Give the sentences as ranges of ``script.words``: first word, behind the last.

    A sentence ends behind a terminal mark that is not an abbreviation's, and at a
    blank line.
    """
    words = script.words
    cuts = [0]
    for at, (before, after) in enumerate(pairwise(words), start=1):
        gap = script.text[before.end : after.start]
        if gap.count("\n") > 1 or _ends_sentence(before, after, gap):
            cuts.append(at)
    return list(pairwise([*cuts, len(words)]))


def _ends_sentence(before: Token, after: Token, gap: str) -> bool:
    bare = (before.text + gap.strip()).rstrip(_CLOSERS)
    if not bare or bare[-1] not in _ENDINGS:
        return False
    if bare[-1] not in ".…‥":
        return True
    first = next((c for c in after.text if c.isalnum()), "")
    if first.islower():
        return False
    stem = bare.rstrip(".…‥").lstrip("\"'“‘«(¿¡[").lower()
    initial = len(stem) == 1 and stem.isalpha() and stem != "i"
    return not (initial or stem in _ABBREVIATIONS)
