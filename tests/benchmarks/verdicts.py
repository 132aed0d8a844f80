"""How well an aligner tells what was not said and what is not in the script.

    python tests/benchmarks/verdicts.py LABELS... [--aligner hmm] [--rounds 1]
        [--seed 1] [--part I/N] [--list]

LABELS are folders of label files (see ``edits.load_clips``). Pieces of one to four
clips are aligned as they are and with one edit each. Counted per word:

- missing: a script word that was cut out is found when it has no times, or its status
  is neither matched nor interpolated; a word that was said and is not matched is a
  false alarm.
- extra: an unscripted word is found when at least half of its time lies in words of
  status extra; a script word that was said and lies at least half in them is a false
  alarm. Of a word said twice in a row either may be the one too many.

Prints F1 by kind and length of the edit, the share of false alarms in unedited pieces,
and the error of word edges near edits and in unedited pieces.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from attrs import define, field

from edits import KINDS, RATE, Piece, Said, edited, load_clips, pieces
from sync_core import AlignmentError, Document, Pipeline, Word

LENGTHS = (1, 2, 3, 4, 6, 8)


@define
class Count:
    """Hits and misses of one kind of verdict."""

    found: int = 0
    lost: int = 0
    false: int = 0

    @property
    def f1(self) -> float:
        """The balance of precision and recall; 1 where there was nothing to find."""
        every = 2 * self.found + self.lost + self.false
        return 2 * self.found / every if every else 1.0


@define
class Tally:
    """What was counted over some pieces."""

    missing: Count = field(factory=Count)
    extra: Count = field(factory=Count)
    said: int = 0
    failed: int = 0


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--aligner", default="hmm")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="0/1", help="I/N: every Nth folder from I")
    parser.add_argument("--list", action="store_true", help="print what went wrong")
    given = parser.parse_args()
    folders = sorted({p.parent for f in given.labels for p in f.rglob("*.json")})
    part, parts = map(int, given.part.split("/"))
    clips = load_clips(folders[part::parts])
    rng = random.Random(given.seed)
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    near: list[float] = []
    plain: list[float] = []
    spent = length = 0.0
    with Pipeline(aligner=given.aligner, language="en") as pipeline:
        for _ in range(given.rounds):
            for piece, other in pieces(clips, rng):
                began = time.process_time()
                document = aligned(pipeline, piece)
                spent += time.process_time() - began
                length += len(piece.pcm) / RATE
                tally(tallies["unedited", ""], piece, document, given.list)
                plain += edge_errors(piece, document, range(len(piece.script)))
                for kind in KINDS:
                    size = rng.choice(LENGTHS)
                    changed = edited(piece, kind, size, other, rng)
                    if changed is None:
                        continue
                    document = aligned(pipeline, changed)
                    for row in ((kind, bucket(size)), ("all", bucket(size))):
                        shown = given.list and row[0] != "all"
                        tally(tallies[row], changed, document, shown)
                    near += edge_errors(changed, document, changed.touched)
    report(tallies)
    for name, errors in (("near edits", near), ("unedited", plain)):
        sizes = sorted(abs(error) for error in errors)
        p95 = sizes[int(0.95 * len(sizes))]
        print(
            f"edges {name}: n={len(sizes)} mean={statistics.fmean(sizes):.1f} "
            f"median={statistics.median(sizes):.1f} p95={p95:.0f} ms"
        )
    print(f"unedited pieces: RTF {spent / length:.3f} (CPU time)")


def bucket(size: int) -> str:
    """Name a length."""
    return str(size) if size < 3 else "3+"


def aligned(pipeline: Pipeline, piece: Piece) -> Document | None:
    """Align, or give None where the aligner refuses."""
    text = " ".join(piece.script)
    try:
        return pipeline.align(piece.pcm, text, sample_rate_hz=RATE)
    except AlignmentError:
        return None


def tally(into: Tally, piece: Piece, document: Document | None, shown: bool) -> None:
    """Count the hits and misses of one piece."""
    if document is None:
        into.failed += 1
    words = [w for w in document.words if w.script_span] if document else []
    spans = [
        (w.start_ms or 0, w.end_ms or 0)
        for w in (document.words if document else ())
        if w.status == "extra"
    ]
    heard = {w.script for w in piece.words if w.script is not None}
    lost = [at for at, word in enumerate(words) if not is_matched(word)]
    lost = lost if words else list(range(len(piece.script)))
    cut = set(range(len(piece.script))) - heard
    into.said += len(heard)
    into.missing.found += len(cut.intersection(lost))
    into.missing.lost += len(cut.difference(lost))
    into.missing.false += len(heard.intersection(lost))
    covered = {at for at, w in enumerate(piece.words) if is_covered(w, spans)}
    wanted = wanted_extra(piece, covered)
    into.extra.found += len(covered & wanted)
    into.extra.lost += len(wanted - covered)
    into.extra.false += len(covered - wanted)
    if shown and (set(lost) != cut or covered != wanted):
        show(piece, set(lost), cut, covered, wanted)


def show(
    piece: Piece, lost: set[int], cut: set[int], covered: set[int], wanted: set[int]
) -> None:
    """Print a piece with its wrong verdicts."""
    script = [
        f"{'-' if at in cut else ''}{'*' if (at in cut) != (at in lost) else ''}{word}"
        for at, word in enumerate(piece.script)
    ]
    said = [
        f"{'+' if at in wanted else ''}"
        f"{'*' if (at in wanted) != (at in covered) else ''}{word.text}"
        for at, word in enumerate(piece.words)
    ]
    print(f"{piece.kind} {piece.length}: {' '.join(script)}\n    {' '.join(said)}")


def wanted_extra(piece: Piece, covered: set[int]) -> set[int]:
    """Give the words that should be extra, of twins the one that is, if one is."""
    first = {w.script: at for at, w in enumerate(piece.words) if w.script is not None}
    wanted: set[int] = set()
    for at, word in enumerate(piece.words):
        if word.script is not None:
            continue
        twin = first.get(word.twin) if word.twin is not None else None
        other = twin is not None and twin in covered and at not in covered
        wanted.add(twin if other and twin is not None else at)
    return wanted


def is_matched(word: Word) -> bool:
    """Say whether a script word is given as said."""
    known = word.status in ("matched", "interpolated")
    return known and word.start_ms is not None


def is_covered(word: Said, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether half of a word lies in extra speech."""
    start, end = word.start * 1000 / RATE, word.end * 1000 / RATE
    shared = sum(max(0.0, min(end, b) - max(start, a)) for a, b in spans)
    return shared >= (end - start) / 2


