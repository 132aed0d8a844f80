"""Fixtures of command lines, stores, a hub, and backends that need no engine."""

from command_line import run, script_file, short_wav
from live_reader import counting, make
from model_hub import hub, root, store
from model_hub import run as run_models

__all__ = [
    "counting",
    "hub",
    "make",
    "root",
    "run",
    "run_models",
    "script_file",
    "short_wav",
    "store",
]
