"""The witness's part of the command line: what it prints and writes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sync_core import demo_clip, load
from sync_core.testing import make_document
from witness_items import Item, Part, Plan, outcome, scrub, without_computing

COMMANDS = (
    "align", "check", "convert", "demo", "formats", "live", "models", "new",
    "plugins", "transcribe", "models convert", "models list", "models path",
    "models pull", "models remove", "models verify",
)  # fmt: skip


def command(_plan: Plan) -> Iterator[Item]:
    """Record what the command line prints."""
    for name in ("", *COMMANDS):
        yield f"{name} --help", _run(*name.split(), "--help")
    clip, said = demo_clip()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "clip.flac").write_bytes(clip.read_bytes())
        (here / "script.txt").write_text(said, encoding="utf-8")
        (here / "short.txt").write_text("Nothing of this.", encoding="utf-8")
        (here / "empty.txt").write_text("", encoding="utf-8")
        document = make_document("Good morning to you all.", "How are you?")
        (here / "a.json").write_text(document.to_json(), encoding="utf-8")
        for number, line in enumerate(LINES):
            yield f"{number:02} {line}", _run(*line.split(), folder=here)
        for path in sorted(p for p in here.rglob("*") if p.is_file()):
            name = str(path.relative_to(here))
            data = path.read_bytes().decode("utf-8", "backslashreplace")
            if path.suffix == ".json" and "new" not in name:
                data = outcome(load, path)
            if path.suffix != ".flac":
                yield f"file {name}", scrub(data, [here])


LINES = (
    "formats", "formats --json", "formats srt", "formats vtt", "formats nope",
    "plugins", "plugins --json", "plugins hmm", "plugins nope",
    "plugins --check hmm srt",
    "align clip.flac script.txt --threads 1",
    "align clip.flac script.txt -a hmm -l en -f srt,vtt,json,textgrid -o out -q",
    "align clip.flac script.txt -a ctc -l en -f tsv -q",
    "align clip.flac short.txt -a hmm", "align clip.flac empty.txt",
    "align missing.flac script.txt", "align clip.flac script.txt -a hmm -l de",
    "align clip.flac script.txt -O hmm.x=1", "align clip.flac script.txt -f nope",
    "transcribe clip.flac -m tiny.en --threads 1",
    "transcribe clip.flac -m tiny.en --threads 1 -a none -f json -o plain.json -q",
    "transcribe clip.flac -m tiny.en -l de", "transcribe none.flac", "transcribe",
    "live clip.flac --pace fast -m tiny.en --threads 1 -l en -a none -o live.srt -q",
    "live clip.flac --pace slow", "live missing.flac",
    "convert a.json b.srt", "convert a.json b.vtt --fail-on info",
    "convert b.srt c.json -q", "convert a.json d.xyz", "convert none.json d.srt",
    "check b.srt", "check b.srt -p bbc", "check b.srt -p nope", "check a.json -q",
    "models path tiny.en", "models path nope", "nope", "--version",
    "new exporter mine -o new", "new aligner ours -o new",
    "new backend theirs -o new --license none", "new exporter mine -o new",
)  # fmt: skip


def _run(*arguments: str, folder: Path | None = None) -> str:
    """Return the exit code and all output of a command."""
    tool = Path(sys.executable).with_name("sync-core")
    done = subprocess.run(
        [tool, *arguments], cwd=folder, capture_output=True, env=os.environ
    )
    out, err = (
        d.decode("utf-8", "backslashreplace") for d in (done.stdout, done.stderr)
    )
    told = f"exit {done.returncode}\n{out}\n--- errors ---\n{err}"
    return scrub(without_computing(told), [folder] if folder else [])


PARTS: dict[str, Part] = {"command": command}
