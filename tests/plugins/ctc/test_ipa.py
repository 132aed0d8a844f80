"""IPA cut into phones, and kinds of phones."""

import pytest

from sync_core_plugins.ctc.ipa import classify_phone, is_ipa, split_phones


@pytest.mark.parametrize(
    ("ipa", "cut"),
    [
        ("bɔ̃ʒuʁ", "b ɔ̃ ʒ u ʁ"),
        ("t͡ʃitta", "t͡ʃ i tː a"),
        ("ˈhɛ.loʊ", "h ɛ l oʊ"),
        ("mɛːtçən", "m ɛː t ç ə n"),
        ("xɑʊ̯²¹⁴⁻²¹", "x ɑʊ̯"),
        ("sa˨˩wat̚˨˩", "s a w a t̚"),
        ("oʒuʁd‿ɥi", "o ʒ u ʁ d ɥ i"),
        ("", ""),
        ("42 ☃", ""),
    ],
)
def test_phones(ipa: str, cut: str) -> None:
    assert " ".join(split_phones(ipa)) == cut


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("aɪ", "vowel"), ("t͡s", "affricate"), ("ɡ", "stop"), ("ʒ", "fricative"),
        ("h", "h"), ("ŋ", "nasal"), ("r", "liquid"), ("w", "glide"), ("i̯", "glide"),
    ],
)  # fmt: skip
def test_kinds(phone: str, expected: str) -> None:
    assert classify_phone(phone) == expected


def test_words_that_can_only_be_ipa() -> None:
    assert all(map(is_ipa, ["soʊt̪", "ˈlanə", "ləʔ"]))
    assert not any(map(is_ipa, ["hello", "façade", "θα", "Ärger", "42", ""]))
