"""Breaches of netflix-en per 1,000 words, cut at 42 characters and shaped; speed.

    python tests/benchmarks/shaping.py [LABELS ...]

Real times: the Debian prompts aligned by ``hmm``, and every NAME.json in the folders
LABELS that has ``words`` with ``text``, ``start`` and ``end`` in seconds; clips with a
``text`` alone are aligned by ``hmm`` where it knows the language. Before, the CPU time
to shape 1,000 to 100,000 words and write them as SRT.
"""

import io
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from prompts import missing, prompts
from sync_core import (
    PROFILES,
    Audio,
    Cue,
    Document,
    Finding,
    Pipeline,
    Segment,
    SyncCoreError,
    Word,
    check_cues,
    cues,
    export,
    seconds_to_ms,
)

PROFILE = PROFILES["netflix-en"]
PROMPTS = 60


def naive(document: Document) -> list[Cue]:
    """Fill two lines of 42 characters, over and over, with the words' own times."""
    made: list[Cue] = []
    for segment in document.segments:
        lines: list[list[Word]] = [[]]
        for word in segment.words:
            if word.start_ms is None:
                continue
            line = " ".join(w.text for w in [*lines[-1], word])
            if len(line) > 42:
                lines.append([])
            lines[-1].append(word)
        for at in range(0, len(lines), 2):
            words = [word for line in lines[at : at + 2] for word in line]
            if words:
                texts = [" ".join(w.text for w in line) for line in lines[at : at + 2]]
                start, end = words[0].start_ms or 0, words[-1].end_ms or 0
                made.append(Cue(start, end, tuple(texts), words=tuple(words)))
    return made


def from_prompts() -> Iterator[tuple[str, Document]]:
    if "en" in missing():
        return
    with Pipeline(aligner="hmm", language="en") as pipeline:
        for prompt in prompts("en")[:PROMPTS]:
            yield "prompts en (hmm)", pipeline.align(prompt.path, prompt.text)


def from_labels(folder: Path) -> Iterator[tuple[str, Document]]:
    for path in sorted(folder.rglob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        if len(label.get("text", "").split()) < 2:
            continue
        words = [
            Word(w["text"], seconds_to_ms(w["start"]), seconds_to_ms(w["end"]))
            for w in label.get("words", ())
        ]
        if words:
            text = " ".join(word.text for word in words)
            segment = Segment(words, text, words[0].start_ms, words[-1].end_ms)
            yield folder.name, Document([segment], language=label["language"])
            continue
        try:
            audio = Audio.load(path.with_name(label["audio"]))
            with Pipeline(aligner="hmm", language=label["language"]) as pipeline:
                yield f"{folder.name} (hmm)", pipeline.align(audio, label["text"])
        except (SyncCoreError, OSError):
            continue


def breaches(made: list[Cue]) -> list[Finding]:
    return check_cues(made, PROFILE)


def explained(finding: Finding, made: list[Cue]) -> str:
    """Say how fast the words of a cue were said."""
    cue = next(cue for cue in made if cue.start_ms == finding.start_ms)
    times = [w for w in cue.words if w.start_ms is not None and w.end_ms is not None]
    spoken = (times[-1].end_ms or 0) - (times[0].start_ms or 0) if times else 0
    rate = 1000 * sum(map(len, cue.lines)) / max(spoken, 1)
    return f"{finding.message}; said at {rate:.1f}: {' / '.join(cue.lines)}"


def compare(documents: list[tuple[str, Document]]) -> None:
    names = sorted({name for name, _ in documents})
    print(f"{'':32}{'words':>7}{'naive':>8}{'shaped':>8}   breaches per 1,000 words")
    kinds: dict[str, Counter[str]] = {"naive": Counter(), "shaped": Counter()}
    total = 0
    left: list[str] = []
    for name in names:
        words, found = 0, Counter[str]()
        for _, document in (pair for pair in documents if pair[0] == name):
            words += sum(w.start_ms is not None for w in document.words)
            ours = breaches(shaped := cues(document, PROFILE))
            left += [f"{name}: {explained(finding, shaped)}" for finding in ours]
            for way, findings in (
                ("naive", breaches(naive(document))),
                ("shaped", ours),
            ):
                found[way] += len(findings)
                kinds[way].update(finding.code for finding in findings)
        total += words
        rates = [1000 * found[way] / max(words, 1) for way in kinds]
        print(f"{name:32}{words:7}{rates[0]:8.1f}{rates[1]:8.1f}")
    rates = [1000 * sum(kinds[way].values()) / max(total, 1) for way in kinds]
    print(f"{'all':32}{total:7}{rates[0]:8.1f}{rates[1]:8.1f}")
    for way, counted in kinds.items():
        print(f"{way}: {', '.join(f'{n} {code}' for code, n in counted.most_common())}")
    for line in left[:40]:
        print(f"  {line}")


def made_up(count: int) -> Document:
    """Make a document of words of all lengths with pauses, in sentences."""
    numbers = random.Random(1)
    stock = (
        "the of a house river Mary said running tomorrow because which quickly over "
        "dogs, morning it was never going be at station before twelve people had"
    ).split()
    segments, clock, left = [], 0, count
    while left:
        size = min(left, numbers.randint(3, 35))
        left -= size
        words = []
        for text in numbers.choices(stock, k=size):
            end = clock + 60 + 55 * len(text) + numbers.randint(0, 60)
            words.append(Word(text, clock, end))
            clock = end + (numbers.randint(100, 600) if numbers.random() < 0.1 else 0)
        text = " ".join(word.text for word in words)
        segments.append(Segment(words, text, words[0].start_ms, words[-1].end_ms))
        clock += numbers.randint(0, 900)
    return Document(segments, language="en")


def speed() -> None:
    print("  words   shaped, s   with SRT, s    CPU time; the largest memory so far")
    for count in (1_000, 10_000, 100_000):
        document = made_up(count)
        began = time.process_time()
        cues(document)
        shaped = time.process_time()
        export(document, io.BytesIO(), format="srt")
        written = time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{count:7}{shaped - began:12.2f}{written - shaped:14.2f}    {memory} MiB"
        )


def main(folders: list[str]) -> None:
    speed()
    documents = list(from_prompts())
    for folder in folders:
        documents += from_labels(Path(folder))
    if documents:
        compare(documents)


if __name__ == "__main__":
    main(sys.argv[1:])
