"""What the witness records: items, and how they become texts that can be compared."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import attrs
from attrs import field, frozen

from sync_core import Document

Item: TypeAlias = tuple[str, str]
"""A name, and the text that was recorded."""

_VERSION = re.compile(r"\b\d+\.\d+\.\d+(?:[.+-]?\w+)*\b")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
_COMPUTING = re.compile(r'"(compute_ms|lag_ms|rtf)": [0-9.]+')
_TEMPORARY = re.compile(re.escape(tempfile.gettempdir()) + r"/[\w./-]*/")


@frozen
class Clip:
    """A labelled clip: where it is, in which language, and what is said."""

    name: str
    """The folder and the file's name, without an ending."""
    path: Path
    language: str
    text: str
    duration_s: float

    @property
    def is_english(self) -> bool:
        return self.language.startswith("en")


@frozen(slots=False)
class Plan:
    """What a run works on."""

    data: Path
    every: int = field(default=1, validator=attrs.validators.ge(1))
    """An N-th of the clips is used."""

    @cached_property
    def clips(self) -> list[Clip]:
        """All clips with a text, in the order of their names."""
        found = sorted(self.data.rglob("*.json"))
        return [clip for path in found for clip in _clip(path)]

    def by_language(
        self, stride: int, *, english: int | None = None
    ) -> Iterator[tuple[str, list[Clip]]]:
        """Yield each language with some of its clips, at least one.

        Args:
            stride: Each so-many-th clip is taken.
            english: The same for English; None: as for the others; 0: no English.
        """
        for language in sorted({clip.language for clip in self.clips}):
            clips = [clip for clip in self.clips if clip.language == language]
            is_english = language.startswith("en") and english is not None
            step = english if is_english and english is not None else stride
            if step:
                yield language, clips[:: step * self.every]

    def english(self, stride: int, longest_s: float = 20.0) -> list[Clip]:
        """Return each so-many-th of the English clips that are short enough."""
        short = (c for c in self.clips if c.is_english and c.duration_s <= longest_s)
        return list(short)[:: stride * self.every]


Part: TypeAlias = Callable[[Plan], Iterator[Item]]


def file_name(item: str) -> str:
    """Return a file name for an item, another for each item."""
    plain = re.sub(r"[^\w.+=-]+", "_", item)[:100]
    if plain == item:
        return f"{plain}.txt"
    return f"{plain}-{zlib.crc32(item.encode('utf-8', 'surrogatepass')):08x}.txt"


def scrub(text: str, roots: Iterable[Path] = ()) -> str:
    """Leave out versions, addresses, and folders of this machine."""
    for root in roots:
        text = text.replace(f"{root}/", "")
    text = text.replace(str(Path(sys.prefix)), "PREFIX")
    text = text.replace(str(Path.home()), "HOME")
    return _ADDRESS.sub("ADDRESS", _VERSION.sub("VERSION", _TEMPORARY.sub("", text)))


def without_computing(text: str) -> str:
    """Leave out the computing times of updates in JSON."""
    return _COMPUTING.sub(r'"\1": TIME', text)


def to_text(value: object, *, indent: int | None = 1) -> str:
    """Return plain values and records of attrs as JSON."""
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False, indent=indent, default=_class_name)


def document_text(document: Document) -> str:
    """Return a document's JSON without versions and folders."""
    data: dict[str, Any] = json.loads(document.to_json())
    if data.get("source"):
        data["source"] = Path(data["source"]).name
    made = data.get("provenance", {})
    made.pop("made_by", None)
    for step in made.get("steps", []):
        step["distribution"] = step["distribution"].split(" ")[0]
    return json.dumps(data, ensure_ascii=False, indent=1)


def outcome(
    call: Callable[..., object], *given: object, roots: Iterable[Path] = ()
) -> str:
    """Return the text of what a call gives, or of the error that it raises."""
    try:
        value = call(*given)
    except Exception as error:
        return scrub(f"{type(error).__name__}: {error}", roots)
    if isinstance(value, Document):
        return scrub(document_text(value), roots)
    return scrub(value if isinstance(value, str) else to_text(value), roots)


def _clip(path: Path) -> Iterator[Clip]:
    labels = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(labels, dict) or not labels.get("audio"):
        return
    if labels.get("text"):
        yield Clip(
            f"{path.parent.name}/{path.stem}",
            path.parent / labels["audio"],
            labels.get("language") or "en",
            labels["text"],
            labels.get("duration") or 0.0,
        )


def _class_name(value: object) -> str:
    return f"<{type(value).__name__}>"


def _plain(value: Any) -> object:
    if isinstance(value, Document):
        return json.loads(document_text(value))
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        public = [f.name for f in fields if not f.name.startswith("_")]
        return {name: _plain(getattr(value, name)) for name in public}
    return value
