"""CPU time of Pipeline.transcribe against the raw engine, alternately in one process.

    python tests/benchmarks/transcribe_overhead.py [AUDIO] [ROUNDS]

Both decode the same file with the same options; the texts must be the same. Prints
each side's median CPU time and the median of the ratios, round by round.
"""

import statistics
import sys
import time
from collections.abc import Callable

from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions

from sync_core import Pipeline, demo_clip
from sync_core.models import find_model


def raw(model: WhisperModel, audio: str) -> str:
    segments, _ = model.transcribe(
        audio, language="en", word_timestamps=True, vad_parameters=VadOptions()
    )
    return " ".join(segment.text.strip() for segment in segments)


def cpu(work: Callable[[], str]) -> tuple[float, str]:
    began = time.process_time()
    text = work()
    return time.process_time() - began, text


def main(audio: str, rounds: int) -> None:
    path = str(find_model("tiny.en", "ctranslate2"))
    model = WhisperModel(path, compute_type="auto", local_files_only=True)
    pairs = []
    with Pipeline(model="tiny.en", language="en", aligner=None) as pipeline:
        for number in range(rounds + 1):
            sides: dict[str, Callable[[], str]] = {
                "raw": lambda: raw(model, audio),
                "ours": lambda: pipeline.transcribe(audio).text,
            }
            order = ("raw", "ours") if number % 2 else ("ours", "raw")
            took = {side: cpu(sides[side]) for side in order}
            if took["raw"][1] != took["ours"][1]:
                sys.exit(f"texts differ:\n{took['raw'][1]}\n{took['ours'][1]}")
            if number:
                pairs.append((took["raw"][0], took["ours"][0]))
    ratio = statistics.median(ours / raw for raw, ours in pairs)
    print(f"raw engine            {statistics.median(p[0] for p in pairs):.3f} s CPU")
    print(f"Pipeline.transcribe   {statistics.median(p[1] for p in pairs):.3f} s CPU")
    print(f"ratio (median of {rounds})   {ratio:.4f}   (at most 1.02), same text")


if __name__ == "__main__":
    clip = sys.argv[1] if len(sys.argv) > 1 else str(demo_clip()[0])
    main(clip, int(sys.argv[2]) if len(sys.argv) > 2 else 10)
