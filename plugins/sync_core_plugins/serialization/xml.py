"""XML for files that must open everywhere: escapes, and a parser that knows lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from sync_core import DocumentError
from sync_core_plugins.serialization.problems import Problems

if TYPE_CHECKING:
    from xml.parsers import expat

__all__ = ["Element", "escape_content", "format_attributes", "parse_xml"]

# What XML 1.0 cannot hold in any way (its production 2), but for lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
# In an attribute, a parser makes spaces of bare breaks and tabs.
_ATTRIBUTE_ESCAPES = {
    **_ESCAPES,
    **str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}),
}
_MAX_DEPTH = 100


def escape_content(text: str) -> str:
    """Return a text for between two tags."""
    return _FORBIDDEN.sub(_REPLACEMENT, text).translate(_ESCAPES)


def format_attributes(values: Mapping[str, object]) -> str:
    """Return attributes with a space before each; those of None are left out."""
    return "".join(
        f' {name}="{_escape_attribute(str(value))}"'
        for name, value in values.items()
        if value is not None
    )


def _escape_attribute(text: str) -> str:
    return _FORBIDDEN.sub(_REPLACEMENT, text).translate(_ATTRIBUTE_ESCAPES)


@define
class Element:
    """An element, and where it begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(factory=list)
    text: str = ""
    """What stands directly in it, without its children's texts."""

    def get_children(self, tag: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.tag == tag]


class _Builder:
    """Builds the tree as the parser goes, so that a cut file gives what is there."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root: Element | None = None
        self._open: list[tuple[Element, list[str]]] = []
        self._parser = parser

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self._parser.CurrentLineNumber)
        if len(self._open) >= _MAX_DEPTH:
            raise DocumentError("the XML is nested too deeply")
        if self._open:
            self._open[-1][0].children.append(element)
        else:
            self.root = self.root or element
        self._open.append((element, []))

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1][1].append(text)

    def end(self, _tag: str = "") -> None:
        element, texts = self._open.pop()
        element.text = "".join(texts)

    def finish(self) -> None:
        while self._open:
            self.end()


def parse_xml(text: str, problems: Problems) -> Element:
    """Parse a text; where it is damaged, what stands before is given.

    Raises:
        DocumentError: There is no element, or it declares entities of its own.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    builder = _Builder(parser)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        if builder.root is None:
            raise DocumentError(f"not XML: {error}") from error
        message = f"damaged XML, what follows is left out: {error}"
        problems.add(error.lineno, message)
    builder.finish()
    if builder.root is None:
        raise DocumentError("not XML: it has no element")
    return builder.root


def _refuse_entities(*_declaration: object) -> None:
    raise DocumentError("the XML declares entities of its own, which are not read")
