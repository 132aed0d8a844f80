"""Word error rate and speed of every installed backend on prompts in five languages.

    python tests/benchmarks/engines.py [PROMPTS] [MODEL ...]

PROMPTS is how many a language (default 20), MODEL any of those with weights here
(default tiny.en base). Two threads each. Prints a table in Markdown.
"""

import sys
import time
from importlib.util import find_spec

from prompts import LANGUAGES, missing, sample, word_errors, words
from sync_core import Pipeline

# Name in the table, backend, what is added to the model's name, options.
ENGINES: list[tuple[str, str, str, dict[str, object]]] = [
    ("faster-whisper int8", "faster-whisper", "", {"compute_type": "int8"}),
    ("faster-whisper float32", "faster-whisper", "", {"compute_type": "float32"}),
    ("whisper-cpp f16", "whisper-cpp", "", {}),
    ("whisper-cpp q8_0", "whisper-cpp", "-q8_0", {}),
    ("openai-whisper float32", "openai-whisper", "", {}),
]


def measure(
    backend: str, model: str, options: dict[str, object], language: str, count: int
) -> tuple[float, float]:
    """Give the word error rate in percent and the real-time factor."""
    errors = said = audio_ms = 0
    spent = 0.0
    with Pipeline(
        backend=backend,
        model=model,
        language=language,
        threads=2,
        aligner=None,
        backend_options=options,
    ) as pipeline:
        clips = [
            (prompt.audio(), words(prompt.text)) for prompt in sample(language, count)
        ]
        pipeline.transcribe(clips[0][0])
        for audio, reference in clips:
            began = time.perf_counter()
            heard = words(pipeline.transcribe(audio).text)
            spent += time.perf_counter() - began
            errors += word_errors(reference, heard)
            said += len(reference)
            audio_ms += audio.duration_ms
    return 100 * errors / said, 1000 * spent / audio_ms


def main(count: int, models: list[str]) -> None:
    if missing():
        sys.exit(f"recordings are missing for: {', '.join(missing())}; see prompts.py")
    print(
        f"| model | engine | {' | '.join(f'{code} WER %, RTF' for code in LANGUAGES)} |"
    )
    print("|" + "---|" * (len(LANGUAGES) + 2))
    for model in models:
        for title, backend, suffix, options in ENGINES:
            if backend == "openai-whisper" and find_spec("whisper") is None:
                continue
            cells = []
            for language in LANGUAGES:
                if model.endswith(".en") and language != "en":
                    cells.append("")
                    continue
                rate, factor = measure(
                    backend, model + suffix, options, language, count
                )
                cells.append(f"{rate:.1f}, {factor:.2f}")
            print(f"| {model} | {title} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 20,
        sys.argv[2:] or ["tiny.en", "base"],
    )
