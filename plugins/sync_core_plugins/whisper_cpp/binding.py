"""pywhispercpp's binding, imported so that idle threads sleep."""

from __future__ import annotations

import importlib
import os
from typing import Any

__all__ = ["pw"]

_POLICY_VARIABLE, _SPIN_VARIABLE = "OMP_WAIT_POLICY", "GOMP_SPINCOUNT"
# Some microseconds: longer than the other thread mostly needs on a free core.
_SPIN_COUNT = "3000"


def _import_binding() -> Any:
    """Import the binding, with the one setting that its OpenMP reads when loaded.

    Threads of one decoding wait for each other thousands of times a second. Spinning
    all the while, which is the default, takes three to ten times the time as soon as
    another process wants a core; going to sleep at once makes two threads no faster
    than one. A short spin before it does neither (0.19 s, 0.26 s without it, for 3 s
    of speech with tiny.en on two free cores).
    """
    if _POLICY_VARIABLE in os.environ or _SPIN_VARIABLE in os.environ:
        return importlib.import_module("_pywhispercpp")
    os.environ[_SPIN_VARIABLE] = _SPIN_COUNT
    try:
        return importlib.import_module("_pywhispercpp")
    finally:
        del os.environ[_SPIN_VARIABLE]


pw = _import_binding()
