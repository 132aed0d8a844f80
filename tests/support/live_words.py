"""Words with times, made of text."""

from collections.abc import Sequence

from sync_core import Word


def words(
    text: str | Sequence[str], start_ms: int = 0, each_ms: int = 300
) -> list[Word]:
    parts = text.split() if isinstance(text, str) else text
    return [
        Word(part, start_ms + at * each_ms, start_ms + (at + 1) * each_ms)
        for at, part in enumerate(parts)
    ]
