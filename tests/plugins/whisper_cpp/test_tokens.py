"""From tokens to words, without an engine."""

import pytest

from sync_core_plugins.whisper_cpp.context import Token
from sync_core_plugins.whisper_cpp.tokens import TimedWord, group_words, split_passages


def tokens(*pieces: bytes, step_ms: int = 100) -> list[Token]:
    return [
        Token(
            number,
            piece,
            probability=0.5,
            dtw_end_ms=(number + 1) * step_ms,
            start_ms=number * 10,
            end_ms=number * 10 + 5,
        )
        for number, piece in enumerate(pieces)
    ]


def texts(*pieces: bytes, spaced: bool = True) -> list[str]:
    found = group_words(tokens(*pieces), begin_ms=0, spaced=spaced, by_attention=True)
    return [word.text for word in found]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((b" In", b" May", b"."), ["In", "May."]),
        ((b" 100", b",", b"000", b" people"), ["100,000", "people"]),
        ((b" Libri", b"V", b"ox", b".org", b"."), ["LibriVox.org."]),
        ((b' "', b"Yes", b'"', b" she"), ['"Yes"', "she"]),
        ((b"No", b" start"), ["No", "start"]),
        ((b" caf\xc3", b"\xa9", b" au"), ["café", "au"]),
        ((b" \xf0\x9f", b"\x8e\x88", b" x"), ["🎈", "x"]),
        ((b" x", b" \xe4\xbd"), ["x", "�"]),
        ((b" ", b" "), []),
    ],
)
def test_spaced_words(pieces: tuple[bytes, ...], expected: list[str]) -> None:
    assert texts(*pieces) == expected


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((b"\xe4\xbb\x8a", b"\xe5", b"\xa4\xa9", "。".encode()), ["今", "天。"]),
        (("「".encode(), "今".encode(), "」".encode()), ["「今」"]),
        (("我".encode(), b"i", b"Phone", "好".encode()), ["我", "iPhone", "好"]),
        (("今".encode(), b" iPhone"), ["今", "iPhone"]),
    ],
)
def test_words_without_spaces(pieces: tuple[bytes, ...], expected: list[str]) -> None:
    assert texts(*pieces, spaced=False) == expected


def test_attention_tells_ends_and_marks_count_for_the_next_start() -> None:
    found = group_words(
        tokens(b" a", b"b", b",", b" c"), begin_ms=40, spaced=True, by_attention=True
    )
    assert found == [TimedWord("ab,", 40, 200, 0.5), TimedWord("c", 300, 400, 0.5)]


def test_without_attention_the_engines_estimate_counts() -> None:
    found = group_words(
        tokens(b" a", b"b", b" c"), begin_ms=0, spaced=True, by_attention=False
    )
    assert found == [TimedWord("ab", 0, 15, 0.5), TimedWord("c", 20, 25, 0.5)]


def test_timestamps_part_the_text() -> None:
    stamp = Token(50_364, stamp_ms=0)
    a, b, c = tokens(b" a", b" b", b" c")
    assert split_passages([stamp, a, b, stamp, stamp, c, stamp]) == [[a, b], [c]]
    assert split_passages([stamp]) == []
