"""Where live audio comes from."""

from sync_core.live.sources._chunks import Chunks
from sync_core.live.sources._file import FileSource
from sync_core.live.sources._microphone import Device, Microphone, microphones
from sync_core.live.sources._pipe import PipeSource, RawSource
from sync_core.live.sources._source import Missing, Source

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
