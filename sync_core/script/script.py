"""A script as its author wrote it, split into tokens without loss."""

from __future__ import annotations

from bisect import bisect_left

from attrs import field, frozen

from sync_core.base.errors import ScriptError
from sync_core.script.markup import is_ssml, replace_tag, unescape_entities
from sync_core.script.tokens import ScriptMark, Token, tokenize

__all__ = ["Script"]


@frozen
class Script:
    """A known text and its tokens, whose texts join to the whole text.

    A text that begins with ``<speak`` is SSML; each of its tags is a token.

    Example:
        >>> script = Script.parse("“Well-known” — isn’t it?")
        >>> [word.text for word in script.words]
        ['“Well-known”', 'isn’t', 'it?']
        >>> "".join(token.text for token in script.tokens) == script.text
        True
    """

    text: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...] = field(init=False)
    """The tokens that can be spoken."""
    marks: tuple[ScriptMark, ...] = ()
    """The marks of SSML, in order."""
    breaks: tuple[int, ...] = ()
    """Offsets in code points of the tags that end sentences, in order."""
    is_ssml: bool = False

    def __attrs_post_init__(self) -> None:
        words = tuple(token for token in self.tokens if token.kind == "word")
        object.__setattr__(self, "words", words)

    @classmethod
    def parse(cls, text: str) -> Script:
        """Split a text into tokens.

        Raises:
            ScriptError: The text is empty, has no word that can be spoken, or is
                invalid SSML.
        """
        if not isinstance(text, str):
            raise ScriptError(f"a script is text, not {type(text).__name__}")
        script = _read_ssml(text) if is_ssml(text) else cls(text, tokenize(text))
        if not script.words:
            what = "has no words" if text.strip() else "is empty"
            raise ScriptError(f"the script {what}: there is nothing to align")
        return script

    def plain(self, start: int, end: int) -> str:
        """Return the text between two token boundaries without tags and entities.

        Args:
            start: Offset of the first character, in code points.
            end: Offset after the last one.
        """
        if not self.is_ssml:
            return self.text[start:end]
        first = bisect_left(self.tokens, start, key=lambda token: token.start)
        stop = bisect_left(self.tokens, end, key=lambda token: token.start)
        return "".join(map(_strip_markup, self.tokens[first:stop]))


def _strip_markup(token: Token) -> str:
    shown = replace_tag if token.kind == "markup" else unescape_entities
    return shown(token.text)


def _read_ssml(text: str) -> Script:
    from sync_core.script.ssml import parse_ssml

    parts = parse_ssml(text)
    return Script(
        text, parts.tokens, marks=parts.marks, breaks=parts.breaks, is_ssml=True
    )
