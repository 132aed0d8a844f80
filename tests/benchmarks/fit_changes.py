"""Fit the hmm aligner's weights for edges between sounds to hand-labelled speech.

    python tests/benchmarks/fit_changes.py LABELS... [--folds]

LABELS are folders as for boundary_kinds.py, a folder a speaker; clips whose labels have
"phones" in TIMIT's symbols give the edges within words as well. Prints the tables of
boundary_weights.py. With --folds, prints the mean error over speakers that were left
out of the fit, beside the acoustic model's own. Takes a minute for 80 clips, needs no
package but numpy.
"""

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from sync_core import Audio, Script
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.token_spans import find_token_spans
from sync_core_plugins.hmm.decode.words import DecodedWord
from sync_core_plugins.hmm.prepare.lexicon import Lexicon
from sync_core_plugins.hmm.refine.acoustics import measure_acoustics
from sync_core_plugins.hmm.refine.boundaries import find_transitions
from sync_core_plugins.hmm.refine.boundary_model import BoundaryModel
from sync_core_plugins.hmm.refine.sound_classes import SOUND_CLASSES, SoundClass

SPREAD_MS = 6.0
"""How exact the labels are taken to be."""
DRAW, COMMON_DRAW = 5.0, 0.5
"""How strongly weights are drawn to zero, as half of that times their squares."""
ROUNDS = 400
FARTHEST_MS = 150.0
"""An edge farther off is an error of the path, and nothing to learn from."""

Floats = NDArray[np.float64]
_ORDER: tuple[SoundClass, ...] = tuple(SOUND_CLASSES)
_TIMIT: dict[SoundClass, str] = {
    "vowel": "iy ih eh ey ae aa aw ay ah ao oy ow uh uw ux ax ix ax-h",
    "glide": "l el r w y er axr",
    "nasal": "m em n en nx ng eng",
    "fricative": "s sh z zh f th v dh hh hv",
    "stop": "b d g p t k dx jh ch bcl dcl gcl pcl tcl kcl",
}
_SYMBOLS = {symbol: kind for kind, row in _TIMIT.items() for symbol in row.split()}


@frozen(eq=False)
class Sample:
    """One edge with its candidates and where people put it."""

    speaker: str
    moves: Floats
    features: Floats
    left: int
    right: int
    target: float
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--folds", action="store_true")
    arguments = parser.parse_args()
    files = [p for folder in arguments.labels for p in sorted(folder.rglob("*.json"))]
    search = ForcedAligner()
    samples = [sample for path in files for sample in _samples(path, search)]
    if arguments.folds:
        _print_folds(samples)
        return
    for name, weights in zip(("COMMON", "LEFT", "RIGHT"), _fit(samples), strict=True):
        print(name, np.round(weights, 2).tolist())


def _print_folds(samples: Sequence[Sample]) -> None:
    errors: list[float] = []
    for speaker in sorted({sample.speaker for sample in samples}):
        tables = _fit([s for s in samples if s.speaker != speaker])
        own = [s for s in samples if s.speaker == speaker]
        errors += [_placed(tables, s) - s.target for s in own]
    before = np.abs([sample.target for sample in samples])
    print(f"{len(errors)} edges of {len({s.speaker for s in samples})} speakers")
    for name, sizes in (("model's", before), ("left out", np.abs(errors))):
        within = np.mean(sizes <= 20)
        print(f"{name:9} mean {np.mean(sizes):.1f} ms, within 20 ms {within:.3f}")


def _samples(path: Path, search: ForcedAligner) -> Iterator[Sample]:
    """Return the clip's edges between sounds, as far as they have a label."""
    clip = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(clip, dict) or not clip.get("words"):
        return
    audio = Audio.load(path.parent / clip["audio"])
    lexicon = Lexicon(search)
    text = " ".join(word["text"] for word in clip["words"])
    tokens = lexicon.slots(Script.parse(text).words)
    found = search.align(
        audio.pcm.tobytes(), [slot for slots in tokens for slot in slots]
    )
    if found is None:
        return
    words = [at for at, word in enumerate(found) if not word.is_filler]
    stretches = find_token_spans([found[at].name for at in words], tokens)
    ends = {
        words[behind - 1]: label
        for (_, behind), label in zip(stretches, _word_ends(clip), strict=True)
    }
    changes, within = BoundaryModel.of(measure_acoustics(audio.pcm)), _phone_edges(clip)
    for at, last, edge in _edges(found, words, audio.duration_ms):
        target = ends.get(at) if last else _nearest(within, edge)
        if target is None or abs(target - edge.at_ms) > FARTHEST_MS:
            continue
        moves, features = changes.features(edge)
        if len(moves):
            kinds = _ORDER.index(edge.left), _ORDER.index(edge.right)
            yield Sample(
                path.parent.name,
                moves,
                features,
                *kinds,
                target - edge.at_ms,
                1.0 if last else 0.5,
            )


def _edges(
    found: Sequence[DecodedWord], words: Sequence[int], duration_ms: int
) -> Iterator[tuple[int, bool, Any]]:
    for at in words:
        edges = find_transitions(found, at, duration_ms)
        for n, edge in enumerate(edges[1:], 1):
            if edge is not None:
                yield at, n == len(edges) - 1, edge


