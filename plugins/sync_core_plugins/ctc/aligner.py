"""Gives the words of a script their times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import evolve

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Anchor,
    Document,
    script_document,
)
from sync_core_plugins.ctc.acceptance import (
    MIN_COVERAGE,
    compute_coverage,
    is_solid,
    require_fit,
)
from sync_core_plugins.ctc.acoustic_model import AcousticModel, Spelling
from sync_core_plugins.ctc.acoustics import measure
from sync_core_plugins.ctc.anchors import find_anchors
from sync_core_plugins.ctc.decoder import DEFAULT_COSTS, Alignment, decode
from sync_core_plugins.ctc.extra_speech import (
    drop_silent_stretches,
    place_extra_speech,
)
from sync_core_plugins.ctc.frames import compute_frames
from sync_core_plugins.ctc.peak_calibration import PeakCalibration
from sync_core_plugins.ctc.result import report_unreadable, time_words
from sync_core_plugins.spoken_forms import token_readings

__all__ = ["CtcAligner"]


class CtcAligner:
    """The aligner named ``ctc``.

    Args:
        model: Hears the audio.
        calibration: Where the model's peaks lie.
        strict: Whether the whole script was said and nothing else.
    """

    def __init__(
        self,
        model: AcousticModel,
        calibration: PeakCalibration,
        *,
        strict: bool = False,
    ) -> None:
        self._model: AcousticModel | None = model
        self._calibration = calibration
        self._costs = None if strict else DEFAULT_COSTS

    def align(self, request: AlignmentRequest) -> Document:
        """Place the script's words and phones.

        Raises:
            AlignmentError: The audio does not seem to say the script.
            CancelledError: The caller asked to stop.
        """
        model = self._open_model()
        spellings = _spell_words(model, request)
        alignment = self._find_words(request, spellings)
        clip = measure(request.audio.pcm)
        alignment = evolve(alignment, extra=drop_silent_stretches(alignment, clip))
        request.check_cancel()
        timings = time_words(request, alignment, clip, self._calibration)
        return script_document(
            request,
            timings,
            findings=report_unreadable(request.script, spellings, timings),
            extra=place_extra_speech(alignment, clip, timings),
        )

    def anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        """Find where words of the script are surely heard, in audio of any length.

        Raises:
            CancelledError: The caller asked to stop.
        """
        model = self._open_model()
        return find_anchors(model, request, _spell_words(model, request))

    def close(self) -> None:
        """Free the model; a second call does nothing."""
        if self._model is not None:
            self._model.close()
        self._model = None

    def _open_model(self) -> AcousticModel:
        if self._model is None:
            raise AlignmentError("the ctc aligner is closed: open another one")
        return self._model

    def _find_words(
        self, request: AlignmentRequest, spellings: Sequence[Spelling]
    ) -> Alignment:
        model = self._open_model()
        frames = np.concatenate(list(compute_frames(model, request)))
        alignment = decode(model, frames, spellings, self._costs)
        if alignment is None or self._costs is None:
            return require_fit(alignment, spellings)
        if is_solid(alignment):
            return alignment
        whole = require_fit(decode(model, frames, spellings, None), spellings)
        coverage = compute_coverage(alignment, spellings)
        return alignment if coverage >= MIN_COVERAGE else whole


def _spell_words(model: AcousticModel, request: AlignmentRequest) -> list[Spelling]:
    words = request.script.words
    rows = token_readings(words, request.language)
    return model.spell([word.said for word in words], rows)
