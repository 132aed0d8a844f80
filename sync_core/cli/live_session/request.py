"""What was asked for on the command line of ``sync-core live``."""

from __future__ import annotations

from attrs import frozen

from sync_core.cli.live_session.recordings import RecordingPlan
from sync_core.cli.live_session.simulation import check_simulation_options
from sync_core.cli.live_session.source_choice import SourceChoice, make_settings
from sync_core.cli.shared.inputs import load_script
from sync_core.cli.shared.options import PluginOptions, check_plugin_options
from sync_core.cli.shared.reporting import convert_usage_errors
from sync_core.live.running import Limits, Pace
from sync_core.live.settings import LiveSettings
from sync_core.pipeline.pipeline import Pipeline
from sync_core.plugins.manager import PluginManager
from sync_core.script.script import Script

__all__ = ["LiveRequest", "LiveTask"]


@frozen(kw_only=True)
class LiveRequest:
    """The options, by the names that the command gives them."""

    source: str | None
    backend: str
    model: str | None
    aligner: str
    language: str | None
    threads: int | None
    outputs: tuple[str, ...]
    formats: tuple[str, ...]
    pace: Pace | None
    raw: bool
    rate: int | None
    channels: int | None
    device: str | None
    list_devices: bool
    step: int | None
    endpoint: int | None
    others: tuple[str, ...]
    timeout: float | None
    script: str | None
    simulate: bool
    reference: str | None
    report: str | None
    cpu_time: bool
    own: PluginOptions
    fail_on: str
    quiet: bool

    def prepare(self) -> LiveTask:
        """Check the options and make what they stand for.

        Raises:
            click.UsageError: The request contradicts itself.
            ScriptError: The script cannot be read.
        """
        manager = PluginManager.installed()
        check_simulation_options(
            self.simulate, self.reference, self.report, self.cpu_time
        )
        choice = SourceChoice(
            self.source, self.device, self.raw, self.rate, self.channels
        )
        plan = RecordingPlan.make(
            manager, self.outputs, self.formats, self.own, self.source
        )
        settings = make_settings(self.step, self.endpoint, self.others)
        in_use = [self.backend, self.aligner, *plan.formats]
        check_plugin_options(manager, self.own, in_use)
        pipeline = self._make_pipeline(manager)
        script = None if self.script is None else load_script(self.script)
        return LiveTask(manager, choice, plan, settings, pipeline, script)

    def choose_pace(self, is_endless: bool) -> Pace | None:
        """Return the pace: that of speech for a file unless another was asked for."""
        return self.pace or ("real" if not is_endless else None)

    def make_limits(self) -> Limits:
        """Return how much may wait, and how long."""
        timeout_ms = None if self.timeout is None else round(self.timeout * 1000)
        return Limits(timeout_ms=timeout_ms)

    def _make_pipeline(self, manager: PluginManager) -> Pipeline:
        with convert_usage_errors():
            return Pipeline(
                backend=self.backend,
                model=self.model,
                aligner=None if self.aligner == "none" else self.aligner,
                language=self.language,
                threads=self.threads,
                backend_options=self.own.get(self.backend),
                aligner_options=self.own.get(self.aligner),
                manager=manager,
            )


@frozen(eq=False)
class LiveTask:
    """What the options stand for."""

    manager: PluginManager
    choice: SourceChoice
    plan: RecordingPlan
    settings: LiveSettings
    pipeline: Pipeline
    script: Script | None
