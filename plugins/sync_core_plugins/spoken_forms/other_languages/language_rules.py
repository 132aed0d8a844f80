"""How languages other than English write and say numbers, money, times and units."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from sync_core_plugins.spoken_forms.rows import SILENT, Rows, parse_rows

__all__ = ["LanguageRules", "load_rules"]


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@frozen(eq=False)
class LanguageRules:
    """The rules of a language, as its file in ``rules`` has them."""

    decimal: str = "."
    point: Rows = field(default="", converter=parse_rows)
    """How the decimal mark is said."""
    minus: Rows = field(default="", converter=parse_rows)
    hour: Rows = field(default="", converter=parse_rows)
    """What stands between hours and minutes."""
    cents: Rows = field(default="", converter=parse_rows)
    """What stands between units of money and cents."""
    of_day: Rows = field(default="", converter=parse_rows)
    """What stands between a day and its month."""
    ordinal_mark: str = r"(?!)"
    """A pattern for what makes digits an ordinal."""
    stop_is_ordinal: bool = False
    """Whether a full stop behind digits does so too."""
    latin: bool = True
    months: tuple[str, ...] = field(default="", converter=_split_words)
    swaps: Mapping[str, Rows] = field(factory=dict)
    """Other forms of a number's last word: genders, cases."""
    signs: Mapping[str, Rows] = field(factory=dict)
    """Symbols, also those of money and of units."""
    short: Mapping[str, Rows] = field(factory=dict)
    """Abbreviations without their full stops, in lower case."""

    @property
    def has_rules(self) -> bool:
        """Whether there is a file for the language."""
        return self.point != SILENT


@lru_cache(maxsize=64)
def load_rules(subtag: str) -> LanguageRules:
    """Return the rules of a language by its primary subtag; empty if it has none."""
    file = files(__package__) / "rules" / f"{subtag}.toml"
    if not subtag or not file.is_file():
        return LanguageRules(latin=False)
    import tomllib

    data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    for name in ("swaps", "signs", "short"):
        data[name] = {key: parse_rows(said) for key, said in data[name].items()}
    return LanguageRules(**data)
