"""English words for whole numbers."""

from __future__ import annotations

__all__ = [
    "LIMIT",
    "make_plural",
    "spell_cardinal",
    "spell_digits",
    "spell_ordinal",
    "spell_year",
]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("", "thousand", "million", "billion", "trillion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LIMIT = 1000 ** len(_SCALES)
"""From here on a number is read digit by digit."""


def spell_cardinal(number: int, *, joined: bool = False) -> list[str]:
    """Return the words of a whole number, 0 <= number < LIMIT.

    Args:
        number: The number.
        joined: Whether "and" goes before the last two digits, as in Britain.

    Example:
        >>> " ".join(cardinal(1205, joined=True))
        'one thousand two hundred and five'
    """
    if number == 0:
        return ["zero"]
    words: list[str] = []
    for power in reversed(range(len(_SCALES))):
        group = number // 1000**power % 1000
        if not group:
            continue
        bare = joined and not power and words and group < 100
        words += (
            ["and", *_spell_below_thousand(group)]
            if bare
            else _spell_below_thousand(group, joined=joined)
        )
        words += [_SCALES[power]] if power else []
    return words


def spell_ordinal(number: int) -> list[str]:
    """Return the words of a place in a row: 21 is "twenty first"."""
    *head, last = spell_cardinal(number)
    if last in _ORDINALS:
        return [*head, _ORDINALS[last]]
    return [*head, last[:-1] + "ieth" if last.endswith("y") else last + "th"]


def make_plural(word: str) -> str:
    """Return the plural of a number word: "nineties", "sixes"."""
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith("x") else "s")


def spell_digits(text: str, *, zero: str = "zero") -> list[str]:
    """Return a word for each digit."""
    return [zero if digit == "0" else _ONES[int(digit)] for digit in text]


def spell_year(number: int) -> list[list[str]]:
    """Return the ways in which 1000 <= number <= 9999 is read by pairs, if any."""
    century, rest = divmod(number, 100)
    if century % 10 == 0:
        tail = spell_cardinal(rest) if rest > 9 else ["oh", _ONES[rest]]
        return [[*spell_cardinal(century), *tail]] if rest else []
    if rest == 0:
        return [[*spell_cardinal(century), "hundred"]]
    if rest < 10:
        tails = [["oh"], ["zero"], ["hundred"], ["hundred", "and"]]
        return [[*spell_cardinal(century), *tail, _ONES[rest]] for tail in tails]
    return [
        [*spell_cardinal(century), *spell_cardinal(rest)],
        [*spell_cardinal(century), "hundred", *spell_cardinal(rest)],
        [*spell_cardinal(century), "hundred", "and", *spell_cardinal(rest)],
    ]


def _spell_below_thousand(number: int, *, joined: bool = False) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if words and rest and joined:
        words.append("and")
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    return words + ([_ONES[rest]] if rest else [])
