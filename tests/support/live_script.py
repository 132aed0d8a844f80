"""Live streams without an engine: sound that says its own words, parts that lie."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from sync_core import Audio, BackendPlugin, Finding, PluginManager, Word, hookimpl
from sync_core.base.errors import AlignmentError
from sync_core.live.assembly import assemble
from sync_core.live.policy import LocalAgreement, Policy
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.settings import LiveSettings
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    Final,
    Partial,
    SpeechStarted,
    Stats,
    Update,
)
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import EngineOptions

FRAME, FRAME_MS, HZ = 512, 32, 16_000
LIES = (
    "drop",
    "substitute",
    "repeat",
    "invent",
    "times",
    "empty",
    "stop",
    "case",
    "fail",
    "untimed",
)
FATAL = {"fail", "untimed"}


@frozen
class Scene:
    """Sound whose every loud frame holds its own number, from 1 on; pauses are 0.

    Args:
        parts: Lengths of words in frames, and lengths of pauses as negative numbers.
        tail: Samples behind the last whole frame.
    """

    parts: tuple[int, ...]
    tail: int = 0

    @property
    def words(self) -> list[tuple[int, int]]:
        """First and last number of every word."""
        found, at = list[tuple[int, int]](), 0
        for part in self.parts:
            if part > 0:
                found.append((at + 1, at + part))
            at += abs(part)
        return found

    @property
    def pcm(self) -> NDArray[np.int16]:
        frames, at = list[int](), 0
        for part in self.parts:
            at += abs(part)
            loud = range(at - abs(part) + 1, at + 1)
            frames += loud if part > 0 else [0] * -part
        tail = np.zeros(self.tail, np.int16)
        return np.concatenate([np.repeat(np.array(frames, np.int16), FRAME), tail])

    def heard(self, pcm: NDArray[np.int16]) -> list[Word]:
        """Give the words that lie in some of the sound, the cut ones too."""
        numbers, starts, counts = np.unique(pcm, return_index=True, return_counts=True)
        found = []
        for number, (first, last) in enumerate(self.words):
            low, high = np.searchsorted(numbers, [first, last + 1])
            if low < high:
                end = int(starts[high - 1] + counts[high - 1])
                found.append(Word(f"word{number}", int(starts[low]) // 16, end // 16))
        return found


@frozen
class Lies:
    """How an engine errs; the same sound is always misheard in the same way."""

    kinds: tuple[str, ...] = ()
    share: float = 0.3
    """How often each of them is told."""
    seed: int = 0

    def told(self, words: list[Word], audio: Audio, last: bool) -> Sequence[Any]:
        seed = zlib.crc32(audio.pcm.tobytes() + bytes([self.seed % 256, last]))
        rng = random.Random(seed)
        for kind in self.kinds:
            if rng.random() < self.share:
                words = list(getattr(self, f"_{kind}")(words, rng, audio.duration_ms))
        return words

    def _drop(self, words: list[Word], rng: random.Random, _: int) -> Iterable[Word]:
        return [word for word in words if rng.random() < 0.7]

    def _substitute(
        self, words: list[Word], rng: random.Random, _: int
    ) -> Iterable[Word]:
        for word in words:
            lie = rng.random() < 0.3
            yield evolve(word, text=f"other{rng.randrange(9)}") if lie else word

    def _repeat(self, words: list[Word], rng: random.Random, _: int) -> Iterable[Word]:
        return [*words, *words[-rng.randint(1, 4) :] * rng.randint(1, 9)]

    def _invent(
        self, words: list[Word], rng: random.Random, length: int
    ) -> Iterable[Word]:
        found = list(words)
        for _ in range(rng.randint(1, 5)):
            start = rng.randint(0, length)
            word = Word("Thanks", start, rng.randint(start, length))
            found.insert(rng.randint(0, len(found)), word)
        return found

    def _times(
        self, words: list[Word], rng: random.Random, length: int
    ) -> Iterable[Word]:
        for word in words:
            start = rng.randint(0, 2 * length)
            yield evolve(word, start_ms=start, end_ms=start + rng.randint(0, 2_000))

    def _empty(self, *_: Any) -> Iterable[Word]:
        return []

    def _stop(self, words: list[Word], *_: Any) -> Iterable[Word]:
        """Stop at the first pause, as if that were the end."""
        for at, (word, after) in enumerate(pairwise(words), 1):
            if (after.start_ms or 0) - (word.end_ms or 0) >= 300:
                return words[:at]
        return words

    def _case(self, words: list[Word], rng: random.Random, _: int) -> Iterable[Word]:
        forms = ("{}", "{},", "“{}”", "{}.")
        for word in words:
            text = rng.choice(forms).format(word.text)
            yield evolve(word, text=rng.choice([text, text.upper()]))

    def _fail(self, *_: Any) -> Iterable[Word]:
        raise RuntimeError("out of ideas")

    def _untimed(self, words: list[Word], *_: Any) -> Iterable[Word]:
        return [evolve(word, start_ms=None, end_ms=None) for word in words]


class Clock:
    """Goes on only when something takes its time."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class ScriptedStream:
    """Hears a scene's words in whatever it is given, and lies about them."""

    def __init__(self, scene: Scene | None, lies: Lies, clock: Clock) -> None:
        self.language: str | None = "en"
        self._scene, self._lies, self._clock = scene, lies, clock
        self.given: list[Audio] = []

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> Sequence[Word]:
        assert audio.duration_ms <= 30_000
        self._clock.now_s += 0.25
        words = self._scene.heard(audio.pcm) if self._scene else _babble(audio)
        told = self._lies.told(words, audio, last)
        self.given.append(audio)
        return told

    def abort(self) -> None:
        pass

    def close(self) -> None:
        pass

    @property
    def spent_ms(self) -> int:
        """How long all of its work took."""
        return round(self._clock.now_s * 1000)

    @property
    def heard(self) -> set[int]:
        """The numbers of all frames that it was given."""
        return {int(n) for audio in self.given for n in np.unique(audio.pcm)}


