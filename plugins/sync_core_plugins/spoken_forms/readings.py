"""The rows of a token, of a script's words, and of tokens with hints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sync_core import Token, primary_subtag
from sync_core_plugins.spoken_forms.english import tokens as english
from sync_core_plugins.spoken_forms.english.context import in_context
from sync_core_plugins.spoken_forms.english.numbers import ordinals, quantity
from sync_core_plugins.spoken_forms.other_languages import tokens as other_languages
from sync_core_plugins.spoken_forms.rows import LIMIT, SILENT, Rows, join, unique
from sync_core_plugins.spoken_forms.token_core import core_of, spell

__all__ = ["readings", "script_readings", "token_readings"]

_WORD = re.compile(r"[a-z]{3,}[.,;:!?]?")
"""Nothing but a word, whatever stands beside it; abbreviations have a stop."""
_SPELLED = frozenset({"characters", "spell-out", "verbatim", "letters"})
_SINGLY = frozenset({"digits", "telephone"})


def readings(text: str, language: str | None) -> Rows:
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
        return _read(parts[0], language)
    found = [_read(part, language) for part in parts]
    return join(found) if found and all(found) else ()


def script_readings(words: Sequence[str], language: str | None) -> list[Rows]:
    """Return the rows of each of a script's words, seeing what stands beside it.

    Each word keeps its own: of "£5 million", "£5" may be "five" and "million" be
    "million pounds".

    Example:
        >>> [rows[0] for rows in script_readings(["Henry", "VIII"], "en")]
        [('Henry',), ('the', 'eighth')]
    """
    found = [readings(word, language) for word in words]
    if language is None:
        return found
    english = primary_subtag(language) == "en"
    cores: list[str] | None = None
    for at, word in enumerate(words):
        if _WORD.fullmatch(word) and word[-1] != "." and word not in _CONTEXT_WORDS:
            continue
        cores = cores or [core_of(word) for word in words]
        if english:
            found[at] = in_context(words, cores, at, found[at])
        else:
            found[at] = other_languages.in_context(cores, at, found[at], language)
    return found


def token_readings(tokens: Sequence[Token], language: str | None) -> list[Rows]:
    """Return the rows of a script's words, with what SSML says about them."""
    found = script_readings([token.said for token in tokens], language)
    for at, token in enumerate(tokens):
        if token.spoken is not None and not token.spoken.strip():
            found[at] = SILENT
        elif token.say_as is not None:
            found[at] = _as_hinted(token.said, token.say_as, language) or found[at]
    return found


_CONTEXT_WORDS = frozenset(
    "hundred thousand million billion trillion mph kph kmh lbs hrs mins secs sec min "
    "kwh mah rpm fps dpi khz mhz ghz kbps mbps gbps kcal".split()
)


@lru_cache(maxsize=8192)
def _read(text: str, language: str | None) -> Rows:
    if _WORD.fullmatch(text) and text[-1] not in ".":
        return _plain_word(text, language)
    if language is not None and primary_subtag(language) == "en":
        return english.read(text)[:LIMIT]
    return other_languages.read(text, language)[:LIMIT]


def _plain_word(text: str, language: str | None) -> Rows:
    core = text.rstrip(",;:!?")
    if language is not None and primary_subtag(language) == "en":
        return english.read(core)
    return ((core,),)


def _as_hinted(text: str, hint: str, language: str | None) -> Rows:
    """Read a token as SSML's ``interpret-as`` asks; no rows where that says nothing."""
    if hint in _SPELLED:
        return _spelled(text, language)
    core = core_of(text)
    if hint in _SINGLY:
        return _singly(core, language)
    number = core.replace(",", "")
    if not number.isdecimal():
        return ()
    english = language is not None and primary_subtag(language) == "en"
    if hint == "ordinal":
        return (
            ordinals(number) if english else other_languages.ordinals(number, language)
        )
    if hint in ("cardinal", "number"):
        return (
            quantity(number)[:3]
            if english
            else other_languages.number(number, language)
        )
    return ()


def _spelled(text: str, language: str | None) -> Rows:
    slots: list[Rows] = []
    for character in text:
        if character.isalpha():
            slots.append((spell(character),))
        elif character.isdecimal():
            slots.append(_digit(character, language))
        elif unicodedata.category(character)[0] == "S":
            slots.append(_read(character, language) or SILENT)
    return join(slots) if any(slots) else ()


def _singly(text: str, language: str | None) -> Rows:
    slots = [_digit(character, language) for character in text if character.isdecimal()]
    return join(slots) if slots and all(slots) else ()


def _digit(character: str, language: str | None) -> Rows:
    found = _read(character, language)
    return unique(row for row in found if len(row) == 1)
