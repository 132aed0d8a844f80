"""Fixtures of streams on asyncio that need no engine."""

from aio_engine import pcm, pipeline
from live_reader import make

__all__ = ["make", "pcm", "pipeline"]
