"""Accuracy, speed and memory of aligning hours in one call.

    python tests/benchmarks/long_audio.py MINUTES LABELS... [--aligner NAME]

LABELS are folders of 16 kHz clips with a JSON file each: ``audio``, ``text`` and
``words`` (``text``, ``start``, ``end`` in seconds). The clips are joined in random
order, again and again, with pauses of 0.2 to 3 s, room tone under everything, and every
few minutes 5 to 20 s of music-like sound. Prints the errors of word boundaries in the
first and the last tenth, how many edges are a second off or more, the real-time factor,
and the peak of resident memory.
"""

import argparse
import json
import random
import resource
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from sync_core import Audio, Pipeline

RATE = 16_000
ROOM_TONE, MUSIC = 12, 2_500
"""Root mean square, in units of 16 bit."""


def music(generator: np.random.Generator, seconds: float) -> np.ndarray:
    """Chords of decaying partials, a new one every half second."""
    beat = RATE // 2
    time_s = np.arange(beat) / RATE
    chords = []
    for _ in range(int(2 * seconds)):
        roots = 110 * 2 ** (generator.choice([0, 3, 5, 7, 10, 12], 3) / 12)
        partials = np.concatenate([roots * n for n in (1, 2, 3)])
        tones = np.sin(2 * np.pi * partials[:, None] * time_s) / partials[:, None]
        chords.append(tones.sum(axis=0) * np.exp(-3 * time_s))
    joined = np.concatenate(chords)
    scaled: np.ndarray = joined * MUSIC / np.sqrt(np.mean(joined**2))
    return scaled


def make(
    minutes: float, folders: list[Path]
) -> tuple[Audio, str, list[tuple[float, float]]]:
    """Give the audio, its script, and each word's start and end in ms."""
    generator, chance = np.random.default_rng(1), random.Random(1)
    labels = [p for folder in folders for p in sorted(folder.rglob("*.json"))]
    clips = [(p, json.loads(p.read_text(encoding="utf-8"))) for p in labels]
    clips = [(p, c) for p, c in clips if isinstance(c, dict) and c.get("words")]
    pcm = np.zeros(int(minutes * 60 * RATE), np.int16)
    at, since_music = 0, 0
    text: list[str] = []
    truth: list[tuple[float, float]] = []
    order: list[tuple[Path, dict[str, Any]]] = []
    while True:
        order = order or chance.sample(clips, len(clips))
        path, clip = order.pop()
        samples = Audio.load(path.parent / clip["audio"]).pcm
        at += int(chance.uniform(0.2, 3) * RATE)
        if since_music > 150 * RATE:
            sound = music(generator, chance.uniform(5, 20))[: max(0, len(pcm) - at)]
            pcm[at : at + len(sound)] += sound.astype(np.int16)
            at, since_music = at + len(sound) + RATE // 2, 0
        if at + len(samples) > len(pcm):
            break
        pcm[at : at + len(samples)] = samples
        shift = 1000 * at / RATE
        truth += [
            (shift + 1000 * w["start"], shift + 1000 * w["end"]) for w in clip["words"]
        ]
        text.append(" ".join(w["text"] for w in clip["words"]))
        at, since_music = at + len(samples), since_music + len(samples)
    for start in range(0, len(pcm), RATE * 60):
        part = pcm[start : start + RATE * 60]
        part += generator.normal(0, ROOM_TONE, len(part)).astype(np.int16)
    return Audio(pcm, len(pcm) * 1000 // RATE), ". ".join(text), truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--aligner", default="auto")
    parser.add_argument("--language", default="en")
    arguments = parser.parse_args()
    audio, script, truth = make(arguments.minutes, arguments.labels)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, began_cpu = time.perf_counter(), time.process_time()
    with Pipeline(aligner=arguments.aligner, language=arguments.language) as pipeline:
        document = pipeline.align(audio, script)
    spent, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    words = [word for word in document.words if word.status != "extra"]
    off = [
        (abs(word.start_ms - start), abs(word.end_ms - end))
        if word.start_ms is not None and word.end_ms is not None
        else None
        for word, (start, end) in zip(words, truth, strict=True)
    ]
    tenth = len(off) // 10
    for name, part in (("all", off), ("first", off[:tenth]), ("last", off[-tenth:])):
        errors = [e for pair in part if pair for e in pair]
        mean, median = statistics.fmean(errors), statistics.median(errors)
        far = sum(error > 1000 for error in errors)
        print(f"{name:5}  mean {mean:.1f} ms  median {median:.1f}  a second off {far}")
    length_s = audio.duration_ms / 1000
    print(f"{length_s:.0f} s, {len(words)} words, {off.count(None)} without times")
    print(f"real-time factor {spent / length_s:.3f}, CPU {cpu / length_s:.3f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB, of which {before:.0f} before aligning")
    print(dict(Counter(word.status for word in document.words)))
    print(dict(Counter(finding.code for finding in document.findings)))


if __name__ == "__main__":
    main()
