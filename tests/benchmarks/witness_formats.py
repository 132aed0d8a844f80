"""The witness's parts of formats and cues."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sync_core import (
    PROFILES,
    Document,
    PluginManager,
    check_cues,
    cues,
    cues_as_written,
    export,
    load,
    untimed_segments,
)
from sync_core.testing import make_document, sample_documents
from witness_items import Item, Part, Plan, outcome, scrub, to_text
from witness_texts import TEXTS

LONG = "ten-thousand-words"
VALUES: Mapping[str, tuple[object, ...]] = {
    "unit": ("word", "segment", "phone"),
    "kind": ("marker", "chapter"),
    "form": ("long", "short"),
    "tiers": (("words",), ("word",), ("segments", "words"), ("phones",)),
    "rate": (25.0, 29.97),
    "karaoke": (True,), "sweep": (True,), "speakers": (True, False),
    "enhanced": (True, False), "timestamps": (True, False), "words": (True, False),
    "title": ("A title",), "link": ("https://example.org/?t={seconds}",),
    "line": ("90%",), "align": ("left",), "color": ("red", "#ff8800"),
    "size": (60, "50%"), "file": ("talk",), "channel": ("2",),
    "shortest_s": (5,), "title_length": (20,),
}  # fmt: skip
"""Values to try for formats' own options; what is refused counts as well."""


def exports(_plan: Plan) -> Iterator[Item]:
    """Record every format of the sample documents, with options and read back."""
    yield from exported(sample_documents())


def exported(documents: Mapping[str, Document]) -> Iterator[Item]:
    """Yield documents in every format; options on those that are short."""
    manager = PluginManager.installed()
    with tempfile.TemporaryDirectory() as folder:
        for name, document in documents.items():
            for found in manager.exporters():
                record = found.record
                kind = record.options if name != LONG else None
                path = Path(folder) / f"x{record.suffixes[0]}"
                for options in ({}, *_options(kind)):
                    told = ", ".join(f"{k}={v!r}" for k, v in options.items())
                    text = _written(manager, document, path, record.name, options)
                    yield f"{name} {record.name} {told}".rstrip(), text


def _options(kind: type | None) -> Iterator[dict[str, object]]:
    """Yield each of a format's own options with each value to try."""
    known = [f.name for f in attrs.fields(kind)] if kind else []
    for option in known:
        for value in PROFILES if option == "profile" else VALUES.get(option, ()):
            yield {option: value}


def _written(
    manager: PluginManager,
    document: Document,
    path: Path,
    format: str,
    options: dict[str, object],
) -> str:
    """Return the findings, the file, and what is read back."""
    path.unlink(missing_ok=True)

    def write() -> object:
        return export(document, path, format, options=options, manager=manager)

    found = outcome(write)
    if not path.exists():
        return found
    data = path.read_bytes().decode("utf-8", "backslashreplace")
    again = outcome(lambda: load(path, manager=manager))
    named = outcome(lambda: load(path, format=format, manager=manager))
    same = "the same" if again == named else named
    return f"{found}\n{scrub(data)}\n--- read ---\n{again}\n--- by name ---\n{same}"


def shaped(_plan: Plan) -> Iterator[Item]:
    """Record cues by profile, and what checking them finds."""
    documents = {k: d for k, d in sample_documents().items() if k != LONG}
    for word_ms in (90, 350, 1_500):
        for at, texts in enumerate((TEXTS[:20], TEXTS[20:40], TEXTS[40:])):
            language = ("en", "ja", "de")[at]
            documents[f"texts {at} {word_ms}"] = make_document(
                *texts, word_ms=word_ms, language=language, speakers=("A", None, "B")
            )
    for name, document in documents.items():
        yield f"{name} as written", to_text(cues_as_written(document))
        yield f"{name} untimed", to_text(untimed_segments(document))
        for profile in (None, *PROFILES):
            yield (
                f"{name} {profile}",
                outcome(_cues, document, profile),
            )


def _cues(document: Document, profile: str | None) -> str:
    made = cues(document, profile)
    found = check_cues(made, profile, language=document.language)
    written = check_cues(cues_as_written(document), profile)
    return to_text([made, found, written])


PARTS: dict[str, Part] = {"exports": exports, "cues": shaped}
