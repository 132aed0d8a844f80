"""Fixtures of live transcribers and backends that need no engine."""

from live_reader import counting, make

__all__ = ["counting", "make"]
