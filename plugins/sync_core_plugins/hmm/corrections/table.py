"""All corrections of the decoders' results, and which of them are made.

What each is worth on recordings that had no part in choosing its numbers is measured by
``tests/benchmarks/ablation.py``.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.corrections.false_pauses import correct_false_pauses
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner

__all__ = ["TABLE", "Correction", "Corrections"]

WordCorrection = Callable[[Alignment, ForcedAligner], Alignment]


@frozen
class Correction:
    """A rule on top of the decoders' results.

    One without a function is a flag that its stage asks for.
    """

    name: str
    mends: str
    """Which error it mends."""
    correct_words: WordCorrection | None = None
    """Applied by the stage ``correct``, in the order of the table."""


TABLE = (
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

    def correct_words(self, alignment: Alignment, aligner: ForcedAligner) -> Alignment:
        """Return an alignment as all corrections of words leave it."""
        for correction in TABLE:
            if correction.correct_words is not None and self.is_on(correction.name):
                alignment = correction.correct_words(alignment, aligner)
        return alignment
