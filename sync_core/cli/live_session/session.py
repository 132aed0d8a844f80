"""One live stream on the command line."""

from __future__ import annotations

import sys

from attrs import frozen

from sync_core.cli.live_session.display import (
    Display,
    JsonLinesDisplay,
    TerminalDisplay,
)
from sync_core.cli.live_session.recordings import RecordingPlan, Recordings
from sync_core.cli.shared.interrupts import Interrupts
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.live.running import Limits, Pace, run_live
from sync_core.live.settings import LiveSettings
from sync_core.live.sources import Source
from sync_core.pipeline.pipeline import Pipeline
from sync_core.script.script import Script

__all__ = ["LiveSession"]


@frozen(eq=False)
class LiveSession:
    """One stream, from its first sound to the last file."""

    pipeline: Pipeline
    source: Source
    settings: LiveSettings
    pace: Pace | None
    limits: Limits
    interrupts: Interrupts
    script: Script | None

    def run(
        self, plan: RecordingPlan, name: str | None
    ) -> tuple[Document, tuple[Finding, ...], bool]:
        """Listen to the end; return the document, what files lack, and if one failed.

        Args:
            plan: The files to write.
            name: What the document names as its source.
        """
        stop, cancel = self.interrupts.stop, self.interrupts.cancel
        with self.pipeline.live(
            sample_rate_hz=self.source.sample_rate_hz,
            channels=self.source.channels,
            settings=self.settings,
            script=self.script,
            cancel=cancel,
        ) as live:
            recordings = Recordings(plan, live.document, name)
            try:
                with _open_display() as display:
                    for update in run_live(
                        live,
                        self.source,
                        pace=self.pace,
                        limits=self.limits,
                        stop=stop,
                        cancel=cancel,
                    ):
                        recordings.take(update)
                        display.show(update)
            finally:
                lost = recordings.finish()
            return recordings.build_document(), lost, recordings.has_failed


def _open_display() -> Display:
    if not sys.stdout.isatty():
        return JsonLinesDisplay()
    from rich.console import Console

    return TerminalDisplay(Console(highlight=False))
