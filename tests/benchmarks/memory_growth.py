"""Memory of one Pipeline over many clips.

    python tests/benchmarks/memory_growth.py [CLIPS]

Aligns a sentence of the demo's clip again and again, each time as a new array, with
every tenth script holding a spelling that no dictionary has. Prints the resident
memory after the first tenth and at the end.
"""

import resource
import sys
from itertools import product
from pathlib import Path

from sync_core import Audio, Pipeline, demo_clip


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def misspelt(number: int) -> str:
    """Give one of 216 ways to write a name that sound nearly alike."""
    spellings = product("iye", ("n", "nn"), ("db", "b"), "eui", ("r", "rr"), "gkc", "h")
    return "L" + "".join(list(spellings)[number % 216])


def main(clips: int) -> None:
    path, script = demo_clip()
    samples = Audio.load(path).float32()[: 5 * 16_000]
    spoken = script.partition(" He had")[0]
    with Pipeline(aligner="hmm", language="en") as pipeline:
        for number in range(clips):
            text = spoken
            if number % 10 == 0:
                text = spoken.replace("Lindbergh", misspelt(number // 10))
            pipeline.align(samples.copy(), text, sample_rate_hz=16_000)
            if number + 1 in (clips // 10, clips):
                print(f"after {number + 1:5} clips   {resident_mib():.1f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
