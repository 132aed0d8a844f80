"""Words and phones moved in time."""

from __future__ import annotations

from attrs import evolve

from sync_core.document.records import Phone, Word

__all__ = ["shift_phone", "shift_word"]


def shift_word(word: Word, by_ms: int) -> Word:
    """Return a word and its phones moved by ``by_ms``; one without times unchanged."""
    if word.start_ms is None or word.end_ms is None:
        return word
    return evolve(
        word,
        start_ms=word.start_ms + by_ms,
        end_ms=word.end_ms + by_ms,
        phones=[shift_phone(phone, by_ms) for phone in word.phones],
    )


def shift_phone(phone: Phone, by_ms: int) -> Phone:
    """Return a phone moved by ``by_ms``; one without times unchanged."""
    if phone.start_ms is None or phone.end_ms is None:
        return phone
    return evolve(phone, start_ms=phone.start_ms + by_ms, end_ms=phone.end_ms + by_ms)
