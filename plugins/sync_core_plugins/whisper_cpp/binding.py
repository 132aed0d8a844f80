"""pywhispercpp's binding, imported so that idle threads sleep."""

from __future__ import annotations

import importlib
import os
from typing import Any

__all__ = ["pw"]

_POLICY, _SPINS = "OMP_WAIT_POLICY", "GOMP_SPINCOUNT"
# Some microseconds: longer than the other thread mostly needs on a free core.
_SPIN_COUNT = "3000"


def _imported() -> Any:
    """Import it, with the one setting that its OpenMP reads when it is loaded.

    Threads of one decoding wait for each other thousands of times a second. Spinning
    all the while, which is the default, takes three to ten times the time as soon as
    another process wants a core; going to sleep at once makes two threads no faster
    than one. A short spin before it does neither (0.19 s, 0.26 s without it, for 3 s
    of speech with tiny.en on two free cores).
    """
    if _POLICY in os.environ or _SPINS in os.environ:
        return importlib.import_module("_pywhispercpp")
    os.environ[_SPINS] = _SPIN_COUNT
    try:
        return importlib.import_module("_pywhispercpp")
    finally:
        del os.environ[_SPINS]


pw = _imported()
