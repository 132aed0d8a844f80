"""Live transcription against what it promises, and against the plain way to do it.

    python tests/benchmarks/live.py [LABELS...] [--texts FOLDER ...] [--part latency]
        [--minutes 10]
        [--cache FILE] [--clock cpu|wall] [--set step_ms=800] [--json FILE] ...

LABELS are folders of label files: {"audio": "x.flac", "words": [{"text", "start",
"end"}, ...]} with times in seconds; they are joined with pauses of 0.3 to 1.5 s. The
English prompts (see prompts.py) are joined in the same way, their words timed by the
aligner ``hmm``, as are those of label files with "text" below the folders of --texts;
what does not say its text is left out of them. Parts, all of them unless named:

- latency: words of both recordings as they come, simulated, beside the loop of
  whisper.cpp's example ``stream`` (live_naive.py) and the same model's file mode;
- boundaries: only the labelled recording, without the other two;
- memory: an hour of speech in a row, and whether memory and lag grow;
- silence: ten minutes without a word.

Latencies are those of words that were heard right, from their labelled ends, with the
time of computing. With --cache, decodings are kept from run to run, with their times;
--kept-only counts nothing else, so that a second run is the same to the millisecond.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from live_audio import Recording, joined_labels, joined_prompts, joined_texts
from live_cache import DecodingStore, ReplayClock, digest, engine_code, kept
from live_hours import memory, silence
from live_naive import NaiveLoop
from live_setup import Setup
from live_table import rows, table
from sync_core import Pipeline, Word
from sync_core.live.measurement.reference import compare
from sync_core.live.settings import LiveSettings
from sync_core.live.simulation import Simulation, cpu_clock

PARTS = ("latency", "boundaries", "memory", "silence")


def main() -> None:
    asked = _arguments()
    base = cpu_clock(asked.threads) if asked.clock == "cpu" else time.perf_counter
    tag = f"{asked.model}, {asked.threads} threads, {asked.clock} time"
    given = dict(text.split("=", 1) for text in asked.set)
    numbers = {k: float(v) if "." in v else int(v) for k, v in given.items()}
    settings = LiveSettings(**numbers)  # type: ignore[arg-type]
    print(f"{tag}, chunks of {asked.chunk} ms\n{settings}\n")
    with Pipeline(
        backend="whisper-cpp",
        model=asked.model,
        aligner=None if asked.aligner == "none" else asked.aligner,
        language="en",
        threads=asked.threads,
    ) as pipeline:
        store = DecodingStore(asked.cache, f"{tag}, {asked.aligner}")
        clock = ReplayClock(base, kept_only=asked.kept_only)
        setup = Setup(pipeline, store, clock, settings, asked.chunk)
        done = _run(setup, asked)
    if asked.json:
        asked.json.write_text(json.dumps(done, indent=1), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labels", nargs="*", type=Path)
    parser.add_argument("--texts", nargs="+", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--hour", type=int, default=60, help="Minutes for memory.")
    parser.add_argument("--replay", action="store_true", help="See live_hours.py.")
    parser.add_argument("--no-prompts", action="store_true")
    parser.add_argument("--no-others", action="store_true", help="No naive, no file.")
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--aligner", default="auto")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clock", choices=("cpu", "wall"), default="cpu")
    parser.add_argument("--chunk", type=int, default=20, help="In ms.")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--cache", type=Path, default=Path(":memory:"))
    parser.add_argument("--kept-only", action="store_true", help="See ReplayClock.")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _run(setup: Setup, asked: argparse.Namespace) -> dict[str, Any]:
    parts = asked.part or PARTS
    recordings = _recordings(setup, asked, parts)
    if not recordings and parts != ["silence"]:
        sys.exit("nothing is spoken: name LABELS or --texts, or leave out --no-prompts")
    done: dict[str, Any] = {}
    for part in parts:
        if part == "memory":
            done[part] = memory(setup, recordings[0], asked.hour, replay=asked.replay)
        elif part == "silence":
            done[part] = silence(setup, asked.minutes)
        elif part == "latency":
            for each in recordings:
                done[each.name] = _compare(setup, each, others=not asked.no_others)
        elif "latency" not in parts:
            for each in recordings:
                if each.by_hand:
                    done[each.name] = _compare(setup, each, others=False)
    return done


def _recordings(
    setup: Setup, asked: argparse.Namespace, parts: Sequence[str]
) -> list[Recording]:
    recordings = list[Recording]()
    if not asked.no_prompts and {"latency", "memory"} & {*parts}:
        recordings.append(joined_prompts(asked.minutes, setup.store, setup.clock))
    if asked.texts:
        recordings.append(
            joined_texts(asked.texts, asked.minutes, setup.store, setup.clock)
        )
    if asked.labels:
        recordings.append(joined_labels(asked.labels, asked.minutes))
    return recordings


def _compare(setup: Setup, recording: Recording, *, others: bool) -> dict[str, Any]:
    store = setup.store
    print(
        f"## {recording.name}: {recording.seconds:.0f} s, {len(recording.words)} words"
    )
    live = setup.simulated(setup.opened, recording)
    naive, wer = None, None
    if others:
        naive = setup.simulated(
            lambda: NaiveLoop(setup.pipeline, store, setup.clock), recording
        )
        wer = _file_mode(setup, recording)
        print(f"file mode: WER {100 * wer:.2f} %")
    print(f"results made {store.misses}, kept {store.hits}")
    print(table(rows(live, naive, wer, recording.by_hand)), end="\n\n")
    return {"live": _data(live), "naive": naive and _data(naive), "file_wer": wer}


def _data(simulation: Simulation) -> Any:
    return json.loads(simulation.to_json())


def _file_mode(setup: Setup, recording: Recording) -> float:
    """Give the word error rate of the same model where it has the whole file."""

    def work() -> list[list[object]]:
        found = setup.pipeline.transcribe(recording.pcm, sample_rate_hz=16_000)
        return [[word.text, word.start_ms, word.end_ms] for word in found.words]

    key = ("file", engine_code(), digest(recording.pcm))
    heard = [Word(*row) for row in kept(setup.store, setup.clock, key, work)]
    return compare(recording.words, heard).errors.rate or 0.0


if __name__ == "__main__":
    main()
