"""The tags and texts of an XML file, whole or damaged, in one pass."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import field, frozen

__all__ = ["Tag", "split_tags"]

# No "<" may stand in a tag, so that an open one ends at the next.
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,200})([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ASIDES = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", ">"), ("<!", ">"))


@frozen
class Tag:
    """The start or end of an element, or text."""

    kind: Literal["start", "end", "text"]
    line: int
    name: str = ""
    """Without its prefix."""
    text: str = ""
    attributes: Mapping[str, str] = field(factory=dict)
    """By their names without prefixes."""


def split_tags(text: str) -> Iterator[Tag]:
    """Yield tags and texts in order; an empty element is a start and an end."""
    position, line, open_asides = 0, 1, set[str]()
    while position < len(text):
        aside = _read_aside(text, position, open_asides)
        if aside is not None:
            shown, behind = aside
            if shown:
                yield Tag("text", line, text=shown)
        elif match := _TAG.match(text, position):
            yield from _read_element(match, line)
            behind = match.end()
        else:
            found = text.find("<", position + 1)
            behind = len(text) if found < 0 else found
            yield Tag("text", line, text=html.unescape(text[position:behind]))
        line += text.count("\n", position, behind)
        position = behind


def _read_element(match: re.Match[str], line: int) -> Iterator[Tag]:
    name = _get_local_name(match[2])
    if match[1]:
        yield Tag("end", line, name)
        return
    found = _ATTRIBUTE.findall(match[3])
    values = {
        _get_local_name(key): html.unescape(one or two) for key, one, two in found
    }
    yield Tag("start", line, name, attributes=values)
    if match[3].endswith("/"):
        yield Tag("end", line, name)


def _read_aside(
    text: str, position: int, open_asides: set[str]
) -> tuple[str, int] | None:
    """Return the text and the end of what is neither an element nor plain text.

    What never ends is taken for text; ``open_asides`` keeps it from being looked for
    again and again.
    """
    for opening, closing in _ASIDES:
        if text.startswith(opening, position) and closing not in open_asides:
            begin = position + len(opening)
            end = text.find(closing, begin)
            if end < 0:
                open_asides.add(closing)
                continue
            shown = text[begin:end] if closing == "]]>" else ""
            return shown, end + len(closing)
    return None


def _get_local_name(name: str) -> str:
    return name.rpartition(":")[2].lower()
