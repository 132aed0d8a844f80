"""What ``sync-core live`` listens to, and with which settings."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from sync_core.cli.shared.reporting import convert_usage_errors
from sync_core.live.settings import LiveSettings
from sync_core.live.sources import (
    FileSource,
    Microphone,
    PipeSource,
    RawSource,
    Source,
    microphones,
)
from sync_core.plugins.options import make_options

__all__ = ["SourceChoice", "make_settings", "print_microphones"]


def make_settings(
    step: int | None, endpoint: int | None, others: Sequence[str]
) -> LiveSettings:
    """Return the settings that were asked for.

    Raises:
        click.UsageError: No such setting, or an unfit value.
    """
    given = {"step_ms": step, "endpoint_ms": endpoint}
    asked: dict[str, object] = {n: v for n, v in given.items() if v is not None}
    for text in others:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"{text!r}: write NAME=VALUE, say early_ms=160")
        asked[name.strip().replace("-", "_")] = value.strip()
    with convert_usage_errors():
        settings: LiveSettings = make_options(LiveSettings, asked, "live")
    return settings


def print_microphones() -> None:
    """Print a line for each microphone."""
    found = microphones()
    for each in found:
        mark = "*" if each.is_default else " "
        click.echo(
            f"{mark} {each.number:3}  {each.name}  "
            f"({each.channels} channels, {each.sample_rate_hz} Hz)"
        )
    if not found:
        click.echo("no microphone was found", err=True)


class SourceChoice:
    """A source by the words of the command line.

    Args:
        what: A file, ``-`` for standard input, None for the microphone.
        device: Which microphone.
        raw: Whether standard input has bare samples, of this rate and channels.

    Raises:
        click.UsageError: The request contradicts itself.
    """

    def __init__(
        self,
        what: str | None,
        device: str | None,
        raw: bool,
        rate: int | None,
        channels: int | None,
    ) -> None:
        if raw and what != "-":
            raise click.UsageError("--raw goes with standard input: name it as -")
        if not raw and (rate is not None or channels is not None):
            raise click.UsageError("--rate and --channels go with --raw")
        if device is not None and what is not None:
            raise click.UsageError("--device goes with the microphone, not with a file")
        self.what = what
        self._device, self._raw = device, raw
        self._rate = 16_000 if rate is None else rate
        self._channels = 1 if channels is None else channels

    @property
    def is_endless(self) -> bool:
        """Whether to interrupt it is the ordinary way to end."""
        return self.what is None or self.what == "-"

    def open(self) -> Source:
        """Open the source.

        Raises:
            AudioError: It cannot be read, or there is no microphone.
            MissingDependencyError: The ``mic`` extra is not installed.
        """
        if self.what is None:
            return Microphone(self._device)
        if self.what != "-":
            return FileSource(self.what)
        if os.isatty(0):
            raise click.UsageError("standard input is a terminal: pipe audio into it")
        if not self._raw:
            return PipeSource()
        return RawSource(sample_rate_hz=self._rate, channels=self._channels)
