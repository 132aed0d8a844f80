"""JSON values: parsed without trust, and written."""

from __future__ import annotations

from typing import Any, BinaryIO

from sync_core import DocumentError, Finding
from sync_core_plugins.serialization.decoding import read_text

__all__ = ["encode_json", "get_objects", "get_text", "parse_json"]


def parse_json(source: BinaryIO) -> tuple[object, list[Finding]]:
    """Read JSON in any encoding; NaN and infinities become null.

    Raises:
        DocumentError: It is not JSON.
    """
    text, findings = read_text(source)
    return decode_json(text), findings


def decode_json(text: str) -> object:
    import json

    try:
        return json.loads(text, parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"not valid JSON, or cut off: line {error.lineno}, column {error.colno}: "
            f"{error.msg}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not usable JSON: {error}") from error


def get_objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, or nothing if it is none."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]


def get_text(value: object) -> str:
    """Return a text; empty for anything else."""
    return value if isinstance(value, str) else ""


def encode_json(data: object, *, indent: int | None = 1) -> bytes:
    """Write JSON; only a lone surrogate is escaped, as it has no UTF-8 form."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(data, indent=indent, allow_nan=False)}\n".encode()
