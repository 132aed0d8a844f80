"""The command line: parse, call the API, print."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping

import click

from sync_core.base.errors import SyncCoreError
from sync_core.cli.shared.reporting import fail
from sync_core.cli.shared.stdout import reserve_stdout
from sync_core.plugins.worker_thread import has_abandoned_threads

__all__ = ["main"]


class _Commands(click.Group):
    """Imports a command's module when it is run, so that help stays quick."""

    _modules: Mapping[str, str] = {
        "align": "Find when each word of SCRIPT, a UTF-8 text file, is said in AUDIO.",
        "check": "Check subtitle files against the rules of a house.",
        "convert": "Write the document in the file IN as the file OUT.",
        "demo": "Transcribe and align a clip that comes along, and write three files.",
        "formats": "List the formats that can be written and read; with NAME, one and "
        "its options.",
        "live": "Write down what is said while it is said.",
        "models": "List, fetch, convert, check and remove models.",
        "new": "Begin a plugin of your own: write a package that works, and its tests.",
        "plugins": "List what is installed: backends, aligners, exporters, and what "
        "failed.",
        "transcribe": "Write down what is said in audio or video files.",
    }
    """How each command's own help begins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        room = formatter.width - 6 - max(map(len, self._modules))
        commands = [click.Command(n, help=text) for n, text in self._modules.items()]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(c.name or "", c.get_short_help_str(room)) for c in commands]
            )

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self._modules:
            return None
        from importlib import import_module

        module = import_module(f"sync_core.cli.commands.{name}")
        command: click.Command = module.command
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 1 the work failed; 2 wrong usage; 3 done, but with "
    "findings at or above --fail-on.",
)
@click.version_option(package_name="sync-core", prog_name="sync-core")
def _group() -> None:
    """Tie speech and text together: transcribe, align, export.

    Results go to files or to standard output, all else to standard error.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    logging.basicConfig(format="warning: %(message)s", stream=sys.stderr)
    code = _run(arguments)
    if arguments is None and has_abandoned_threads():
        # What a plugin has started, and no one can stop, must not keep the process.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    try:
        with reserve_stdout(for_good=arguments is None):
            code = _group.main(arguments, prog_name="sync-core", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as stopped:
        # click's own way out when whoever read our output has enough.
        return stopped.code if isinstance(stopped.code, int) else 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return fail("interrupted; nothing half-written was left behind")
    except SyncCoreError as error:
        return fail(error)
    except BrokenPipeError:
        # Whoever read our output has enough; there is no one left to tell.
        sys.stderr.close()
        return 1
