"""The same for programs on asyncio: live streams, and work that waits elsewhere."""

from sync_core.aio.live_updates import LiveUpdates, live
from sync_core.aio.threads import align, run, transcribe

__all__ = ["LiveUpdates", "align", "live", "run", "transcribe"]
