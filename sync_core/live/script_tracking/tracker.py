"""Tracking a known script: where in it the speaker is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from sync_core.base.errors import ScriptError
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.live.script_tracking.cursor import Cursor
from sync_core.live.script_tracking.script_units import ScriptUnits, split_into_units
from sync_core.live.script_tracking.spelling import (
    apply_spelling,
    insert_skipped_words,
    revert_unconfirmed,
)
from sync_core.live.script_tracking.spoken_word import SpokenWord
from sync_core.live.script_tracking.tracked_document import build_document
from sync_core.live.script_tracking.trellis import Trellis
from sync_core.live.script_tracking.unit_spans import assign_spans
from sync_core.live.updates import Final, Partial, Position, Update
from sync_core.script.script import Script

__all__ = ["ScriptTracker"]

_MAX_OPEN_UNITS = 100
"""Units whose place stays open; what is older will not become certain any more."""


class ScriptTracker:
    """Tracks one stream through a script. One object per stream.

    It knows nothing of audio: it takes the words that are heard, and returns where they
    stand.

    Args:
        script: What is going to be said, more or less.

    Raises:
        ScriptError: The script holds nothing that could be spoken.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self._units = ScriptUnits(script)
        if not self._units.forms:
            raise ScriptError("nothing in the script is spoken: there is no following")
        self._trellis = Trellis(
            self._units.forms, self._units.sentences, self._units.phrases
        )
        self._spoken: list[SpokenWord] = []
        self._closed = 0
        """How many of them have their certain place."""
        self._expected: list[SpokenWord] = []
        """The next final words, as they were respelled."""
        self._cursor = Cursor(script, self._units)
        """What was certainly said last."""
        self._shown: list[int | None] = []
        """The places told of each word that is probable."""

    def respell(
        self, words: Sequence[Word], following: Sequence[Word], *, doubtful: bool
    ) -> list[Word]:
        """Return words that are about to be final as the script has them.

        What certainly is a word of the script gets its spelling and ``script_span``,
        and what certainly is none the status ``extra``. There may be more or fewer
        words then.

        Args:
            words: As heard.
            following: What is probably said behind them.
            doubtful: Whether words of the script are to be tried for which something
                else was heard, or nothing; ``confirm`` has to come then.
        """
        heard = [_make_spoken(word) for word in words]
        tail = [form for word in following for form in split_into_units(word.text)]
        own = [form for spoken in heard for form in spoken.forms]
        before = self._list_open_forms()
        forms = [*before, *own, *tail]
        self._trellis.update(forms)
        path = self._trellis.find_path()
        spans = assign_spans(forms, path, self._units.forms)[len(before) :]
        certain_count = len(self._trellis.find_certain()) - len(before)
        self._expected = apply_spelling(
            heard, spans[: len(own)], certain_count, self.script, self._units
        )
        if doubtful and not before:
            self._expected = insert_skipped_words(
                self._expected, self._cursor.number, self.script
            )
        elif not doubtful:
            self._expected = revert_unconfirmed(self._expected)
        del self._shown[: len(words)]
        return [spoken.word for spoken in self._expected]

    def confirm(self, timed: Sequence[Word]) -> list[Word]:
        """Take back words of ``respell`` that are not in the audio; return the rest.

        Args:
            timed: The words that ``respell`` gave, with an aligner's times.
        """
        for spoken, word in zip(self._expected, timed, strict=True):
            spoken.word = word
        self._expected = revert_unconfirmed(self._expected)
        return [spoken.word for spoken in self._expected]

    def locate(self, update: Update) -> list[Position]:
        """Return the places that become known by an update."""
        if isinstance(update, Final):
            return list(self._locate_final(update.segment.words))
        if isinstance(update, Partial):
            return list(self._locate_partial(update.words))
        return []

    def build_document(self, heard: Document) -> Document:
        """Return the script's words with their times, as ``Pipeline.align`` does.

        Args:
            heard: The same as it was heard.
        """
        path = iter(self._trellis.find_path())
        for spoken in self._spoken[self._closed :]:
            spoken.path = [next(path, None) for _ in spoken.forms]
        return build_document(self._spoken, self.script, self._units, heard)

    def _list_open_forms(self) -> list[str]:
        opened = self._spoken[self._closed :]
        return [form for spoken in opened for form in spoken.forms]

    def _locate_final(self, words: Sequence[Word]) -> Iterator[Position]:
        expected, self._expected = self._expected, []
        if len(expected) == len(words):
            for spoken, word in zip(expected, words, strict=True):
                spoken.word = word
                self._spoken.append(spoken)
        else:
            self._spoken += map(_make_spoken, words)
            self._trellis.update(self._list_open_forms())
        yield from self._close_decided()

    def _close_decided(self) -> Iterator[Position]:
        """Close the words of whose place no more will become known."""
        forms = self._list_open_forms()
        path, certain = self._trellis.find_path(), self._trellis.find_certain()
        spans = self._cursor.assign_spans(forms, path[: len(forms)])
        lost = len(forms) - _MAX_OPEN_UNITS
        done = 0
        for spoken in self._spoken[self._closed :]:
            own = slice(done, done + len(spoken.forms))
            if own.stop > max(len(certain), lost):
                break
            known = own.stop <= len(certain)
            spoken.path = path[own] if known else [None] * len(spoken.forms)
            if known and all(certain[own]):
                yield from self._advance(spoken, spans[own])
            done = own.stop
            self._closed += 1
        self._trellis.close(done)

    def _advance(
        self, spoken: SpokenWord, spans: Sequence[range | None]
    ) -> Iterator[Position]:
        word = spoken.word
        if spoken.forms:
            position = self._cursor.advance(
                word, spoken.forms, spoken.path, spans, True
            )
        elif spoken.number is not None:
            position = self._cursor.advance_to(word, spoken.number)
        else:
            return
        if position is not None:
            yield position

    def _locate_partial(self, words: Sequence[Word]) -> Iterator[Position]:
        """Yield the places of probable words that were not told before."""
        rows = [*self._spoken[self._closed :], *map(_make_spoken, words)]
        forms = [form for spoken in rows for form in spoken.forms]
        self._trellis.update(forms)
        path = self._trellis.find_path()
        cursor = evolve(self._cursor)
        spans = cursor.assign_spans(forms, path)
        found: list[Position | None] = []
        at = 0
        for spoken in rows:
            own = slice(at, at + len(spoken.forms))
            found.append(
                cursor.advance(spoken.word, spoken.forms, path[own], spans[own], False)
            )
            at = own.stop
        yield from self._select_changed(found[len(rows) - len(words) :])

    def _select_changed(self, found: Sequence[Position | None]) -> Iterator[Position]:
        before, self._shown = self._shown, [p.number if p else None for p in found]
        same = 0
        for old, new in zip(before, self._shown, strict=False):
            if old != new:
                break
            same += 1
        changed = [position for position in found[same:] if position is not None]
        if not changed and any(number is not None for number in before[same:]):
            # What was told last is taken back.
            changed = [position for position in found if position is not None][-1:]
        yield from changed


def _make_spoken(word: Word) -> SpokenWord:
    return SpokenWord(word, split_into_units(word.text))
