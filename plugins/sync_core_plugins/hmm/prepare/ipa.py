"""From the IPA of a grapheme-to-phoneme model to the 39 phones of the dictionary."""

from __future__ import annotations

import unicodedata

__all__ = ["convert_ipa"]

_DIPHTHONGS = {
    "aɪ": "AY", "ʌɪ": "AY", "ɑɪ": "AY", "ai": "AY", "aʊ": "AW", "ɑʊ": "AW",
    "eɪ": "EY", "ɛɪ": "EY", "ei": "EY", "æɪ": "EY", "oʊ": "OW", "əʊ": "OW",
    "ɔʊ": "OW", "ɵʊ": "OW", "ɔɪ": "OY", "ɔi": "OY", "oɪ": "OY", "oi": "OY",
    "tʃ": "CH", "dʒ": "JH", "əɹ": "ER", "ɜɹ": "ER",
}  # fmt: skip
_SINGLES = {
    "a": "AE", "æ": "AE", "ɑ": "AA", "ɒ": "AA", "ɔ": "AO", "o": "OW", "ɵ": "OW",
    "ɛ": "EH", "e": "EH", "ə": "AH", "ʌ": "AH", "ɐ": "AH", "ᵊ": "AH", "ɘ": "AH",
    "ɜ": "ER", "ɝ": "ER", "ɚ": "ER", "ɪ": "IH", "ɨ": "IH", "ᵻ": "IH", "i": "IY",
    "y": "IY", "ʊ": "UH", "u": "UW", "ʉ": "UW", "ø": "ER", "œ": "ER", "ɯ": "UW",
    "b": "B", "β": "B", "d": "D", "ɖ": "D", "ð": "DH", "f": "F", "ɸ": "F",
    "ɡ": "G", "g": "G", "ɣ": "G", "h": "HH", "ɦ": "HH", "x": "K", "χ": "K",
    "ç": "HH", "k": "K", "c": "K", "q": "K", "l": "L", "ɫ": "L", "ɬ": "L", "ɭ": "L",
    "ʎ": "L", "m": "M", "ɱ": "M", "n": "N", "ɳ": "N", "ɲ": "N", "ŋ": "NG", "p": "P",
    "r": "R", "ɹ": "R", "ɻ": "R", "ʁ": "R", "ʀ": "R", "ɾ": "T", "ʈ": "T", "t": "T",
    "s": "S", "ʂ": "S", "ɕ": "SH", "ʃ": "SH", "v": "V", "ʋ": "V", "w": "W",
    "ʍ": "W", "ɥ": "W", "j": "Y", "z": "Z", "ʐ": "Z", "ʑ": "ZH", "ʒ": "ZH",
    "θ": "TH", "ʔ": "",
}  # fmt: skip
# The model's English drops the r's that the dictionary's American English has.
_RHOTIC = {
    "ɑː": "AA R", "ɔː": "AO R", "ɪə": "IH R", "iə": "IH R", "ɛə": "EH R",
    "eə": "EH R", "ʊə": "UH R", "ɛː": "EH R",
}  # fmt: skip
_SYLLABIC = "\u0329"


def convert_ipa(ipa: str, *, rhotic: bool = False) -> list[str]:
    """Return the nearest dictionary phones; none where no sound is known.

    Args:
        ipa: What the model gave, with any of its marks.
        rhotic: Read long and centring vowels as vowel and r, a last schwa as ɚ.

    Example:
        >>> convert_ipa("ɡəʊt"), convert_ipa("kɑː", rhotic=True)
        (['G', 'OW', 'T'], ['K', 'AA', 'R'])
    """
    marks = "ː" + _SYLLABIC
    text = "".join(
        c
        for c in unicodedata.normalize("NFKD", ipa)
        if c in marks or c in _SINGLES or c.isalpha()
    )
    phones: list[str] = []
    at = 0
    while at < len(text):
        size, found = _match_longest(text, at, rhotic=rhotic)
        phones += found
        at += size
    return phones


def _match_longest(text: str, at: int, *, rhotic: bool) -> tuple[int, list[str]]:
    pair = text[at : at + 2]
    if rhotic and pair in _RHOTIC and text[at + 2 : at + 3] != "ɹ":
        return 2, _RHOTIC[pair].split()
    if rhotic and text[at:] == "ə":
        return 1, ["ER"]
    if pair in _DIPHTHONGS:
        return 2, [_DIPHTHONGS[pair]]
    if len(pair) == 2 and pair[1] == _SYLLABIC and pair[0] in _SINGLES:
        return 2, ["AH", _SINGLES[pair[0]]]
    phone = _SINGLES.get(text[at], "")
    return 1, [phone] if phone else []
