"""How English tokens are said: the likeliest reading, and others that people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.script.script import Script
from sync_core_plugins.spoken_forms import (
    LIMIT,
    read_token,
    read_words,
    token_readings,
)
from sync_core_plugins.spoken_forms.english.cardinals import LIMIT as TOO_LARGE
from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_ordinal,
)


def ways(text: str) -> list[str]:
    return [" ".join(row) for row in read_token(text, "en-US")]


def in_script(text: str) -> list[list[str]]:
    found = read_words(text.split(), "en")
    return [[" ".join(row) for row in rows] for rows in found]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7", "seven"),
        ("33", "thirty three"),
        ("1,234", "one thousand two hundred thirty four"),
        ("1927", "nineteen twenty seven"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("2005", "two thousand five"),
        ("2024", "twenty twenty four"),
        ("5280", "five thousand two hundred eighty"),
        ("1990s", "nineteen nineties"),
        ("'90s", "nineties"),
        ("007", "zero zero seven"),
        ("3.14", "three point one four"),
        (".5", "point five"),
        ("-5", "minus five"),
        ("90%", "ninety percent"),
        ("1st", "first"),
        ("22nd", "twenty second"),
        ("$1", "one dollar"),
        ("$13.60", "thirteen dollars and sixty cents"),
        ("£5m", "five million pounds"),
        ("€3.50", "three euros and fifty cents"),
        ("5€", "five euros"),
        ("-$5", "minus five dollars"),
        ("50p", "fifty pence"),
        ("$1.5bn", "one point five billion dollars"),
        ("3:45pm", "three forty five P. M."),
        ("3pm", "three P. M."),
        ("10:30", "ten thirty"),
        ("15:00", "fifteen o'clock"),
        ("10h30", "ten thirty"),
        ("1/2", "one half"),
        ("¾", "three quarters"),
        ("3½", "three and a half"),
        ("24/7", "twenty four seven"),
        ("3/4/2024", "march fourth twenty twenty four"),
        ("2024-11-23", "november twenty third twenty twenty four"),
        ("25.12.2020", "the twenty fifth of december twenty twenty"),
        ("Nov.", "november"),
        ("10-15", "ten to fifteen"),
        ("5%-10%", "five percent to ten percent"),
        ("3kg", "three kilograms"),
        ("20°C", "twenty degrees celsius"),
        ("60mph", "sixty miles per hour"),
        ("10GB", "ten gigabytes"),
        ("5km/h", "five kilometers per hour"),
        ("6'2\"", "six foot two"),
        ("&", "and"),
        ("#1", "number one"),
        ("R&B", "R. and B."),
        ("Mr", "mister"),
        ("Dr.", "doctor"),
        ("e.g.,", "for example"),
        ("etc.", "et cetera"),
        ("vs", "versus"),
        ("NASA", "NASA"),
        ("FBI", "F. B. I."),
        ("U.S.", "U. S."),
        ("CDs", "C. D.'s"),
        ("xkcd", "X. K. C. D."),
        ("B2B", "B. two B."),
        ("MP3", "M. P. three"),
        ("COVID-19", "COVID nineteen"),
        ("A4", "A. four"),
        ("v2.0.1", "version two point zero point one"),
        ("me@example.com", "me at example dot com"),
        ("www.example.org", "W. W. W. dot example dot org"),
        ("555-123-4567", "five five five one two three four five six seven"),
        ("VIII", "eight"),
        ("α", "alpha"),
        ("m²", "square meters"),
        ("♥5♥", "five"),
        ("٣", "three"),
    ],
)
def test_the_likeliest_reading(text: str, said: str) -> None:
    assert ways(text)[0] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100", "a hundred"),
        ("101", "one oh one"),
        ("110", "one hundred and ten"),
        ("747", "seven forty seven"),
        ("911", "nine one one"),
        ("2010", "two thousand ten"),
        ("2024", "two thousand and twenty four"),
        ("007", "oh oh seven"),
        ("−5", "negative five"),
        ("$13.60", "thirteen sixty"),
        ("$13.60", "thirteen point six zero dollars"),
        ("£5", "pound five"),
        ("$5.50", "dollar five point five zero"),
        ("$1.5bn", "dollar one point five B. N."),
        ("2024-11-23", "two thousand twenty four dash eleven dash twenty three"),
        ("10h30", "ten H. thirty"),
        ("15:00", "fifteen zero zero"),
        ("VIII", "roman eight"),
        ("10:30", "half past ten"),
        ("12:00", "twelve"),
        ("3/4", "march fourth"),
        ("9/11", "nine eleven"),
        ("12/25/2020", "twelve slash twenty five slash twenty twenty"),
        ("3/4/2024", "the third of april twenty twenty four"),
        ("10-15", "ten fifteen"),
        ("e.g.", "E. G."),
        ("No.", "number"),
        ("no.", "no"),
        ("St.", "street"),
        ("NASA", "N. A. S. A."),
        ("VIII", "the eighth"),
        ("5µm", "five microns"),
        ("+1-800-555-1234", "one eight hundred five five five twelve thirty four"),
    ],
)
def test_other_readings_are_known(text: str, said: str) -> None:
    assert said in ways(text)


@pytest.mark.parametrize("text", ["dark", "“Dark,”", "isn’t", "well-known", "café"])
def test_a_plain_word_has_itself(text: str) -> None:
    assert ways(text) == [text.strip("“,”").replace("’", "'")]


@pytest.mark.parametrize("text", ["привет", "你", "مرحبا", "αβγ", "→", "♥", "ʼ", ""])
def test_what_cannot_be_read_has_no_rows(text: str) -> None:
    assert read_token(text, "en") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("He ran 5 km", ["He", "ran", "five", "kilometers"]),
        ("1 km", ["one", "kilometer"]),
        ("5 % of", ["five", "percent", "of"]),
        ("£5 million", ["five", "million pounds"]),
        ("$ 5", ["", "five dollars"]),
        ("5 €", ["five", "euros"]),
        ("Nov. 23, 2024", ["november", "twenty third", "twenty twenty four"]),
        ("23 November", ["twenty third", "november"]),
        ("3:45 pm", ["three forty five", "P. M."]),
        ("Henry VIII", ["Henry", "the eighth"]),
        ("St. John", ["saint", "John"]),
        ("on Main St. in", ["on", "Main", "street", "in"]),
        ("No. 5", ["number", "five"]),
        ("no. Five", ["no", "Five"]),
        ("3 1/2 cups", ["three", "and a half", "cups"]),
    ],
)
def test_neighbours_decide(text: str, said: list[str]) -> None:
    assert [rows[0] for rows in in_script(text)] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12 500 people", ["twelve thousand", "five hundred", "people"]),
        ("Malcolm X", ["Malcolm", "X"]),
        ("Elizabeth I", ["Elizabeth", "the first"]),
        ("May 5 in", ["May", "the fifth", "in"]),
    ],
)
def test_neighbours_suggest(text: str, said: list[str]) -> None:
    assert all(way in rows for way, rows in zip(said, in_script(text), strict=True))


def test_an_alias_of_several_words_is_read_in_turn() -> None:
    assert read_token("World War 2", "en") == (("World", "War", "two"),)
    assert read_token("World 你", "en") == ()


@pytest.mark.parametrize(
    ("hint", "text", "said"),
    [
        ("characters", "NASA", "N. A. S. A."),
        ("spell-out", "B2", "B. two"),
        ("digits", "2024", "two zero two four"),
        ("telephone", "911", "nine one one"),
        ("ordinal", "5", "fifth"),
        ("cardinal", "1984", "one thousand nine hundred eighty four"),
        ("date", "1984", "nineteen eighty four"),
        ("ordinal", "five", "five"),
    ],
)
def test_hints_of_ssml(hint: str, text: str, said: str) -> None:
    ssml = f'<speak><say-as interpret-as="{hint}">{text}</say-as></speak>'
    (rows,) = token_readings(Script.parse(ssml).words, "en")
    assert " ".join(rows[0]) == said


def test_an_alias_is_said_in_place_of_the_text() -> None:
    ssml = '<speak><sub alias="one two">W3C</sub> <sub alias="x">Y, Z</sub></speak>'
    found = token_readings(Script.parse(ssml).words, "en")
    assert found == [(("one", "two"),), ((),), (("x",),)]


def test_a_long_token_takes_no_long_time() -> None:
    assert len(read_token("1" * 5000, "en")[0]) == 5000
    for piece in ("a1", "1-", "½", "1."):
        assert len(read_token(piece * 500 + "7", "en")) <= LIMIT


@given(st.integers(0, TOO_LARGE - 1))
def test_every_number_has_words_of_its_own(number: int) -> None:
    words = spell_cardinal(number)
    assert value(words) == number
    assert [
        word for word in spell_cardinal(number, joined=True) if word != "and"
    ] == words
    assert spell_ordinal(number)[:-1] == words[:-1]


def value(words: list[str]) -> int:
    small = {spell_cardinal(n)[0]: n for n in [*range(20), *range(20, 100, 10)]}
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


MIXTURE = st.text(
    st.sampled_from("0123456789.,:/-$€%&abIVXK °½²'\"@#+()é你"), max_size=12
)


@given(MIXTURE | st.text(max_size=12))
def test_any_mixture_is_read_or_not(text: str) -> None:
    for language in ("en", "de", "ru", "fr", None):
        rows = read_token(text, language)
        assert len(rows) <= LIMIT
        assert len(set(rows)) == len(rows)
        for word in (word for row in rows for word in row):
            assert word
            assert not any(c.isspace() or c.isdecimal() for c in word)


@given(st.lists(MIXTURE.filter(str.split), max_size=6))
def test_any_script_is_read_or_not(words: list[str]) -> None:
    for language in ("en", "es", "pl"):
        found = read_words(words, language)
        assert len(found) == len(words)
        assert all(len(rows) <= LIMIT for rows in found)
