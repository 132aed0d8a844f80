"""All corrections of the decoders' results, and which of them are made.

What each is worth on recordings that had no part in choosing its numbers is measured by
``tests/benchmarks/ablation.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import field, frozen

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.corrections.absorbed_words import restore_absorbed_words
from sync_core_plugins.hmm.corrections.false_pauses import correct_false_pauses
from sync_core_plugins.hmm.corrections.isolated_words import merge_isolated_words
from sync_core_plugins.hmm.corrections.repeated_phrases import prefer_nearest_repeat
from sync_core_plugins.hmm.corrections.short_words import drop_short_words
from sync_core_plugins.hmm.corrections.words_before_pauses import (
    correct_words_before_pauses,
)
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["TABLE", "Correction", "Corrections"]

PathCorrection = Callable[[Sequence[PathSegment], PronouncedScript], list[PathSegment]]
WordCorrection = Callable[[Alignment, ForcedAligner], Alignment]


@frozen
class Correction:
    """A rule on top of the decoders' results.

    One without a function is a flag that its stage asks for.
    """

    name: str
    mends: str
    """Which error it mends."""
    correct_path: PathCorrection | None = None
    """Applied to the garbage decoder's path."""
    correct_words: WordCorrection | None = None
    """Applied by the stage ``correct``, in the order of the table."""


TABLE = (
    Correction(
        "short-words",
        "a breath or a release beside deleted words was taken for a little word",
        correct_path=drop_short_words,
    ),
    Correction(
        "repeated-phrases",
        "a phrase was found at its repetition farther on in the script",
        correct_path=prefer_nearest_repeat,
    ),
    Correction(
        "isolated-words",
        "a word or two of the script were found amid unscripted speech",
        correct_path=merge_isolated_words,
    ),
    Correction(
        "absorbed-words",
        "a mumbled word was deleted, and a neighbour took its time",
        correct_path=restore_absorbed_words,
    ),
    Correction(
        "overlong-words",
        "music or noise was taken for a word, in the strict alignment",
    ),
    Correction(
        "non-script-sounds",
        "a word was found amid music, noise or speech between two sentences",
    ),
    Correction(
        "words-in-noise",
        "words without a place were found in the noise between sentences",
    ),
    Correction(
        "false-pauses",
        "words were taken for a pause",
        correct_words=correct_false_pauses,
    ),
    Correction(
        "words-before-pauses",
        "a sentence's first word was found before the pause that it follows",
        correct_words=correct_words_before_pauses,
    ),
    Correction(
        "short-gaps",
        "a gap between a fricative and a glide was counted to the words",
    ),
)
"""In the order in which they are made."""


@frozen
class Corrections:
    """The corrections that are made: all but some, by name."""

    without: frozenset[str] = field(default=frozenset())

    @without.validator
    def _check_names(self, _: object, names: frozenset[str]) -> None:
        if unknown := names - {correction.name for correction in TABLE}:
            raise ValueError(f"no such corrections: {sorted(unknown)}")

    def is_on(self, name: str) -> bool:
        """Return whether a correction is made."""
        return name not in self.without

    def correct_path(
        self, name: str, path: list[PathSegment], script: PronouncedScript
    ) -> list[PathSegment]:
        """Return a path as one correction leaves it."""
        (correct,) = [one.correct_path for one in TABLE if one.name == name]
        return correct(path, script) if correct and self.is_on(name) else path

    def correct_words(self, alignment: Alignment, aligner: ForcedAligner) -> Alignment:
        """Return an alignment as all corrections of words leave it."""
        for correction in TABLE:
            if correction.correct_words is not None and self.is_on(correction.name):
                alignment = correction.correct_words(alignment, aligner)
        return alignment
