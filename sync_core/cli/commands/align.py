"""``sync-core align``."""

from __future__ import annotations

import os

import click

from sync_core.cli.shared.inputs import InputFile, load_script
from sync_core.cli.shared.options import (
    PluginOptions,
    add_engine_options,
    check_plugin_options,
)
from sync_core.cli.shared.progress import show_progress
from sync_core.cli.shared.reporting import convert_usage_errors, report_findings
from sync_core.cli.shared.targets import Targets
from sync_core.document.document import Document
from sync_core.pipeline.pipeline import Pipeline
from sync_core.plugins.manager import PluginManager


@click.command("align")
@click.argument("audio")
@click.argument("script")
@click.option(
    "-a", "--aligner", default="auto", show_default=True, help="auto picks by language."
)
@add_engine_options
def command(
    audio: str,
    script: str,
    aligner: str,
    formats: tuple[str, ...],
    output: str | None,
    language: str | None,
    threads: int | None,
    timeout: float | None,
    own: PluginOptions,
    fail_on: str,
    quiet: bool,
) -> int:
    """Find when each word of SCRIPT, a UTF-8 text file, is said in AUDIO.

    A script that begins with <speak> is SSML. Without -f, SRT.
    """
    manager = PluginManager.installed()
    source = InputFile(audio, os.path.basename(audio))
    targets = Targets.plan(manager, [source], formats, output, own, default="srt")
    check_plugin_options(manager, own, [aligner, *targets.formats])
    with convert_usage_errors():
        pipeline = Pipeline(
            aligner=aligner,
            language=language,
            threads=threads,
            aligner_options=own.get(aligner),
            manager=manager,
            timeout_s=timeout,
        )
        pipeline.check_aligner()
    with pipeline:
        with show_progress(1, quiet) as follow:
            known = load_script(script)
            document = pipeline.align(audio, known, progress=follow(audio))
        for file in targets.write(document, source):
            click.echo(file, err=True)
    lost = Document([], findings=targets.find_losses(document, fail_on))
    return report_findings([document, lost], fail_on, quiet)
