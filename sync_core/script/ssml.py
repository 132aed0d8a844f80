"""Parsing of SSML, the W3C's markup for speech, into tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Literal
from xml.parsers import expat

from attrs import evolve, frozen

from sync_core.base.errors import ScriptError
from sync_core.script.tokens import ScriptMark, Token, tokenize

__all__ = ["SsmlDocument", "parse_ssml"]

_SENTENCE_TAGS = frozenset({"p", "s", "paragraph", "sentence"})
# Their content is for machines, or is spoken only where something else is missing.
_SILENT_TAGS = frozenset({"audio", "desc", "metadata", "lexicon"})
_ENTITY_HINT = (
    "XML knows only &amp; &lt; &gt; &quot; &apos; and numbers such as &#160;, and a "
    "bare '&' is written &amp;"
)


@frozen
class _Piece:
    """A part of the source: text that is spoken, or markup."""

    start: int
    """Offset in bytes, later in code points."""
    text: str | None = None
    """The characters that the source stands for; None: it is markup."""
    spoken: _SpokenForm | None = None


@frozen(eq=False)
class _SpokenForm:
    """The spoken form of the text in an element."""

    kind: Literal["alias", "say-as", "ipa"]
    value: str


@frozen
class _MarkTag:
    name: str
    piece: int
    """Index of its tag among the pieces."""


@frozen
class SsmlDocument:
    """The parts of an SSML document; the tokens' texts join to its text."""

    tokens: tuple[Token, ...]
    marks: tuple[ScriptMark, ...]
    breaks: tuple[int, ...]
    """Offsets in code points of the tags that end sentences, in order."""


def parse_ssml(text: str) -> SsmlDocument:
    """Split an SSML document into tokens, with a token for every tag.

    Words keep the author's characters and entities; ``Token.said`` has the text to be
    spoken. Tags separate words.

    Raises:
        ScriptError: The text is not well-formed, has a document type, or lacks an
            attribute; the message has line and column.
    """
    # An XML declaration is allowed only at the very start.
    head = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    reader = _PieceParser(text, head)
    pieces = reader.read()
    ends = [*(piece.start for piece in pieces[1:]), len(text)]
    tokens = [Token(text[:head], 0, head, "space")] if head else []
    spans = list(zip(pieces, ends, strict=True))
    for _, run in groupby(spans, key=lambda span: _find_group(span[0])):
        tokens += _tokenize_run(text, list(run))
    marks = [
        ScriptMark(m.name, pieces[m.piece].start, ends[m.piece]) for m in reader.marks
    ]
    breaks = [pieces[at].start for at in reader.breaks]
    return SsmlDocument(tuple(tokens), tuple(marks), tuple(breaks))


def _find_group(piece: _Piece) -> object:
    """Return the key that adjacent pieces share if a word may span them."""
    return piece.start if piece.text is None else piece.spoken and id(piece.spoken)


