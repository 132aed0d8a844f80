"""SSML, the W3C's markup for speech, as a script whose tags are never spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Literal
from xml.parsers import expat

from attrs import evolve, frozen

from sync_core.base.errors import ScriptError
from sync_core.script.tokens import ScriptMark, Token, tokenize

__all__ = ["SsmlParts", "parse_ssml"]

_SENTENCE_TAGS = frozenset({"p", "s", "paragraph", "sentence"})
# What they hold is for machines, or is heard only where something else is missing.
_SILENT_TAGS = frozenset({"audio", "desc", "metadata", "lexicon"})
_ENTITIES = (
    "XML knows only &amp; &lt; &gt; &quot; &apos; and numbers such as &#160;, and a "
    "bare '&' is written &amp;"
)


@frozen
class _Piece:
    """A stretch of the source: text that is spoken, or markup."""

    start: int
    """Offset in bytes, later in code points."""
    text: str | None = None
    """The characters that the stretch stands for; None: it is markup."""
    spoken: _Spoken | None = None


@frozen(eq=False)
class _Spoken:
    """How the text in an element is spoken."""

    kind: Literal["alias", "say-as", "ipa"]
    value: str


@frozen
class _Mark:
    name: str
    piece: int
    """Its tag's place among the pieces."""


@frozen
class SsmlParts:
    """What an SSML document consists of; the tokens tile it."""

    tokens: tuple[Token, ...]
    marks: tuple[ScriptMark, ...]
    breaks: tuple[int, ...]
    """Offsets of the tags that part sentences, in order."""


def parse_ssml(text: str) -> SsmlParts:
    """Cut an SSML document into tokens, with every tag as a token of its own.

    Words keep the author's characters, entities included; ``Token.said`` has what is
    to be spoken. Tags part words.

    Raises:
        ScriptError: The text is not well-formed, has a document type, or lacks an
            attribute; the message says where.
    """
    # An XML declaration may stand only at the very head.
    head = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    reader = _Reader(text, head)
    pieces = reader.read()
    ends = [*(piece.start for piece in pieces[1:]), len(text)]
    tokens = [Token(text[:head], 0, head, "space")] if head else []
    spans = list(zip(pieces, ends, strict=True))
    for _, run in groupby(spans, key=lambda span: _kind(span[0])):
        tokens += _tokens(text, list(run))
    marks = [
        ScriptMark(m.name, pieces[m.piece].start, ends[m.piece]) for m in reader.marks
    ]
    breaks = [pieces[at].start for at in reader.breaks]
    return SsmlParts(tuple(tokens), tuple(marks), tuple(breaks))


def _kind(piece: _Piece) -> object:
    """Give what neighbouring pieces share if words may run on between them."""
    return piece.start if piece.text is None else piece.spoken and id(piece.spoken)


