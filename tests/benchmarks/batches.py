"""faster-whisper one window after another, and in batches, on a long recording.

    python tests/benchmarks/batches.py [MINUTES] [MODEL ...]

English prompts with pauses of 0.2 to 5 s between them (default 5 minutes, models
tiny.en and base), two threads. Prints a table in Markdown.
"""

import sys
import tempfile
import time
from pathlib import Path

from long_recording import record
from passages import compare
from prompts import missing
from sync_core import Audio, Pipeline

SIZES = (None, 4, 8, 16)
TOLERANCE_MS = 1_000


def main(minutes: float, models: list[str]) -> None:
    if "en" in missing():
        sys.exit("recordings are missing; see prompts.py")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wav"
        said = record(path, minutes)
        audio = Audio.load(path)
    count = sum(len(one.words) for one in said)
    print(
        "| model | windows at once | WER % | prompts lost | RTF | sequential / this |"
    )
    print("|---|---|---|---|---|---|")
    for model in models:
        first = 0.0
        for size in SIZES:
            options = {} if size is None else {"batch_size": size}
            with Pipeline(
                model=model,
                language="en",
                aligner=None,
                threads=2,
                backend_options=options,
            ) as pipeline:
                pipeline.transcribe(audio.slice(0, 5_000))
                began = time.perf_counter()
                document = pipeline.transcribe(audio)
                spent = time.perf_counter() - began
            first = first or spent
            found = compare(document, said, TOLERANCE_MS)
            cells = (
                model,
                str(size or 1),
                f"{100 * found.word_errors / count:.1f}",
                f"{len(found.lost)} of {len(said)}",
                f"{1000 * spent / audio.duration_ms:.2f}",
                f"{first / spent:.2f}",
            )
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 5,
        sys.argv[2:] or ["tiny.en", "base"],
    )
