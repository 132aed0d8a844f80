"""Timing final words by forced alignment."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from sync_core.alignment.retiming import retime
from sync_core.alignment.selection import AlignerSelector, SelectedAligner
from sync_core.alignment.task import AlignmentTask
from sync_core.audio import Audio
from sync_core.document.records import Finding, Segment, Word
from sync_core.live.recognition.running_text import join_words

__all__ = ["AlignmentTimer"]

_MAX_FOLLOWING_WORDS = 1
"""Words behind the final ones that are aligned with them, as their sound is there."""


class AlignmentTimer:
    """Times words with whichever aligner knows the language.

    Args:
        aligners: To choose from.
        language: Returns the BCP-47 tag as soon as it is known.
    """

    def __init__(
        self, aligners: AlignerSelector, language: Callable[[], str | None]
    ) -> None:
        self._aligners = aligners
        self._language = language
        self._picked: SelectedAligner | None = None

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        """Return the words with their times, all in ms from the audio's start."""
        if self._picked is None:
            self._picked = self._aligners.select_for_retiming(self._language())
        if self._picked is None:
            return words, []
        segments = [_make_segment(words)]
        if following:
            segments.append(_make_segment(following[:_MAX_FOLLOWING_WORDS]))
        work = AlignmentTask(audio, self._picked, trusted=True)
        done, findings = retime(audio, segments, work.align_piece, lambda done_ms: None)
        end = segments[0].end_ms or 0
        return _put_in_order(list(done[0].words), audio.duration_ms), [
            finding for finding in findings if (finding.start_ms or 0) < end
        ]


def _make_segment(words: list[Word]) -> Segment:
    return Segment(words, join_words(words), words[0].start_ms, words[-1].end_ms)


def _put_in_order(words: list[Word], duration_ms: int) -> list[Word]:
    """Clamp times to the audio and to the order of the words."""
    done, floor = list[Word](), 0
    for word in words:
        start = min(max(word.start_ms or floor, floor), duration_ms)
        end = min(max(word.end_ms or start, start), duration_ms)
        done.append(evolve(word, start_ms=start, end_ms=end))
        floor = end
    return done
