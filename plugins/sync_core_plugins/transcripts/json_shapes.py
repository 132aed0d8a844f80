"""JSON of other tools, told apart by its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sync_core import DocumentError
from sync_core_plugins.serialization.json_values import decode_json, get_objects

__all__ = ["Shape", "find_shape", "make_sniffer"]

Shape = Literal[
    "whisper-json",
    "verbose-json",
    "whisperx-json",
    "whisper-cpp-json",
    "gentle-json",
    "aws-json",
]
# What a file of the shape must contain, so that few files are parsed to be told apart.
_REQUIRED: dict[Shape, tuple[bytes, ...]] = {
    "whisper-json": (b'"segments"', b'"start"'),
    "verbose-json": (b'"task"', b'"duration"', b'"words"'),
    "whisperx-json": (b'"word_segments"', b'"score"'),
    "whisper-cpp-json": (b'"transcription"',),
    "gentle-json": (b'"startOffset"', b'"case"'),
    "aws-json": (b'"items"',),
}


def find_shape(data: object) -> Shape | None:
    """Return which tool's shape the data has; None if it is none of those known."""
    if isinstance(data, list):
        return "whisper-json" if any(map(_is_segment, data)) else None
    if not isinstance(data, Mapping) or "kind" in data:
        return None
    if isinstance(data.get("transcription"), list):
        return "whisper-cpp-json"
    results = data.get("results")
    if isinstance(results, Mapping) and "items" in results:
        return "aws-json"
    words, segments = get_objects(data.get("words")), get_objects(data.get("segments"))
    if any("case" in word or "startOffset" in word for word in words):
        return "gentle-json"
    return _find_whisper_shape(data, segments) if words or _has_segments(data) else None


def _find_whisper_shape(
    data: Mapping[str, Any], segments: list[dict[str, Any]]
) -> Shape:
    inner = [word for s in segments[:20] for word in get_objects(s.get("words"))]
    if "word_segments" in data or any("score" in word for word in inner):
        return "whisperx-json"
    if "words" in data or "task" in data or "duration" in data:
        return "verbose-json"
    return "whisper-json"


def _has_segments(data: Mapping[str, Any]) -> bool:
    return isinstance(data.get("segments"), list)


def _is_segment(item: object) -> bool:
    return isinstance(item, dict) and "start" in item and "text" in item


def make_sniffer(shape: Shape) -> Callable[[bytes], bool]:
    """Return the function that says whether a file has a shape."""

    def sniff(data: bytes) -> bool:
        if not any(mark in data for mark in _REQUIRED[shape]):
            return False
        try:
            return find_shape(decode_json(data.decode("utf-8-sig", "replace"))) == shape
        except DocumentError:
            return False

    return sniff
