"""The witness's parts with made input: names, text, errors, audio."""

from __future__ import annotations

import builtins
import importlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from sync_core import (
    Audio,
    Document,
    Pipeline,
    PluginManager,
    Script,
    align,
    arpabet_to_ipa,
    clock,
    cues,
    demo_clip,
    document_schema,
    export,
    ipa_to_arpabet,
    load,
    match_form,
    primary_subtag,
    seconds_to_ms,
    standard_tag,
    transcribe,
)
from sync_core.testing import (
    HOSTILE_TEXTS,
    ScriptedAligner,
    ScriptedBackend,
    english_speech,
    made_audio,
    make_document,
    manager_of,
)
from witness_items import Item, Part, Plan, outcome, to_text
from witness_texts import PHONES, TAGS, TEXTS

MODULES = (
    "sync_core",
    "sync_core.aio",
    "sync_core.live",
    "sync_core.live.simulation",
    "sync_core.models",
    "sync_core.testing",
)


def names(_plan: Plan) -> Iterator[Item]:
    """Record public names, and the parameters of what can be called."""
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        yield module_name, to_text(sorted(module.__all__))
        for name in sorted(module.__all__):
            yield f"{module_name}.{name}", _face(getattr(module, name))
    yield "schema", to_text(document_schema())


def _face(value: object) -> str:
    if inspect.isclass(value):
        lines = [f"bases {_public_bases(value)}"]
        if not issubclass(value, BaseException):
            lines.append(_parameters(value))
        if attrs.has(value):
            lines += [f"field {f.name}" for f in attrs.fields(value)]
        for name in sorted(n for n in dir(value) if not n.startswith("_")):
            member = inspect.getattr_static(value, name)
            function = getattr(member, "__func__", member)
            told = _parameters(function) if inspect.isfunction(function) else ""
            lines.append(f"{name} {type(member).__name__} {told}")
        return "\n".join(lines)
    if callable(value):
        return _parameters(value)
    return type(value).__name__


def _public_bases(value: type) -> list[str]:
    public = {n for m in MODULES for n in importlib.import_module(m).__all__}
    known = (*public, *dir(builtins))
    return [base.__name__ for base in value.__mro__ if base.__name__ in known]


