"""CPU time and memory to write and read formats, for 1,000 to 100,000 words.

    python tests/benchmarks/exporting.py [NAME ...]

About ten hours of speech; formats by name, or TextGrid, CSV and JSON Lines. The
column ``linear`` compares the time per word with that of a tenth of the words: 1 is
linear. The memory is the whole process's at its highest before anything is read.
"""

import io
import random
import resource
import sys
import time
from itertools import pairwise

from sync_core import Document, Phone, PluginManager, Segment, Word
from sync_core.formats.files import render

NAMES = ("textgrid", "csv", "jsonl")
SIZES = (1_000, 10_000, 100_000)


def document(count: int) -> Document:
    """Make a document of words with three phones each, twelve words a segment."""
    dice = random.Random(count)
    segments, now = [], 0
    for first in range(0, count, 12):
        words = []
        for at in range(first, min(first + 12, count)):
            length = dice.randint(120, 500)
            cuts = (now, now + length // 3, now + length // 2, now + length)
            phones = [Phone("a", i, j) for i, j in pairwise(cuts)]
            words.append(Word(f"word{at}", now, now + length, 0.9, phones=phones))
            now += length + dice.choice((0, 0, 60))
        text = " ".join(word.text for word in words)
        segments.append(Segment(words, text, words[0].start_ms, now, f"S{first % 5}"))
        now += 300
    return Document(segments, duration_ms=now, source="long.wav")


def main(names: tuple[str, ...]) -> None:
    manager = PluginManager.installed()
    made = {count: document(count) for count in SIZES}
    files: dict[tuple[str, int], bytes] = {}
    print(f"{'format':18}{'words':>8}{'write s':>9}{'linear':>8}{'MB':>7}")
    for name in names:
        last = 0.0
        for count in SIZES:
            begin = time.process_time()
            files[name, count] = render(made[count], manager.exporter(name))
            spent = time.process_time() - begin
            last = report(name, count, spent, last, len(files[name, count]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory: {peak} MB\n\n{'format':18}{'words':>8}{'read s':>9}")
    for (name, count), data in files.items():
        read = manager.exporter(name).record.read
        if read is not None:
            last = last if count > SIZES[0] else 0.0
            begin = time.process_time()
            read(io.BytesIO(data))
            last = report(name, count, time.process_time() - begin, last, len(data))


def report(name: str, count: int, spent: float, last: float, size: int) -> float:
    """Print a line; give the seconds per word."""
    ratio = f"{spent / count / last:.2f}" if last else ""
    print(f"{name:18}{count:8}{spent:9.3f}{ratio:>8}{size / 1e6:7.1f}")
    return spent / count


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or NAMES)
