"""Subword tokens, without an engine."""

import pytest

from sync_core import Script
from sync_core_plugins.whisper_attention.subword_tokens import (
    MAX_TOKENS,
    tokenize_pieces,
    tokenize_words,
)


def by_bytes(text: str) -> list[int]:
    """Stand in for a tokenizer: a token a byte."""
    return list(text.encode())


def joined(tokens: tuple[int, ...]) -> str:
    return bytes(tokens).decode()


@pytest.mark.parametrize(
    "text",
    [
        "“Well-known” — isn’t it?",
        "¿Qué pasa? 5 % & más.",
        "我们明天再说。",
        "สวัสดีครับ วันนี้",
        "naïve cafe\u0301 🎉 C++",
    ],
)
def test_pieces_keep_every_character_and_own_no_marks(text: str) -> None:
    words = [word.text for word in Script.parse(text).words]
    for pieces in (tokenize_pieces(words, by_bytes), tokenize_words(words, by_bytes)):
        assert joined(pieces.tokens).replace(" ", "") == "".join(words)
        assert sorted(set(pieces.owners) - {-1}) == list(range(len(words)))
        owned = [joined(_of(pieces, at)).strip() for at in range(len(words))]
        assert all(own in word for own, word in zip(owned, words, strict=True))
        assert not any(mark in "".join(owned) for mark in "“”?¿。.")


def _of(pieces: object, word: int) -> tuple[int, ...]:
    tokens, owners = pieces.tokens, pieces.owners  # type: ignore[attr-defined]
    return tuple(t for t, o in zip(tokens, owners, strict=True) if o == word)


def test_pieces_grow_where_there_would_be_too_many() -> None:
    def by_text(text: str) -> list[int]:
        return [1]

    words = ["letters"] * 120
    assert len(tokenize_pieces(words[:100], by_text).tokens) == 400
    assert len(tokenize_pieces(words, by_text).tokens) == 360
    assert len(tokenize_pieces(words * 3, by_text).tokens) == 360
    assert len(tokenize_pieces(words * 5, by_text).tokens) > MAX_TOKENS
