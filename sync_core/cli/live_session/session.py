"""One live stream on the command line."""

from __future__ import annotations

import sys

from sync_core.cli.live_session.recordings import Plan, Recordings
from sync_core.cli.live_session.display import JsonLines, Screen, View
from sync_core.cli.shared.interrupts import Interrupts
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.live.running import Limits, Pace, run_live
from sync_core.live.settings import LiveSettings
from sync_core.live.sources import Source
from sync_core.pipeline.pipeline import Pipeline
from sync_core.script.script import Script

__all__ = ["Session"]


class Session:
    """One stream, from its first sound to the last file."""

    def __init__(
        self,
        pipeline: Pipeline,
        source: Source,
        settings: LiveSettings,
        pace: Pace | None,
        limits: Limits,
        interrupts: Interrupts,
        script: Script | None,
    ) -> None:
        self._pipeline, self._source = pipeline, source
        self._settings, self._pace, self._limits = settings, pace, limits
        self._interrupts, self._script = interrupts, script

    def run(
        self, plan: Plan, name: str | None
    ) -> tuple[Document, tuple[Finding, ...], bool]:
        """Listen to the end; give the document, what files lack, and if one failed."""
        stop, cancel = self._interrupts.stop, self._interrupts.cancel
        with self._pipeline.live(
            sample_rate_hz=self._source.sample_rate_hz,
            channels=self._source.channels,
            settings=self._settings,
            script=self._script,
            cancel=cancel,
        ) as live:
            recordings = Recordings(plan, live.document, name)
            try:
                with _view() as view:
                    for update in run_live(
                        live,
                        self._source,
                        pace=self._pace,
                        limits=self._limits,
                        stop=stop,
                        cancel=cancel,
                    ):
                        recordings.take(update)
                        view.show(update)
            finally:
                lost = recordings.finish()
            return recordings.document(), lost, recordings.has_failed


def _view() -> View:
    if not sys.stdout.isatty():
        return JsonLines()
    from rich.console import Console

    return Screen(Console(highlight=False))
