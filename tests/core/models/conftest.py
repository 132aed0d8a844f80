"""Fixtures of stores, and of a hub on the loopback interface."""

from model_hub import hub, quick_retries, root, run, small_chunks, store

__all__ = ["hub", "quick_retries", "root", "run", "small_chunks", "store"]
