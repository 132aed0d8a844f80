"""What a document has that a format cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from attrs import frozen

from sync_core.base.errors import PluginRunError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment
from sync_core.plugins.guarded_calls import guarded
from sync_core.plugins.options import make_options
from sync_core.plugins.records import CONTENTS, ExporterPlugin

__all__ = ["describe_losses", "losses", "not_kept"]

_SHOWN = 3
"""So many words or names stand in a message."""


@frozen
class _Content:
    """How a document shows one of ``CONTENTS``, and how its loss is worded."""

    usual: bool
    """Whether nearly every format leaves it out, so that nobody expects it."""
    describe: Callable[[Document], str]
    """Gives what is lost; empty if the document has none of it."""


def losses(
    document: Document,
    record: ExporterPlugin,
    options: Mapping[str, object] | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each thing in a document that a format does not keep.

    Raises:
        InputError: An option that the format does not have.
        PluginRunError: The plugin raised something of its own.
    """
    return describe_losses(document, not_kept(record, options), record.name)


def not_kept(
    record: ExporterPlugin, options: Mapping[str, object] | None = None
) -> frozenset[str]:
    """Return those of ``CONTENTS`` that a format with these options does not keep.

    Raises:
        InputError: An option that the format does not have.
        PluginRunError: The plugin raised something of its own.
    """
    everything = frozenset(CONTENTS)
    holds = everything if record.holds is None else record.holds
    if record.kept is None:
        return everything - holds
    title = f"the exporter '{record.name}'"
    own = make_options(record.options, options, title)
    try:
        return everything - (
            holds & frozenset(guarded(title, partial(record.kept, own)))
        )
    except (Exception, SystemExit) as error:
        raise PluginRunError(
            f"{title} failed to say what it keeps: {type(error).__name__}: {error}"
        ) from error


def describe_losses(
    document: Document, names: Collection[str], title: str, *, usual: bool = True
) -> tuple[Finding, ...]:
    """Return a finding for each of some contents that a document has.

    Args:
        document: What is to be written.
        names: Those of ``CONTENTS`` that are lost.
        title: Where they are lost, for messages.
        usual: Whether to name also what most formats leave out by nature: the times
            of words and phones, and confidence.
    """
    wanted = [
        content
        for name, content in _CONTENTS.items()
        if name in names and (usual or not content.usual)
    ]
    lost = [text for content in wanted if (text := content.describe(document))]
    return tuple(Finding("not-kept", "info", f"{title}: {text}") for text in lost)


def _words(document: Document) -> str:
    timed = any(w.start_ms is not None for s in document.segments for w in s.words)
    return "the words' own times are not kept" if timed else ""


def _phones(document: Document) -> str:
    spoken = any(w.phones for s in document.segments for w in s.words)
    return "the phones are not kept" if spoken else ""


def _confidence(document: Document) -> str:
    def sure(segment: Segment) -> bool:
        words = (word.confidence is not None for word in segment.words)
        return segment.confidence is not None or any(words)

    return "confidence is not kept" if any(map(sure, document.segments)) else ""


def _speakers(document: Document) -> str:
    names = dict.fromkeys(s.speaker for s in document.segments if s.speaker)
    return f"who speaks is not kept: {_some(list(names))}" if names else ""


def _missing(document: Document) -> str:
    texts = _with_status(document, "missing")
    return f"words that were not said are not marked: {_some(texts)}" if texts else ""


def _extra(document: Document) -> str:
    texts = _with_status(document, "extra")
    if document.script is None or not texts:
        return ""
    return f"speech that is not in the script is not marked: {_some(texts)}"


def _with_status(document: Document, status: str) -> list[str]:
    words = (word for segment in document.segments for word in segment.words)
    return [word.text for word in words if word.status == status]


def _untimed(document: Document) -> str:
    texts = [
        " ".join(segment.text.split())
        for segment in document.segments
        if segment.start_ms is None
        and segment.text.strip()
        and all(word.start_ms is None for word in segment.words)
    ]
    return f"text that has no time is left out: {_some(texts)}" if texts else ""


def _some(texts: Sequence[str]) -> str:
    shown = ", ".join(repr(text) for text in texts[:_SHOWN])
    more = len(texts) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


_CONTENTS = {
    "words": _Content(True, _words),
    "phones": _Content(True, _phones),
    "confidence": _Content(True, _confidence),
    "speakers": _Content(False, _speakers),
    "missing": _Content(False, _missing),
    "extra": _Content(False, _extra),
    "untimed": _Content(False, _untimed),
}
