"""Grapheme-to-phoneme conversion for words that the dictionary lacks."""

from __future__ import annotations

import threading

from sync_core_plugins.hmm.prepare.ipa import convert_ipa

__all__ = ["guess_phones"]

CHUNK_LETTERS = 24
"""The model's time grows with the square of a word's length; no real word is longer."""
_LETTER_PHONES = {
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G",
    "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N",
    "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH",
    "v": "V", "w": "W", "x": "K S", "y": "Y", "z": "Z",
}  # fmt: skip
_one_at_a_time = threading.Lock()


def guess_phones(word: str) -> list[list[str]]:
    """Return the likely phones of a word of a-z, likeliest first, at least one way.

    Example:
        >>> guess_phones("kubernetes")[0][:3]
        ['K', 'UW', 'B']
    """
    chunks = [
        word[at : at + CHUNK_LETTERS] for at in range(0, len(word), CHUNK_LETTERS)
    ]
    ipas = [_phonemize(chunk) for chunk in chunks]
    ways: list[list[str]] = []
    for rhotic in (True, False) if "r" in word else (False,):
        phones: list[str] = []
        for chunk, ipa in zip(chunks, ipas, strict=True):
            phones += convert_ipa(ipa, rhotic=rhotic) or _spell_out(chunk)
        if phones and phones not in ways:
            ways.append(phones)
    return ways


def _phonemize(text: str) -> str:
    import g2p2

    with _one_at_a_time:
        ipa: str = g2p2.phonemize(text, "en")
    return ipa


def _spell_out(text: str) -> list[str]:
    return " ".join(_LETTER_PHONES[letter] for letter in text).split()
