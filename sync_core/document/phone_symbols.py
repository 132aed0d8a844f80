"""Phone symbols: ARPABET, as CMUdict writes it, and IPA."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["ARPABET_TO_IPA", "IPA_TO_ARPABET", "arpabet_to_ipa", "ipa_to_arpabet"]

ARPABET_TO_IPA = MappingProxyType(
    {
        "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ",
        "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "EH": "ɛ", "ER": "ɝ",
        "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i",
        "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ",
        "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ",
        "T": "t", "TH": "θ", "UH": "ʊ", "UW": "u", "V": "v", "W": "w",
        "Y": "j", "Z": "z", "ZH": "ʒ",
    }
)  # fmt: skip
"""The 39 phones of CMUdict without stress; AH is ʌ, stressed or not."""

IPA_TO_ARPABET = MappingProxyType({ipa: arpa for arpa, ipa in ARPABET_TO_IPA.items()})


def arpabet_to_ipa(symbol: str) -> str:
    """Return the IPA symbol of an ARPABET symbol, whose stress digit is dropped.

    Raises:
        KeyError: There is no such symbol.
    """
    return ARPABET_TO_IPA[symbol.rstrip("012")]


def ipa_to_arpabet(symbol: str) -> str:
    """Return the ARPABET symbol of an IPA symbol that ``arpabet_to_ipa`` returns.

    Raises:
        KeyError: There is no such symbol.
    """
    return IPA_TO_ARPABET[symbol]
