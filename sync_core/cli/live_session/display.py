"""How a live stream is shown: as lines that turn solid, or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from sync_core.base.times import clock
from sync_core.document.records import Word
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    Final,
    Partial,
    Stats,
    Update,
)

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

__all__ = ["Display", "JsonLinesDisplay", "TerminalDisplay"]

_MAX_LINE_CHARACTERS = 240
"""From here on a line is printed for good though the speaker goes on."""


class Display(Protocol):
    """Shows updates as they come."""

    def show(self, update: Update) -> None:
        """Show one."""

    def __enter__(self) -> Display:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, and leave the terminal in order."""


class JsonLinesDisplay:
    """One JSON object a line on standard output, each written at once."""

    def __enter__(self) -> JsonLinesDisplay:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def show(self, update: Update) -> None:
        """Write one."""
        from sync_core.live.updates_json import update_line

        sys.stdout.buffer.write(f"{update_line(update)}\n".encode())
        sys.stdout.buffer.flush()


class TerminalDisplay:
    """Lines of speech on a terminal.

    What is final stands solid, what is settled plain, what may still change dim. A line
    moves up when its speaker pauses.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        from rich.live import Live

        self._console = console
        self._final: list[Word] = []
        self._partial: Partial | None = None
        self._stats: Stats | None = None
        self._live = Live(
            console=console, refresh_per_second=12, get_renderable=self._render
        )

    def __enter__(self) -> TerminalDisplay:
        """Begin."""
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave what was said, and nothing else."""
        self._print_line()
        self._stats = None
        self._live.transient = True
        self._live.stop()

    def show(self, update: Update) -> None:
        """Show one."""
        if isinstance(update, Final):
            self._partial = None
            self._final += update.segment.words
            if len(_join(self._final)) > _MAX_LINE_CHARACTERS:
                self._print_line()
        elif isinstance(update, Partial):
            self._partial = update
        elif isinstance(update, Endpoint):
            self._print_line()
        elif isinstance(update, Dropped):
            self._print_line()
            seconds = (update.end_ms - update.start_ms) / 1000
            self._print_message(
                update.start_ms, f"[{seconds:.1f} s lost: {update.reason}]"
            )
        elif isinstance(update, Stats):
            self._stats = update

    def _print_line(self) -> None:
        """Print the line as it stands for good."""
        from rich.text import Text

        said, self._final, self._partial = self._final, [], None
        if said:
            self._console.print(_make_row(said[0].start_ms or 0, Text(_join(said))))

    def _print_message(self, at_ms: int, message: str) -> None:
        from rich.text import Text

        self._console.print(_make_row(at_ms, Text(message, style="yellow")))

    def _render(self) -> Any:
        from rich.console import Group
        from rich.text import Text

        partial = self._partial
        coming = partial.words if partial else ()
        if not self._final and not coming:
            return Group(Text(), self._render_status())
        first = (*self._final, *coming)[0]
        line = Text.assemble((_join(self._final), "bold"))
        if partial and coming:
            settled, open_ = coming[: partial.stable], coming[partial.stable :]
            for words, style in ((settled, "default"), (open_, "dim italic")):
                if words:
                    space = " " if line.plain[-1:].strip() else ""
                    line.append(space + _join(words), style=style)
        return Group(_make_row(first.start_ms or 0, line), self._render_status())

    def _render_status(self) -> Text:
        from rich.text import Text

        stats = self._stats
        if stats is None:
            return Text("● listening", style="dim")
        parts = [f"● {clock(stats.audio_ms)[:8]}", f"load {100 * stats.rtf:.0f} %"]
        if stats.lag_ms > 1_000:
            parts.append(f"{stats.lag_ms / 1000:.0f} s behind")
        if stats.dropped_ms:
            parts.append(f"{stats.dropped_ms / 1000:.0f} s lost")
        return Text("  ".join(parts), style="dim")


def _make_row(at_ms: int, line: Text) -> Table:
    """Put the time in front, with the lines that follow indented."""
    from rich.table import Table

    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(style="cyan dim", no_wrap=True)
    row.add_column()
    row.add_row(clock(at_ms)[:8], line)
    return row


def _join(words: Iterable[Word]) -> str:
    from sync_core.live.recognition.running_text import join_words

    return join_words(words)
