"""``sync-core live``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from sync_core.cli.live_session.request import LiveRequest, LiveTask
from sync_core.cli.live_session.session import LiveSession
from sync_core.cli.live_session.simulation import (
    add_simulation_options,
    run_simulation,
)
from sync_core.cli.live_session.source_choice import print_microphones
from sync_core.cli.shared.interrupts import Interrupts
from sync_core.cli.shared.options import add_reporting_options, split_formats
from sync_core.cli.shared.reporting import fail, report_findings
from sync_core.document.document import Document

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
@add_simulation_options
@add_reporting_options
def command(**options: Any) -> int:
    """Write down what is said while it is said.

    Listens to the microphone, to FILE, or to standard input (-): anything that can be
    decoded as it comes, or bare samples with --raw. A terminal shows lines that turn
    solid, anything else gets a JSON object a line. Ctrl-C ends the stream and keeps
    everything.
    """
    request = LiveRequest(**options)
    if request.list_devices:
        print_microphones()
        return 0
    task = request.prepare()
    return _simulate(request, task) if request.simulate else _listen(request, task)


def _simulate(request: LiveRequest, task: LiveTask) -> int:
    if request.source is None or task.choice.is_endless:
        raise click.UsageError("--simulate needs a FILE")

    def open_stream(clock: Callable[[], float]) -> LiveTranscriber:
        return task.pipeline.live(
            settings=task.settings, script=task.script, clock=clock
        )

    with task.pipeline:
        return run_simulation(
            open_stream,
            request.source,
            reference=request.reference,
            report=request.report,
            cpu_time=request.cpu_time,
            threads=request.threads,
            quiet=request.quiet,
            manager=task.manager,
        )


def _listen(request: LiveRequest, task: LiveTask) -> int:
    is_endless = task.choice.is_endless
    pace, limits = request.choose_pace(is_endless), request.make_limits()
    with task.pipeline, Interrupts() as interrupts:
        with closing(task.choice.open()) as source:
            task.pipeline.start()
            session = LiveSession(
                task.pipeline,
                source,
                task.settings,
                pace,
                limits,
                interrupts,
                task.script,
            )
            document, lost, failed = session.run(task.plan, request.source)
    usual = Document([], findings=lost if request.fail_on == "info" else ())
    code = report_findings([document, usual], request.fail_on, request.quiet)
    if interrupts.stop.is_set() and not is_endless:
        return fail("interrupted; what was said until then was kept")
    return 1 if failed else code
