"""The place in a script that was reached last."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from sync_core.document.records import Word
from sync_core.live.script_tracking.script_units import ScriptUnits
from sync_core.live.script_tracking.unit_spans import assign_spans
from sync_core.live.updates import Position
from sync_core.script.script import Script

__all__ = ["Cursor"]


@define
class Cursor:
    """Moves from word to word and returns where it is."""

    script: Script
    units: ScriptUnits
    form: str = ""
    """The heard unit that moved it last."""
    unit: int = -1
    """The script's unit that this stands for."""
    next_unit: int = 0
    """The unit behind all that was heard by then."""

    def assign_spans(
        self, heard: Sequence[str], path: Sequence[int | None]
    ) -> list[range | None]:
        """Return the script's units for what was heard next, as ``assign_spans`` does.

        A unit of the script that the last heard unit and these stand for together
        counts for both.
        """
        forms = self.units.forms
        if not self.form:
            return assign_spans(heard, path, forms)
        before, *spans = assign_spans([self.form, *heard], [self.unit, *path], forms)
        if before is not None:
            self.next_unit = max(self.next_unit, before.stop)
        return spans

    @property
    def number(self) -> int:
        """The script's word that was said last, or -1."""
        return self._find_word(self.next_unit - 1)

    def advance_to(self, word: Word, number: int) -> Position | None:
        """Move to a word of the script that was said without being heard."""
        own = self.units.units_of(number)
        if own.start < self.next_unit:
            return None
        jump, self.next_unit = number - self.number - 1, own.stop
        return self._make_position(number, word, jump, True)

    def advance(
        self,
        word: Word,
        heard: Sequence[str],
        path: Sequence[int | None],
        spans: Sequence[range | None],
        certain: bool,
    ) -> Position | None:
        """Move by one heard word; None: it does not reach another word of the script.

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
        last, before = self.next_unit - 1, self.number
        self.form, self.unit, self.next_unit = *own[-1][:2], own[-1][2].stop
        start = self._find_word(first)
        continues = first > last and start == before
        if continues and self.number == before:
            return None
        jump = 0 if continues else start - before - 1
        return self._make_position(self.number, word, jump, certain)

    def _make_position(
        self, number: int, word: Word, jump: int, certain: bool
    ) -> Position:
        token = self.script.words[number]
        start_ms, end_ms = word.start_ms or 0, word.end_ms or 0
        span = (token.start, token.end)
        return Position(number, span, start_ms, end_ms, certain, jump)

    def _find_word(self, unit: int) -> int:
        return -1 if unit < 0 else self.units.words[unit]
