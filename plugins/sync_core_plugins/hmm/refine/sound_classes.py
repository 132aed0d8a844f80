"""Kinds of sounds, as far as their edges look alike."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["KINDS", "Kind", "kind_of"]

Kind = Literal["vowel", "glide", "nasal", "fricative", "stop"]

KINDS: Final[dict[Kind, frozenset[str]]] = {
    "vowel": frozenset("AA AE AH AO AW AY EH EY IH IY OW OY UH UW".split()),
    "glide": frozenset("L R W Y ER".split()),
    "nasal": frozenset("M N NG".split()),
    "fricative": frozenset("S SH Z ZH F TH V DH HH".split()),
    "stop": frozenset("P T K B D G CH JH".split()),
}
"""By the dictionary's phones. ER is a glide, for its edges are as soft; an affricate is
a stop, for it starts with a closure."""

_OF: Final = {phone: kind for kind, phones in KINDS.items() for phone in phones}


def kind_of(phone: str) -> Kind:
    """Give the kind of a dictionary phone.

    Example:
        >>> kind_of("M"), kind_of("CH")
        ('nasal', 'stop')
    """
    return _OF[phone]
