"""Progress of a run over files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync_core.base.callbacks import Progress as ProgressFunction

__all__ = ["show_progress"]

Follow = Callable[[str], ProgressFunction | None]


@contextmanager
def show_progress(count: int, quiet: bool) -> Iterator[Follow]:
    """Show one bar for a run over files, on standard error, if a person is watching.

    Yields a function that takes the next file's path and returns what to call with its
    progress.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda path: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count)
        numbers = iter(range(count))

        def follow(path: str) -> ProgressFunction:
            before = next(numbers)
            title = os.path.basename(path)
            if count > 1:
                title = f"{before + 1}/{count} {title}"
            bar.update(task, description=title, completed=before)
            return lambda done_ms, total_ms: bar.update(
                task, completed=before + done_ms / max(total_ms, 1)
            )

        yield follow
