"""What a backend has to give, checked while it gives it."""

from __future__ import annotations

from collections.abc import Iterator

from sync_core.base.errors import PluginContractError
from sync_core.document.records import Finding, Segment
from sync_core.plugins.timeouts import limit_items

__all__ = ["check_stream", "iterate_checked"]

_MAX_SEGMENTS, _MS_PER_SEGMENT = 1_000, 10
"""More segments than these and one for so much audio are segments without end."""


def iterate_checked(
    name: str, segments: Iterator[Segment], duration_ms: int
) -> Iterator[Segment]:
    """Yield the segments of a backend as they come, each of them checked.

    Args:
        name: The backend's.
        segments: What it gives.
        duration_ms: The length of the audio.

    Raises:
        PluginContractError: Something is no segment, goes back in time, or there is
            no end to them.
    """
    limit = _MAX_SEGMENTS + duration_ms // _MS_PER_SEGMENT
    before: Segment | None = None
    for segment in limit_items(segments, limit, f"the backend '{name}'", "segments"):
        _check_segment(name, segment, before)
        yield segment
        before = segment


def check_stream(name: str, stream: object) -> None:
    """Check what a stream says of the whole; a plain iterator says nothing.

    Raises:
        PluginContractError: Its language is no tag, or a finding is none.
    """
    language = getattr(stream, "language", None)
    if language is not None and not isinstance(language, str):
        raise PluginContractError(
            f"the backend '{name}' gave {type(language).__name__} as the language "
            "instead of a tag"
        )
    for finding in getattr(stream, "findings", ()):
        if not isinstance(finding, Finding):
            raise PluginContractError(
                f"the backend '{name}' gave {type(finding).__name__} instead of a "
                "Finding"
            )


def _check_segment(name: str, segment: object, before: Segment | None) -> None:
    if not isinstance(segment, Segment):
        raise PluginContractError(
            f"the backend '{name}' gave {type(segment).__name__} instead of a Segment"
        )
    last = None if before is None else before.start_ms
    if last is not None and segment.start_ms is not None and segment.start_ms < last:
        raise PluginContractError(
            f"the backend '{name}' went back in time: a segment at "
            f"{segment.start_ms} ms after one at {last} ms"
        )