def _word_ends(clip: dict[str, Any]) -> list[float | None]:
    """Return the words' ends in ms; None before a pause."""
    words = clip["words"]
    ends: list[float | None] = [
        1000 * a["end"] if abs(b["start"] - a["end"]) < 0.001 else None
        for a, b in itertools.pairwise(words)
    ]
    return [*ends, None]


def _phone_edges(clip: dict[str, Any]) -> list[tuple[float, SoundClass, SoundClass]]:
    """Return the edges between labelled phones; a closure and its release are one."""
    phones: list[tuple[float, str]] = []
    for phone in clip.get("phones", ()):
        symbol = phone["text"]
        closure = phones[-1][1] if phones else ""
        if closure.endswith("cl") and symbol in _RELEASES[closure]:
            phones[-1] = (phones[-1][0], symbol)
        else:
            phones.append((1000 * phone["start"], symbol))
    return [
        (time, _SYMBOLS[left], _SYMBOLS[right])
        for (_, left), (time, right) in itertools.pairwise(phones)
        if left in _SYMBOLS and right in _SYMBOLS
    ]


_RELEASES = {f"{c}cl": {c} for c in "bgpk"} | {
    "dcl": {"d", "jh"},
    "tcl": {"t", "ch"},
}


def _nearest(
    edges: Sequence[tuple[float, SoundClass, SoundClass]], edge: Any
) -> float | None:
    """Return the nearest labelled edge between the same kinds, if one is near."""
    times = [t for t, left, right in edges if (left, right) == (edge.left, edge.right)]
    nearest = min(times, key=lambda t: abs(t - edge.at_ms), default=None)
    return nearest if nearest is not None and abs(nearest - edge.at_ms) < 60 else None


Tables = tuple[Floats, Floats, Floats]


def _placed(tables: Tables, sample: Sample) -> float:
    common, left, right = tables
    scores = sample.features @ (common + left[sample.left] + right[sample.right])
    chances = np.cumsum(np.exp(scores - scores.max()))
    return float(sample.moves[np.searchsorted(chances, chances[-1] / 2)])


def _fit(samples: Sequence[Sample]) -> Tables:
    """Bring the chances as near as can be to peaks at the labels (cross entropy).

    A convex problem; Nesterov's accelerated gradient does, starting anew when the
    gradient turns against the move.
    """
    batch = _Batch(samples)
    weights = np.zeros((1 + 2 * len(_ORDER), samples[0].features.shape[1]))
    ahead, speed, step = weights, 1.0, 1.0 / batch.steepness()
    for _ in range(ROUNDS):
        gradient = batch.gradient(ahead)
        moved = ahead - step * gradient
        if np.sum(gradient * (moved - weights)) > 0:
            speed = 1.0
        faster = (1 + np.sqrt(1 + 4 * speed**2)) / 2
        ahead = moved + (speed - 1) / faster * (moved - weights)
        weights, speed = moved, faster
    middle = 1 + len(_ORDER)
    return weights[0], weights[1:middle], weights[middle:]


class _Batch:
    """All samples in one array, padded."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        count = max(len(sample.moves) for sample in samples)
        shape = len(samples), count, samples[0].features.shape[1]
        self.features, self.there = np.zeros(shape), np.zeros(shape[:2], bool)
        self.wanted = np.zeros(shape[:2])
        for n, sample in enumerate(samples):
            size = len(sample.moves)
            self.features[n, :size], self.there[n, :size] = sample.features, True
            off = -np.abs(sample.moves - sample.target) / SPREAD_MS
            peak = np.exp(off - off.max())
            self.wanted[n, :size] = peak / peak.sum()
        self.weight = np.array([sample.weight for sample in samples])[:, None]
        self.left = np.array([1 + sample.left for sample in samples])
        self.right = np.array([1 + len(_ORDER) + s.right for s in samples])
        self.draw = np.full((1 + 2 * len(_ORDER), 1), DRAW)
        self.draw[0] = COMMON_DRAW

    def gradient(self, weights: Floats) -> Floats:
        own = weights[0] + weights[self.left] + weights[self.right]
        scores = np.matmul(self.features, own[:, :, None])[:, :, 0]
        scores = np.where(self.there, scores, -np.inf)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        off = self.weight * (chances - self.wanted)
        parts = np.matmul(off[:, None, :], self.features)[:, 0, :]
        gradient = self.draw * weights
        gradient[0] += parts.sum(axis=0)
        np.add.at(gradient, self.left, parts)
        np.add.at(gradient, self.right, parts)
        return gradient

    def steepness(self) -> float:
        """Give a bound of the second derivative, by a few steps of power iteration."""
        count = self.there.sum(axis=1)[:, None]
        spread = self.features - (self.features.sum(axis=1) / count)[:, None, :]
        spread *= self.there[:, :, None] * np.sqrt(self.weight / 2)[:, :, None]
        flat = spread.reshape(-1, spread.shape[2])
        size = np.linalg.eigvalsh(flat.T @ flat / np.median(count))[-1]
        return float(3 * 3 * size + DRAW)


if __name__ == "__main__":
    main()
