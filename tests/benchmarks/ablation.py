"""What each correction of the hmm aligner is worth: each turned off in turn.

    python tests/benchmarks/ablation.py LABELS... [--coarse FOLDER...]
        [--reference FOLDER...] [--recordings 18] [--seed 1] [--only NAME...]
        [--processes 1]

LABELS are folders of hand-labelled clips (see ``edits.load_clips``) that had no part in
choosing the corrections' numbers. Clips of --coarse have their text alone; the aligner
``ctc`` times their words, too coarsely for errors of a few ms. Clips of --reference,
those that the numbers were chosen on, get a column of boundary errors of their own and
decide nothing.

The recordings are those of ``ablation_recordings.py``. Counted over them, with all
corrections and without each:

- boundary: the mean error of word boundaries in ms, hand-labelled clips as they are.
- astray: words that were said and have no time, or one that is more than 250 ms off.
- missing, extra: F1 as in ``verdicts.py``, on all recordings.
- alarms: words of right scripts that are called missing or lie under extra speech.
- time: CPU time, the searches counted at what they took when first made.

Behind each change stand its limits: 95 % of 4000 samples with replacement of the
recordings. The rule: a correction is worth its place if without it at least one of
boundary, astray, missing, extra and alarms is worse, and the limits of that change do
not hold zero. Otherwise its effect is within noise. Prints a Markdown table, and how
many recordings come out otherwise without each correction.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ablation_recordings import Recording, load_coarse, make_recordings
from edits import RATE, load_clips
from search_cache import Cache
from sync_core import (
    AlignerPlugin,
    Backend,
    BackendPlugin,
    Document,
    EngineOptions,
    ModelError,
    Pipeline,
    PluginManager,
    hookimpl,
)
from sync_core_plugins.hmm.aligner import HmmAligner
from sync_core_plugins.hmm.corrections.table import TABLE
from verdicts import Tally, aligned, edge_errors, tally

FAR_MS = 250
SAMPLES = 4_000

Floats = NDArray[np.float64]


COUNTS = (
    "error ms", "boundaries", "reference ms", "reference boundaries", "astray", "said",
    "missing found", "missing lost", "missing false",
    "extra found", "extra lost", "extra false", "alarms", "right", "seconds",
)  # fmt: skip


@frozen
class Measure:
    """A number made of summed counts."""

    name: str
    unit: str
    worse: int
    """1 where more is worse, -1 where less is."""
    parts: tuple[str, ...]

    def of(self, counts: Floats) -> Floats:
        """Compute it; the last axis of the counts is that of ``COUNTS``."""
        sums = [counts[..., COUNTS.index(part)] for part in self.parts]
        if len(sums) == 1:
            return sums[0]
        if len(sums) == 2:
            return np.asarray(sums[0] / np.maximum(sums[1], 1))
        found, lost, false = sums
        return np.asarray(2 * found / np.maximum(2 * found + lost + false, 1))


MEASURES = (
    Measure("boundary", "ms", 1, ("error ms", "boundaries")),
    Measure("astray", "words", 1, ("astray",)),
    Measure("missing", "F1", -1, ("missing found", "missing lost", "missing false")),
    Measure("extra", "F1", -1, ("extra found", "extra lost", "extra false")),
    Measure("alarms", "words", 1, ("alarms",)),
)
REFERENCE = Measure("reference", "ms", 1, ("reference ms", "reference boundaries"))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--coarse", nargs="*", type=Path, default=[])
    parser.add_argument("--reference", nargs="*", type=Path, default=[])
    parser.add_argument("--recordings", type=int, default=18)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[one.name for one in TABLE])
    given = parser.parse_args()
    recordings = list(
        make_recordings(
            load_clips(given.labels),
            load_coarse(given.coarse),
            load_clips(given.reference),
            given.recordings,
            given.seed,
        )
    )
    names = given.only
    chunks = [recordings[at :: given.processes] for at in range(given.processes)]
    with ProcessPoolExecutor(given.processes) as pool:
        parts = list(pool.map(measure_all, chunks, [names] * len(chunks)))
    order = [recording for chunk in chunks for recording in chunk]
    before = np.concatenate([part[0].counts for part in parts])
    print_head(order, before)
    for at, name in enumerate(names, 1):
        after = np.concatenate([part[at].counts for part in parts])
        changed = [one for part in parts for one in part[at].changed]
        print_row(name, before, after, order, changed)


@frozen
class Measured:
    """What came out for some recordings."""

    counts: Floats
    """A row for each, a column for each of ``COUNTS``."""
    changed: list[bool]
    """Which came out otherwise than with all corrections."""


def measure_all(
    recordings: Sequence[Recording], names: Sequence[str]
) -> list[Measured]:
    """Measure recordings with all corrections, and without each of some."""
    cache = Cache()
    cache.install()
    whole, counts = measure(recordings, cache, frozenset())
    found = [Measured(counts, [False] * len(whole))]
    for name in names:
        documents, counts = measure(recordings, cache, frozenset({name}))
        changed = [a != b for a, b in zip(whole, documents, strict=True)]
        found.append(Measured(counts, changed))
    return found


def refuse(options: EngineOptions) -> Backend:
    """Have no recogniser help the aligner."""
    raise ModelError("the aligner is measured alone")


class Ablated:
    """A plugin with the aligner, without some corrections, and no recogniser."""

    def __init__(self, without: frozenset[str]) -> None:
        self._without = without

    @hookimpl
    def sync_core_backends(self) -> list[BackendPlugin]:
        return [BackendPlugin("none", load=refuse)]

    @hookimpl
    def sync_core_aligners(self) -> list[AlignerPlugin]:
        return [
            AlignerPlugin(
                "hmm-ablated",
                load=lambda _: HmmAligner(self._without),
                summary="Without some corrections",
                languages=("en",),
                granularity="phone",
                longest_ms=60_000,
            )
        ]


def measure(
    recordings: Sequence[Recording], cache: Cache, without: frozenset[str]
) -> tuple[list[Document | None], Floats]:
    """Align all recordings; return the documents and a row of counts for each."""
    manager = PluginManager()
    manager.register(Ablated(without))
    documents, rows = list[Document | None](), list[list[float]]()
    with Pipeline(
        backend="none", aligner="hmm-ablated", language="en", manager=manager
    ) as pipeline:
        for recording in recordings:
            cache.spent = cache.owed = 0.0
            began = time.process_time()
            document = aligned(pipeline, recording.piece)
            took = time.process_time() - began - cache.spent + cache.owed
            documents.append(document)
            rows.append([*count(recording, document), took])
    return documents, np.array(rows)


def count(recording: Recording, document: Document | None) -> Iterator[float]:
    """Yield the counts of one recording, but for the time."""
    piece, counts = recording.piece, Tally()
    tally(counts, piece, document, shown=False)
    places = range(len(piece.script))
    errors = edge_errors(piece, document, places) if document else []
    sizes = [abs(error) for error in errors]
    exact = [sum(sizes), len(sizes)] if recording.exact else [0.0, 0.0]
    yield from [0.0, 0.0, *exact] if recording.reference else [*exact, 0.0, 0.0]
    twins = {w.twin for w in piece.words}
    said = [w for w in piece.words if w.script is not None and w.script not in twins]
    pairs = zip(sizes[::2], sizes[1::2], strict=True)
    timed = sum(max(pair) <= FAR_MS for pair in pairs)
    decides = not recording.reference
    yield from (decides * (len(said) - timed), decides * len(said))
    for one in (counts.missing, counts.extra):
        yield from (decides * n for n in (one.found, one.lost, one.false))
    right = decides * (len(said) == len(piece.script) == len(piece.words))
    yield right * (counts.missing.false + counts.extra.false)
    yield right * len(said)


def print_head(recordings: Sequence[Recording], counts: Floats) -> None:
    """Print how much was measured, and the row with all corrections."""
    for group in dict.fromkeys(recording.group for recording in recordings):
        own = [r.piece for r in recordings if r.group == group]
        minutes = sum(len(piece.pcm) for piece in own) / RATE / 60
        words = sum(len(piece.words) for piece in own)
        print(f"{group}: {len(own)} recordings, {minutes:.1f} minutes, {words} words")
    total = counts.sum(axis=0)
    print(dict(zip(COUNTS, np.round(total, 1).tolist(), strict=True)))
    names = [f"{m.name} ({m.unit})" for m in (*MEASURES, REFERENCE)]
    print(f"\n| without | {' | '.join(names)} | time | recordings changed | verdict |")
    print("|---|" + "---|" * (len(names) + 3))
    values = [f"{m.of(total):.3f}" for m in (*MEASURES, REFERENCE)]
    print(f"| (all on) | {' | '.join(values)} | 1 | | |", flush=True)


def print_row(
    name: str,
    before: Floats,
    after: Floats,
    recordings: Sequence[Recording],
    changed: Sequence[bool],
) -> None:
    """Print what changes without one correction."""
    rng = np.random.default_rng(1)
    size = len(recordings)
    weights = rng.multinomial(size, np.full(size, 1 / size), SAMPLES).astype(float)
    cells, worse = list[str](), list[str]()
    for one in (*MEASURES, REFERENCE):
        change = float(one.of(after.sum(axis=0)) - one.of(before.sum(axis=0)))
        changes = one.of(weights @ after) - one.of(weights @ before)
        low, high = np.percentile(changes, [2.5, 97.5])
        cells.append(f"{change:+.3f} [{low:+.3f}, {high:+.3f}]" if change else "0")
        is_worse = min(one.worse * low, one.worse * high) > 0
        if is_worse and one is not REFERENCE:
            worse.append(one.name)
    seconds = COUNTS.index("seconds")
    ratio = after[:, seconds].sum() / before[:, seconds].sum()
    groups = [r.group for r, one in zip(recordings, changed, strict=True) if one]
    tallied = ", ".join(f"{groups.count(g)} {g}" for g in dict.fromkeys(groups))
    verdict = f"stays: {', '.join(worse)}" if worse else "within noise"
    row = f"{' | '.join(cells)} | {ratio:.3f} | {tallied or 'none'} | {verdict}"
    print(f"| {name} | {row} |", flush=True)


if __name__ == "__main__":
    main()
