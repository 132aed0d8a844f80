"""Gives the words of a script their times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Document,
    Phone,
    WordTiming,
    script_document,
)
from sync_core_plugins.ctc._acoustics import measure
from sync_core_plugins.ctc._calibration import HAMA, Calibration
from sync_core_plugins.ctc._edges import Peak, Placer
from sync_core_plugins.ctc._model import AcousticModel, Floats
from sync_core_plugins.ctc._viterbi import Columns, Slot, best_path
from sync_core_plugins.ctc.options import CtcOptions

__all__ = ["CtcAligner"]


class CtcAligner:
    """The aligner named ``ctc``."""

    def __init__(self, model: AcousticModel, calibration: Calibration) -> None:
        self._model: AcousticModel | None = model
        self._calibration = calibration

    @classmethod
    def load(cls, language: str | None, options: CtcOptions) -> CtcAligner:
        """Open the model."""
        from sync_core_plugins.ctc._hama import HamaModel

        return cls(HamaModel(language), HAMA)

    def align(self, request: AlignmentRequest) -> Document:
        """Place the script's words and phones."""
        if self._model is None:
            raise AlignmentError("the ctc aligner is closed: open another one")
        model = self._model
        spellings = model.spell([word.text for word in request.script.words])
        units = sorted({u for s in spellings for b in s.branches for u in b})
        at = {unit: column for column, unit in enumerate(units)}
        scores = model.scores(self._listen(request), units)
        table = np.column_stack((scores.units, scores.pause, scores.blank))
        columns = Columns(pause=len(units), blank=len(units) + 1)
        slots = [
            Slot(tuple(tuple(at[u] for u in b) for b in s.branches) or ((columns.pause,),))
            for s in spellings
        ]
        path = best_path(table, slots, columns)
        if path is None:
            raise AlignmentError("no room")
        words: list[list[Peak]] = []
        for found in path.words:
            units_ = spellings[found.slot].branches[found.branch]
            words.append(
                [
                    Peak(u, self._peak(scores.units[a:b, at[u]], a))
                    for u, (a, b) in zip(units_, found.edges, strict=True)
                ]
            )
        placer = Placer(measure(request.audio.pcm), self._calibration, words)
        timings = [
            _timing([round(e) for e in edges], [p.unit for p in peaks])
            for edges, peaks in zip(placer.edges(), words, strict=True)
        ]
        return script_document(request, timings)

    def _listen(self, request: AlignmentRequest) -> Floats:
        model = self._model
        assert model is not None
        parts = []
        for part in model.log_probabilities(request.audio.pcm):
            request.check_cancel()
            parts.append(part)
        return np.concatenate(parts)

    def _peak(self, scores: Floats, first: int) -> float:
        chances = np.exp(scores)
        assert self._model is not None
        centre = (np.arange(len(chances)) * chances).sum() / chances.sum()
        return float(first + centre) * self._model.frame_ms

    def close(self) -> None:
        """Free the model; a second call does nothing."""
        if self._model is not None:
            self._model.close()
        self._model = None


def _timing(edges: Sequence[int], units: Sequence[str]) -> WordTiming:
    phones = tuple(
        Phone(unit, edges[i], edges[i + 1]) for i, unit in enumerate(units)
    )
    return WordTiming(edges[0], edges[-1], phones=phones)
