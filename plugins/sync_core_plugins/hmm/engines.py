"""The engines that an aligner holds open."""

from __future__ import annotations

from sync_core import AlignmentError
from sync_core_plugins.hmm.corrections.table import Corrections
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.verify.comparison import ScriptComparer

__all__ = ["Engines"]


class Engines:
    """Opens the forced aligner at once, and the comparer when it is needed.

    Args:
        corrections: Which corrections are made.
    """

    def __init__(self, corrections: Corrections) -> None:
        self.corrections = corrections
        self._aligner: ForcedAligner | None = ForcedAligner()
        self._comparer: ScriptComparer | None = None

    @property
    def aligner(self) -> ForcedAligner:
        """The strict forced aligner.

        Raises:
            AlignmentError: The engines are closed.
        """
        if self._aligner is None:
            raise AlignmentError("the hmm aligner is closed: open another one")
        return self._aligner

    @property
    def comparer(self) -> ScriptComparer:
        """The comparer of audio and script."""
        self._comparer = self._comparer or ScriptComparer()
        return self._comparer

    def close(self) -> None:
        """Free the engines; a second call does nothing."""
        if self._aligner is not None:
            self._aligner.close()
        if self._comparer is not None:
            self._comparer.close()
        self._aligner = self._comparer = None
