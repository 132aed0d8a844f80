"""The witness's live part with a made engine: what streams tell, update by update."""

from __future__ import annotations

import itertools
import random
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from sync_core import (
    Audio,
    BackendPlugin,
    Pipeline,
    PluginManager,
    Word,
    demo_clip,
)
from sync_core.live import LiveSettings, LocalAgreement, Update
from sync_core.live.simulation import simulate
from sync_core.testing import (
    ScriptedAligner,
    ScriptedBackend,
    english_speech,
    make_document,
    manager_of,
)
from witness_items import Item, Part, Plan, document_text, outcome, to_text
from witness_texts import SENTENCES

BLOCK = 160
PER_MS = Audio.SAMPLE_RATE_HZ // 1000
RATES = (12_000, 16_000, 22_050)
ERRORS = ("drop", "substitute", "repeat", "invent", "case", "shift")
SETTINGS = (
    LiveSettings(),
    LiveSettings(step_ms=320, endpoint_ms=256, early_ms=96),
    LiveSettings(longest_ms=6_000, whole_ms=4_000, window_ms=2_000, kept_ms=1_000),
    LiveSettings(hidden_ms=0, prompt_characters=200, before_ms=64, speech=0.3),
)


class Clock:
    """A clock that goes on only when the made engine decodes."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@frozen(eq=False)
class Stage:
    """A recording of made sentences, and when each word of it is said."""

    pcm: NDArray[np.int16]
    words: tuple[Word, ...]

    @classmethod
    def build(cls, seed: int) -> Stage:
        """Put the sentences on pieces of speech, with pauses of seeded length."""
        dice = random.Random(seed)
        speech = [english_speech()[0].pcm, Audio.load(demo_clip()[0]).pcm]
        parts, words, at_ms = list[NDArray[np.int16]](), list[Word](), 0
        for sentence in SENTENCES:
            pause_ms = dice.choice((120, 450, 900, 2_000))
            piece = dice.choice(speech)[: dice.randint(2_500, 4_800) * PER_MS]
            length_ms = len(piece) // PER_MS
            parts += [np.zeros(pause_ms * PER_MS, np.int16), piece]
            texts = sentence.split()
            each_ms = (length_ms - 400) // len(texts)
            start_ms = at_ms + pause_ms + 150
            for number, text in enumerate(texts):
                begin = start_ms + number * each_ms
                words.append(Word(text, begin, begin + each_ms - 20))
            at_ms += pause_ms + length_ms
        parts.append(np.zeros(dice.choice((0, 300, 1_500)) * PER_MS, np.int16))
        whole = np.concatenate(parts)
        # Each block of the noise is another, so that its place can be found again.
        noise = np.random.default_rng(seed).integers(-3, 4, len(whole))
        return cls((whole + noise).clip(-32_768, 32_767).astype(np.int16), tuple(words))


class Listener:
    """A streaming backend that finds a stage's words in any piece of it, and errs.

    The same piece is always misheard in the same way.
    """

    language: str | None = "en"

    def __init__(
        self, stage: Stage, errors: Sequence[str], clock: Clock, fails_after: int = 0
    ) -> None:
        self._bytes = stage.pcm.tobytes()
        self._words, self._errors, self._clock = stage.words, errors, clock
        self._fails_after = fails_after
        self._decoded = 0

    def record(self) -> BackendPlugin:
        return BackendPlugin("listener", load=lambda _: self, streaming=True)

    def transcribe(self, audio: Audio, language: str | None = None) -> Any:
        raise NotImplementedError

    def open_stream(self, language: str | None) -> Listener:
        return self

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> list[Word]:
        self._clock.now_s += 0.25
        self._decoded += 1
        if self._fails_after and self._decoded > self._fails_after:
            raise RuntimeError("out of ideas")
        places = self._places(audio.pcm)
        found = [w for word in self._words for w in self._heard(word, places)]
        found.sort(key=lambda word: (word.start_ms or 0, word.end_ms or 0))
        seed = zlib.crc32(audio.pcm.tobytes() + prompt.encode() + bytes([last]))
        return self._misheard(found, random.Random(seed))

    def abort(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _places(self, pcm: NDArray[np.int16]) -> NDArray[np.int64]:
        """Return where in the stage each block of 10 ms is, in ms; -1: nowhere."""
        data, size, at = pcm.tobytes(), 2 * BLOCK, -1
        places = []
        for start in range(0, len(data) - size + 1, size):
            block = data[start : start + size]
            next_at = at + size if at >= 0 else 0
            if self._bytes[next_at : next_at + size] == block:
                at = next_at
            else:
                at = self._bytes.find(block)
            places.append(at // 2 // PER_MS if at >= 0 else -1)
        return np.array(places, np.int64)

    def _heard(self, word: Word, places: NDArray[np.int64]) -> Iterator[Word]:
        start_ms, end_ms = word.start_ms or 0, word.end_ms or 0
        (inside,) = np.nonzero((places >= start_ms) & (places < end_ms))
        if 2 * len(inside) * 10 >= end_ms - start_ms:
            first, last = int(inside[0]) * 10, int(inside[-1]) * 10 + 10
            yield evolve(word, start_ms=first, end_ms=last, confidence=0.8)

    def _misheard(self, words: list[Word], dice: random.Random) -> list[Word]:
        for error in self._errors:
            if words and dice.random() < 0.4:
                at = dice.randrange(len(words))
                word = words[at]
                other = f"other{dice.randrange(9)}"
                words[at : at + 1] = {
                    "drop": [],
                    "substitute": [evolve(word, text=other)],
                    "repeat": [word, word],
                    "invent": [word, evolve(word, text=other)],
                    "case": [evolve(word, text=word.text.upper() + ",")],
                    "shift": [evolve(word, end_ms=(word.end_ms or 0) + 90)],
                }[error]
        return words


def scripts() -> dict[str, str | None]:
    whole = " ".join(SENTENCES)
    return {
        "no script": None,
        "script": whole,
        "without second": " ".join([SENTENCES[0], *SENTENCES[2:]]),
        "more": f"{SENTENCES[0]} This sentence nobody says at all. {whole}",
        "ssml": f"<speak><p>{whole}</p><mark name='end'/></speak>",
        "other": "Dogs bark at the moon, and cats do not care about it.",
    }


def live_made(_plan: Plan) -> Iterator[Item]:
    """Record made streams: with and without a script, aligners, errors, settings."""
    installed = PluginManager.installed()
    timers = {
        "no aligner": None,
        "even": ScriptedAligner().record("timer"),
        "hmm": installed.aligner("hmm").record,
    }
    kinds = itertools.product(scripts(), timers, (False, True))
    for seed, (script, timer, errs) in enumerate(kinds):
        stage = Stage.build(seed % 5)
        clock = Clock()
        errors = ERRORS if errs else ()
        fails_after = 12 if seed % 9 == 8 else 0
        listener = Listener(stage, errors, clock, fails_after)
        record = timers[timer]
        manager = manager_of(*[r for r in (listener.record(), record) if r])
        name = f"{seed:02} {script}, {timer}{', errors' if errs else ''}"
        with Pipeline(
            backend="listener",
            aligner=record.name if record else None,
            language="en",
            manager=manager,
        ) as pipeline:
            yield name, outcome(_streamed, pipeline, stage, script, clock, seed)
    yield from _scripted()
    yield from _simulated()


def _streamed(
    pipeline: Pipeline, stage: Stage, script: str, clock: Clock, seed: int
) -> str:
    """Feed a stage in chunks; on some seeds with pauses, losses and a backlog."""
    live = pipeline.live(
        script=scripts()[script],
        settings=SETTINGS[seed % len(SETTINGS)],
        policy=LocalAgreement(3) if seed % 7 == 6 else None,
        clock=clock,
    )
    chunk = (320, 1_600, 5_333)[seed % 3]
    updates = list[Update]()
    error = ""
    with live:
        try:
            for number, at in enumerate(range(0, len(stage.pcm), chunk)):
                backlog_ms = 4_000 if seed % 5 == 4 and number % 40 > 30 else 0
                piece = stage.pcm[at : at + chunk]
                updates += live.feed(piece, backlog_ms=backlog_ms)
                if seed % 6 == 5 and at // chunk == 60:
                    updates += live.pause()
                    updates += live.drop(700, "the line was busy")
            updates += live.finish()
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        return f"{told(updates)}\n{document_text(live.document())}\n{error}"


def told(updates: Sequence[Update]) -> str:
    """Return updates as JSON, one in a line."""
    rows = [{"type": type(u).__name__, **_fields(u)} for u in updates]
    return "\n".join(to_text(row, indent=None) for row in rows)


def _fields(update: Update) -> dict[str, object]:
    return {f.name: getattr(update, f.name) for f in update.__attrs_attrs__}


def _scripted() -> Iterator[Item]:
    """Record streams of the scripted backend, at several rates and channels."""
    heard = make_document(*SENTENCES, start_ms=200, word_ms=220, gap_ms=40)
    manager = manager_of(
        ScriptedBackend(heard.segments, language="en").record(),
        ScriptedAligner().record(),
    )
    for aligner in (None, "scripted"):
        with Pipeline(backend="scripted", aligner=aligner, manager=manager) as pipeline:
            for rate, channels in itertools.product(RATES, (1, 2)):
                name = f"scripted {aligner} {rate} Hz, {channels}"
                yield name, outcome(_resampled, pipeline, rate, channels)


def _resampled(pipeline: Pipeline, rate: int, channels: int) -> str:
    """Feed speech as if it were of another rate, so that it is faster or slower."""
    speech = english_speech()[0].pcm
    sound = np.concatenate([speech, np.zeros(20_000, np.int16), speech])
    samples = np.repeat(sound[:, None], channels, axis=1)
    updates = list[Update]()
    with pipeline.live(
        sample_rate_hz=rate, channels=channels, clock=lambda: 0.0
    ) as live:
        for part in np.array_split(samples, 50):
            updates += live.feed(part)
        updates += live.finish()
        return f"{told(updates)}\n{document_text(live.document())}"


def _simulated() -> Iterator[Item]:
    for seed in range(3):
        stage = Stage.build(seed)
        references = {"text": " ".join(SENTENCES), "words": stage.words}
        for name, reference in references.items():
            yield f"simulated {seed} {name}", outcome(_simulate, stage, reference)


def _simulate(stage: Stage, reference: str | tuple[Word, ...]) -> str:
    clock = Clock()
    manager = manager_of(Listener(stage, ERRORS, clock).record())
    audio = Audio(stage.pcm, len(stage.pcm) // PER_MS)
    with Pipeline(backend="listener", aligner=None, manager=manager) as pipeline:
        return simulate(
            pipeline, audio, reference=reference, clock=clock, warm_up=False
        ).to_json(indent=1)


PARTS: dict[str, Part] = {"live-made": live_made}
