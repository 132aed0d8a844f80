"""Word errors and CPU time of whisper.cpp, greedy and with a beam, raw and ours.

    python tests/benchmarks/whisper_cpp_beam.py [PROMPTS]

PROMPTS is how many a language (default 10), of base. The raw engine gets each prompt
whole and moves through it by itself; both have flash attention off, and two threads.
Prints word error rates over all languages, and CPU times as multiples of the raw
engine's greedy decoding in the same run.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from pywhispercpp.model import Model

from prompts import LANGUAGES, missing, sample, word_errors, words
from sync_core import Audio, Pipeline
from sync_core.models import find_model

Side = Callable[[Audio, str], str]
BEAM = {"beam_size": 5, "patience": -1.0}


def raw(beam: bool) -> Side:
    settings: dict[str, Any] = {"beam_search": BEAM} if beam else {}
    model = Model(
        str(find_model("base", "ggml")),
        redirect_whispercpp_logs_to=None,
        params_sampling_strategy=int(beam),
        context_params={"flash_attn": False},
        suppress_nst=True,
        n_threads=2,
        print_progress=False,
        **settings,
    )

    def text(audio: Audio, language: str) -> str:
        found = model.transcribe(audio.float32(), language=language)
        return " ".join(item.text for item in found)

    return text


def ours(beam: bool) -> Side:
    pipeline = Pipeline(
        backend="whisper-cpp",
        model="base",
        threads=2,
        backend_options={"beam_size": 5 if beam else 1},
    )
    return lambda audio, language: pipeline.transcribe(audio, language=language).text


def main(count: int) -> None:
    if missing():
        sys.exit(f"recordings are missing for: {', '.join(missing())}; see prompts.py")
    sides = {
        "raw, greedy": raw(beam=False),
        "whisper-cpp, greedy": ours(beam=False),
        "raw, beam of 5": raw(beam=True),
        "whisper-cpp, beam of 5": ours(beam=True),
    }
    said, errors, spent = 0, defaultdict[str, int](int), defaultdict[str, float](float)
    for number, language in ((n, code) for n in range(count) for code in LANGUAGES):
        prompt = sample(language, count)[number]
        audio, reference = prompt.audio(), words(prompt.text)
        said += len(reference)
        for title, heard in sides.items():
            began = time.process_time()
            text = heard(audio, language)
            spent[title] += time.process_time() - began
            errors[title] += word_errors(reference, words(text))
    for title in sides:
        rate = 100 * errors[title] / said
        factor = spent[title] / spent["raw, greedy"]
        print(
            f"{title:24} {rate:5.1f} % of {said} words wrong, {factor:.2f} of the time"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
