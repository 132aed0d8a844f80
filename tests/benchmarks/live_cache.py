"""Decodings of live streams kept on disk, so that policies can be tried without them.

    store = DecodingStore(Path("decodings.sqlite"), tag="tiny.en")
    clock = ReplayClock(cpu_clock(2))
    simulate(lambda: cached(pipeline, store, clock, language="en"), audio, clock=clock)

A decoding is known by its audio, its prompt and whether it was the last, the language,
the tag, and the source code of the whisper-cpp backend; its words come with the time
that it took when it was really made, by which the clock is put forward. Alignments are
kept the same way. What is not in the tag has to stay: model, threads, clock, options.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

import sync_core
import sync_core_plugins.whisper_cpp
from sync_core import Audio, Finding, Phone, Pipeline, Word
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.word_timer import WordTimer

__all__ = ["DecodingStore", "ReplayClock", "cached", "digest", "engine_code", "kept"]


class ReplayClock:
    """A clock on which work can be made to have taken any time.

    Args:
        base: What work is measured with.
        kept_only: Whether only work that is kept counts. Then a stream that falls
            behind does so in the same way each time, and makes the same decodings.
    """

    def __init__(self, base: Callable[[], float], *, kept_only: bool = False) -> None:
        self.base = base
        self._kept_only = kept_only
        self._more = 0.0

    def __call__(self) -> float:
        return self._more + (0.0 if self._kept_only else self.base())

    def charge(self, began: float, seconds: float) -> None:
        """Have so many seconds passed since then."""
        self._more += seconds - (self() - began)


class DecodingStore:
    """Results by what they were made of, in one file; several processes may use it."""

    def __init__(self, path: Path, tag: str) -> None:
        self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("CREATE TABLE IF NOT EXISTS made (key PRIMARY KEY, value)")
        self._tag = tag
        self.hits = self.misses = 0

    def get(self, *parts: object) -> Any:
        row = self._db.execute(
            "SELECT value FROM made WHERE key = ?", (self._key(parts),)
        ).fetchone()
        if row is None:
            self.misses += 1
            return None
        self.hits += 1
        return json.loads(row[0])

    def put(self, value: Any, *parts: object) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO made VALUES (?, ?)",
            (self._key(parts), json.dumps(value)),
        )

    def _key(self, parts: tuple[object, ...]) -> bytes:
        return hashlib.sha256(repr((self._tag, *parts)).encode()).digest()


def cached(
    pipeline: Pipeline, store: DecodingStore, clock: ReplayClock, **others: Any
) -> LiveTranscriber:
    """Open a stream of a pipeline's; ``others`` go to ``Pipeline.live``."""
    live = pipeline.live(clock=clock, **others)
    recognizer: Any = live._recognizer
    decoder = _CachedDecoder(recognizer._decoder, store, clock)
    recognizer._decoder = recognizer._windows._decoder = decoder
    if recognizer._timer is not None:
        recognizer._timer = _CachedTimer(recognizer._timer, store, clock)
    return live


class _CachedDecoder:
    def __init__(
        self, decoder: Decoder, store: DecodingStore, clock: ReplayClock
    ) -> None:
        self._decoder, self._store, self._clock = decoder, store, clock

    @property
    def language(self) -> str | None:
        return self._decoder.language

    def decode(self, audio: Audio, **how: Any) -> list[Word]:
        def work() -> Any:
            words = self._decoder.decode(audio, **how)
            return [[_row(word) for word in words], self._decoder.language]

        asked = sorted(how.items())
        key = ("decode", engine_code(), digest(audio.pcm), asked, self.language)
        rows, self._decoder.language = kept(self._store, self._clock, key, work)
        return [_word(row) for row in rows]

    def close(self) -> None:
        self._decoder.close()


class _CachedTimer:
    def __init__(
        self, timer: WordTimer, store: DecodingStore, clock: ReplayClock
    ) -> None:
        self._timer, self._store, self._clock = timer, store, clock

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        def work() -> Any:
            done, findings = self._timer.retime(audio, words, following)
            return [[_row(w) for w in done], [attrs.asdict(f) for f in findings]]

        asked = [_row(word) for word in (*words, None, *following)]
        key = ("retime", _timing_code(), digest(audio.pcm), asked)
        rows, found = kept(self._store, self._clock, key, work)
        return [_word(row) for row in rows], [Finding(**row) for row in found]


def kept(
    store: DecodingStore,
    clock: ReplayClock,
    key: tuple[object, ...],
    work: Callable[[], Any],
) -> Any:
    """Do work whose result JSON can hold, or take it as it was done before."""
    began = clock()
    known = store.get(*key)
    if known is None:
        start = clock.base()
        made = work()
        known = [made, clock.base() - start]
        store.put(known, *key)
    clock.charge(began, known[1])
    return known[0]


def _row(word: Word | None) -> Any:
    return None if word is None else attrs.asdict(word)


def _word(row: dict[str, Any]) -> Word:
    return Word(**{**row, "phones": [Phone(**phone) for phone in row["phones"]]})


def digest(pcm: NDArray[np.int16]) -> str:
    return hashlib.sha256(pcm.tobytes()).hexdigest()


@cache
def engine_code() -> str:
    return _code(Path(sync_core_plugins.whisper_cpp.__file__).parent, "*.py")


@cache
def _timing_code() -> str:
    core = Path(sync_core.__file__).parent
    timer = _code(core / "live" / "recognition", "alignment_timer.py")
    return _code(core / "alignment", "retiming.py") + timer


def _code(folder: Path, pattern: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