def _babble(audio: Audio) -> list[Word]:
    """Words that depend on every sample before them."""
    step = 300
    return [
        Word(f"say{zlib.crc32(audio.pcm[: (at + step) * 16].tobytes()) % 50}", at, end)
        for at in range(0, audio.duration_ms - step, step)
        for end in (at + step,)
    ]


class ScriptedDetector:
    """Takes what is loud for speech; now and then it errs, always at the same place."""

    def __init__(self, seed: int = 0, share: float = 0.0, least: int = 1) -> None:
        self._rng = random.Random(seed)
        self._share, self._least = share, least
        self.judged: list[tuple[int, float]] = []
        """The number of each frame, and what was said of it."""

    def predict(self, samples: NDArray[np.int16]) -> Sequence[float]:
        chances = []
        for frame in samples.reshape(-1, FRAME):
            loudest = int(np.abs(frame.astype(int)).max())
            chance = float(loudest >= self._least)
            if self._rng.random() < self._share:
                chance = self._rng.random()
            self.judged.append((loudest, chance))
            chances.append(chance)
        return chances


class ScriptedTimer:
    """Moves words about within the bounds that real ones keep, or gives up."""

    def __init__(self, seed: int, fails: float = 0.0) -> None:
        self._seed, self._fails = seed, fails

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        rng = random.Random(zlib.crc32(audio.pcm.tobytes()) + self._seed)
        if rng.random() < self._fails:
            raise AlignmentError("not said")
        times = sorted(rng.randint(0, audio.duration_ms) for _ in range(2 * len(words)))
        pairs = zip(words, times[::2], times[1::2], strict=True)
        return [evolve(word, start_ms=s, end_ms=e) for word, s, e in pairs], []


class Eager:
    """Settles all that it hears but for the last words."""

    def __init__(self, left: int) -> None:
        self._left = left

    def settled(self, words: Sequence[Word], heard_ms: int) -> int:
        return max(0, len(words) - self._left)

    def took(self, count: int) -> None:
        pass

    def reset(self) -> None:
        pass


