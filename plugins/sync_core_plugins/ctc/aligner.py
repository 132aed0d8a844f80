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
    Finding,
    Phone,
    Script,
    Word,
    WordTiming,
    script_document,
)
from sync_core_plugins.ctc.acoustic_model import AcousticModel, Floats, Spelling
from sync_core_plugins.ctc.acoustics import Acoustics, measure
from sync_core_plugins.ctc.anchors import anchors
from sync_core_plugins.ctc.boundaries import Placer, speech_within
from sync_core_plugins.ctc.confidence import confidences
from sync_core_plugins.ctc.decoder import COSTS, Heard, Outcome, search
from sync_core_plugins.ctc.options import CtcOptions
from sync_core_plugins.ctc.peak_calibration import Calibration
from sync_core_plugins.spoken_forms import token_readings

__all__ = ["CtcAligner"]

_LEAST_SOLID = 15
"""Units in runs of words found one behind the other, from which a script is believed.
In 104 English clips, the scripts of others had 12 or fewer (95 in 100; at most 17),
right ones between the scripts of two other clips 14 or more (95 in 100)."""
_LEAST_SCORE, _LEAST_SCORE_SHORT, _SHORT = -2.6, -5.0, 12
"""Score from which it is believed otherwise, with all of it placed somewhere; for a
script of fewer than 12 units a lower one. English: right scripts above -1.6, those of
other clips below -2.5; French, Spanish, Italian, Russian: above -2.3, below -2.8;
Czech nonsense words: above -2.7, below -2.5 (95 in 100)."""
_LEAST_SHARE = 0.3
"""Share of a believed script that has to be found, for the rest to count as missing."""
_LEAST_EXTRA_MS = 150
"""Shorter stretches are breaths and clicks."""
_LEAST_LOUD_MS = 60
"""Between two peaks, for the two to be speech that parts its neighbours."""
_AROUND_MS = 100
"""How far a sound reaches around its peak."""


class CtcAligner:
    """The aligner named ``ctc``."""

    def __init__(
        self, model: AcousticModel, calibration: Calibration, *, strict: bool = False
    ) -> None:
        self._model: AcousticModel | None = model
        self._calibration = calibration
        self._costs = None if strict else COSTS

    @classmethod
    def load(cls, language: str | None, options: CtcOptions) -> CtcAligner:
        """Open the model that the options name, or the packaged one."""
        if options.model_path is not None:
            from sync_core_plugins.ctc.character_model import open_model

            model, calibration = open_model(options)
            return cls(model, calibration, strict=not options.extra)
        from sync_core_plugins.ctc.hama_model import HamaModel
        from sync_core_plugins.ctc.peak_calibration import HAMA

        return cls(HamaModel(language), HAMA, strict=not options.extra)

    def align(self, request: AlignmentRequest) -> Document:
        """Place the script's words and phones.

        Raises:
            AlignmentError: The audio does not seem to say the script.
            CancelledError: The caller asked to stop.
        """
        model = self._open()
        spellings = _spellings(model, request)
        outcome = self._find(request, spellings)
        clip = measure(request.audio.pcm)
        outcome = evolve(outcome, extra=_audible(outcome, clip))
        request.check_cancel()
        timings = self._timings(request, outcome, clip)
        return script_document(
            request,
            timings,
            findings=_unreadable(request.script, spellings, timings),
            extra=_extra(outcome, clip, timings),
        )

    def anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        """Say where words of the script are certainly heard, in audio of any length."""
        model = self._open()
        spellings = _spellings(model, request)
        return anchors(model, request, spellings)

    def close(self) -> None:
        """Free the model; a second call does nothing."""
        if self._model is not None:
            self._model.close()
        self._model = None

    def _open(self) -> AcousticModel:
        if self._model is None:
            raise AlignmentError("the ctc aligner is closed: open another one")
        return self._model

    def _find(
        self, request: AlignmentRequest, spellings: Sequence[Spelling]
    ) -> Outcome:
        model = self._open()
        frames = self._listen(request)
        outcome = search(model, frames, spellings, self._costs)
        if outcome is None or self._costs is None:
            return _believed(outcome, spellings)
        if _solid(outcome) >= _LEAST_SOLID:
            return outcome
        whole = _believed(search(model, frames, spellings, None), spellings)
        return outcome if _share(outcome, spellings) >= _LEAST_SHARE else whole

    def _listen(self, request: AlignmentRequest) -> Floats:
        parts: list[Floats] = []
        done = 0.0
        for part in self._open().log_probabilities(request.audio.pcm):
            request.check_cancel()
            parts.append(part)
            done += len(part) * self._open().frame_ms
            if request.progress is not None:
                total = request.audio.duration_ms
                request.progress(min(round(done), total), total)
        return np.concatenate(parts)

    def _timings(
        self, request: AlignmentRequest, outcome: Outcome, clip: Acoustics
    ) -> list[WordTiming]:
        heard = outcome.heard
        before = {slot for slot, _, _ in outcome.extra}
        parted = frozenset(at for at, word in enumerate(heard) if word.slot in before)
        placer = Placer(clip, self._calibration, [word.peaks for word in heard])
        timings = [WordTiming(status="missing")] * len(request.script.words)
        for word, edges, confidence in zip(
            heard, placer.edges(parted), confidences(heard), strict=True
        ):
            ms = [min(round(edge), request.audio.duration_ms) for edge in edges]
            if not word.readable:
                timings[word.slot] = WordTiming(ms[0], ms[-1])
                continue
            phones = tuple(
                Phone(peak.unit, ms[at], ms[at + 1])
                for at, peak in enumerate(word.peaks)
            )
            timings[word.slot] = WordTiming(ms[0], ms[-1], confidence, phones)
        return timings