class _Reader:
    """Collects the pieces that a parser reports, which tile the source."""

    def __init__(self, source: str, head: int) -> None:
        self._source, self._head = source, head
        try:
            self._bytes = source[head:].encode()
        except UnicodeEncodeError as error:
            at = head + error.start
            what = f"the character {source[at]!r} is not allowed"
            raise _mistake(source, at, what) from None
        self._pieces: list[_Piece] = []
        self._open: list[_Spoken | None] = []
        self._silent = 0
        self.marks: list[_Mark] = []
        self.breaks: list[int] = []

    def read(self) -> list[_Piece]:
        """Give the pieces with offsets in code points."""
        # Named, since a string's declaration may still claim another encoding.
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        for name in (
            "XmlDecl",
            "Comment",
            "ProcessingInstruction",
            "StartCdataSection",
            "EndCdataSection",
            "Default",
        ):
            suffix = "Handler"
            setattr(parser, name + suffix, lambda *_: self._add(None))
        try:
            parser.Parse(self._bytes, True)
        except expat.ExpatError as error:
            raise self._syntax_error(error) from None
        return self._in_code_points()

    def _in_code_points(self) -> list[_Piece]:
        cuts = [piece.start for piece in self._pieces]
        lengths = (len(self._bytes[a:b].decode()) for a, b in pairwise([0, *cuts]))
        pairs = zip(self._pieces, accumulate(lengths), strict=True)
        return [evolve(piece, start=self._head + start) for piece, start in pairs]

    def _add(self, text: str | None) -> None:
        at = self._parser.CurrentByteIndex
        if self._silent:
            text = None
        if self._pieces and self._pieces[-1].start == at:
            if text is None:
                return
            # It was the end of an empty element, which takes no room.
            self._pieces.pop()
        inner = next((way for way in reversed(self._open) if way is not None), None)
        self._pieces.append(_Piece(at, text, inner if text is not None else None))

    def _text(self, data: str) -> None:
        self._add(data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._add(None)
        if not self._open and name != "speak":
            raise self._error(f"an SSML script begins with <speak>, not <{name}>")
        way: _Spoken | None = None
        if name == "mark":
            mark = self._attribute(name, attributes, "name")
            self.marks.append(_Mark(mark, len(self._pieces) - 1))
        elif name == "sub":
            way = _Spoken("alias", self._attribute(name, attributes, "alias"))
        elif name == "say-as":
            meaning = self._attribute(name, attributes, "interpret-as")
            way = _Spoken("say-as", meaning)
        elif name == "phoneme" and attributes.get("alphabet", "ipa") == "ipa":
            way = _Spoken("ipa", self._attribute(name, attributes, "ph"))
        self._open.append(way)
        self._enter(name, 1)

    def _end(self, name: str) -> None:
        self._add(None)
        self._open.pop()
        self._enter(name, -1)

    def _enter(self, name: str, step: int) -> None:
        if name in _SILENT_TAGS:
            self._silent += step
        if name in _SENTENCE_TAGS:
            self.breaks.append(len(self._pieces) - 1)

    def _doctype(self, *_: object) -> None:
        raise self._error("a document type (<!DOCTYPE>) is not read: take it out")

    def _attribute(self, tag: str, attributes: dict[str, str], name: str) -> str:
        if name not in attributes:
            raise self._error(f"<{tag}> lacks its attribute '{name}'")
        return attributes[name]

    def _error(self, what: str, byte: int | None = None) -> ScriptError:
        at = self._parser.CurrentByteIndex if byte is None else byte
        before = self._bytes[:at].decode(errors="ignore")
        return _mistake(self._source, self._head + len(before), what)

    def _syntax_error(self, error: expat.ExpatError) -> ScriptError:
        what = expat.errors.messages[error.code]
        hint = ""
        if what in (
            expat.errors.XML_ERROR_UNDEFINED_ENTITY,
            expat.errors.XML_ERROR_INVALID_TOKEN,
        ):
            hint = f" ({_ENTITIES})"
        return self._error(
            expat.ErrorString(error.code) + hint, self._parser.ErrorByteIndex
        )


def _mistake(source: str, at: int, what: str) -> ScriptError:
    line = source.count("\n", 0, at) + 1
    column = at - (source.rfind("\n", 0, at) + 1) + 1
    return ScriptError(f"the SSML script, line {line}, column {column}: {what}")


def _tokens(text: str, run: Sequence[tuple[_Piece, int]]) -> list[Token]:
    """Cut neighbouring pieces into tokens."""
    first, end = run[0][0], run[-1][1]
    if first.text is None:
        return [Token(text[first.start : end], first.start, end, "markup")]
    said = "".join(piece.text or "" for piece, _ in run)
    offsets = [*_offsets(run), end]
    tokens = []
    for token in tokenize(said):
        i, j = offsets[token.start], offsets[token.end]
        spoken = None if text[i:j] == token.text else token.text
        tokens.append(Token(text[i:j], i, j, token.kind, spoken))
    return tokens if first.spoken is None else _spoken_so(tokens, first.spoken)


def _offsets(run: Iterable[tuple[_Piece, int]]) -> Iterable[int]:
    """Give where each character of the pieces' texts begins in the source."""
    for piece, end in run:
        said = piece.text or ""
        literal = len(said) == end - piece.start
        yield from (piece.start + at * literal for at in range(len(said)))


def _spoken_so(tokens: list[Token], way: _Spoken) -> list[Token]:
    if way.kind == "alias":
        return _aliased(tokens, way.value)
    words = [token for token in tokens if token.kind == "word"]
    if way.kind == "say-as":
        hinted = {token: evolve(token, say_as=way.value) for token in words}
    elif len(words) == 1:
        hinted = {words[0]: evolve(words[0], ipa=way.value)}
    else:
        # Nothing says which sounds are whose.
        hinted = {}
    return [hinted.get(token, token) for token in tokens]


def _aliased(tokens: Sequence[Token], alias: str) -> list[Token]:
    """Share an alias out among the words that it replaces, in order."""
    said = alias.split()
    words = [token for token in tokens if token.kind == "word"]
    cuts = [len(said) * at // len(words) for at in range(len(words) + 1)]
    shares = iter([" ".join(said[i:j]) for i, j in pairwise(cuts)])
    return [
        evolve(token, spoken=next(shares)) if token.kind == "word" else token
        for token in tokens
    ]
