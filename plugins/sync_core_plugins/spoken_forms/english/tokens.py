"""How one token is said in English."""

from __future__ import annotations

import re
import unicodedata

from sync_core_plugins.spoken_forms.english import abbreviations
from sync_core_plugins.spoken_forms.english.addresses import is_address, read_address
from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_ordinal,
)
from sync_core_plugins.spoken_forms.english.numbers import (
    NUMBER,
    read_number,
    read_quantity,
)
from sync_core_plugins.spoken_forms.english.units import (
    MONEY,
    SHORT_UNITS,
    TEMPERATURES,
    UNITS,
)
from sync_core_plugins.spoken_forms.english.written_forms import read_form
from sync_core_plugins.spoken_forms.rows import (
    LIMIT,
    Row,
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)
from sync_core_plugins.spoken_forms.token_core import (
    INITIALS,
    get_core,
    has_full_stop,
    is_plain,
    keep_letters,
    spell_letters,
)

__all__ = ["find_units", "parse_roman", "read"]

_ROMAN = re.compile(r"(?=.{2})(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_MAX_SPELLED = 5
"""Longer words in capitals are shouted words rather than initials."""
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_HYPHEN = re.compile(r"(?<=[^-])-+(?=[^-])")
_PIECE = re.compile(
    rf"(?P<number>{NUMBER})|(?P<letters>[^\W\d_²³]+(?:'[^\W\d_]+)*)|(?P<mark>\S)"
)
_PLURAL_INITIALS = re.compile(r"([A-Z]{2,4})'?s|([A-Z])'s")


def read(text: str, limit: int = LIMIT) -> Rows:
    """Return the ways to say a token; none if it is not to be read in English.

    Example:
        >>> read("$7")[0], read("FBI")
        (('seven', 'dollars'), (('F.', 'B.', 'I.'),))
    """
    core = get_core(text)
    if not core or not _is_latin(core):
        return _read_greek(core)
    found = _read_abbreviation(text, core)
    if found:
        return found
    if is_plain(core):
        return _read_word(core)
    if INITIALS.fullmatch(core):
        return (spell_letters(core),)
    if is_address(core):
        return read_address(core, limit)
    said = _read_parts(core.translate(_DASHES), limit)
    return () if said == ((),) else said


def find_units(core: str) -> Rows:
    """Return what a unit right behind a number is called; none if it is none."""
    found = SHORT_UNITS.get(core) or UNITS.get(core.lower())
    return drop_repeats([*found, spell_letters(core)]) if found else ()


def parse_roman(core: str) -> int:
    """Return the value of a numeral of I, V and X; 0 if it is none."""
    if core not in _ROMAN_DIGITS and not _ROMAN.fullmatch(core):
        return 0
    values = [_ROMAN_DIGITS[digit] for digit in core]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _is_latin(core: str) -> bool:
    for character in core:
        name = unicodedata.name(unicodedata.normalize("NFKC", character)[0], "")
        latin = name.startswith(("LATIN", "MODIFIER")) or name.endswith("MU")
        if character.isalpha() and not latin:
            return False
    return True


def _read_greek(core: str) -> Rows:
    """Read a single Greek letter by its name."""
    if len(core) == 1 and "α" <= core.casefold() <= "ω":
        return ((unicodedata.name(core).rpartition(" ")[2].casefold(),),)
    return ()


def _read_abbreviation(text: str, core: str) -> Rows:
    key = core.replace(".", "").lower()
    found = abbreviations.ABBREVIATIONS.get(key)
    stop = has_full_stop(text) or "." in core
    if not found or not (stop or key in abbreviations.ALWAYS):
        return () if is_plain(core) else UNITS.get(core.lower(), ())
    if stop and core.isupper() and key not in abbreviations.ALWAYS:
        return ()
    word = core.rstrip(".")
    said = [(word,) if row == ("=",) else row for row in found]
    if not _is_sayable(word):
        said.append(spell_letters(word))
    if key in abbreviations.ALWAYS or "." in word:
        return drop_repeats(said)
    # At the end of a sentence the full stop need not be the abbreviation's.
    return drop_repeats([*said, *_read_word(word)])


def _read_word(core: str) -> Rows:
    """Read letters, apostrophes and hyphens."""
    value = parse_roman(core) if len(core) > 1 else 0
    if value:
        nth = spell_ordinal(value)
        said = [spell_cardinal(value), ["the", *nth], nth, spell_letters(core), (core,)]
        said.append(["roman", *spell_cardinal(value)])
        return drop_repeats(said)
    initials = _PLURAL_INITIALS.fullmatch(core)
    if initials:
        *head, last = spell_letters(initials[1] or initials[2])
        spelled = (*head, f"{last}'s")
        word = (
            not initials[1]
            or initials[1] in abbreviations.WORD_ACRONYMS
            or _is_sayable(core)
        )
        return ((core,), spelled) if word else (spelled,)
    if "-" in core and any(_is_short_caps(part) for part in core.split("-")):
        parts = [part for part in core.split("-") if part]
        return combine_rows(
            [_read_word(p) if len(p) > 1 else (spell_letters(p),) for p in parts]
        )
    if _is_short_caps(core):
        return _read_capitals(core)
    return ((core,),) if _is_sayable(core) else (spell_letters(core),)


def _is_short_caps(core: str) -> bool:
    return core.isupper() and core.isalpha() and 2 <= len(core) <= _MAX_SPELLED


def _read_capitals(core: str) -> Rows:
    """Read capitals as a word, letter by letter, or both."""
    spelled = spell_letters(core)
    units = UNITS.get(core.lower(), ())
    if core in abbreviations.WORD_ACRONYMS:
        return drop_repeats([(core,), spelled])
    if not _is_sayable(core) or core in ("FBI", "USA", "EU", "UK", "AI", "IT", "IBM"):
        return drop_repeats([spelled, *units[:1], *([(core,)] if core == "IT" else [])])
    word_first = len(core) > 3
    both = [(core,), spelled] if word_first else [spelled, (core,)]
    return drop_repeats(both)


def _is_sayable(core: str) -> bool:
    """Return whether a word has a vowel, or is one that needs none."""
    letters = unicodedata.normalize("NFKD", keep_letters(core))
    spoken = any(c in "aeiouyæœøıəμ" for c in letters) or len(letters) < 2
    lower_pair = len(letters) == 2 and not core.isupper() and not core[0].isupper()
    return spoken or lower_pair or keep_letters(core) in abbreviations.VOWELLESS


def _read_parts(core: str, limit: int) -> Rows:
    """Read a token with digits or symbols."""
    text = "".join(_space_fraction(character) for character in core)
    slots: list[Rows] = []
    for part in text.split():
        said = _read_part(part, limit)
        if slots and "⁄" in part:
            # "One and a half" rather than "one and one half".
            halves = drop_repeats([*(row for row in said if row[:1] == ("a",)), *said])
            said = combine_rows([parse_rows("and|"), halves], limit)
        slots.append(said)
    return combine_rows(slots, limit)


def _space_fraction(character: str) -> str:
    """Write "½" as "1⁄2" with space around it; leave the rest as it is."""
    if character in "²³":
        return character
    if unicodedata.decomposition(character).startswith("<fraction>"):
        return f" {unicodedata.normalize('NFKC', character)} "
    return unicodedata.normalize("NFKC", character)


def _read_part(text: str, limit: int) -> Rows:
    whole = read_form(text)
    if whole:
        return drop_repeats([*whole[: limit - 1], _read_verbatim(text)])
    sides = _HYPHEN.split(text)
    if len(sides) < 2:
        return combine_rows(_read_pieces(text), limit)
    numeric = all(any(c.isdecimal() for c in side) for side in sides)
    hyphen = parse_rows("to||dash|minus|through" if numeric else "|dash")
    slots = [_read_part(sides[0], limit)]
    for side in sides[1:]:
        slots += [hyphen, _read_part(side, limit)]
    return combine_rows(slots, limit)


def _read_pieces(text: str) -> list[Rows]:
    """Read a token piece by piece."""
    measured = re.fullmatch(rf"(-?)({NUMBER})(\D.*)", text)
    units = find_units(measured[3]) if measured else ()
    if measured and units:
        minus = parse_rows("minus|negative|") if measured[1] else ((),)
        return [minus, read_quantity(measured[2]), units]
    found = list(_PIECE.finditer(text))
    return [
        _read_piece(piece, found[at - 1] if at else None, last=at + 1 == len(found))
        for at, piece in enumerate(found)
    ]


def _read_piece(
    piece: re.Match[str], before: re.Match[str] | None, *, last: bool
) -> Rows:
    if piece["number"]:
        signed = before is not None and before[0] in "-+"
        return (read_quantity if signed else read_number)(piece["number"])
    if piece["letters"]:
        return _read_letters(piece["letters"], before)
    if piece["mark"] == "-":
        return parse_rows("minus|negative|")
    if piece["mark"] == ".":
        return ((),) if last or before is None else parse_rows("dot|point|")
    return abbreviations.SYMBOLS.get(piece["mark"], ((),))


def _read_verbatim(text: str) -> Row:
    """Read sign by sign, as a voice does that knows no prices, dates or telephones."""
    said: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["number"]:
            said += read_quantity(piece[0])[0]
        elif piece["letters"]:
            short = len(piece[0]) <= 3
            said += spell_letters(piece[0]) if short else _read_word(piece[0])[0]
        elif piece[0] in MONEY:
            said.append(MONEY[piece[0]][0])
        else:
            named = {"-": "dash", "/": "slash"}.get(piece[0])
            said += [named] if named else abbreviations.SYMBOLS.get(piece[0], ((),))[0]
    return tuple(said)


def _read_letters(text: str, before: re.Match[str] | None) -> Rows:
    if before is not None and before["mark"] == "°" and text in TEMPERATURES:
        return (*((name,) for name in TEMPERATURES[text]), spell_letters(text))
    if len(text) == 1:
        return (spell_letters(text),)
    return _read_word(text)
