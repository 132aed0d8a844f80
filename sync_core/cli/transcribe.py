"""``sync-core transcribe``."""

from __future__ import annotations

import click

from sync_core.cli._common import (
    PluginOptions,
    check_plugin_options,
    engine_options,
    fail,
    report_findings,
    show_progress,
    usage_errors,
)
from sync_core.cli._targets import Targets
from sync_core.document import Document
from sync_core.errors import SyncCoreError
from sync_core.manager import PluginManager
from sync_core.pipeline import Pipeline


@click.command("transcribe")
@click.argument("audio", nargs=-1, required=True, metavar="AUDIO...")
@click.option("-b", "--backend", default="faster-whisper", show_default=True)
@click.option("-m", "--model", metavar="NAME|FOLDER", help="The backend's model.")
@click.option(
    "-a", "--aligner", help="Re-time every word with this aligner; auto picks one."
)
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda.")
@engine_options
def command(
    audio: tuple[str, ...],
    backend: str,
    model: str | None,
    aligner: str | None,
    device: str,
    formats: tuple[str, ...],
    output: str | None,
    language: str | None,
    threads: int | None,
    own: PluginOptions,
    fail_on: str,
    quiet: bool,
) -> int:
    """Write down what is said in audio or video files.

    Without -f, plain text.
    """
    manager = PluginManager.installed()
    check_plugin_options(manager, own)
    targets = Targets.plan(manager, audio, formats, output, own, default="txt")
    with usage_errors():
        pipeline = Pipeline(
            backend=backend,
            model=model,
            aligner=aligner,
            language=language,
            device=device,
            threads=threads,
            backend_options=own.get(backend),
            aligner_options=own.get(aligner or ""),
            manager=manager,
        )
    done: list[Document] = []
    failed = 0
    with pipeline:
        for path in audio:
            try:
                with show_progress(path, quiet) as progress:
                    document = pipeline.transcribe(path, progress=progress)
                for file in targets.write(document, path):
                    click.echo(file, err=True)
                done.append(document)
            except SyncCoreError as error:
                failed = fail(error)
    return failed or report_findings(done, fail_on, quiet)
