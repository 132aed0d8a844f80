"""The contents of a document that a format cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from attrs import frozen

from sync_core.base.errors import PluginRunError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment
from sync_core.plugins.options import make_options
from sync_core.plugins.records import CONTENTS, ExporterPlugin
from sync_core.plugins.timed_calls import call_with_timeout

__all__ = ["describe_losses", "find_losses", "find_unkept"]

_MAX_LISTED = 3
"""A message lists up to this many words or names."""


@frozen
class _Content:
    """One of ``CONTENTS``, with the wording of its loss."""

    is_common: bool
    """Whether nearly every format lacks it, so that nobody expects it."""
    describe: Callable[[Document], str]
    """Describes what is lost; empty if the document has none of it."""


def find_losses(
    document: Document,
    record: ExporterPlugin,
    options: Mapping[str, object] | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each content of a document that a format does not keep.

    Raises:
        InputError: The format has no such option.
        PluginRunError: The plugin raised an error of its own.
    """
    return describe_losses(document, find_unkept(record, options), record.name)


def find_unkept(
    record: ExporterPlugin, options: Mapping[str, object] | None = None
) -> frozenset[str]:
    """Return those of ``CONTENTS`` that a format with these options does not keep.

    Raises:
        InputError: The format has no such option.
        PluginRunError: The plugin raised an error of its own.
    """
    everything = frozenset(CONTENTS)
    holds = everything if record.holds is None else record.holds
    if record.kept is None:
        return everything - holds
    title = f"the exporter '{record.name}'"
    made_options = make_options(record.options, options, title)
    try:
        return everything - (
            holds
            & frozenset(call_with_timeout(title, partial(record.kept, made_options)))
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
        document: The document to write.
        names: Those of ``CONTENTS`` that are lost.
        title: The format's name, for messages.
        usual: Whether to include the contents that most formats lack: the times of
            words and phones, and confidence.
    """
    wanted = [
        content
        for name, content in _CONTENTS.items()
        if name in names and (usual or not content.is_common)
    ]
    lost = [text for content in wanted if (text := content.describe(document))]
    return tuple(Finding("not-kept", "info", f"{title}: {text}") for text in lost)


def _describe_word_times(document: Document) -> str:
    timed = any(w.start_ms is not None for s in document.segments for w in s.words)
    return "the words' own times are not kept" if timed else ""


def _describe_phones(document: Document) -> str:
    spoken = any(w.phones for s in document.segments for w in s.words)
    return "the phones are not kept" if spoken else ""


def _describe_confidence(document: Document) -> str:
    def sure(segment: Segment) -> bool:
        words = (word.confidence is not None for word in segment.words)
        return segment.confidence is not None or any(words)

    return "confidence is not kept" if any(map(sure, document.segments)) else ""


def _describe_speakers(document: Document) -> str:
    names = dict.fromkeys(s.speaker for s in document.segments if s.speaker)
    return f"who speaks is not kept: {_join_some(list(names))}" if names else ""


def _describe_missing(document: Document) -> str:
    texts = _list_texts(document, "missing")
    return (
        f"words that were not said are not marked: {_join_some(texts)}" if texts else ""
    )


def _describe_extra(document: Document) -> str:
    texts = _list_texts(document, "extra")
    if document.script is None or not texts:
        return ""
    return f"speech that is not in the script is not marked: {_join_some(texts)}"


def _list_texts(document: Document, status: str) -> list[str]:
    words = (word for segment in document.segments for word in segment.words)
    return [word.text for word in words if word.status == status]


def _describe_untimed(document: Document) -> str:
    texts = [
        " ".join(segment.text.split())
        for segment in document.segments
        if segment.start_ms is None
        and segment.text.strip()
        and all(word.start_ms is None for word in segment.words)
    ]
    return f"text that has no time is left out: {_join_some(texts)}" if texts else ""


def _join_some(texts: Sequence[str]) -> str:
    shown = ", ".join(repr(text) for text in texts[:_MAX_LISTED])
    more = len(texts) - _MAX_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


_CONTENTS = {
    "words": _Content(True, _describe_word_times),
    "phones": _Content(True, _describe_phones),
    "confidence": _Content(True, _describe_confidence),
    "speakers": _Content(False, _describe_speakers),
    "missing": _Content(False, _describe_missing),
    "extra": _Content(False, _describe_extra),
    "untimed": _Content(False, _describe_untimed),
}
