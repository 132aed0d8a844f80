"""Where an aligner's word edges are off: errors by what meets at the edge.

    python tests/benchmarks/boundary_kinds.py LABELS... [--aligner hmm] [--language en]

LABELS are folders of label files: {"audio": "x.flac", "text": "...", "words": [{"text",
"start", "end"}, ...]} with times in seconds. Prints two Markdown tables: the absolute
errors by kind of edge, where a pause is what the labels call one and the sounds are
those that the aligner placed, and what share of the words at each confidence have both
edges within 50 ms. Clips whose words do not pair one to one are left out, and counted.
"""

import argparse
import json
import statistics
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import frozen

from sync_core import Document, Pipeline, SyncCoreError, Word

SOUNDS = {
    "vowel": "ɑæʌəɔaeɛɪioʊuɝɚɜ",
    "glide": "lɹrwj",
    "nasal": "mnŋ",
    "fricative": "szʃʒfvθðh",
    "stop": "ptkbdɡgʔ",
}
LEVELS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 1.01)
APART_MS = 1.0
"""Labels this close leave no pause."""


@frozen
class Edge:
    """One edge of a word."""

    kind: str
    error_ms: float


@frozen
class Trust:
    """One word's confidence, and whether it was earned."""

    confidence: float
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--aligner", default="hmm")
    parser.add_argument("--language", default="en")
    arguments = parser.parse_args()
    files = [p for folder in arguments.labels for p in sorted(folder.rglob("*.json"))]
    found: list[Edge | Trust] = []
    left_out = 0
    with Pipeline(aligner=arguments.aligner, language=arguments.language) as pipeline:
        for path in files:
            clip = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(clip, dict) or not clip.get("words"):
                continue
            try:
                found += _measured(pipeline, path.parent, clip)
            except SyncCoreError as error:
                print(f"{path.name}: {error}")
                left_out += 1
            except ValueError:
                left_out += 1
    _print_kinds([edge for edge in found if isinstance(edge, Edge)])
    _print_trust([word for word in found if isinstance(word, Trust)])
    print(f"{left_out} clips left out")


def _measured(
    pipeline: Pipeline, folder: Path, clip: dict[str, Any]
) -> list[Edge | Trust]:
    labels = clip["words"]
    text = clip.get("text") or " ".join(label["text"] for label in labels)
    document = pipeline.align(str(folder / clip["audio"]), text)
    return list(_compared(document, labels))


def _compared(
    document: Document, labels: list[dict[str, Any]]
) -> Iterator[Edge | Trust]:
    words = [word for word in document.words if word.status != "extra"]
    for at, (word, label) in enumerate(zip(words, labels, strict=True)):
        if word.start_ms is None or word.end_ms is None:
            continue
        start = word.start_ms - 1000 * label["start"]
        end = word.end_ms - 1000 * label["end"]
        before = words[at - 1] if at and not _pause(labels, at) else None
        joined = at + 1 < len(words) and not _pause(labels, at + 1)
        behind = words[at + 1] if joined else None
        yield Edge(_kind(before, word), start)
        yield Edge(_kind(word, behind), end)
        if word.confidence is not None:
            yield Trust(word.confidence, max(abs(start), abs(end)) <= 50)


def _pause(labels: list[dict[str, Any]], at: int) -> bool:
    return bool(1000 * (labels[at]["start"] - labels[at - 1]["end"]) > APART_MS)


def _kind(left: Word | None, right: Word | None) -> str:
    before = _sound(left, -1) if left else "pause"
    behind = _sound(right, 0) if right else "pause"
    return f"{before}, {behind}"


def _sound(word: Word, at: int) -> str:
    symbol = word.phones[at].symbol[0] if word.phones else ""
    return next((kind for kind, row in SOUNDS.items() if symbol in row), "unknown")


def _print_kinds(edges: list[Edge]) -> None:
    total = sum(abs(edge.error_ms) for edge in edges)
    groups: dict[str, list[float]] = {}
    for edge in edges:
        groups.setdefault(edge.kind, []).append(edge.error_ms)
    print("| edge | edges | mean | median | bias | within 20 ms | over 50 ms | share |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, errors in sorted(groups.items(), key=lambda item: -len(item[1])):
        sizes = [abs(error) for error in errors]
        mean, middle = statistics.fmean(sizes), statistics.median(sizes)
        within = sum(size <= 20 for size in sizes) / len(sizes)
        print(
            f"| {kind} | {len(errors)} | {mean:.1f} ms | {middle:.1f} ms "
            f"| {statistics.median(errors):+.1f} ms | {within:.0%} "
            f"| {sum(size > 50 for size in sizes)} | {sum(sizes) / total:.0%} |"
        )


def _print_trust(words: list[Trust]) -> None:
    print("| confidence | words | both edges within 50 ms |")
    print("|---|---|---|")
    spans = [*pairwise(LEVELS), (0.9, LEVELS[-1])]
    for low, high in spans:
        right = [word.right for word in words if low <= word.confidence < high]
        if right:
            name = f"{low:g} to {high:g}" if high <= 1 else f"{low:g} and above"
            print(f"| {name} | {len(right)} | {statistics.fmean(right):.1%} |")


if __name__ == "__main__":
    main()
