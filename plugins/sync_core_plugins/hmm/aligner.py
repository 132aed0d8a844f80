"""English forced alignment: prepare, decode, verify, correct, refine, report."""

from __future__ import annotations

from sync_core import AlignmentRequest, Anchor, Document
from sync_core_plugins.hmm.anchors import find_anchors
from sync_core_plugins.hmm.corrections.stage import correct
from sync_core_plugins.hmm.corrections.table import Corrections
from sync_core_plugins.hmm.decode.stage import decode
from sync_core_plugins.hmm.engines import Engines
from sync_core_plugins.hmm.prepare.stage import prepare, read_script
from sync_core_plugins.hmm.refine.stage import refine
from sync_core_plugins.hmm.report.stage import report
from sync_core_plugins.hmm.verify.stage import verify

__all__ = ["HmmAligner"]


class HmmAligner:
    """The aligner named ``hmm``.

    Args:
        without: Names of corrections that are not made, to measure what each is worth.
    """

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        self._engines = Engines(Corrections(without))

    def align(self, request: AlignmentRequest) -> Document:
        """Place what was said of the script's words, and their phones.

        Raises:
            AlignmentError: The audio is too long, or does not seem to say the script.
            CancelledError: The caller asked to stop.
            ScriptError: No word can be read in English.
        """
        engines = self._engines
        alignment = prepare(request, engines.aligner)
        alignment = decode(alignment, engines.aligner)
        alignment = verify(alignment, engines)
        alignment = correct(alignment, engines)
        alignment = refine(alignment)
        return report(alignment)

    def anchors(self, request: AlignmentRequest) -> list[Anchor]:
        """Say where words of the script are certainly heard, however long the audio.

        Raises:
            CancelledError: The caller asked to stop.
            ScriptError: No word can be read in English.
        """
        _, tokens = read_script(request, self._engines.aligner)
        return find_anchors(request, tokens, self._engines)

    def close(self) -> None:
        """Free the engines; a second call does nothing."""
        self._engines.close()