def _parameters(value: Callable[..., object]) -> str:
    """Return names, kinds and defaults: annotations say where a class lives."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return "-"
    told = []
    for one in parameters:
        default = "" if one.default is one.empty else f"={_default_text(one.default)}"
        told.append(f"{one.kind.name.lower()} {one.name}{default}")
    return ", ".join(told)


def _default_text(value: object) -> str:
    return "os.environ" if value is os.environ else to_text(value)


def text(_plan: Plan) -> Iterator[Item]:
    """Record how texts are cut, and what is made of tags, phones and times."""
    for at, one in enumerate([*TEXTS, *HOSTILE_TEXTS]):
        yield f"script {at:03}", outcome(_script, one)
        yield f"match form {at:03}", match_form(one)
    for tag in TAGS:
        yield f"tag {tag!r}", outcome(standard_tag, tag)
        yield f"primary {tag!r}", outcome(primary_subtag, tag)
    for phone in PHONES:
        yield f"to IPA {phone!r}", outcome(arpabet_to_ipa, phone)
        yield (
            f"to ARPABET {phone!r}",
            outcome(ipa_to_arpabet, phone),
        )
    for ms in (0, 7, 999, 61_001, 3_599_999, 360_000_000, -5):
        yield f"clock {ms}", outcome(_clocks, ms)
    for seconds in (0.0, 0.0004, 0.0005, 1.2345, 1e6, -0.1, float("nan")):
        yield f"seconds {seconds}", outcome(seconds_to_ms, seconds)


def _clocks(ms: int) -> str:
    return f"{clock(ms)} {clock(ms, decimal=',')}"


def _script(one: str) -> str:
    script = Script.parse(one)
    tokens = "\n".join(map(to_text, script.tokens))
    edges = [0, *(token.end for token in script.tokens)]
    plain = [script.plain(edges[0], end) for end in edges[-1:]]
    return f"{tokens}\n{script.marks}\n{script.breaks}\n{script.is_ssml}\n{plain}"


def audio(_plan: Plan) -> Iterator[Item]:
    """Record the samples that loading gives, of arrays and of a file."""
    clip, _ = demo_clip()
    data = clip.read_bytes()
    sound = made_audio([(200, 900), (1_200, 1_500)])
    sources: dict[str, tuple[Any, int | None]] = {
        "file": (clip, None), "bytes": (data, None), "cut": (data[:-5_000], None),
        "raw": (sound.pcm.tobytes(), 22_050), "no rate": (sound.pcm, None),
        "empty": (b"", None), "no audio": (b"Dear Sir", None),
        "missing": ("x.wav", None),
        "stereo": (np.stack([sound.pcm, sound.pcm[::-1]], axis=1), 48_000),
        "bool": (np.zeros(9, bool), 16_000), "nan": (np.full(999, np.nan), 16_000),
        "none": (None, None), "3-D": (np.zeros((2, 2, 2)), 16_000),
    }  # fmt: skip
    for rate in (8_000, 11_025, 16_000, 44_100, 96_000, 0, 10**7):
        sources[f"int16 {rate}"] = sound.pcm, rate
        sources[f"float {rate}"] = sound.float32(), rate
    for name, (source, given_hz) in sources.items():
        yield name, outcome(_samples, source, given_hz)


def _samples(source: Any, rate: int | None) -> str:
    loaded = Audio.load(source, sample_rate_hz=rate)
    loaded.check_audible()
    source = Path(loaded.source).name if loaded.source else None
    rows = [loaded.pcm[at : at + 16].tolist() for at in range(0, loaded.pcm.size, 800)]
    return to_text([loaded.duration_ms, loaded.peak_dbfs, source, rows])


def errors(_plan: Plan) -> Iterator[Item]:
    """Record the errors of wrong calls."""
    speech, said = english_speech()
    silence = Audio(np.zeros(32_000, np.int16), 2_000)
    hum = made_audio([(300, 1_200), (1_600, 2_800)], 3_200)
    backend = ScriptedBackend(make_document("One two.", "Three.").segments)
    failing = ScriptedBackend(backend.segments, error=RuntimeError("no"), fail_after=1)
    records = manager_of(
        backend.record(), failing.record("failing"), ScriptedAligner().record(),
        ScriptedAligner([None, (100, 400)]).record("half"),
        ScriptedAligner(error=ValueError("bad")).record("failing"),
    )  # fmt: skip
    made: dict[str, Any] = {"manager": records, "backend": "scripted"}
    calls: dict[str, Callable[[], object]] = {
        "aligner": lambda: Pipeline(aligner="hmn"),
        "backend": lambda: Pipeline(backend="whisper"),
        "tag": lambda: Pipeline(language="english!"),
        "hmm de": lambda: Pipeline(aligner="hmm", language="de"),
        "option": lambda: Pipeline(backend_options={"beam": 3}),
        "option type": lambda: Pipeline(backend_options={"beam_size": "x"}),
        "option of none": lambda: Pipeline(aligner="hmm", aligner_options={"x": 1}),
        "threads": lambda: Pipeline(threads=0),
        "engines": lambda: Pipeline(engines=0),
        "device": lambda: Pipeline(device="tpu"),
        "timeout": lambda: Pipeline(timeout_s=-1),
        "model": lambda: transcribe(speech, model="huge"),
        "no model": lambda: transcribe(speech, model="large-v3"),
        "silent": lambda: align(silence, said, aligner="hmm"),
        "silent ctc": lambda: align(silence, said, aligner="ctc", language="en"),
        "hum": lambda: align(hum, said, aligner="hmm"),
        "hum ctc": lambda: align(hum, said, aligner="ctc", language="en"),
        "empty": lambda: align(speech, ""),
        "no words": lambda: align(speech, " … — "),
        "other script": lambda: align(speech, "Dogs bark. " * 9, aligner="hmm"),
        "no audio": lambda: align("missing.wav", said),
        "number": lambda: align(speech, 3),  # type: ignore[arg-type]
        "no aligner": lambda: align(speech, said, manager=PluginManager()),
        "made": lambda: transcribe(speech, aligner=None, **made),
        "made again": lambda: transcribe(speech, aligner="scripted", **made),
        "made half": lambda: align(speech, said, aligner="half", manager=records),
        "made failing": lambda: align(speech, said, aligner="failing", manager=records),
        "timer fails": lambda: transcribe(speech, aligner="failing", **made),
        "fails": lambda: transcribe(speech, backend="failing", manager=records),
        "closed": _closed,
        "format": lambda: export(Document([]), sys.stdout.buffer, "xyz"),
        "ending": lambda: export(Document([]), "a.xyz"),
        "no format": lambda: export(Document([]), sys.stdout.buffer),
        "folder": lambda: export(Document([]), "/nowhere/a.srt"),
        "format option": lambda: export(Document([]), "a.srt", options={"x": 1}),
        "profile": lambda: cues(Document([]), "netflix-xx"),
        "read": lambda: load("missing.srt"),
        "read only written": lambda: load("a.txt"),
        "json": lambda: Document.from_json("{}"),
        "newer json": lambda: Document.from_json(
            '{"kind": "sync-core document", "version": 99}'
        ),
    }
    for name, call in calls.items():
        yield name, outcome(call)


def _closed() -> object:
    pipeline = Pipeline(aligner="hmm")
    pipeline.close()
    return pipeline.align(*english_speech())


PARTS: dict[str, Part] = {
    "names": names,
    "text": text,
    "audio": audio,
    "errors": errors,
}
