"""Pronunciations: the words of a script to phones."""

from __future__ import annotations

import lzma
import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sync_core import InputError, MissingDependencyError, primary_subtag
from sync_core_plugins.ctc.acoustic_model import Spelling
from sync_core_plugins.ctc.ipa import is_ipa, split_phones
from sync_core_plugins.ctc.languages import find_group, get_engine_code
from sync_core_plugins.spoken_forms import Rows

__all__ = ["MAX_PRONUNCIATIONS", "Pronouncer"]

MAX_PRONUNCIATIONS = 8
"""Ways to say one token that are tried."""
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ′＇"), "'")


class Pronouncer:
    """Reads the words of one language.

    A language that g2p2 does not know, a tag with ``fonipa``, and single words with
    letters that only IPA has, are read as IPA.

    Raises:
        InputError: No language was named.
        MissingDependencyError: The language's package is not installed.
    """

    def __init__(self, language: str | None) -> None:
        if language is None:
            raise InputError(
                "the aligner 'ctc' has to know the language: language='fr'; "
                "'und-fonipa' for a script in IPA"
            )
        self._language = primary_subtag(language)
        self._model: Any = None
        if "fonipa" not in language.casefold().split("-"):
            self._model = _load_model(get_engine_code(self._language))

    def spell(self, text: str, readings: Rows) -> Spelling:
        """Return the ways to say a token of a script, given the ways to read it."""
        if self._model is None or is_ipa(text):
            found = split_phones(text.casefold())
            return Spelling((found,)) if found else Spelling((), readable=False)
        rows: list[tuple[str, ...]] = []
        for reading in (readings or _keep_letters(text))[:MAX_PRONUNCIATIONS]:
            spoken = [self._pronounce_word(word) for word in reading]
            row = tuple(phone for word in spoken for phone in word)
            if all(spoken) and row and row not in rows:
                rows.append(row)
        return Spelling(tuple(rows), readable=bool(rows))

    def _pronounce_word(self, word: str) -> tuple[str, ...]:
        if len(word) == 2 and word[1] == "." and word[0].isupper():
            # g2p2 reads the letter "a" as a word.
            return ("e", "i") if word == "A." else self._pronounce_part(word[0])
        plain = unicodedata.normalize("NFC", word.translate(_APOSTROPHES)).lower()
        parts = [part for part in re.split(r"[-‐‑\s]+", plain) if part]
        return tuple(phone for part in parts for phone in self._pronounce_part(part))

    def _pronounce_part(self, word: str) -> tuple[str, ...]:
        """Return what g2p2 reads; Latin letters that it cannot read are read as IPA."""
        found = split_phones(self._model.phonemize(word))
        if not found and all("LATIN" in unicodedata.name(c, "") for c in word):
            found = split_phones(unicodedata.normalize("NFD", word))
        return found


def _keep_letters(text: str) -> Rows:
    """Return the letters of a token that nobody knows how to read, as one word."""
    word = "".join(c for c in text if c.isalpha() or c in "'’-‐‑")
    return ((word,),) if word else ()


def _load_model(code: str) -> Any:
    """Open a language's model out of its package; None if g2p2 does not know it.

    g2p2's own loader would fetch what is missing from the network, and unpack into
    one temporary file that two processes at once destroy for each other.
    """
    name = find_group(code)
    if name is None:
        return None
    spec = find_spec(f"g2p2_group_{name.replace('-', '_')}")
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise MissingDependencyError(
            f"the aligner 'ctc' needs g2p2-group-{name} to read '{code}': "
            'pip install "sync-core[phones]"'
        )
    from g2p2 import Model

    packed = (Path(places[0]) / f"{code}.g2p.xz").read_bytes()
    return Model.from_bytes(lzma.decompress(packed))
