"""``sync-core demo``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sync_core.audio import Audio
from sync_core.cli.shared.inputs import InputFile
from sync_core.cli.shared.targets import Targets
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.pipeline.demo import demo_clip
from sync_core.pipeline.pipeline import Pipeline
from sync_core.plugins.manager import PluginManager


@click.command("demo")
@click.option(
    "-o", "--output", default="sync-core-demo", show_default=True, metavar="FOLDER"
)
def command(output: str) -> int:
    """Transcribe and align a clip that comes along, and write three files.

    Needs no network and no file of yours; the weights come with the 'offline' extra.
    """
    manager = PluginManager.installed()
    clip, script = demo_clip()
    formats = ("srt", "vtt", "json")
    source = InputFile(str(clip), clip.name)
    targets = Targets.plan(manager, [source], formats, f"{output}/", {}, "srt")
    took: dict[str, float] = {}
    with Pipeline(model="tiny.en", language="en", manager=manager) as pipeline:
        with _measure(took, "read the clip"):
            audio = Audio.load(clip)
        with _measure(took, "transcribe: faster-whisper, tiny.en"):
            heard = pipeline.transcribe(audio)
        with _measure(took, "align the script: hmm"):
            aligned = pipeline.align(audio, script)
        with _measure(took, "write the files"):
            files = targets.write(aligned, source)
    _print_report(audio, heard, aligned, files, took)
    return 0


@contextmanager
def _measure(took: dict[str, float], step: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took[step] = time.perf_counter() - began


def _print_report(
    audio: Audio,
    heard: Document,
    aligned: Document,
    files: list[Path],
    took: dict[str, float],
) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"\n[bold]heard[/]   {heard.text}")
    console.print(f"[bold]script[/]  {aligned.text}\n")
    console.print(_make_word_table(aligned.words))
    console.print()
    for step, seconds in took.items():
        console.print(f"{seconds:6.2f} s  {step}")
    console.print(f"{audio.duration_ms / 1000:6.2f} s  [dim]of audio[/]\n")
    for file in files:
        console.print(str(file), soft_wrap=True)


def _make_word_table(words: tuple[Word, ...]) -> object:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("word")
    for title in ("start", "end", "confidence"):
        table.add_column(title, justify="right")
    table.add_column("phones")
    for word in words:
        table.add_row(
            word.text,
            _format_seconds(word.start_ms),
            _format_seconds(word.end_ms),
            "-" if word.confidence is None else f"{word.confidence:.2f}",
            " ".join(phone.symbol for phone in word.phones),
        )
    return table


def _format_seconds(milliseconds: int | None) -> str:
    return "-" if milliseconds is None else f"{milliseconds / 1000:.3f}"
