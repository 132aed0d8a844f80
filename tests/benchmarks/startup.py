"""CPU time to import sync_core and list every plugin, and to start the aligner hmm.

    python tests/benchmarks/startup.py [RUNS]

Each is a whole process; bytecode is written by a first one, as installing a package
writes it, whatever PYTHONDONTWRITEBYTECODE says. Prints the medians of this and of the
bare interpreter, and what hmm takes beyond the list, numpy's import included.
"""

import os
import statistics
import subprocess
import sys

LISTING = (
    "import sync_core; m = sync_core.PluginManager.installed(); "
    "assert m.backends() and m.aligners() and m.exporters()"
)
HMM = f"{LISTING}; m.aligner('hmm').record.load(sync_core.EngineOptions())"
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def cpu_seconds(code: str) -> float:
    """Where the system does not tell the CPU time of children, this is the time."""
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True, env=ENVIRONMENT)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return used or after.elapsed - before.elapsed


def main(runs: int) -> None:
    rounds = [
        [cpu_seconds(code) for code in ("pass", LISTING, HMM)] for _ in range(runs + 1)
    ][1:]
    bare, listing, hmm = map(statistics.median, zip(*rounds, strict=True))
    print(f"bare interpreter           {bare:.3f} s")
    print(f"import and list plugins    {listing:.3f} s   (at most 0.25 s)")
    print(f"the aligner hmm, after it  {hmm - listing:.3f} s   (at most 0.30 s)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
