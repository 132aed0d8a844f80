"""Fixtures of stores, of a hub, and of backends that need no engine."""

from live_reader import counting, make
from model_hub import hub, root, run, store

__all__ = ["counting", "hub", "make", "root", "run", "store"]
