"""Phone loop: the best row of phones over a clip when no script tells."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.verify.senones import AcousticModel, Scores

__all__ = ["FILLERS", "LoopPhone", "PhoneLoop", "decode_phone_loop"]

PHONE_COST = 100
"""Cost of going on to another phone, in units of ``Scores``. Verdicts on edited clips
hardly depend on it between 60 and 100."""
FILLERS = ("SIL", "+NSN+", "+SPN+")
"""Silence, other noise, and spoken noise."""

MIN_PAUSE_FRAMES = 10
"""Silence that separates two stretches of speech; a stop's closure is shorter."""


@frozen
class LoopPhone:
    """A phone of the loop's path; times count frames."""

    name: str
    start: int
    end: int


@frozen(eq=False)
class PhoneLoop:
    """The best path of a phone loop over a clip."""

    scores: NDArray[np.int32]
    """Its score in every frame."""
    phones: tuple[LoopPhone, ...]

    @property
    def speech_frames(self) -> int:
        """The frames in which it is not silence or noise."""
        return sum(p.end - p.start for p in self.phones if p.name not in FILLERS)

    def find_speech(self, start: int, end: int) -> list[tuple[LoopPhone, ...]]:
        """Return the stretches of phones between two frames, separated by pauses."""
        stretches: list[list[LoopPhone]] = [[]]
        for phone in self.phones:
            if not start <= (phone.start + phone.end) // 2 < end:
                continue
            if phone.name not in FILLERS:
                stretches[-1].append(phone)
            elif phone.end - phone.start >= MIN_PAUSE_FRAMES:
                stretches.append([])
        return [tuple(phones) for phones in stretches if phones]


def decode_phone_loop(scores: Scores, model: AcousticModel) -> PhoneLoop:
    """Find the best row of phones without context, each of three states."""
    names = model.phones
    columns = np.array([model.alone(name) for name in names])
    emitted = scores[:, columns.ravel()].astype(np.int32)
    frames, states = emitted.shape
    entries = np.arange(0, states, 3)
    moved = np.zeros((frames, states), bool)
    origin = np.zeros(frames, np.int16)
    state = np.full(states, 1 << 29, np.int32)
    came = np.empty_like(state)
    best = 0
    for t in range(frames):
        came[1:] = state[:-1]
        came[entries] = best + PHONE_COST
        np.less(came, state, out=moved[t])
        np.minimum(state, came, out=state)
        state += emitted[t]
        ends = state[entries + 2]
        origin[t] = np.argmin(ends)
        best = int(ends[origin[t]])
    return _trace(emitted, moved, origin, names)


def _trace(
    emitted: NDArray[np.int32],
    moved: NDArray[np.bool_],
    origin: NDArray[np.int16],
    names: list[str],
) -> PhoneLoop:
    frames = len(emitted)
    scores = np.zeros(frames, np.int32)
    phones: list[LoopPhone] = []
    end = frames
    at = int(origin[-1]) * 3 + 2 if frames else 0
    for t in range(frames - 1, -1, -1):
        scores[t] = emitted[t, at]
        if not moved[t, at]:
            continue
        if at % 3:
            at -= 1
            continue
        phones.append(LoopPhone(names[at // 3], t, end))
        end = t
        at = int(origin[t - 1]) * 3 + 2
    return PhoneLoop(scores, tuple(reversed(phones)))
