"""IPA transcriptions: cut into phones, and phones by how they are made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from attrs import frozen

__all__ = ["Kind", "Sound", "classify_phone", "is_ipa", "parse_sounds", "split_phones"]

Kind = Literal[
    "vowel", "stop", "affricate", "fricative", "h", "nasal", "liquid", "glide"
]
Manner = Literal["stop", "fricative", "nasal", "trill", "tap", "glide", "lateral"]


@frozen
class Sound:
    """One sound: a consonant by place, manner and voice, or a vowel by its position.

    Places count from the lips (0) to the glottis (10); heights from close (0) to open
    (6), backness from front (0) to back (4).
    """

    vowel: bool
    place: float
    manner: Manner | None
    voiced: bool
    height: float = 0.0
    rounded: bool = False


_CONSONANTS: tuple[tuple[Manner, float, str, str], ...] = (
    # manner, place, voiceless, voiced
    ("stop", 0, "pʘ", "bɓ"), ("stop", 3, "tǀǃǁ", "dɗ"), ("stop", 5, "ʈ", "ɖ"),
    ("stop", 6, "cǂ", "ɟʄ"), ("stop", 7, "k", "ɡgɠ"), ("stop", 8, "q", "ɢʛ"),
    ("stop", 10, "ʔʡ", ""),
    ("nasal", 0, "", "m"), ("nasal", 1, "", "ɱ"), ("nasal", 3, "", "n"),
    ("nasal", 5, "", "ɳ"), ("nasal", 6, "", "ɲ"), ("nasal", 7, "", "ŋ"),
    ("nasal", 8, "", "ɴ"),
    ("trill", 0, "", "ʙ"), ("trill", 3, "", "r"), ("trill", 8, "", "ʀ"),
    ("tap", 1, "", "ⱱ"), ("tap", 3, "", "ɾɺ"), ("tap", 5, "", "ɽ"),
    ("fricative", 0, "ɸ", "β"), ("fricative", 1, "f", "v"),
    ("fricative", 2, "θ", "ð"), ("fricative", 3, "s", "z"),
    ("fricative", 4, "ʃɕɧ", "ʒʑ"), ("fricative", 5, "ʂ", "ʐ"),
    ("fricative", 6, "ç", "ʝ"), ("fricative", 7, "x", "ɣ"),
    ("fricative", 8, "χ", "ʁ"), ("fricative", 9, "ħʜ", "ʕʢ"),
    ("fricative", 10, "h", "ɦ"), ("fricative", 3.5, "ɬ", "ɮ"),
    ("glide", 0.5, "", "ʋ"), ("glide", 3.5, "", "ɹ"), ("glide", 5, "", "ɻ"),
    ("glide", 6, "", "jɥ"), ("glide", 7, "", "ɰ"), ("glide", 0, "ʍ", "w"),
    ("lateral", 3, "", "lɫ"), ("lateral", 5, "", "ɭ"), ("lateral", 6, "", "ʎ"),
    ("lateral", 7, "", "ʟ"),
)  # fmt: skip
_VOWELS = (
    # height, then unrounded and rounded: front, central, back
    (0, ("i", "y", "ɨ", "ʉ", "ɯ", "u")), (1, ("ɪᵻ", "ʏ", "", "", "", "ʊᵿ")),
    (2, ("e", "ø", "ɘ", "ɵ", "ɤ", "o")), (3, ("", "", "əᵊ", "", "", "")),
    (4, ("ɛ", "œ", "ɜɝɚ", "ɞ", "ʌ", "ɔ")), (5, ("æ", "", "ɐ", "", "", "")),
    (6, ("a", "ɶ", "", "", "ɑ", "ɒ")),
)  # fmt: skip


def _build_table() -> dict[str, Sound]:
    table: dict[str, Sound] = {}
    for manner, place, voiceless, voiced in _CONSONANTS:
        for symbols, voice in ((voiceless, False), (voiced, True)):
            for symbol in symbols:
                table[symbol] = Sound(False, place, manner, voice)
    for height, columns in _VOWELS:
        for at, symbols in enumerate(columns):
            for symbol in symbols:
                place = 2.0 * (at // 2)
                table[symbol] = Sound(True, place, None, True, height, bool(at % 2))
    return table


_SOUNDS = _build_table()
_TIES = "͜͡"
_UNSYLLABIC = "̯"
_DIPHTHONGS = frozenset(("aɪ", "aʊ", "eɪ", "oʊ", "ɔɪ", "əʊ", "ɛɪ", "ɔʊ", "ʌɪ"))
"""Two vowels that are one phone though nothing marks them so."""
_IPA_ONLY_MARKS = "ˈˌːˑ\u031f\u0320\u0325\u0329\u032a\u032c\u032f\u033a\u033b\u0361"
"""Marks that no spelling has: of stress and length, and most of those below letters."""


@lru_cache(maxsize=4096)
def split_phones(ipa: str) -> tuple[str, ...]:
    """Return the phones of a transcription.

    Affricates, diphthongs and doubled consonants are one phone each; stress, tones,
    syllable marks and whatever is no sound are dropped.
    """
    joined: list[str] = []
    for symbol in _split_letters(ipa):
        if joined and _is_diphthong(joined[-1], symbol):
            joined[-1] += symbol
        elif joined and joined[-1] == symbol and not _is_vowel(symbol):
            joined[-1] += "ː"
        else:
            joined.append(symbol)
    return tuple(joined)


def _split_letters(ipa: str) -> Iterator[str]:
    """Yield each letter with the marks that belong to it, tied letters together."""
    held = ""
    # A cedilla belongs to its letter; all other marks come apart from theirs.
    text = unicodedata.normalize("NFD", ipa).replace("c\u0327", "ç")
    for character in text:
        if character in _SOUNDS:
            if held and held[-1] not in _TIES:
                yield held
                held = ""
            held += character
        elif held and (character in _TIES or _is_modifier(character)):
            held += character
        elif held and held[-1] not in _TIES:
            yield held
            held = ""
    if held.rstrip(_TIES):
        yield held.rstrip(_TIES)


def _is_modifier(character: str) -> bool:
    """Return whether a character changes the letter before it."""
    tone = "˥" <= character <= "˩"
    return unicodedata.category(character) in ("Mn", "Lm", "Sk") and not (
        tone or character in "ˈˌ"
    )


def _is_diphthong(before: str, symbol: str) -> bool:
    if not (_is_vowel(before) and _is_vowel(symbol)) or len(parse_sounds(before)) > 1:
        return False
    return _UNSYLLABIC in symbol or before + symbol in _DIPHTHONGS


def _is_vowel(phone: str) -> bool:
    return _SOUNDS[phone[0]].vowel


@lru_cache(maxsize=4096)
def parse_sounds(phone: str) -> tuple[Sound, ...]:
    """Return the sounds of a phone, one or two; none if it is not IPA."""
    return tuple(_SOUNDS[letter] for letter in phone if letter in _SOUNDS)[:2]


@lru_cache(maxsize=4096)
def classify_phone(phone: str) -> Kind:
    """Return what kind of sound a phone is."""
    found = parse_sounds(phone)
    if not found or found[0].vowel:
        return "glide" if _UNSYLLABIC in phone and len(found) == 1 else "vowel"
    first, last = found[0], found[-1]
    if first.manner == "stop":
        return "affricate" if last.manner == "fricative" else "stop"
    if first.manner == "fricative":
        return "h" if first.place == 10 else "fricative"
    if first.manner == "nasal":
        return "nasal"
    return "glide" if phone[0] in "jwɥɰʍ" else "liquid"


def is_ipa(text: str) -> bool:
    """Return whether a word can only be a transcription.

    It holds a letter that no alphabet but IPA has, or marks of stress or length.
    """
    known = all(_is_known(c) for c in unicodedata.normalize("NFD", text))
    telling = any("ɐ" <= c <= "ʯ" or c in _IPA_ONLY_MARKS for c in text)
    return known and telling and bool(split_phones(text))


def _is_known(character: str) -> bool:
    is_tone = "˥" <= character <= "˩"
    is_mark = character in f"ˈˌ.̧{_TIES}" or _is_modifier(character)
    return character in _SOUNDS or is_tone or is_mark
