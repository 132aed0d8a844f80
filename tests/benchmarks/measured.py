"""One transcription in a process of its own, with the time and memory that it takes.

    python tests/benchmarks/measured.py CASE FILE DOCUMENT
    python tests/benchmarks/measured.py --bare CASE FILE

Writes the document; ``--bare`` runs the engine without sync-core around it. Prints, as
JSON, the seconds and the peak of the resident memory in MiB. Linux only.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from attrs import frozen

from sync_core import Audio, Pipeline
from sync_core.models import find_model

BATCH = 8
CASES: dict[str, dict[str, Any]] = {
    "faster-whisper": {"model": "base"},
    "faster-whisper in batches": {
        "model": "base",
        "backend_options": {"batch_size": BATCH},
    },
    "whisper-cpp": {"backend": "whisper-cpp", "model": "base"},
    "openai-whisper": {"backend": "openai-whisper", "model": "tiny.en"},
}
THREADS = 2


@frozen
class Measured:
    """What one process took."""

    seconds: float
    peak_mib: float


def measured(case: str, path: Path, document: Path | None = None) -> Measured:
    """Run a case in a process of its own; without a document, the bare engine."""
    if document is None:
        arguments = ["--bare", case, str(path)]
    else:
        arguments = [case, str(path), str(document)]
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE
    )
    return Measured(**json.loads(done.stdout))


def run(case: str, path: str, document: str) -> None:
    with Pipeline(
        language="en", aligner=None, threads=THREADS, **CASES[case]
    ) as pipeline:
        made = pipeline.transcribe(path)
    Path(document).write_text(made.to_json(), encoding="utf-8")


def run_bare(case: str, path: str) -> None:
    samples = Audio.load(path).float32()
    model = CASES[case]["model"]
    if case == "whisper-cpp":
        from pywhispercpp.model import Model

        weights = str(find_model(model, "ggml"))
        engine = Model(weights, redirect_whispercpp_logs_to=None, n_threads=THREADS)
        engine.transcribe(samples, language="en")
    elif case == "openai-whisper":
        import whisper

        from sync_core_plugins.openai_whisper.weights import build_model

        reference = build_model(find_model(model, "ctranslate2"))
        whisper.transcribe(
            reference, samples, language="en", beam_size=5, word_timestamps=True
        )
    else:
        run_bare_ctranslate2(str(find_model(model, "ctranslate2")), samples, case)


def run_bare_ctranslate2(weights: str, samples: Any, case: str) -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    engine = WhisperModel(
        weights, compute_type="auto", cpu_threads=THREADS, local_files_only=True
    )
    options = {"language": "en", "word_timestamps": True}
    if "backend_options" in CASES[case]:
        batches = BatchedInferencePipeline(engine)
        found, _ = batches.transcribe(samples, batch_size=BATCH, **options)
    else:
        found, _ = engine.transcribe(samples, **options)
    list(found)


def peak_mib() -> float:
    """The peak of this process; ``getrusage`` would give its parent's if larger."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def main(arguments: list[str]) -> None:
    began = time.perf_counter()
    if arguments[0] == "--bare":
        run_bare(*arguments[1:])
    else:
        run(*arguments)
    print(json.dumps({"seconds": time.perf_counter() - began, "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main(sys.argv[1:])
