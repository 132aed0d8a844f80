"""``sync-core live``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import click

from sync_core.cli.live_session.source_choice import Listening, list_microphones, live_settings
from sync_core.cli.live_session.recordings import Plan
from sync_core.cli.live_session.session import Session
from sync_core.cli.live_session.simulation import (
    check_simulation,
    simulation,
    simulation_options,
)
from sync_core.cli.shared.common import (
    PluginOptions,
    check_plugin_options,
    fail,
    report_findings,
    reporting_options,
    split_formats,
    usage_errors,
)
from sync_core.cli.shared.inputs import parse_script
from sync_core.cli.shared.interrupts import Interrupts
from sync_core.document.document import Document
from sync_core.live.running import Limits, Pace
from sync_core.pipeline.pipeline import Pipeline
from sync_core.plugins.manager import PluginManager

if TYPE_CHECKING:
    from sync_core.live.transcriber import LiveTranscriber


@click.command("live")
@click.argument("source", required=False, metavar="[FILE|-]")
@click.option("-b", "--backend", default="whisper-cpp", show_default=True)
@click.option("-m", "--model", metavar="NAME|FOLDER", help="The backend's model.")
@click.option(
    "-a",
    "--aligner",
    default="auto",
    show_default=True,
    help="Times final words; auto picks by language, none leaves them as they are.",
)
@click.option("-l", "--language", metavar="TAG", help="Language, as in en or pt-BR.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads per engine.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="A file to write as it goes, any number of times.",
)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[,NAME...]",
    callback=split_formats,
    help="The format of each -o; without, by its ending.",
)
@click.option(
    "--pace",
    type=click.Choice(["real", "fast"]),
    help="A file: as fast as it is spoken (the default) or as it is heard. Standard "
    "input: real says that it cannot wait, fast that it can.",
)
@click.option("--raw", is_flag=True, help="Standard input is bare 16 bit samples.")
@click.option("--rate", type=int, metavar="HZ", help="Their rate.  [default: 16000]")
@click.option("--channels", type=int, help="Their channels.  [default: 1]")
@click.option("--device", metavar="NUMBER|NAME", help="Which microphone.")
@click.option("--list-devices", is_flag=True, help="List the microphones and leave.")
@click.option("--step", type=int, metavar="MS", help="New speech between decodings.")
@click.option("--endpoint", type=int, metavar="MS", help="Pause that ends a line.")
@click.option(
    "--setting",
    "others",
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other setting of the live transcriber.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help="Fail when nothing has come for so long; without, wait for ever.",
)
@click.option("--script", metavar="FILE", help="What will be said: follow it.")
@simulation_options
@reporting_options
def command(
    source: str | None,
    backend: str,
    model: str | None,
    aligner: str,
    language: str | None,
    threads: int | None,
    outputs: tuple[str, ...],
    formats: tuple[str, ...],
    pace: Pace | None,
    raw: bool,
    rate: int | None,
    channels: int | None,
    device: str | None,
    list_devices: bool,
    step: int | None,
    endpoint: int | None,
    others: tuple[str, ...],
    timeout: float | None,
    script: str | None,
    simulate: bool,
    reference: str | None,
    report: str | None,
    cpu_time: bool,
    own: PluginOptions,
    fail_on: str,
    quiet: bool,
) -> int:
    """Write down what is said while it is said.

    Listens to the microphone, to FILE, or to standard input (-): anything that can be
    decoded as it comes, or bare samples with --raw. A terminal shows lines that turn
    solid, anything else gets a JSON object a line. Ctrl-C ends the stream and keeps
    everything.
    """
    if list_devices:
        list_microphones()
        return 0
    manager = PluginManager.installed()
    check_simulation(simulate, reference, report, cpu_time)
    listening = Listening(source, device, raw, rate, channels)
    plan = Plan.make(manager, outputs, formats, own, source)
    settings = live_settings(step, endpoint, others)
    check_plugin_options(manager, own, [backend, aligner, *plan.formats])
    with usage_errors():
        pipeline = Pipeline(
            backend=backend,
            model=model,
            aligner=None if aligner == "none" else aligner,
            language=language,
            threads=threads,
            backend_options=own.get(backend),
            aligner_options=own.get(aligner),
            manager=manager,
        )
    known = None if script is None else parse_script(script)
    if simulate:
        if source is None or listening.is_endless:
            raise click.UsageError("--simulate needs a FILE")

        def opened(clock: Callable[[], float]) -> LiveTranscriber:
            return pipeline.live(settings=settings, script=known, clock=clock)

        with pipeline:
            return simulation(
                opened,
                source,
                reference=reference,
                report=report,
                cpu_time=cpu_time,
                threads=threads,
                quiet=quiet,
                manager=manager,
            )
    pace = pace or ("real" if not listening.is_endless else None)
    limits = Limits(timeout_ms=None if timeout is None else round(timeout * 1000))
    with pipeline, Interrupts() as interrupts:
        with closing(listening.open()) as heard:
            pipeline.start()
            session = Session(
                pipeline, heard, settings, pace, limits, interrupts, known
            )
            document, lost, failed = session.run(plan, source)
    findings = [document, Document([], findings=lost if fail_on == "info" else ())]
    code = report_findings(findings, fail_on, quiet)
    if interrupts.stop.is_set() and not listening.is_endless:
        return fail("interrupted; what was said until then was kept")
    return 1 if failed else code
