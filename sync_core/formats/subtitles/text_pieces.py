"""Splitting text into the smallest pieces between which a line may break."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sync_core.base.errors import InputError
from sync_core.document.language_tags import standard_tag
from sync_core.formats.subtitles.text_width import count_columns, split_graphemes
from sync_core.script.tokens import tokenize

__all__ = ["UNSPACED_TEXT", "Span", "load_phrase_splitter", "split_pieces"]

Span = tuple[int, int]
PhraseSplitter = Callable[[str], list[str]]
# Separated by all white space but the characters that forbid a line break.
_RUNS = re.compile(r"(?:\S|[\u00a0\u2007\u202f])+")
UNSPACED_TEXT = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]"
)
"""Scripts that are written without spaces, and emoji."""
_SEPARATING_MARK = re.compile(r"[—–―…]\w")


def split_pieces(
    text: str, max_columns: int, splitter: PhraseSplitter | None
) -> list[Span]:
    """Return start and end of the pieces of a text, which cover all but white space.

    Args:
        text: Any text.
        max_columns: Columns of a line; longer pieces are split.
        splitter: Splits text without spaces into phrases; None: it is split at any
            place that its marks allow.
    """
    found: list[Span] = []
    for run in _RUNS.finditer(text):
        start = run.start()
        for span in _split_run(run[0], splitter):
            first, stop = span[0] + start, span[1] + start
            if count_columns(text[first:stop]) <= max_columns:
                found.append((first, stop))
            else:
                found += _split_long(text, first, stop, max_columns)
    return [
        (start, end)
        for start, end in found
        if text[start:end].replace("\0", "").strip()
    ]


def _split_run(run: str, splitter: PhraseSplitter | None) -> Iterator[Span]:
    phrases = (
        splitter(run) if splitter is not None and UNSPACED_TEXT.search(run) else []
    )
    if phrases and "".join(phrases) == run:
        at = 0
        for phrase in phrases:
            yield at, at + len(phrase)
            at += len(phrase)
    elif UNSPACED_TEXT.search(run) or _SEPARATING_MARK.search(run):
        yield from _find_token_spans(run)
    else:
        yield 0, len(run)


def _find_token_spans(run: str) -> list[Span]:
    spans: list[Span] = []
    is_glued = False
    for token in tokenize(run):
        if spans and (token.kind != "word" or is_glued):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
        # A space inside a run forbids a break on either side.
        is_glued = token.kind == "space" or (len(spans) == 1 and token.kind != "word")
    return spans


def _split_long(text: str, first: int, stop: int, max_columns: int) -> Iterator[Span]:
    """Split a piece longer than a line: by tokens, else evenly between graphemes."""
    part = text[first:stop]
    if UNSPACED_TEXT.search(part):
        spans = _find_token_spans(part)
        if len(spans) > 1:
            for start, end in spans:
                if count_columns(part[start:end]) <= max_columns:
                    yield first + start, first + end
                else:
                    yield from _split_evenly(
                        text, first + start, first + end, max_columns
                    )
            return
    yield from _split_evenly(text, first, stop, max_columns)


def _split_evenly(text: str, first: int, stop: int, max_columns: int) -> Iterator[Span]:
    parts = split_graphemes(text[first:stop])
    total = sum(map(count_columns, parts))
    count = -(-total // max_columns)
    start, at, used, made = first, first, 0, 1
    for part in parts:
        width = count_columns(part)
        due = used + width > total * made / count
        if at > start and (due or count_columns(text[start:at]) + width > max_columns):
            yield start, at
            start, made = at, made + 1
        at += len(part)
        used += width
    yield start, stop


@lru_cache(maxsize=8)
def _load_parser(name: str) -> Any:
    budoux = importlib.import_module("budoux")
    return getattr(budoux, f"load_default_{name}_parser")()


def load_phrase_splitter(language: str | None) -> PhraseSplitter | None:
    """Load the splitter of Japanese, Chinese or Thai, if it is installed, else None."""
    try:
        tag = standard_tag(language or "")
    except InputError:
        return None
    primary, *rest = tag.split("-")
    traditional = {"Hant", "TW", "HK", "MO"}.intersection(rest)
    name = {
        "ja": "japanese",
        "th": "thai",
        "zh": "traditional_chinese" if traditional else "simplified_chinese",
    }.get(primary)
    if name is None:
        return None
    try:
        split: PhraseSplitter = _load_parser(name).parse
    except ImportError:
        return None
    return split