def _spellings(model: AcousticModel, request: AlignmentRequest) -> list[Spelling]:
    words = request.script.words
    rows = token_readings(words, request.language)
    return model.spell([word.said for word in words], rows)


def _share(outcome: Outcome, spellings: Sequence[Spelling]) -> float:
    """Give the share of the script's units that was found."""
    found = sum(len(word.peaks) for word in outcome.heard if word.readable)
    total = sum(min(map(len, s.branches), default=0) for s in spellings)
    return found / total if total else 1.0


def _solid(outcome: Outcome) -> int:
    """Count the units in runs of three words or more."""
    before = {slot for slot, _, _ in outcome.extra}
    runs: list[list[Heard]] = [[]]
    for word in outcome.heard:
        last = runs[-1][-1:]
        if last and (last[0].slot + 1 != word.slot or word.slot in before):
            runs.append([])
        runs[-1].append(word)
    return sum(len(word.peaks) for run in runs if len(run) > 2 for word in run)


def _believed(outcome: Outcome | None, spellings: Sequence[Spelling]) -> Outcome:
    """Refuse a script that does not fit the audio."""
    units = sum(min(map(len, s.branches), default=0) for s in spellings)
    least = _LEAST_SCORE_SHORT if units < _SHORT else _LEAST_SCORE
    if outcome is None or outcome.score < least:
        raise AlignmentError(
            "the audio does not seem to say the script: its "
            f"{len(spellings)} words fit nowhere in it"
        )
    return outcome


def _unreadable(
    script: Script, spellings: Sequence[Spelling], timings: Sequence[WordTiming]
) -> list[Finding]:
    return [
        Finding(
            code="unreadable-word",
            severity="warning",
            message=f"nobody knows how {word.text!r} is said; its time is what the "
            "words around it leave",
            start_ms=timing.start_ms,
            end_ms=timing.end_ms,
            script_span=(word.start, word.end),
        )
        for word, spelling, timing in zip(script.words, spellings, timings, strict=True)
        if not spelling.branches
    ]


def _audible(outcome: Outcome, clip: Acoustics) -> tuple[tuple[int, float, float], ...]:
    """Drop the star's stretches that are silent between their outer peaks."""
    return tuple(
        (slot, first, end)
        for slot, first, end in outcome.extra
        if speech_within(clip, first, end, _LEAST_LOUD_MS)
    )


def _extra(
    outcome: Outcome, clip: Acoustics, timings: Sequence[WordTiming]
) -> list[Word]:
    """Give the stretches that are not in the script, less the silence around them."""
    placed = [(t.start_ms, t.end_ms) for t in timings if t.start_ms is not None]
    found: list[Word] = []
    for _, first, end in outcome.extra:
        low = max((e for s, e in placed if e is not None and s < first), default=0)
        high = min(
            (s for s, _ in placed if s >= low and s > first), default=end + _AROUND_MS
        )
        speech = speech_within(
            clip,
            max(first - _AROUND_MS, low),
            min(end + _AROUND_MS, high),
            _LEAST_EXTRA_MS,
        )
        if speech is not None:
            found.append(Word("", *speech, status="extra"))
    return found
