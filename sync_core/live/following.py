"""Following a known script: where in it the speaker is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from sync_core.base.errors import ScriptError
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.live.script_tracking.position import Cursor
from sync_core.live.script_tracking.script_units import ScriptUnits, units
from sync_core.live.script_tracking.spelling import confirmed, filled, written
from sync_core.live.script_tracking.spoken_words import Said
from sync_core.live.script_tracking.tracked_document import followed
from sync_core.live.script_tracking.trellis import Trellis
from sync_core.live.script_tracking.unit_joining import joined
from sync_core.live.updates import Final, Partial, Position, Update
from sync_core.script.script import Script

__all__ = ["Follower"]

_LONGEST_DOUBT = 100
"""Units that stay open at most; after so many nobody will know any more."""


class Follower:
    """Follows one stream through a script. One object per stream.

    It knows nothing of audio: it is told what is heard, and says where that stands.

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
        self._said: list[Said] = []
        self._closed = 0
        """How many of them have their certain place."""
        self._expected: list[Said] = []
        """The next final words, as they were written."""
        self._cursor = Cursor(script, self._units)
        """What was certainly said last."""
        self._shown: list[int | None] = []
        """The places told of each word that is probable."""

    def write(
        self, words: Sequence[Word], following: Sequence[Word], *, doubtful: bool
    ) -> list[Word]:
        """Write words that are about to be final as the script has them.

        What surely is a word of the script gets its spelling and ``script_span``, and
        what surely is none the status ``extra``. There may be more or fewer words then.

        Args:
            words: As heard.
            following: What is probably said behind them.
            doubtful: Whether words of the script are to be tried for which something
                else was heard, or nothing; ``confirm`` has to come then.
        """
        heard = [_heard(word) for word in words]
        tail = [form for word in following for form in units(word.text)]
        own = [form for said in heard for form in said.forms]
        before = self._open_forms()
        forms = [*before, *own, *tail]
        self._trellis.hear(forms)
        spans = joined(forms, self._trellis.path(), self._units.forms)[len(before) :]
        sure = len(self._trellis.certain()) - len(before)
        self._expected = written(
            heard, spans[: len(own)], sure, self.script, self._units
        )
        if doubtful and not before:
            self._expected = filled(self._expected, self._cursor.number, self.script)
        elif not doubtful:
            self._expected = confirmed(self._expected)
        del self._shown[: len(words)]
        return [said.word for said in self._expected]

    def confirm(self, timed: Sequence[Word]) -> list[Word]:
        """Take back what was written and is not in the audio.

        Args:
            timed: The words that ``write`` gave, with an aligner's times.
        """
        for said, word in zip(self._expected, timed, strict=True):
            said.word = word
        self._expected = confirmed(self._expected)
        return [said.word for said in self._expected]

    def after(self, update: Update) -> list[Position]:
        """Give the places that become known by an update."""
        if isinstance(update, Final):
            return list(self._settle(update.segment.words))
        if isinstance(update, Partial):
            return list(self._show(update.words))
        return []

    def document(self, heard: Document) -> Document:
        """Give the script's words with their times, as ``Pipeline.align`` does.

        Args:
            heard: The same as it was heard.
        """
        path = iter(self._trellis.path())
        for said in self._said[self._closed :]:
            said.path = [next(path, None) for _ in said.forms]
        return followed(self._said, self.script, self._units, heard)

    def _open_forms(self) -> list[str]:
        return [form for said in self._said[self._closed :] for form in said.forms]

    def _settle(self, words: Sequence[Word]) -> Iterator[Position]:
        expected, self._expected = self._expected, []
        if len(expected) == len(words):
            for said, word in zip(expected, words, strict=True):
                said.word = word
                self._said.append(said)
        else:
            self._said += map(_heard, words)
            self._trellis.hear(self._open_forms())
        yield from self._close()

    def _close(self) -> Iterator[Position]:
        """Give the words a place for good of which no more will become known."""
        forms = self._open_forms()
        path, certain = self._trellis.path(), self._trellis.certain()
        spans = self._cursor.spans(forms, path[: len(forms)])
        lost = len(forms) - _LONGEST_DOUBT
        done = 0
        for said in self._said[self._closed :]:
            own = slice(done, done + len(said.forms))
            if own.stop > max(len(certain), lost):
                break
            known = own.stop <= len(certain)
            said.path = path[own] if known else [None] * len(said.forms)
            if known and all(certain[own]):
                yield from self._reached(said, spans[own])
            done = own.stop
            self._closed += 1
        self._trellis.forget(done)

    def _reached(self, said: Said, spans: Sequence[range | None]) -> Iterator[Position]:
        if said.forms:
            position = self._cursor.go(said.word, said.forms, said.path, spans, True)
        elif said.number is not None:
            position = self._cursor.go_to(said.word, said.number)
        else:
            return
        if position is not None:
            yield position

    def _show(self, words: Sequence[Word]) -> Iterator[Position]:
        """Tell the places of probable words that were not told of them before."""
        rows = [*self._said[self._closed :], *map(_heard, words)]
        forms = [form for said in rows for form in said.forms]
        self._trellis.hear(forms)
        path = self._trellis.path()
        cursor = evolve(self._cursor)
        spans = cursor.spans(forms, path)
        found: list[Position | None] = []
        at = 0
        for said in rows:
            own = slice(at, at + len(said.forms))
            found.append(cursor.go(said.word, said.forms, path[own], spans[own], False))
            at = own.stop
        yield from self._news(found[len(rows) - len(words) :])

    def _news(self, found: Sequence[Position | None]) -> Iterator[Position]:
        before, self._shown = self._shown, [p.number if p else None for p in found]
        same = 0
        for old, new in zip(before, self._shown, strict=False):
            if old != new:
                break
            same += 1
        news = [position for position in found[same:] if position is not None]
        if not news and any(number is not None for number in before[same:]):
            # What was told last is taken back.
            news = [position for position in found if position is not None][-1:]
        yield from news


def _heard(word: Word) -> Said:
    return Said(word, units(word.text))
