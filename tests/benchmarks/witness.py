"""The witness of a refactoring: what the public API gives, before and after.

    python tests/benchmarks/witness.py DATA --out before.jsonl --keep before
    python tests/benchmarks/witness.py DATA --out after.jsonl --keep after
    python tests/benchmarks/witness.py --compare before.jsonl after.jsonl
    diff -r before after

DATA is a folder of labelled clips (NAME.json beside NAME.flac, in folders of any
depth). A run calls public names only, so that this file runs on both trees. It records
one text for each item and prints a line for each part: its name, the number of items,
a digest of them all, and its CPU seconds. ``--out`` writes the digest of each item as
JSON Lines, ``--keep`` the whole texts as files. ``--compare`` names the items that
differ and exits with 1 if there are any. Two runs on one tree and machine are equal.

Parts with made input: ``names`` (public names and parameters), ``text`` (scripts, SSML,
languages, phones), ``audio`` (loading), ``errors``, ``exports`` (every format, every
profile, read back), ``cues``, ``live-made`` (a made engine), ``command`` (the command
line). Parts with the clips: ``align-hmm``, ``align-ctc``, ``align-whisper``,
``align-edited`` (scripts that differ from what is said, and long recordings),
``transcribe`` (faster-whisper, with and without new times), ``whisper-cpp``,
``live-speech``, ``exports-aligned``.

Left out of the texts as they may differ: versions, folders, computing times. A run
uses one thread and the models of the extra ``offline``; it downloads nothing. Every
part runs in a process of its own with a fixed hash seed, so that no memory and no
order of sets carries over. All parts take about 12 minutes of
one core for 32 minutes of audio; ``--every N`` takes an N-th of the clips.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import witness_command
import witness_formats
import witness_live
import witness_made
import witness_speech
from witness_items import Item, Part, Plan, file_name

PARTS: dict[str, Part] = {
    **witness_made.PARTS,
    **witness_formats.PARTS,
    **witness_live.PARTS,
    **witness_command.PARTS,
    **witness_speech.PARTS,
}
DIGITS = 12
ENVIRONMENT = {
    "COLUMNS": "100",
    "HF_HUB_OFFLINE": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "TERM": "dumb",
}
VARIABLES = ("SYNC_CORE_PLUGINS", "SYNC_CORE_DISABLE", "SYNC_CORE_PLUGIN_TIMEOUT")
"""Set by a user, these change what is recorded."""


def digest(text: str) -> str:
    """Return the first digits of the text's SHA-256."""
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def record(part: str, items: Iterator[Item], keep: Path | None) -> Iterator[str]:
    """Write the items' texts and yield a line of JSON for each item.

    Raises:
        ValueError: Two items of the part have one name.
    """
    known = set[str]()
    for name, text in items:
        if name in known:
            raise ValueError(f"{part}: two items are called {name!r}")
        known.add(name)
        if keep is not None:
            path = keep / part / file_name(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
        row = {"part": part, "item": name, "digest": digest(text)}
        yield json.dumps(row, ensure_ascii=False)


def run_part(part: str, plan: Plan, keep: Path | None) -> None:
    """Run a part in this process and print a line of JSON for each item."""
    for line in record(part, PARTS[part](plan), keep):
        print(line, flush=True)


def start_part(part: str, arguments: argparse.Namespace) -> list[str]:
    """Run a part in a process of its own and return its lines of JSON.

    Raises:
        SystemExit: The part failed.
    """
    command = [sys.executable, __file__, str(arguments.data), "--child", part]
    command += ["--every", str(arguments.every)]
    if arguments.keep is not None:
        command += ["--keep", str(arguments.keep)]
    environment = {k: v for k, v in os.environ.items() if k not in VARIABLES}
    done = subprocess.run(
        command,
        env=environment | ENVIRONMENT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"{part} failed with {done.returncode}")
    return [line for line in done.stdout.splitlines() if line.startswith('{"part"')]


def cpu_s() -> float:
    """Return the CPU seconds of all finished child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_parts(names: list[str], arguments: argparse.Namespace) -> None:
    """Run parts one after the other; print a line for each and write the digests."""
    if arguments.out is not None:
        arguments.out.write_text("", encoding="utf-8")
    for name in names:
        before = cpu_s()
        lines = start_part(name, arguments)
        whole = digest("\n".join(lines))
        spent = cpu_s() - before
        print(f"{name:16}{len(lines):6}  {whole}  {spent:7.1f} s", flush=True)
        if arguments.out is not None:
            with arguments.out.open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)


def read_digests(path: Path) -> dict[tuple[str, str], str]:
    """Read what ``--out`` wrote: digests by part and item."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {(row["part"], row["item"]): row["digest"] for row in rows}


def compare(first: Path, second: Path) -> bool:
    """Print the items that differ, and return whether there are none.

    Items of a part that only one file has at all are not compared.
    """
    a, b = read_digests(first), read_digests(second)
    parts = {part for part, _ in a} & {part for part, _ in b}
    both = [key for key in {**a, **b} if key[0] in parts]
    differing = [key for key in both if a.get(key) != b.get(key)]
    for part, item in differing:
        where = "differs" if (part, item) in a and (part, item) in b else "in one only"
        print(f"{part}: {item}: {where}")
    skipped = sorted({part for part, _ in {**a, **b}} - parts)
    if skipped:
        print(f"not compared, as only one file has them: {', '.join(skipped)}")
    print(f"{len(both)} items in {len(parts)} parts, {len(differing)} differ")
    return not differing and bool(both)


def parsed() -> argparse.Namespace:
    """Read the command line."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, help="write the items' digests")
    parser.add_argument("--keep", type=Path, help="write the items' texts")
    parser.add_argument("--parts", help=f"some of {','.join(PARTS)}")
    parser.add_argument("--every", type=int, default=1, help="take an N-th of clips")
    parser.add_argument("--compare", nargs=2, type=Path, metavar="FILE")
    parser.add_argument("--child", choices=PARTS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.compare is None and arguments.data is None:
        parser.error("DATA, or --compare FILE FILE")
    return arguments


def main() -> None:
    arguments = parsed()
    if arguments.compare is not None:
        sys.exit(not compare(*arguments.compare))
    if arguments.child is not None:
        plan = Plan(arguments.data.resolve(), arguments.every)
        return run_part(arguments.child, plan, arguments.keep)
    names = arguments.parts.split(",") if arguments.parts else list(PARTS)
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return run_parts(names, arguments)


if __name__ == "__main__":
    main()