@frozen
class Cast:
    """Everything that a stream is made of, to be made as often as is needed."""

    scene: Scene | None = None
    lies: Lies = Lies()
    settings: LiveSettings = field(factory=LiveSettings)
    agree: int = 2
    """How many decodings have to; below 2, all but so many words are settled."""
    detector_errors: float = 0.0
    loud: int = 1
    timer_fails: float | None = None
    """None: there is no timer."""
    rate: int = HZ
    channels: int = 1
    open: Any = field(factory=dict, eq=False)

    def stream(self) -> tuple[LiveTranscriber, ScriptedStream, ScriptedDetector]:
        clock = Clock()
        stream = ScriptedStream(self.scene, self.lies, clock)
        detector = ScriptedDetector(self.lies.seed, self.detector_errors, self.loud)
        timer = None
        if self.timer_fails is not None:
            timer = ScriptedTimer(self.lies.seed, self.timer_fails)
        live = assemble(
            Decoder(engine(stream), "en", None),
            detector,
            self._policy(),
            timer=timer,
            settings=self.settings,
            sample_rate_hz=self.rate,
            channels=self.channels,
            clock=clock,
        )
        return live, stream, detector

    def _policy(self) -> Policy:
        return LocalAgreement(self.agree) if self.agree >= 2 else Eager(self.agree)


class _Plugin:
    def __init__(self, stream: ScriptedStream) -> None:
        self._stream = stream

    @hookimpl
    def sync_core_backends(self) -> list[BackendPlugin]:
        return [BackendPlugin("script", load=lambda _: self, streaming=True)]

    def transcribe(self, audio: Audio, language: str | None = None) -> Any:
        raise NotImplementedError

    def open_stream(self, language: str | None) -> ScriptedStream:
        return self._stream

    def close(self) -> None:
        pass


def engine(stream: ScriptedStream) -> Engine[Any]:
    """Give an engine as the core makes them, whose only stream this is."""
    manager = PluginManager()
    manager.register(_Plugin(stream), "script", "tests 1.0")
    return Engine("backend", manager.backend("script"), EngineOptions())


class Viewer:
    """Looks on, and holds what it sees to what was promised."""

    def __init__(self) -> None:
        self.finals: list[Final] = []
        self.partials: list[Partial] = []
        self.dropped: list[Dropped] = []
        self.endpoints: list[Endpoint] = []
        self.stats: Stats | None = None
        self._promised: list[str] = []
        self._shown: list[str] = []
        self._speaking = False

    @property
    def end_ms(self) -> int:
        """Where the last final word ends."""
        return self.finals[-1].segment.end_ms or 0 if self.finals else 0

    def see(self, updates: Iterable[Update]) -> None:
        for update in updates:
            getattr(self, f"_{type(update).__name__.lower()}")(update)

    def _final(self, update: Final) -> None:
        segment, texts = update.segment, [w.text for w in update.segment.words]
        assert update.number == len(self.finals)
        assert texts
        in_order([segment.start_ms, *times(segment.words), segment.end_ms])
        assert (segment.start_ms or 0) >= self.end_ms, "finals overlap"
        count = min(len(texts), len(self._promised))
        assert texts[:count] == self._promised[:count], "a stable word went missing"
        self._promised = self._promised[count:]
        self._shown = self._shown[len(texts) :]
        self.finals.append(update)

    def _partial(self, update: Partial) -> None:
        texts = [word.text for word in update.words]
        assert 0 <= update.stable <= len(texts)
        in_order(times(update.words))
        assert texts[: len(self._promised)] == self._promised, "a stable word is gone"
        assert update.stable >= len(self._promised)
        self._promised, self._shown = texts[: update.stable], texts
        self.partials.append(update)

    def _endpoint(self, update: Endpoint) -> None:
        assert self._speaking
        assert not self._promised
        if update.reason != "error":
            assert not self._shown, "an utterance ended and left words open"
        self._speaking = update.reason == "length"
        in_order([*(e.at_ms for e in self.endpoints), update.at_ms])
        self._shown = []
        self.endpoints.append(update)

    def _speechstarted(self, update: SpeechStarted) -> None:
        self._speaking = True

    def _dropped(self, update: Dropped) -> None:
        assert 0 <= update.start_ms < update.end_ms
        self.dropped.append(update)

    def _stats(self, update: Stats) -> None:
        before = self.stats or update
        for name in ("audio_ms", "speech_ms", "dropped_ms", "compute_ms"):
            assert getattr(update, name) >= getattr(before, name), name
        assert max(update.speech_ms, update.dropped_ms) <= update.audio_ms
        self.stats = update

    @property
    def open_words(self) -> list[str]:
        return [*self._promised, *self._shown]


def times(words: Iterable[Word]) -> list[int | None]:
    return [time for word in words for time in (word.start_ms, word.end_ms)]


def in_order(values: Sequence[int | None]) -> None:
    assert all(value is not None for value in values)
    assert list(values) == sorted(values, key=lambda value: value or 0)
