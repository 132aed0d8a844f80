"""The witness's parts with labelled clips: aligners, backends, live speech, formats."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from sync_core import Audio, Document, Pipeline, SyncCoreError
from sync_core.live import Update
from witness_formats import exported
from witness_items import Clip, Item, Part, Plan, document_text, outcome
from witness_live import told

PER_MS = Audio.SAMPLE_RATE_HZ // 1000
MIN_WORDS = 5


def aligned(aligner: str, stride: int, english: int) -> Part:
    """Return the part that aligns clips with what is said in them."""

    def part(plan: Plan) -> Iterator[Item]:
        for language, clips in plan.by_language(stride, english=english):
            if aligner == "hmm" and not language.startswith("en"):
                continue
            with Pipeline(aligner=aligner, threads=1) as pipeline:
                for clip in clips:
                    yield (
                        f"{language} {clip.name}",
                        _align(pipeline, clip, plan, language),
                    )

    return part


def _align(
    pipeline: Pipeline,
    clip: Clip,
    plan: Plan,
    language: str | None,
    script: str | None = None,
) -> str:
    def call() -> Document:
        return pipeline.align(clip.path, script or clip.text, language=language)

    return outcome(call, roots=[plan.data])


def edits(words: Sequence[str], others: Sequence[str], seed: int) -> dict[str, str]:
    """Return scripts that differ from the words that are said."""
    dice = random.Random(seed)
    at = dice.randrange(1, len(words) - 1)
    half, other = len(words) // 2, list(others)
    changed = {
        "without first": [*words[1:]],
        "without one": [*words[:at], *words[at + 1 :]],
        "first half": [*words[:half]],
        "one more": [*words[:at], dice.choice(other), *words[at:]],
        "sentence before": [*other, *words],
        "sentence behind": [*words, *other],
        "one other": [*words[:at], dice.choice(other), *words[at + 1 :]],
        "said twice": [*words[:half], *words[max(0, half - 3) :]],
        "swapped": [*words[half:], *words[:half]],
        "other": other,
    }
    return {name: " ".join(texts) for name, texts in changed.items()}


def edited(plan: Plan) -> Iterator[Item]:
    """Record alignments with scripts that are not quite what is said."""
    clips = [c for c in plan.english(1, 8.0) if len(c.text.split()) >= MIN_WORDS]
    for aligner, stride in (("hmm", 9), ("ctc", 40)):
        with Pipeline(aligner=aligner, language="en", threads=1) as pipeline:
            for seed, clip in enumerate(clips[::stride]):
                others = clips[(seed * stride + 3) % len(clips)].text.split()
                for name, script in edits(clip.text.split(), others, seed).items():
                    told = _align(pipeline, clip, plan, None, script)
                    yield f"{aligner} {clip.name} {name}", told
            yield from _long(aligner, pipeline, clips)


def _long(aligner: str, pipeline: Pipeline, clips: Sequence[Clip]) -> Iterator[Item]:
    """Record long recordings: as written, with words left out, with speech beside."""
    count = 24 if aligner == "hmm" else 16
    chosen = clips[: 3 * count : 3]
    sound = joined(chosen)
    texts = [clip.text for clip in chosen]
    whole = " ".join(texts)
    scripts = {
        "whole": whole,
        "gaps": " ".join(text for at, text in enumerate(texts) if at % 6 != 4),
    }
    if aligner == "hmm":
        scripts["more"] = " ".join(
            [*texts[:5], "Nobody says so here. " * 9, *texts[5:]]
        )
        scripts["ssml"] = f"<speak><mark name='a'/>{whole.replace('&', '')}</speak>"
    for name, script in scripts.items():
        yield f"{aligner} long, {name}", outcome(pipeline.align, sound, script)


def joined(clips: Sequence[Clip]) -> Audio:
    """Join clips with pauses of quiet noise, 200 to 1,400 ms long."""
    dice = np.random.default_rng(3)
    parts = list[NDArray[np.int16]]()
    for clip in clips:
        quiet = int(dice.integers(200, 1_400)) * PER_MS
        parts += [
            dice.integers(-4, 5, quiet).astype(np.int16),
            Audio.load(clip.path).pcm,
        ]
    pcm = np.concatenate(parts)
    return Audio(pcm, len(pcm) // PER_MS)


def transcribed(plan: Plan) -> Iterator[Item]:
    """Record faster-whisper: with and without new times, and with options."""
    for model, english, stride in (("tiny.en", 32, 0), ("base", 0, 24)):
        for aligner in (None, "auto"):
            with Pipeline(model=model, aligner=aligner, threads=1) as pipeline:
                for language, clips in plan.by_language(stride, english=english):
                    for clip in (c for c in clips if c.duration_s < 40):
                        yield _heard(
                            f"{model} {aligner}", pipeline, clip, language, plan
                        )
    yield from _with_options(plan)


def _with_options(plan: Plan) -> Iterator[Item]:
    clips = plan.english(40)[:2]
    kinds: tuple[dict[str, Any], ...] = (
        {"model": "base"},
        {"model": "base", "backend_options": {"task": "translate"}, "language": "fr"},
        {"model": "tiny.en", "backend_options": {"batch_size": 2}, "language": "en"},
        {"model": "tiny.en", "backend_options": {"beam_size": 1, "vad_filter": True}},
        {"model": "tiny.en", "aligner": "ctc", "language": "en"},
        {"model": "tiny.en", "aligner": "whisper", "language": "en"},
    )
    for number, options in enumerate(kinds):
        with Pipeline(threads=1, **options) as pipeline:
            for clip in clips:
                yield _heard(f"options {number}", pipeline, clip, None, plan)


def _heard(
    name: str, pipeline: Pipeline, clip: Clip, language: str | None, plan: Plan
) -> Item:
    def call() -> Document:
        return pipeline.transcribe(clip.path, language=language)

    return f"{name} {clip.name}", outcome(call, roots=[plan.data])


def whisper_cpp(plan: Plan) -> Iterator[Item]:
    """Record whisper-cpp: with and without new times, and with options."""
    clips = plan.english(45)
    for aligner in (None, "hmm"):
        for options in ({}, {"beam_size": 1}):
            with Pipeline(
                backend="whisper-cpp", model="tiny.en", language="en", threads=1,
                aligner=aligner, backend_options=options,
            ) as pipeline:  # fmt: skip
                for clip in clips:
                    yield _heard(f"{aligner} {options}", pipeline, clip, "en", plan)


def live_speech(plan: Plan) -> Iterator[Item]:
    """Record live streams of whisper-cpp, in chunks of 100 ms."""
    clips = [c for c in plan.english(1) if 4 <= c.duration_s <= 12]
    chosen = clips[:: max(1, len(clips) // 3)][:3]
    with Pipeline(
        backend="whisper-cpp", model="tiny.en", aligner="hmm", language="en", threads=1
    ) as pipeline:
        for clip in chosen:
            for script in (None, clip.text):
                name = f"{clip.name}{', script' if script else ''}"
                yield name, outcome(_stream, pipeline, clip, script, roots=[plan.data])


def _stream(pipeline: Pipeline, clip: Clip, script: str | None) -> str:
    pcm = Audio.load(clip.path).pcm
    updates = list[Update]()
    with pipeline.live(script=script, clock=lambda: 0.0) as live:
        for at in range(0, len(pcm), 100 * PER_MS):
            updates += live.feed(pcm[at : at + 100 * PER_MS])
        updates += live.finish()
        return f"{told(updates)}\n{document_text(live.document())}"


def exports_aligned(plan: Plan) -> Iterator[Item]:
    """Record aligned clips in every format."""
    documents = dict[str, Document]()
    with Pipeline(aligner="hmm", language="en", threads=1) as pipeline:
        for clip in plan.english(30)[:3]:
            try:
                found = pipeline.align(clip.path, clip.text)
            except SyncCoreError:
                continue
            documents[clip.name] = evolve(found, source=clip.path.name)
    yield from exported(documents)


PARTS: dict[str, Part] = {
    "align-hmm": aligned("hmm", stride=1, english=1),
    "align-ctc": aligned("ctc", stride=4, english=6),
    "align-whisper": aligned("whisper", stride=12, english=12),
    "align-edited": edited,
    "transcribe": transcribed,
    "whisper-cpp": whisper_cpp,
    "live-speech": live_speech,
    "exports-aligned": exports_aligned,
}
