"""How written words are said: numbers, dates, prices, symbols, abbreviations.

Shared by the aligners. A *row* is a way to say a token: plain words, in which a single
capital letter with a full stop (``F.``) stands for the letter's name. A token has
several rows, the likeliest first; no rows mean that it cannot be read, an empty row
that it may stay silent.
"""

from __future__ import annotations

from sync_core_plugins.spoken_forms.readings import (
    read_token,
    read_words,
    token_readings,
)
from sync_core_plugins.spoken_forms.rows import LIMIT, Row, Rows

__all__ = ["LIMIT", "Row", "Rows", "read_token", "read_words", "token_readings"]
