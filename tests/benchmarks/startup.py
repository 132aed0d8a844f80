"""Time to import sync_core and list every plugin, as a whole process.

    python tests/benchmarks/startup.py [RUNS]

Prints the medians of this, of the bare interpreter, and of their difference.
"""

import statistics
import subprocess
import sys
import time

LISTING = (
    "import sync_core; m = sync_core.PluginManager.installed(); "
    "assert m.backends() and m.aligners() and m.exporters()"
)


def seconds(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def main(runs: int) -> None:
    pairs = [(seconds("pass"), seconds(LISTING)) for _ in range(runs + 1)][1:]
    bare = statistics.median(pair[0] for pair in pairs)
    listing = statistics.median(pair[1] for pair in pairs)
    print(f"bare interpreter           {bare:.3f} s")
    print(f"import and list plugins    {listing:.3f} s   (at most 0.25 s)")
    print(f"sync_core's own part       {listing - bare:.3f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
