"""Web and e-mail addresses, said in English."""

from __future__ import annotations

import re

from sync_core_plugins.spoken_forms.english.numbers import read_number
from sync_core_plugins.spoken_forms.rows import Rows, combine_rows, parse_rows
from sync_core_plugins.spoken_forms.token_core import spell_letters

__all__ = ["is_address", "read_address"]

_ADDRESS = re.compile(
    r"(?:https?|ftp)://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+"
    r"|(?:[A-Za-z][\w-]*\.)+(?:com|org|net|edu|gov|io|ai|co|uk|de|fr|eu|us|tv|me|dev"
    r"|app|info|html|exe|pdf|py|js|txt)(?:/\S*)?"
)
_PIECE = re.compile(r"https?://|ftp://|\d+|[^\W\d_]+|\S")
_MARKS: dict[str, Rows] = {
    ".": parse_rows("dot|"),
    "@": parse_rows("at"),
    "/": parse_rows("slash|forward slash|"),
    "-": parse_rows("dash|hyphen|"),
    "_": parse_rows("underscore|"),
    ":": parse_rows("colon|"),
    "?": parse_rows("question mark|"),
    "=": parse_rows("equals|"),
    "&": parse_rows("and|ampersand"),
    "#": parse_rows("hash|"),
    "+": parse_rows("plus|"),
    "~": parse_rows("tilde|"),
    "%": parse_rows("percent|"),
}
_SPELLED_ENDS = frozenset("uk us de fr eu tv ai io html exe pdf py js txt".split())
_WORDS = frozenset("com org net edu gov info me dev app".split())


def is_address(core: str) -> bool:
    """Return whether a token is an address, or a name with a known ending."""
    return _ADDRESS.fullmatch(core) is not None


def read_address(core: str, limit: int) -> Rows:
    """Return the ways to say an address; one that starts with "@" is a name."""
    slots: list[Rows] = []
    for piece in _PIECE.findall(core.rstrip("/.")):
        if piece.endswith("://"):
            letters = " ".join(spell_letters(piece))
            slots.append(parse_rows(f"{letters} colon slash slash||{letters}"))
        elif piece.isdecimal():
            slots.append(read_number(piece)[:3])
        elif piece.isalpha():
            slots.append(_read_word(piece))
        else:
            slots.append(_MARKS.get(piece, ((),)))
    return combine_rows(slots, limit)


def _read_word(text: str) -> Rows:
    low = text.lower()
    if low in _WORDS:
        return ((low,),)
    vowels = any(c in "aeiouy" for c in low)
    if not vowels or low in _SPELLED_ENDS or len(text) == 1:
        return (spell_letters(text),)
    return ((text,), spell_letters(text)) if len(text) <= 4 else ((text,),)
