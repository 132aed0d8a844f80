"""The versioned, lossless JSON form of a document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import attrs

from sync_core.base.errors import DocumentError
from sync_core.document.records import (
    Finding,
    Mark,
    Phone,
    Provenance,
    Segment,
    Step,
    Word,
)

__all__ = ["SCHEMA_VERSION", "document_schema", "dump", "load"]

SCHEMA_VERSION = 1
"""Rises with every change after which an older reader could lose or misread data."""

_KIND = "sync-core document"
_NESTED_LISTS: dict[str, type[attrs.AttrsInstance]] = {
    "findings": Finding,
    "marks": Mark,
    "phones": Phone,
    "segments": Segment,
    "steps": Step,
    "words": Word,
}

T = TypeVar("T", bound=attrs.AttrsInstance)


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the JSON of ``Document.to_json``.

    Example:
        >>> from sync_core import document_schema
        >>> document_schema()["$id"]
        'urn:sync-core:document:1'
    """
    path = Path(__file__).with_name("document.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def dump(document: attrs.AttrsInstance, *, indent: int | None = None) -> str:
    """Return a document as JSON without the fields at their default."""
    data = {"kind": _KIND, "version": SCHEMA_VERSION, **_encode(document)}
    text = json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    if re.search("[\ud800-\udfff]", text):
        # A lone surrogate has no UTF-8 form, but JSON can escape it.
        return json.dumps(data, indent=indent, allow_nan=False)
    return text


def load(text: str | bytes, kind: type[T]) -> T:
    """Read the JSON of a document into a record whose fields have the same names.

    Raises:
        DocumentError: The text is not JSON, not a document, damaged, or of a newer
            schema version.
    """
    data = _parse(text)
    if data.pop("kind", None) != _KIND:
        raise DocumentError(f'not a sync-core document: "kind" is not "{_KIND}"')
    version = data.pop("version", None)
    if type(version) is not int or version < 1:
        raise DocumentError(f"no such document version: {version!r}")
    if version > SCHEMA_VERSION:
        raise DocumentError(
            f"the document is of version {version}, this sync-core reads up to "
            f"{SCHEMA_VERSION}: update sync-core (pip install -U sync-core)"
        )
    try:
        return _decode(kind, data, "document")
    except RecursionError as error:
        raise DocumentError("the document is nested too deeply") from error


def _parse(text: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"the document is not valid JSON: {error}") from error
    except TypeError as error:
        raise DocumentError(
            f"the JSON of a document is text or bytes, not {type(text).__name__}"
        ) from error
    if not isinstance(data, dict):
        raise DocumentError(f"a document is a JSON object, not {_describe_type(data)}")
    return data


def _reject_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _encode(record: attrs.AttrsInstance) -> dict[str, object]:
    data: dict[str, object] = {}
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        if _is_default(field, value):
            continue
        if field.name in _NESTED_LISTS:
            value = [_encode(item) for item in value]
        elif isinstance(value, Provenance):
            value = _encode(value)
        data[field.name] = value
    return data


def _is_default(field: attrs.Attribute[Any], value: object) -> bool:
    if isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
        return not value
    return field.default is not attrs.NOTHING and value == field.default


def _decode(cls: type[T], data: object, where: str) -> T:
    if not isinstance(data, Mapping):
        raise DocumentError(f"{where}: expected an object, not {_describe_type(data)}")
    fields = attrs.fields_dict(cls)
    unknown = sorted(set(data) - set(fields))
    if unknown:
        raise DocumentError(f"{where}: unknown field {unknown[0]!r}")
    values: dict[str, object] = {}
    for name, value in data.items():
        values[name] = _decode_value(name, value, f"{where}.{name}")
    missing = [
        field.name
        for field in fields.values()
        if field.default is attrs.NOTHING and field.name not in values
    ]
    if missing:
        raise DocumentError(f"{where}: the field {missing[0]!r} is missing")
    try:
        return cls(**values)
    except DocumentError as error:
        raise DocumentError(f"{where}: {error}") from error


def _decode_value(name: str, value: object, where: str) -> object:
    if name in _NESTED_LISTS:
        if not isinstance(value, list):
            raise DocumentError(
                f"{where}: expected a list, not {_describe_type(value)}"
            )
        kind = _NESTED_LISTS[name]
        return [_decode(kind, item, f"{where}[{at}]") for at, item in enumerate(value)]
    if name == "provenance" and value is not None:
        return _decode(Provenance, value, where)
    return value


def _describe_type(value: object) -> str:
    names = {list: "a list", dict: "an object", str: "text", type(None): "null"}
    return names.get(type(value), "a number or boolean")
