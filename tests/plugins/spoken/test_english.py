"""How numbers and symbols are read: the readings that a person might say are there."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sync_core_plugins.hmm._cardinals import LIMIT, cardinal, ordinal
from sync_core_plugins.hmm._numbers import is_plain, spoken_slots


def readings(text: str) -> set[str]:
    rows = product(*spoken_slots(text))
    return {" ".join(word for part in row for word in part) for row in rows}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("33", "thirty three"),
        ("100", "a hundred"),
        ("101", "one oh one"),
        ("110", "one hundred and ten"),
        ("747", "seven forty seven"),
        ("911", "nine one one"),
        ("1,234", "one thousand two hundred thirty four"),
        ("1927", "nineteen twenty seven"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("2010", "two thousand ten"),
        ("2010", "twenty ten"),
        ("1990s", "nineteen nineties"),
        ("'90s", "nineties"),
        ("007", "zero zero seven"),
        ("007", "oh oh seven"),
        ("3.14", "three point one four"),
        (".5", "point five"),
        ("-5", "minus five"),
        ("−5", "negative five"),
        ("90%", "ninety percent"),
        ("1st", "first"),
        ("22nd", "twenty second"),
        ("20th", "twentieth"),
        ("$1", "one dollar"),
        ("$13.60", "thirteen dollars and sixty cents"),
        ("$13.60", "thirteen sixty"),
        ("£3", "three pounds"),
        ("€10m", "ten million euros"),
        ("$1.5bn", "one point five billion dollars"),
        ("10:30", "ten thirty"),
        ("7:05pm", "seven oh five p.m."),
        ("12:00", "twelve o'clock"),
        ("1/2", "one half"),
        ("3/4", "three quarters"),
        ("½", "one half"),
        ("3½", "three and a half"),
        ("24/7", "twenty four seven"),
        ("12/25/2020", "december twenty fifth twenty twenty"),
        ("25.12.2020", "the twenty fifth of december twenty twenty"),
        ("10-15", "ten to fifteen"),
        ("10km", "ten kilometers"),
        ("21°C", "twenty one degrees celsius"),
        ("5µm", "five micrometers"),
        ("&", "and"),
        ("§5", "section five"),
        ("R&B", "R and B"),
        ("HTML5", "HTML five"),
        ("foo@bar.com", "foo at bar dot com"),
        ("٣", "three"),
        ("①", "one"),
    ],
)
def test_a_usual_reading_is_known(text: str, said: str) -> None:
    assert said in readings(text)


def test_words_without_digits_are_left_alone() -> None:
    assert is_plain("isn't")
    assert is_plain("well-known")
    assert not is_plain("a1")
    assert not is_plain("½")


@given(st.integers(0, LIMIT - 1))
def test_every_number_has_words_of_its_own(number: int) -> None:
    words = cardinal(number)
    assert value(words) == number
    assert [word for word in cardinal(number, joined=True) if word != "and"] == words
    assert ordinal(number)[:-1] == words[:-1]


def value(words: list[str]) -> int:
    small = {cardinal(n)[0]: n for n in [*range(20), *range(20, 100, 10)]}
    scales = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
    total = group = 0
    for word in words:
        if word == "hundred":
            group *= 100
        elif word in small:
            group += small[word]
        else:
            total += group * scales.get(word, 10**12)
            group = 0
    return total + group


@given(st.text(st.sampled_from("0123456789.,:/-$€%&abK °½'"), min_size=1, max_size=12))
def test_any_mixture_is_read(text: str) -> None:
    for slot in spoken_slots(text):
        assert slot
        assert all(word for reading in slot for word in reading)
