"""How a token of a script is said, in plain words."""

from __future__ import annotations

__all__ = ["readings"]


def readings(text: str, language: str | None) -> tuple[tuple[str, ...], ...]:
    """Give alternative rows of plain words for one token of a script."""
    word = "".join(c for c in text if c.isalpha() or c in "'’-‐‑" or not c.isascii())
    return ((word,),) if word else ()
