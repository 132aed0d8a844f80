"""The place in a script that was reached last."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from sync_core.document.records import Word
from sync_core.live.script_tracking.script_units import ScriptUnits
from sync_core.live.script_tracking.unit_joining import joined
from sync_core.live.updates import Position
from sync_core.script.script import Script

__all__ = ["Cursor"]


@define
class Cursor:
    """Goes from word to word and tells where it is."""

    script: Script
    units: ScriptUnits
    form: str = ""
    """The heard unit that brought it where it is."""
    unit: int = -1
    """The script's unit that this stands for."""
    behind: int = 0
    """The unit behind all that was heard by then."""

    def spans(
        self, heard: Sequence[str], path: Sequence[int | None]
    ) -> list[range | None]:
        """Give the script's units for what was heard next; see ``joined``.

        What the last heard unit and these have in common goes to the account of both.
        """
        forms = self.units.forms
        if not self.form:
            return joined(heard, path, forms)
        before, *spans = joined([self.form, *heard], [self.unit, *path], forms)
        if before is not None:
            self.behind = max(self.behind, before.stop)
        return spans

    @property
    def number(self) -> int:
        """The script's word that was said last, or -1."""
        return self._number(self.behind - 1)

    def go_to(self, word: Word, number: int) -> Position | None:
        """Take a word of the script that was said without being heard."""
        own = self.units.of(number)
        if own.start < self.behind:
            return None
        jump, self.behind = number - self.number - 1, own.stop
        return self._position(number, word, jump, True)

    def go(
        self,
        word: Word,
        heard: Sequence[str],
        path: Sequence[int | None],
        spans: Sequence[range | None],
        certain: bool,
    ) -> Position | None:
        """Take one heard word; None where it does not reach another of the script's.

        Args:
            word: With times.
            heard: Its units.
            path: The script's unit for each of them.
            spans: All of the script's units for each of them.
            certain: Whether the path is.
        """
        own = [
            (form, unit, span)
            for form, unit, span in zip(heard, path, spans, strict=True)
            if unit is not None and span is not None
        ]
        if not own:
            return None
        first = own[0][2].start
        last, before = self.behind - 1, self.number
        self.form, self.unit, self.behind = *own[-1][:2], own[-1][2].stop
        start = self._number(first)
        goes_on = first > last and start == before
        if goes_on and self.number == before:
            return None
        jump = 0 if goes_on else start - before - 1
        return self._position(self.number, word, jump, certain)

    def _position(self, number: int, word: Word, jump: int, certain: bool) -> Position:
        token = self.script.words[number]
        start_ms, end_ms = word.start_ms or 0, word.end_ms or 0
        span = (token.start, token.end)
        return Position(number, span, start_ms, end_ms, certain, jump)

    def _number(self, unit: int) -> int:
        return -1 if unit < 0 else self.units.words[unit]
