"""``sync-core transcribe``."""

from __future__ import annotations

from collections.abc import Sequence

import click
from attrs import Factory, define

from sync_core.base.errors import SyncCoreError
from sync_core.cli.shared.inputs import InputFile, expand_inputs
from sync_core.cli.shared.options import (
    PluginOptions,
    add_engine_options,
    check_plugin_options,
)
from sync_core.cli.shared.progress import show_progress
from sync_core.cli.shared.reporting import convert_usage_errors, fail, report_findings
from sync_core.cli.shared.targets import Targets
from sync_core.document.document import Document
from sync_core.pipeline.pipeline import Pipeline
from sync_core.plugins.manager import PluginManager


@click.command("transcribe")
@click.argument("audio", nargs=-1, required=True, metavar="AUDIO...")
@click.option("-b", "--backend", default="faster-whisper", show_default=True)
@click.option("-m", "--model", metavar="NAME|FOLDER", help="The backend's model.")
@click.option(
    "-a",
    "--aligner",
    default="auto",
    show_default=True,
    help="Re-times every word; auto picks by language, none leaves them as they are.",
)
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda.")
@click.option(
    "--skip-existing", is_flag=True, help="Leave out files whose results are there."
)
@add_engine_options
def command(
    audio: tuple[str, ...],
    backend: str,
    model: str | None,
    aligner: str,
    device: str,
    skip_existing: bool,
    formats: tuple[str, ...],
    output: str | None,
    language: str | None,
    threads: int | None,
    timeout: float | None,
    own: PluginOptions,
    fail_on: str,
    quiet: bool,
) -> int:
    """Write down what is said in audio or video files.

    AUDIO is a file, a folder (all media files in it and below) or a pattern. Each
    result is written as soon as it is done, and one bad file does not stop the rest.
    Without -f, plain text.
    """
    manager = PluginManager.installed()
    inputs = expand_inputs(audio)
    targets = Targets.plan(manager, inputs, formats, output, own, default="txt")
    check_plugin_options(manager, own, [backend, aligner, *targets.formats])
    with convert_usage_errors():
        pipeline = Pipeline(
            backend=backend,
            model=model,
            aligner=None if aligner == "none" else aligner,
            language=language,
            device=device,
            threads=threads,
            backend_options=own.get(backend),
            aligner_options=own.get(aligner),
            manager=manager,
            timeout_s=timeout,
        )
    with pipeline:
        done = _run_all(pipeline, inputs, targets, skip_existing, quiet, fail_on)
    if len(inputs) > 1 and not quiet:
        click.echo(done.describe(), err=True)
    code = report_findings(done.documents, fail_on, quiet)
    return 1 if done.failed else code


@define
class _Outcome:
    """How many inputs were written, skipped and failed."""

    written: int = 0
    skipped: int = 0
    failed: list[str] = Factory(list)
    documents: list[Document] = Factory(list)
    """Those with findings, without the rest of what they hold."""

    def describe(self) -> str:
        text = f"{self.written} done, {self.skipped} skipped, {len(self.failed)} failed"
        return ": ".join([text, ", ".join(self.failed)]) if self.failed else text


def _run_all(
    pipeline: Pipeline,
    inputs: Sequence[InputFile],
    targets: Targets,
    skip_existing: bool,
    quiet: bool,
    fail_on: str,
) -> _Outcome:
    outcome = _Outcome()
    with show_progress(len(inputs), quiet) as follow:
        for source in inputs:
            progress = follow(source.path)
            if skip_existing and targets.is_done(source):
                outcome.skipped += 1
                continue
            try:
                document = pipeline.transcribe(source.path, progress=progress)
                files = targets.write(document, source)
            except SyncCoreError as error:
                fail(error)
                outcome.failed.append(source.path)
                continue
            for file in files:
                click.echo(file, err=True)
            outcome.written += 1
            lost = targets.find_losses(document, fail_on)
            findings = [*document.findings, *lost]
            outcome.documents.append(Document([], findings=findings))
    return outcome