def edge_errors(
    piece: Piece, document: Document | None, places: Sequence[int] | frozenset[int]
) -> list[float]:
    """Give the errors of the edges of some script words, in ms."""
    if document is None:
        return []
    words = [w for w in document.words if w.script_span]
    errors: list[float] = []
    twins = {w.twin for w in piece.words}
    for said in piece.words:
        if said.script not in places or said.script in twins or said.script is None:
            continue
        word = words[said.script]
        if word.start_ms is not None and word.end_ms is not None:
            errors.append(word.start_ms - said.start * 1000 / RATE)
            errors.append(word.end_ms - said.end * 1000 / RATE)
    return errors


def report(tallies: dict[tuple[str, str], Tally]) -> None:
    """Print a line a kind and length."""
    print("edit      words   missing F1 (found lost false)    extra F1     failed")
    for (kind, size), counts in sorted(tallies.items()):
        m, e = counts.missing, counts.extra
        print(
            f"{kind:9} {size:4} {m.f1:10.3f} ({m.found:4} {m.lost:4} {m.false:4}) "
            f"{e.f1:10.3f} ({e.found:4} {e.lost:4} {e.false:4}) {counts.failed:4}"
        )
    plain = tallies["unedited", ""]
    wrong = plain.missing.false + plain.extra.false
    print(f"false alarms unedited: {wrong} of {plain.said} ({wrong / plain.said:.2%})")


if __name__ == "__main__":
    main()
