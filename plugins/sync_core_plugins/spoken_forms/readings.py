"""The rows of a token, of a script's words, and of tokens with hints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sync_core import Token, primary_subtag
from sync_core_plugins.spoken_forms.english import tokens as english
from sync_core_plugins.spoken_forms.english.context import read_in_context
from sync_core_plugins.spoken_forms.english.numbers import read_ordinal, read_quantity
from sync_core_plugins.spoken_forms.other_languages import tokens as other_languages
from sync_core_plugins.spoken_forms.rows import (
    LIMIT,
    SILENT,
    Rows,
    combine_rows,
    drop_repeats,
)
from sync_core_plugins.spoken_forms.token_core import get_core, spell_letters

__all__ = ["read_token", "read_words", "token_readings"]

_PLAIN_WORD = re.compile(r"[a-z]{3,}[.,;:!?]?")
"""Nothing but a word, whatever stands beside it; abbreviations have a stop."""
_SPELL_HINTS = frozenset({"characters", "spell-out", "verbatim", "letters"})
_DIGIT_HINTS = frozenset({"digits", "telephone"})


def read_token(text: str, language: str | None) -> Rows:
    """Return the ways to say one token of a script, the likeliest first.

    Args:
        text: A word with the punctuation that clings to it; of several words, as an
            alias may be, the ways to say them in turn.
        language: BCP-47 tag.

    Returns:
        At most ``LIMIT`` rows. A plain word has one, itself without the marks around
        it. No rows: there is no reading in this language.

    Example:
        >>> readings("(FBI)", "en")
        (('F.', 'B.', 'I.'),)
    """
    parts = text.split()
    if len(parts) == 1:
        return _read_cached(parts[0], language)
    found = [_read_cached(part, language) for part in parts]
    return combine_rows(found) if found and all(found) else ()


def read_words(words: Sequence[str], language: str | None) -> list[Rows]:
    """Return the rows of each of a script's words, seeing what stands beside it.

    Each word keeps its own: of "£5 million", "£5" may be "five" and "million" be
    "million pounds".

    Example:
        >>> [rows[0] for rows in script_readings(["Henry", "VIII"], "en")]
        [('Henry',), ('the', 'eighth')]
    """
    found = [read_token(word, language) for word in words]
    if language is None:
        return found
    english = primary_subtag(language) == "en"
    cores: list[str] | None = None
    for at, word in enumerate(words):
        if (
            _PLAIN_WORD.fullmatch(word)
            and word[-1] != "."
            and word not in _CONTEXT_WORDS
        ):
            continue
        cores = cores or [get_core(word) for word in words]
        if english:
            found[at] = read_in_context(words, cores, at, found[at])
        else:
            found[at] = other_languages.read_in_context(cores, at, found[at], language)
    return found


def token_readings(tokens: Sequence[Token], language: str | None) -> list[Rows]:
    """Return the rows of a script's words, with what SSML says about them."""
    found = read_words([token.said for token in tokens], language)
    for at, token in enumerate(tokens):
        if token.spoken is not None and not token.spoken.strip():
            found[at] = SILENT
        elif token.say_as is not None:
            found[at] = _read_as_hinted(token.said, token.say_as, language) or found[at]
    return found


_CONTEXT_WORDS = frozenset(
    "hundred thousand million billion trillion mph kph kmh lbs hrs mins secs sec min "
    "kwh mah rpm fps dpi khz mhz ghz kbps mbps gbps kcal".split()
)


@lru_cache(maxsize=8192)
def _read_cached(text: str, language: str | None) -> Rows:
    if _PLAIN_WORD.fullmatch(text) and text[-1] not in ".":
        return _read_plain_word(text, language)
    if language is not None and primary_subtag(language) == "en":
        return english.read(text)[:LIMIT]
    return other_languages.read(text, language)[:LIMIT]


def _read_plain_word(text: str, language: str | None) -> Rows:
    core = text.rstrip(",;:!?")
    if language is not None and primary_subtag(language) == "en":
        return english.read(core)
    return ((core,),)


def _read_as_hinted(text: str, hint: str, language: str | None) -> Rows:
    """Read a token as SSML's ``interpret-as`` asks; no rows where that says nothing."""
    if hint in _SPELL_HINTS:
        return _read_spelled(text, language)
    core = get_core(text)
    if hint in _DIGIT_HINTS:
        return _read_digits(core, language)
    number = core.replace(",", "")
    if not number.isdecimal():
        return ()
    english = language is not None and primary_subtag(language) == "en"
    if hint == "ordinal":
        return (
            read_ordinal(number)
            if english
            else other_languages.read_ordinal(number, language)
        )
    if hint in ("cardinal", "number"):
        return (
            read_quantity(number)[:3]
            if english
            else other_languages.read_number(number, language)
        )
    return ()


def _read_spelled(text: str, language: str | None) -> Rows:
    slots: list[Rows] = []
    for character in text:
        if character.isalpha():
            slots.append((spell_letters(character),))
        elif character.isdecimal():
            slots.append(_read_digit(character, language))
        elif unicodedata.category(character)[0] == "S":
            slots.append(_read_cached(character, language) or SILENT)
    return combine_rows(slots) if any(slots) else ()


def _read_digits(text: str, language: str | None) -> Rows:
    slots = [
        _read_digit(character, language) for character in text if character.isdecimal()
    ]
    return combine_rows(slots) if slots and all(slots) else ()


def _read_digit(character: str, language: str | None) -> Rows:
    found = _read_cached(character, language)
    return drop_repeats(row for row in found if len(row) == 1)
