"""Where live audio comes from."""

from sync_core.live.sources.chunks import Chunks
from sync_core.live.sources.file import FileSource
from sync_core.live.sources.microphone import Device, Microphone, microphones
from sync_core.live.sources.pipe import PipeSource, RawSource
from sync_core.live.sources.source import Missing, Source

__all__ = [
    "Chunks",
    "Device",
    "FileSource",
    "Microphone",
    "Missing",
    "PipeSource",
    "RawSource",
    "Source",
    "microphones",
]
