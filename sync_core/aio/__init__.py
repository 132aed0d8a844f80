"""The same for programs on asyncio: live streams, and work that waits elsewhere."""

from sync_core.aio._live import LiveUpdates, live
from sync_core.aio._threads import align, run, transcribe

__all__ = ["LiveUpdates", "align", "live", "run", "transcribe"]
