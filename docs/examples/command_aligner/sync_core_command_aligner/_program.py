"""Running a program to its end, or ending it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sync_core import AlignmentError, MissingDependencyError, PluginRunError

__all__ = ["run"]

_LOOK_S = 0.1
_GRACE_S = 5.0
"""From the friendly request to end until the end."""
_LAST_LINES = 5


def run(
    command: Sequence[str], folder: Path, timeout_s: float, check: Callable[[], None]
) -> None:
    """Run a program in a folder.

    Args:
        command: The program and its arguments.
        folder: Where it runs, and where what it says is kept.
        timeout_s: How long it may take.
        check: Called now and then; what it raises ends the program.

    Raises:
        MissingDependencyError: There is no such program.
        AlignmentError: It ended with an error, so it could not do this piece of work.
        PluginRunError: It cannot be run, or took too long.
    """
    log = folder / "log.txt"
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                # So that its children can be ended with it.
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise MissingDependencyError(
                f"there is no program '{command[0]}': install it, or name its full path"
            ) from error
        except OSError as error:
            raise PluginRunError(f"cannot run '{command[0]}': {error}") from error
    try:
        if not _ended(process, timeout_s, check):
            raise PluginRunError(
                f"'{command[0]}' took longer than {timeout_s:g} s and was ended"
            )
    finally:
        _end(process)
    if process.returncode:
        lines = log.read_text("utf-8", "replace").strip().splitlines()
        last = "\n".join(lines[-_LAST_LINES:]) or "it said nothing"
        raise AlignmentError(
            f"'{command[0]}' ended with code {process.returncode}: {last}"
        )


def _ended(
    process: subprocess.Popen[bytes], timeout_s: float, check: Callable[[], None]
) -> bool:
    latest = time.monotonic() + timeout_s
    while time.monotonic() < latest:
        check()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_S)
            return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and its children, if it still runs."""
    if process.poll() is not None:
        return
    for name in ("SIGTERM", "SIGKILL"):
        _signal(process, name)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
            return


def _signal(process: subprocess.Popen[bytes], name: str) -> None:
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, getattr(signal, name))
