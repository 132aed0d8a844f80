"""Any aligner that is a program of its own, as an aligner of sync-core."""

from attrs import frozen

from sync_core import Aligner, AlignerPlugin, EngineOptions, hookimpl

__all__ = ["RECORD", "CommandOptions", "sync_core_aligners"]

sync_core_api = 1


@frozen
class CommandOptions:
    """What to run, and what it writes."""

    command: str = ""
    """The command line; ``{audio}``, ``{script}`` and ``{output}`` stand for the files.
    Empty: the program that comes along."""
    output: str = "times.textgrid"
    """The name of the file that the program writes; its ending says the format."""
    timeout_s: float = 600
    """How long the program may take."""


def load(options: EngineOptions) -> Aligner:
    """Give the aligner; it starts nothing before there is work."""
    # Only here, so that listing plugins stays quick.
    from sync_core_command_aligner._aligner import CommandAligner

    return CommandAligner(options.own or CommandOptions())


RECORD = AlignerPlugin(
    "command",
    load=load,
    summary="runs another program, by default one that goes by loudness alone",
    options=CommandOptions,
    license="MIT",
    # Never chosen for anyone who did not ask for it.
    coarse=True,
    preference=-100,
)


@hookimpl
def sync_core_aligners() -> list[AlignerPlugin]:
    """List the aligner."""
    return [RECORD]
