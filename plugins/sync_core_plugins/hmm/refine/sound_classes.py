"""Classes of sounds whose boundaries look alike."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["SOUND_CLASSES", "SoundClass", "classify_phone"]

SoundClass = Literal["vowel", "glide", "nasal", "fricative", "stop"]

SOUND_CLASSES: Final[dict[SoundClass, frozenset[str]]] = {
    "vowel": frozenset("AA AE AH AO AW AY EH EY IH IY OW OY UH UW".split()),
    "glide": frozenset("L R W Y ER".split()),
    "nasal": frozenset("M N NG".split()),
    "fricative": frozenset("S SH Z ZH F TH V DH HH".split()),
    "stop": frozenset("P T K B D G CH JH".split()),
}
"""By the dictionary's phones. ER is a glide, for its boundaries are as soft; an
affricate is a stop, for it starts with a closure."""

_OF: Final = {phone: kind for kind, phones in SOUND_CLASSES.items() for phone in phones}


def classify_phone(phone: str) -> SoundClass:
    """Return the class of a dictionary phone.

    Example:
        >>> classify_phone("M"), classify_phone("CH")
        ('nasal', 'stop')
    """
    return _OF[phone]
