"""CPU time of the whisper-cpp backend against raw whisper.cpp on the same chunks.

    python tests/benchmarks/whisper_cpp_overhead.py [AUDIO] [ROUNDS]

Both cut the audio into the same chunks, which whisper.cpp has no way to do, and decode
them with the same parameters, alternately in one process; the texts must be the same.
The backend's side also builds words and checks for loops. Prints each side's median CPU
time, the median of the ratios, and what the cutting costs.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sync_core import Audio, EngineOptions, demo_clip
from sync_core.models import find_model
from sync_core.models.ggml import convert_to_ggml
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend
from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.chunking import cut_chunks

_MOST = 1.02


def raw(backend: WhisperCppBackend, audio: Audio) -> str:
    context, text = backend._context._context, b""
    for piece in cut_chunks(audio, backend._own.vad_threshold):
        samples = audio.slice(piece.start_ms, piece.end_ms).float32()
        params = backend._parameters.build(piece, "en", backend._own)
        pw.whisper_full(context, params, samples, len(samples))
        for number in range(pw.whisper_full_n_segments(context)):
            text += pw.whisper_full_get_segment_text(context, number)
    return text.decode()


def ours(backend: WhisperCppBackend, audio: Audio) -> str:
    return " " + " ".join(item.text for item in backend.transcribe(audio, "en"))


def cpu(work: Callable[[], str]) -> tuple[float, str]:
    began = time.process_time()
    text = work()
    return time.process_time() - began, text


def main(path: str, rounds: int, folder: Path) -> None:
    audio, model = Audio.load(path), folder / "tiny.en.bin"
    convert_to_ggml(find_model("tiny.en", "ctranslate2"), model)
    # One thread: what two cost beyond their work depends on the machine's load.
    backend = WhisperCppBackend(
        EngineOptions(model="tiny.en", model_path=model, threads=1)
    )
    pairs = []
    for number in range(rounds + 1):
        sides: dict[str, Callable[[], str]] = {
            "raw": lambda: raw(backend, audio),
            "ours": lambda: ours(backend, audio),
        }
        order = ("raw", "ours") if number % 2 else ("ours", "raw")
        took = {side: cpu(sides[side]) for side in order}
        if took["raw"][1] != took["ours"][1]:
            sys.exit(f"texts differ:\n{took['raw'][1]}\n{took['ours'][1]}")
        if number:
            pairs.append((took["raw"][0], took["ours"][0]))
    backend.close()
    ratio = statistics.median(ours / raw for raw, ours in pairs)
    pauses, _ = cpu(
        lambda: str(len(list(cut_chunks(audio, backend._own.vad_threshold))))
    )
    print(f"raw whisper.cpp       {statistics.median(p[0] for p in pairs):.3f} s CPU")
    print(f"whisper-cpp backend   {statistics.median(p[1] for p in pairs):.3f} s CPU")
    print(
        f"over raw whisper.cpp on the same chunks, same text: {ratio:.4f} (median of "
        f"{rounds} rounds; at most {_MOST})"
    )
    print(f"of either, finding the pauses: {pauses:.3f} s CPU")
    if ratio > _MOST:
        sys.exit("the backend costs too much")


if __name__ == "__main__":
    clip = sys.argv[1] if len(sys.argv) > 1 else str(demo_clip()[0])
    with tempfile.TemporaryDirectory() as name:
        main(clip, int(sys.argv[2]) if len(sys.argv) > 2 else 10, Path(name))
