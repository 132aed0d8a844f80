"""First call and real-time factor of Pipeline.align with the hmm aligner.

    python tests/benchmarks/align_speed.py [ROUNDS]

The clip is the demo's first 10 s with the sentences spoken in it. Prints the first
call's time (the engine is started by it) and the CPU time of later calls as a share of
the audio's length.
"""

import statistics
import sys
import time

from sync_core import Audio, Pipeline, demo_clip

LENGTH_MS = 10_200
"""Behind the end of the third sentence."""


def main(rounds: int) -> None:
    path, script = demo_clip()
    clip = Audio.load(path).slice(0, LENGTH_MS)
    spoken = script.partition("When he landed")[0]
    with Pipeline(aligner="hmm", language="en") as pipeline:
        began = time.perf_counter()
        pipeline.align(clip, spoken)
        first = time.perf_counter() - began
        later = []
        for _ in range(rounds):
            began = time.process_time()
            pipeline.align(clip, spoken)
            later.append(time.process_time() - began)
    rtf = statistics.median(later) / (LENGTH_MS / 1000)
    print(f"first call   {first:.3f} s   (at most 1 s)")
    print(
        f"later        RTF {rtf:.4f} of one core, median of {rounds}   (at most 0.06)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
