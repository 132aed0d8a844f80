"""``sync-core check``."""

from __future__ import annotations

import click
from attrs import evolve

from sync_core.base.errors import SyncCoreError
from sync_core.base.times import clock
from sync_core.cli.shared.reporting import convert_usage_errors, fail, report_findings
from sync_core.cli.shared.timeouts import get_file_timeout_s
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.formats.files import choose_exporter, load
from sync_core.formats.subtitles import (
    PROFILES,
    Profile,
    check_cues,
    choose_profile,
    cues_as_written,
)
from sync_core.plugins.manager import PluginManager


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-p",
    "--profile",
    metavar="NAME",
    help=f"The rules: {', '.join(PROFILES)}; without, by the language.",
)
@click.option(
    "-l", "--language", metavar="TAG", help="Language; without, as the file has it."
)
@click.option("--frame-rate", type=click.FloatRange(min=1), help="The video's.")
@click.option("--from", "source_format", metavar="NAME", help="The files' format.")
@click.option(
    "--fail-on",
    type=click.Choice(["info", "warning", "error", "never"]),
    default="warning",
    show_default=True,
    help="Exit with 3 when there are findings of this severity or above.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print the counts only.")
def command(
    files: tuple[str, ...],
    profile: str | None,
    language: str | None,
    frame_rate: float | None,
    source_format: str | None,
    fail_on: str,
    quiet: bool,
) -> int:
    """Check subtitle files against the rules of a house.

    Each FILE is taken as it stands: nothing is shaped or moved before. Every breach is
    a line on standard output: file, time, severity, rule and what is wrong.
    """
    manager = PluginManager.installed()
    with convert_usage_errors():
        for path in files:
            choose_exporter(manager, path, source_format)
        choose_profile(Document([]), profile)
    checked: list[Document] = []
    failed = False
    for path in files:
        try:
            document = load(
                path,
                format=source_format,
                manager=manager,
                timeout_s=get_file_timeout_s(),
            )
        except SyncCoreError as error:
            fail(error)
            failed = True
            continue
        document = evolve(document, language=language or document.language)
        rules = _choose_rules(document, profile, frame_rate)
        findings = _check_document(document, rules)
        _print_findings(path, rules, findings, quiet)
        checked.append(Document([], findings=findings))
    code = report_findings(checked, fail_on, quiet=True)
    return 1 if failed else code


def _choose_rules(
    document: Document, profile: str | None, frame_rate: float | None
) -> Profile:
    rules = choose_profile(document, profile)
    return rules if frame_rate is None else evolve(rules, frame_rate=frame_rate)


def _check_document(document: Document, rules: Profile) -> tuple[Finding, ...]:
    """Return what reading the file found, then what breaks the rules."""
    cues = cues_as_written(document)
    breaches = check_cues(cues, rules, language=document.language)
    return (*document.findings, *breaches)


def _print_findings(
    path: str, rules: Profile, findings: tuple[Finding, ...], quiet: bool
) -> None:
    if not quiet:
        for finding in findings:
            at = "-" if finding.start_ms is None else clock(finding.start_ms)
            click.echo(
                f"{path}: {at} {finding.severity} {finding.code}: {finding.message}"
            )
    click.echo(f"{path}: {len(findings)} findings by {rules.name}", err=True)
