"""Studio prompts with exact transcripts, from Debian's asterisk-core-sounds packages.

    apt-get install asterisk-core-sounds-{en,fr,es,it,ru}{,-g722}

Human speakers, one a language. Shared by the speech tests and the benchmarks.
"""

import gzip
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from attrs import frozen

from sync_core import Audio, match_form

SOUNDS = Path("/usr/share/asterisk/sounds")
LANGUAGES = {
    "en": "en_US_f_Allison",
    "fr": "fr_CA_f_June",
    "es": "es_MX_f_Allison",
    "it": "it_IT_m_Carlo",
    "ru": "ru_RU_f_IvrvoiceRU",
}
LONG_MS = 3_000


@frozen
class Prompt:
    """A recording and what is said in it."""

    path: Path
    text: str

    def audio(self) -> Audio:
        return Audio.load(self.path)


def missing() -> list[str]:
    """Return the languages whose sounds or texts are not installed."""
    return [
        code
        for code, voice in LANGUAGES.items()
        if not ((SOUNDS / voice).is_dir() and texts_path(code).is_file())
    ]


def texts_path(language: str) -> Path:
    """Return where the package with the texts of the prompts has them."""
    package = f"asterisk-core-sounds-{language}"
    return Path("/usr/share/doc") / package / f"core-sounds-{language}.txt.gz"


@cache
def prompts(language: str, longer_than_ms: int = LONG_MS) -> tuple[Prompt, ...]:
    """Give the language's longer prompts, in the order of their names."""
    lines = gzip.decompress(texts_path(language).read_bytes())
    found = []
    for line in sorted(lines.decode("utf-8-sig").splitlines()):
        match = re.fullmatch(r"([\w/-]+): *([^\[(].*)", line)
        path = SOUNDS / LANGUAGES[language] / f"{match[1]}.g722" if match else None
        # 64 kbit/s; notes to the speaker stand in brackets.
        long_enough = (
            path and path.is_file() and path.stat().st_size > 8 * longer_than_ms
        )
        if match and path and long_enough and not re.search(r"[\[(<]", match[2]):
            found.append(Prompt(path, match[2].strip()))
    return tuple(found)


def sample(language: str, count: int) -> Sequence[Prompt]:
    """Give so many prompts, spread evenly over all of them."""
    every = prompts(language)
    return [every[at * len(every) // count] for at in range(min(count, len(every)))]


def words(text: str) -> list[str]:
    """Give the words of a text in the form in which spellings are compared."""
    parts = re.split(r"[\s—–/-]+", text)
    return [form for part in parts if (form := match_form(part))]


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Give the least number of words to put in, take out or change."""
    row = list(range(len(heard) + 1))
    for number, wanted in enumerate(reference, start=1):
        corner, row[0] = row[0], number
        for at, got in enumerate(heard, start=1):
            change = corner + (wanted != got)
            corner = row[at]
            row[at] = min(change, row[at] + 1, row[at - 1] + 1)
    return row[-1]
