"""Which files to work on: files, folders and patterns, in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

import click
from attrs import frozen

from sync_core.script.files import read_script, read_ssml
from sync_core.script.script import Script

__all__ = ["InputFile", "expand_inputs", "load_script"]

_MEDIA_SUFFIXES = frozenset(
    ".3gp .aac .ac3 .aif .aiff .amr .ape .au .avi .caf .flac .flv .m4a .m4b .m4v .mka "
    ".mkv .mov .mp2 .mp3 .mp4 .mpeg .mpg .oga .ogg .ogv .opus .spx .ts .wav .webm .wma "
    ".wmv .wv".split()
)
"""What is taken from a folder; a file that is named is tried whatever its ending."""


@frozen
class InputFile:
    """A file, and its path below the folder that was named, or its bare name."""

    path: str
    name: str


def expand_inputs(arguments: Sequence[str]) -> list[InputFile]:
    """Return the files that the arguments stand for, each once.

    A folder stands for the media files in it and below; a pattern that the shell left
    alone (``'*.mp3'``) for what it matches.

    Raises:
        click.UsageError: A folder or pattern stands for nothing.
    """
    found: dict[str, InputFile] = {}
    for argument in arguments:
        for item in _expand_one(argument):
            found.setdefault(os.path.realpath(item.path), item)
    return list(found.values())


def _expand_one(argument: str) -> list[InputFile]:
    if os.path.isdir(argument):
        folder = Path(argument)
        files = sorted(
            p for p in folder.rglob("*") if p.suffix.lower() in _MEDIA_SUFFIXES
        )
        if not files:
            raise click.UsageError(
                f"no audio or video files in the folder '{argument}'"
            )
        return [InputFile(str(p), str(p.relative_to(folder))) for p in files]
    if not os.path.lexists(argument) and glob.has_magic(argument):
        names = sorted(glob.glob(argument, recursive=True))
        if not names:
            raise click.UsageError(f"nothing matches '{argument}'")
        return [InputFile(name, os.path.basename(name)) for name in names]
    return [InputFile(argument, os.path.basename(argument))]


def load_script(path: str) -> Script:
    """Read a script; a file named ``.ssml`` has to be SSML."""
    ssml = path.lower().endswith(".ssml")
    return read_ssml(path) if ssml else Script.parse(read_script(path))