class _PieceParser:
    """Collects the pieces that expat reports; joined they are the source."""

    def __init__(self, source: str, head: int) -> None:
        self._source, self._head = source, head
        try:
            self._bytes = source[head:].encode()
        except UnicodeEncodeError as error:
            at = head + error.start
            what = f"the character {source[at]!r} is not allowed"
            raise _make_script_error(source, at, what) from None
        self._pieces: list[_Piece] = []
        self._open: list[_SpokenForm | None] = []
        self._silent_depth = 0
        self.marks: list[_MarkTag] = []
        self.breaks: list[int] = []

    def read(self) -> list[_Piece]:
        """Parse the source and return its pieces with offsets in code points."""
        # Set, since the declaration in a string may name another encoding.
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._handle_start
        parser.EndElementHandler = self._handle_end
        parser.CharacterDataHandler = self._handle_text
        parser.StartDoctypeDeclHandler = self._handle_doctype
        for name in (
            "XmlDecl",
            "Comment",
            "ProcessingInstruction",
            "StartCdataSection",
            "EndCdataSection",
            "Default",
        ):
            suffix = "Handler"
            setattr(parser, name + suffix, lambda *_: self._add_piece(None))
        try:
            parser.Parse(self._bytes, True)
        except expat.ExpatError as error:
            raise self._convert_syntax_error(error) from None
        return self._to_code_points()

    def _to_code_points(self) -> list[_Piece]:
        cuts = [piece.start for piece in self._pieces]
        lengths = (len(self._bytes[a:b].decode()) for a, b in pairwise([0, *cuts]))
        pairs = zip(self._pieces, accumulate(lengths), strict=True)
        return [evolve(piece, start=self._head + start) for piece, start in pairs]

    def _add_piece(self, text: str | None) -> None:
        at = self._parser.CurrentByteIndex
        if self._silent_depth:
            text = None
        if self._pieces and self._pieces[-1].start == at:
            if text is None:
                return
            # It was the end of an empty element, which has no length.
            self._pieces.pop()
        inner = next((form for form in reversed(self._open) if form is not None), None)
        self._pieces.append(_Piece(at, text, inner if text is not None else None))

    def _handle_text(self, data: str) -> None:
        self._add_piece(data)

    def _handle_start(self, name: str, attributes: dict[str, str]) -> None:
        self._add_piece(None)
        if not self._open and name != "speak":
            raise self._make_error(f"an SSML script begins with <speak>, not <{name}>")
        form: _SpokenForm | None = None
        if name == "mark":
            mark = self._get_attribute(name, attributes, "name")
            self.marks.append(_MarkTag(mark, len(self._pieces) - 1))
        elif name == "sub":
            form = _SpokenForm("alias", self._get_attribute(name, attributes, "alias"))
        elif name == "say-as":
            meaning = self._get_attribute(name, attributes, "interpret-as")
            form = _SpokenForm("say-as", meaning)
        elif name == "phoneme" and attributes.get("alphabet", "ipa") == "ipa":
            form = _SpokenForm("ipa", self._get_attribute(name, attributes, "ph"))
        self._open.append(form)
        self._track_tag(name, 1)

    def _handle_end(self, name: str) -> None:
        self._add_piece(None)
        self._open.pop()
        self._track_tag(name, -1)

    def _track_tag(self, name: str, step: int) -> None:
        if name in _SILENT_TAGS:
            self._silent_depth += step
        if name in _SENTENCE_TAGS:
            self.breaks.append(len(self._pieces) - 1)

    def _handle_doctype(self, *_: object) -> None:
        raise self._make_error("a document type (<!DOCTYPE>) is not read: take it out")

    def _get_attribute(self, tag: str, attributes: dict[str, str], name: str) -> str:
        if name not in attributes:
            raise self._make_error(f"<{tag}> lacks its attribute '{name}'")
        return attributes[name]

    def _make_error(self, what: str, byte: int | None = None) -> ScriptError:
        at = self._parser.CurrentByteIndex if byte is None else byte
        before = self._bytes[:at].decode(errors="ignore")
        return _make_script_error(self._source, self._head + len(before), what)

    def _convert_syntax_error(self, error: expat.ExpatError) -> ScriptError:
        what = expat.errors.messages[error.code]
        hint = ""
        if what in (
            expat.errors.XML_ERROR_UNDEFINED_ENTITY,
            expat.errors.XML_ERROR_INVALID_TOKEN,
        ):
            hint = f" ({_ENTITY_HINT})"
        return self._make_error(
            expat.ErrorString(error.code) + hint, self._parser.ErrorByteIndex
        )


def _make_script_error(source: str, at: int, what: str) -> ScriptError:
    line = source.count("\n", 0, at) + 1
    column = at - (source.rfind("\n", 0, at) + 1) + 1
    return ScriptError(f"the SSML script, line {line}, column {column}: {what}")


def _tokenize_run(text: str, run: Sequence[tuple[_Piece, int]]) -> list[Token]:
    """Split adjacent pieces into tokens."""
    first, end = run[0][0], run[-1][1]
    if first.text is None:
        return [Token(text[first.start : end], first.start, end, "markup")]
    said = "".join(piece.text or "" for piece, _ in run)
    offsets = [*_map_offsets(run), end]
    tokens = []
    for token in tokenize(said):
        i, j = offsets[token.start], offsets[token.end]
        spoken = None if text[i:j] == token.text else token.text
        tokens.append(Token(text[i:j], i, j, token.kind, spoken))
    return tokens if first.spoken is None else _apply_spoken_form(tokens, first.spoken)


def _map_offsets(run: Iterable[tuple[_Piece, int]]) -> Iterable[int]:
    """Yield the source offset of each character of the pieces' texts."""
    for piece, end in run:
        said = piece.text or ""
        literal = len(said) == end - piece.start
        yield from (piece.start + at * literal for at in range(len(said)))


def _apply_spoken_form(tokens: list[Token], form: _SpokenForm) -> list[Token]:
    if form.kind == "alias":
        return _share_alias(tokens, form.value)
    words = [token for token in tokens if token.kind == "word"]
    if form.kind == "say-as":
        hinted = {token: evolve(token, say_as=form.value) for token in words}
    elif len(words) == 1:
        hinted = {words[0]: evolve(words[0], ipa=form.value)}
    else:
        # The sounds of several words cannot be assigned to each.
        hinted = {}
    return [hinted.get(token, token) for token in tokens]


def _share_alias(tokens: Sequence[Token], alias: str) -> list[Token]:
    """Share the words of an alias among the words that it replaces, in order."""
    said = alias.split()
    words = [token for token in tokens if token.kind == "word"]
    cuts = [len(said) * at // len(words) for at in range(len(words) + 1)]
    shares = iter([" ".join(said[i:j]) for i, j in pairwise(cuts)])
    return [
        evolve(token, spoken=next(shares)) if token.kind == "word" else token
        for token in tokens
    ]
