"""A script as its author wrote it, cut into tokens that lose no character."""

from __future__ import annotations

from bisect import bisect_left

from attrs import field, frozen

from sync_core.base.errors import ScriptError
from sync_core.script.markup import is_ssml, without_entities, without_tag
from sync_core.script.tokens import ScriptMark, Token, tokenize

__all__ = ["Script"]


@frozen
class Script:
    """A known text and its tokens, which tile it: joined they give it back.

    A text that begins with ``<speak`` is SSML, and its tags are tokens of their own.

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
    """The tokens that could be spoken."""
    marks: tuple[ScriptMark, ...] = ()
    """The points that SSML names, in order."""
    breaks: tuple[int, ...] = ()
    """Offsets of the tags that part sentences, in order."""
    is_ssml: bool = False

    def __attrs_post_init__(self) -> None:
        words = tuple(token for token in self.tokens if token.kind == "word")
        object.__setattr__(self, "words", words)

    @classmethod
    def parse(cls, text: str) -> Script:
        """Cut a text into tokens.

        Raises:
            ScriptError: The text is empty or holds nothing that could be spoken, or
                it is SSML with a mistake.
        """
        if not isinstance(text, str):
            raise ScriptError(f"a script is text, not {type(text).__name__}")
        script = _read_ssml(text) if is_ssml(text) else cls(text, tokenize(text))
        if not script.words:
            what = "has no words" if text.strip() else "is empty"
            raise ScriptError(f"the script {what}: there is nothing to align")
        return script

    def plain(self, start: int, end: int) -> str:
        """Give a stretch between two tokens' edges without tags and entities.

        Args:
            start: Offset of the first character, in code points.
            end: Offset behind the last one.
        """
        if not self.is_ssml:
            return self.text[start:end]
        first = bisect_left(self.tokens, start, key=lambda token: token.start)
        behind = bisect_left(self.tokens, end, key=lambda token: token.start)
        return "".join(map(_shown, self.tokens[first:behind]))


def _shown(token: Token) -> str:
    shown = without_tag if token.kind == "markup" else without_entities
    return shown(token.text)


def _read_ssml(text: str) -> Script:
    from sync_core.script.ssml import parse_ssml

    parts = parse_ssml(text)
    return Script(
        text, parts.tokens, marks=parts.marks, breaks=parts.breaks, is_ssml=True
    )
