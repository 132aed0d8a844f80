"""The plain way to go live: decode the last seconds anew at every step.

As whisper.cpp's example ``stream`` does with its defaults: every 3 s it decodes what
is new with the audio of the current line before it; after two steps the line is left
as it is, and the next one begins with its last 0.2 s. No speech detection, the whole
window of 30 s for the encoder, no prompt.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from live_cache import DecodingStore, ReplayClock, digest, engine_code, kept
from sync_core import Audio, Pipeline, Segment, Word
from sync_core.live.updates import Final, Partial, Update
from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.tokens import group_words

__all__ = ["NaiveLoop"]

_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


class NaiveLoop:
    """One stream on a pipeline's whisper-cpp backend."""

    def __init__(
        self,
        pipeline: Pipeline,
        store: DecodingStore,
        clock: ReplayClock,
        *,
        step_ms: int = 3_000,
        length_ms: int = 10_000,
        keep_ms: int = 200,
    ) -> None:
        self._pipeline, self._store, self._clock = pipeline, store, clock
        self._step = step_ms * _PER_MS
        self._most = (keep_ms + length_ms) * _PER_MS
        self._keep = keep_ms * _PER_MS
        self._steps = max(1, length_ms // step_ms - 1)
        self._old = self._new = np.empty(0, np.int16)
        self._taken = self._count = self._lines = 0

    def feed(self, chunk: NDArray[np.int16], *, backlog_ms: int = 0) -> list[Update]:
        self._new = np.concatenate([self._new, chunk])
        self._taken += len(chunk)
        if len(self._new) < self._step:
            return []
        return self._listen(last=False)

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        return []

    def finish(self) -> list[Update]:
        return self._listen(last=True)

    def close(self) -> None:
        pass

    def _listen(self, *, last: bool) -> list[Update]:
        before = self._old[-max(1, self._most - len(self._new)) :]
        window = np.concatenate([before, self._new])
        self._old, self._new = window, np.empty(0, np.int16)
        self._count += 1
        start = (self._taken - len(window)) // _PER_MS
        heard = [evolve(w, start_ms=w.start_ms + start, end_ms=w.end_ms + start)
                 for w in self._decode(window)]  # fmt: skip
        text = " ".join(word.text for word in heard)
        if not last and self._count % self._steps:
            return [Partial(heard, 0, text)]
        self._old = window[-self._keep :]
        if not heard:
            return []
        self._lines += 1
        segment = Segment(heard, text, heard[0].start_ms, heard[-1].end_ms)
        return [Final(segment, self._lines - 1)]

    def _decode(self, window: NDArray[np.int16]) -> Sequence[Any]:
        key = ("naive", engine_code(), digest(window))
        rows = kept(self._store, self._clock, key, lambda: self._rows(window))
        return [Word(*row) for row in rows]

    def _rows(self, window: NDArray[np.int16]) -> list[list[object]]:
        length = len(window) // _PER_MS
        piece = Chunk(0, length, ((0, length),))
        with self._pipeline._engines.backend.use("transcribe") as backend:
            engine: Any = backend
            params = engine._parameters.build(piece, "en", WhisperCppOptions())
            params.single_segment = True
            tokens = engine._context.decode(
                params, window.astype(np.float32) / 32768, threading.Event()
            )
        text = [token for token in tokens if token.stamp_ms is None]
        heard = group_words(
            text, begin_ms=0, spaced=True, by_attention=engine._context.by_attention
        )
        return [[w.text, w.start_ms, w.end_ms, w.confidence] for w in heard]
