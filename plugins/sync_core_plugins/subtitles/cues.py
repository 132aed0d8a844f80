"""The cues that a document is written as."""

from __future__ import annotations

from attrs import evolve, field, frozen

from sync_core import Cue, Document, Profile

__all__ = ["AS_WRITTEN", "CUE_CONTENTS", "CueOptions", "make_cues"]

AS_WRITTEN = "as-written"
CUE_FORMATS = frozenset({"ass", "lrc", "sbv", "srt", "ttml", "vtt"})
CUE_CONTENTS = frozenset({"words", "speakers"})
"""What a cue format holds at best."""


@frozen
class CueOptions:
    """What every cue format can be asked."""

    profile: Profile | str | None = field(default=None, kw_only=True)
    """Whose rules shape the cues, by name (``bbc``); ``as-written``: each segment is a
    cue; None: as written if the document was read from subtitles, or else by its
    language."""


def make_cues(
    document: Document,
    profile: Profile | str | None,
    usual: str | None = None,
) -> list[Cue]:
    """Return the cues to write: in order, each longer than nothing, none empty.

    Args:
        document: What is to be written.
        profile: As in ``CueOptions``.
        usual: The profile of a format that does not go by the language.
    """
    from sync_core import cues

    if profile is None:
        profile = AS_WRITTEN if _was_read_from_cues(document) else usual
    found = cues(document, profile)
    cleaned = map(_clean_cue, found)
    return [cue for cue in cleaned if cue.lines]


def _was_read_from_cues(document: Document) -> bool:
    steps = document.provenance.steps if document.provenance else ()
    return len(steps) == 1 and steps[0].plugin in CUE_FORMATS


def _clean_cue(cue: Cue) -> Cue:
    lines = (line for text in cue.lines for line in text.splitlines())
    kept = (line.replace("\0", "").strip() for line in lines)
    end_ms = max(cue.end_ms, cue.start_ms + 1)
    return evolve(cue, lines=tuple(filter(None, kept)), end_ms=end_ms)
