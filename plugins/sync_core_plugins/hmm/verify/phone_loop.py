"""What an audio sounds like when no script tells: the best chain of phones."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.verify.senones import AcousticModel, Scores

__all__ = ["ChainPhone", "FreeChain", "free_chain"]

NEW_PHONE = 100
"""Cost of going on to another phone, in units of ``Scores``. Verdicts on edited clips
hardly depend on it between 60 and 100."""
SILENCE = "SIL"
FILLERS = (SILENCE, "+NSN+", "+SPN+")

PAUSE = 10
"""Frames of silence that part two stretches of speech; a stop's closure is shorter."""


@frozen
class ChainPhone:
    """A phone of the chain; times count frames."""

    name: str
    start: int
    end: int


@frozen(eq=False)
class FreeChain:
    """The best chain of phones over a clip."""

    scores: NDArray[np.int32]
    """Its score in every frame."""
    phones: tuple[ChainPhone, ...]

    @property
    def speech_frames(self) -> int:
        """The frames in which it is not silence or noise."""
        return sum(p.end - p.start for p in self.phones if p.name not in FILLERS)

    def speech(self, start: int, end: int) -> list[tuple[ChainPhone, ...]]:
        """Give the stretches of phones between two frames, parted by pauses."""
        stretches: list[list[ChainPhone]] = [[]]
        for phone in self.phones:
            if not start <= (phone.start + phone.end) // 2 < end:
                continue
            if phone.name not in FILLERS:
                stretches[-1].append(phone)
            elif phone.end - phone.start >= PAUSE:
                stretches.append([])
        return [tuple(phones) for phones in stretches if phones]


def free_chain(scores: Scores, model: AcousticModel) -> FreeChain:
    """Find the best chain of phones in no context, each of three states."""
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
        came[entries] = best + NEW_PHONE
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
) -> FreeChain:
    frames = len(emitted)
    scores = np.zeros(frames, np.int32)
    phones: list[ChainPhone] = []
    end = frames
    at = int(origin[-1]) * 3 + 2 if frames else 0
    for t in range(frames - 1, -1, -1):
        scores[t] = emitted[t, at]
        if not moved[t, at]:
            continue
        if at % 3:
            at -= 1
            continue
        phones.append(ChainPhone(names[at // 3], t, end))
        end = t
        at = int(origin[t - 1]) * 3 + 2
    return FreeChain(scores, tuple(reversed(phones)))
