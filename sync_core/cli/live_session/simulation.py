"""``sync-core live FILE --simulate``."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from sync_core.base.atomic_files import write_atomically
from sync_core.cli.shared.options import add_options
from sync_core.cli.shared.progress import show_progress
from sync_core.document.document import Document
from sync_core.formats.files import load
from sync_core.plugins.manager import PluginManager
from sync_core.script.files import read_script

if TYPE_CHECKING:
    from sync_core.live.measurement.metrics import Delays, Erasure, Latency
    from sync_core.live.measurement.reference import Comparison
    from sync_core.live.simulation import Live, Simulation

__all__ = ["add_simulation_options", "check_simulation_options", "run_simulation"]

F = TypeVar("F", bound=Callable[..., object])
Clock = Callable[[], float]
_TEXT_SUFFIXES = (".txt", ".text", ".md")


def add_simulation_options(command: F) -> F:
    """Add ``simulate``, ``reference``, ``report`` and ``cpu_time``."""
    return add_options(command, _OPTIONS)


_OPTIONS: tuple[Callable[[F], F], ...] = (
    click.option(
        "--simulate",
        is_flag=True,
        help="Measure latency and stability on FILE, without waiting for it.",
    ),
    click.option(
        "--reference",
        metavar="FILE",
        help="With --simulate: what is said in FILE, a text (.txt) or a document or "
        "subtitles with times.",
    ),
    click.option(
        "--report", metavar="PATH", help="With --simulate: write the figures as JSON."
    ),
    click.option(
        "--cpu-time",
        is_flag=True,
        help="With --simulate: count the process's CPU time over its threads, for "
        "machines that do other work meanwhile.",
    ),
)


def check_simulation_options(
    simulate: bool, reference: str | None, report: str | None, cpu_time: bool
) -> None:
    """Raise for options that only a simulation has.

    Raises:
        UsageError: One of them was given without ``--simulate``.
    """
    given = {"--reference": reference, "--report": report, "--cpu-time": cpu_time}
    for name, value in given.items():
        if value and not simulate:
            raise click.UsageError(f"{name} goes with --simulate")


def run_simulation(
    open_stream: Callable[[Clock], Live],
    file: str,
    *,
    reference: str | None = None,
    report: str | None = None,
    cpu_time: bool = False,
    threads: int | None = None,
    quiet: bool = False,
    manager: PluginManager | None = None,
) -> int:
    """Simulate live transcription of a file and print what was measured.

    Args:
        open_stream: Opens a transcriber for 16 kHz mono that measures with a clock.
        file: The audio.
        reference: A file with what is said.
        report: Where to write the figures.
        cpu_time: Whether to count CPU time instead of time.
        threads: The engine's, over which the CPU time is divided.
        quiet: Whether to leave out the progress.
        manager: The plugins that read the reference; None: all that are installed.

    Raises:
        SyncCoreError: A file cannot be read or written, or transcribing failed.
    """
    # Only here, so that help stays quick.
    from sync_core.live.simulation import cpu_clock, simulate

    said = None if reference is None else _load_reference(reference, manager)
    clock = cpu_clock(threads or 1) if cpu_time else time.perf_counter
    with show_progress(1, quiet) as follow:
        found = simulate(
            lambda: open_stream(clock),
            file,
            reference=said,
            clock=clock,
            progress=follow(file),
        )
    if report is not None:
        write_atomically(report, f"{found.to_json(indent=1)}\n".encode())
    for name, figures in _list_figures(found):
        click.echo(f"{name:<24}{figures}")
    return 0


def _load_reference(path: str, manager: PluginManager | None) -> str | Document:
    if Path(path).suffix.lower() in _TEXT_SUFFIXES:
        return read_script(path)
    return load(path, manager=manager)


def _list_figures(found: Simulation) -> list[tuple[str, str]]:
    lines = [
        ("words", f"{len(found.words)} in {found.duration_ms / 1000:.1f} s"),
        *_describe_latency("by their own times", found.latency),
    ]
    if found.labelled_latency is not None:
        lines += _describe_latency("by the reference", found.labelled_latency)
    erased, written = found.erasure, found.erasure_as_written
    lines += [
        (
            "taken back",
            f"{_format_rate(erased)} words for each final one; "
            f"{_format_rate(written)} with case and punctuation",
        ),
        ("compute", f"{found.rtf:.2f} of the audio's time"),
        (
            "lag",
            f"at most {max(found.lag_by_minute_ms) / 1000:.2f} s; "
            f"{found.end_lag_ms / 1000:.2f} s at the end",
        ),
    ]
    return lines + (_describe_comparison(found.comparison) if found.comparison else [])


def _describe_latency(title: str, found: Latency) -> list[tuple[str, str]]:
    rows = (
        ("final", found.final, found.final_unaware),
        ("first shown", found.shown, found.shown_unaware),
    )
    lines = []
    for name, aware, unaware in rows:
        if aware is not None and unaware is not None:
            idle = _format_delays(unaware)
            text = f"{_format_delays(aware)}; without computing {idle}; {title}"
            lines.append((name, text))
    return lines


def _format_delays(found: Delays) -> str:
    return f"{found.median_ms / 1000:.2f} s (95 %: {found.p95_ms / 1000:.2f} s)"


def _format_rate(found: Erasure) -> str:
    return "no" if found.rate is None else f"{found.rate:.3f}"


def _describe_comparison(found: Comparison) -> list[tuple[str, str]]:
    errors, edges = found.errors, found.boundaries.all
    rate = "" if errors.rate is None else f"{100 * errors.rate:.1f} %: "
    lines = [
        (
            "word errors",
            f"{rate}{errors.changed} changed, {errors.missing} missing and "
            f"{errors.extra} extra to {errors.words}",
        )
    ]
    if edges is not None:
        lines.append(
            (
                "word boundaries",
                f"off by {edges.mean_ms:.0f} ms on average, {edges.median_ms:.0f} ms "
                f"in the middle, {edges.p95_ms:.0f} ms at 95 %",
            )
        )
    return lines
