"""pywhispercpp's binding, imported so that idle threads sleep."""

from __future__ import annotations

import importlib
import os
from typing import Any

__all__ = ["pw"]

_WAITING = "OMP_WAIT_POLICY"


def _imported() -> Any:
    """Import it, with the one setting that its OpenMP reads when it is loaded.

    Threads of one decoding wait for each other thousands of times a second. Spinning
    meanwhile, which is the default, takes three to ten times the time as soon as
    another process wants a core; sleeping costs next to nothing.
    """
    if _WAITING in os.environ:
        return importlib.import_module("_pywhispercpp")
    os.environ[_WAITING] = "passive"
    try:
        return importlib.import_module("_pywhispercpp")
    finally:
        del os.environ[_WAITING]


pw = _imported()
