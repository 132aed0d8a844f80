"""Cutting text into the smallest pieces that may stand on lines of their own."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sync_core.base.errors import InputError
from sync_core.document.language_tags import standard_tag
from sync_core.formats.subtitles.text_width import clusters, columns
from sync_core.script.tokens import tokenize

__all__ = ["WIDE", "Span", "chunks", "phrase_cutter"]

Span = tuple[int, int]
Cutter = Callable[[str], list[str]]
# Parted by all white space but the kinds that forbid a line break.
_RUNS = re.compile(r"(?:\S|[\u00a0\u2007\u202f])+")
WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]")
"""Scripts that are written without spaces, and emoji."""
_PARTING = re.compile(r"[—–―…]\w")


def chunks(text: str, room: int, cutter: Cutter | None) -> list[Span]:
    """Return where the pieces of a text lie: all of it but white space, in order.

    Args:
        text: Any text.
        room: The columns of a line; nothing longer is left whole.
        cutter: Cuts text without spaces into phrases; None: it is cut anywhere that
            its marks allow.
    """
    found: list[Span] = []
    for run in _RUNS.finditer(text):
        start = run.start()
        for span in _run_pieces(run[0], cutter):
            first, behind = span[0] + start, span[1] + start
            if columns(text[first:behind]) <= room:
                found.append((first, behind))
            else:
                found += _cut(text, first, behind, room)
    return [
        (start, end)
        for start, end in found
        if text[start:end].replace("\0", "").strip()
    ]


def _run_pieces(run: str, cutter: Cutter | None) -> Iterator[Span]:
    phrases = cutter(run) if cutter is not None and WIDE.search(run) else []
    if phrases and "".join(phrases) == run:
        at = 0
        for phrase in phrases:
            yield at, at + len(phrase)
            at += len(phrase)
    elif WIDE.search(run) or _PARTING.search(run):
        yield from _token_spans(run)
    else:
        yield 0, len(run)


def _token_spans(run: str) -> list[Span]:
    spans: list[Span] = []
    glued = False
    for token in tokenize(run):
        if spans and (token.kind != "word" or glued):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
        # A space that is here forbids a break on either side.
        glued = token.kind == "space" or (len(spans) == 1 and token.kind != "word")
    return spans


def _cut(text: str, first: int, behind: int, room: int) -> Iterator[Span]:
    """Cut what is longer than a line: by its tokens, else evenly between characters."""
    part = text[first:behind]
    if WIDE.search(part):
        spans = _token_spans(part)
        if len(spans) > 1:
            for start, end in spans:
                if columns(part[start:end]) <= room:
                    yield first + start, first + end
                else:
                    yield from _cut_evenly(text, first + start, first + end, room)
            return
    yield from _cut_evenly(text, first, behind, room)


def _cut_evenly(text: str, first: int, behind: int, room: int) -> Iterator[Span]:
    parts = clusters(text[first:behind])
    total = sum(map(columns, parts))
    count = -(-total // room)
    start, at, used, made = first, first, 0, 1
    for part in parts:
        width = columns(part)
        due = used + width > total * made / count
        if at > start and (due or columns(text[start:at]) + width > room):
            yield start, at
            start, made = at, made + 1
        at += len(part)
        used += width
    yield start, behind


@lru_cache(maxsize=8)
def _parser(name: str) -> Any:
    budoux = importlib.import_module("budoux")
    return getattr(budoux, f"load_default_{name}_parser")()


def phrase_cutter(language: str | None) -> Cutter | None:
    """Return what cuts Japanese, Chinese or Thai into phrases, if it is installed."""
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
        cut: Cutter = _parser(name).parse
    except ImportError:
        return None
    return cut
