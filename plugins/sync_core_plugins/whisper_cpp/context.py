"""One open model of whisper.cpp, on a thread of its own.

The engine's calls run on that thread, so that a Ctrl-C is heard while one is running,
and another thread can stop it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core import CancelledError, InputError, ModelError
from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.log_capture import ERROR, capture_log

__all__ = ["Context", "Token"]

T = TypeVar("T")
_SAMPLE_RATE_HZ = 16_000
_TICK_MS = 10
"""The engine counts in hundredths of a second."""
_STAMP_MS = 20
"""From one of Whisper's timestamp tokens to the next."""
# The engine needs 128 MB for OpenAI's largest model and 218 tokens, and aborts the
# process where it has too little; what is not used is never touched.
_DTW_BYTES = 256 << 20
_DETECTED_LANGUAGE = re.compile(r"auto-detected language: (\w+) \(p = ([\d.]+)\)")
# From here on no other language reaches a tenth.
_CERTAIN_PROBABILITY = 0.9
# The engine gives no text for less than 1 s.
_MIN_SAMPLES = _SAMPLE_RATE_HZ * 11 // 10


@frozen
class Token:
    """One token of a decoding; times in ms from the start of the samples."""

    id: int
    text: bytes = b""
    """Not always whole characters."""
    stamp_ms: int | None = None
    """Of a timestamp token; all others are text."""
    probability: float = 0.0
    log_probability: float = 0.0
    dtw_end_ms: int | None = None
    """By attention, if the context was opened for it."""
    start_ms: int = 0
    end_ms: int = 0
    """By the engine's own estimate, as is ``start_ms``."""


class Context:
    """One open model.

    Args:
        path: A file that was looked through with ``read_ggml_shape``.
        heads: The engine's name for the model's alignment heads, or None to go
            without times by attention.
        use_gpu: Whether to use a GPU where the engine was built for one.

    Raises:
        ModelError: The engine cannot open it.
    """

    def __init__(self, path: Path, *, heads: str | None, use_gpu: bool) -> None:
        self.by_attention = heads is not None
        # Behind a decoding that its token limit cuts off, times by attention look for
        # another segment (whisper.cpp 1.8, the end of whisper_exp_compute_token_level_
        # timestamps_dtw), which ends the process where no memory is. Room for two stays
        # once there were two, so that text is cut at every token until then.
        self._has_room = heads is None
        self._stops: WeakSet[threading.Event] = WeakSet()
        self._thread = ThreadPoolExecutor(1, "whisper-cpp")
        self._context: Any = None
        try:
            self._context = self._thread.submit(
                _open_context, path, heads, use_gpu
            ).result()
        except BaseException:
            self._thread.shutdown(wait=False)
            raise

    def stop_on_close(self, stop: threading.Event) -> None:
        """Set an event when the context is closed, also between two calls."""
        self._stops.add(stop)

    def decode(
        self, params: Any, samples: NDArray[np.float32], stop: threading.Event
    ) -> list[Token]:
        """Run the engine and return the tokens that it made.

        Raises:
            CancelledError: ``stop`` was set meanwhile.
        """
        return self._run_on_thread(
            lambda: self._run_decoding(params, samples, stop), stop
        )

    def detect_language(
        self, params: Any, samples: NDArray[np.float32], stop: threading.Event
    ) -> dict[str, float]:
        """Return the probabilities of languages by the engine's codes, likeliest first.

        The others are only there where they are of any account.
        """
        params.language, params.detect_language = "", True
        return self._run_on_thread(
            lambda: self._run_detection(params, samples, stop), stop
        )

    def close(self) -> None:
        """Stop what runs and free the model; a second call does nothing."""
        for stop in tuple(self._stops):
            stop.set()
        self._thread.shutdown()
        context, self._context = self._context, None
        if context is not None:
            pw.whisper_free(context)

    def _run_on_thread(self, work: Callable[[], T], stop: threading.Event) -> T:
        if stop.is_set():
            raise _make_cancelled_error()
        if self._context is None:
            raise InputError("the model is closed: make a new Pipeline")
        future: Future[T] = self._thread.submit(work)
        try:
            return future.result()
        finally:
            # On a Ctrl-C the work goes on until it is told.
            if not future.done():
                stop.set()
                wait([future])

    def _run_engine(
        self, params: Any, samples: NDArray[np.float32], stop: threading.Event
    ) -> None:
        if len(samples) < _MIN_SAMPLES:
            samples = np.pad(samples, (0, _MIN_SAMPLES - len(samples)))
        pw.assign_abort_callback(params, stop.is_set)
        code = (
            -1
            if stop.is_set()
            else pw.whisper_full(self._context, params, samples, len(samples))
        )
        pw.assign_abort_callback(params, None)
        if stop.is_set():
            raise _make_cancelled_error()
        if code:
            raise RuntimeError(f"whisper_full failed with code {code}")

    def _run_decoding(
        self, params: Any, samples: NDArray[np.float32], stop: threading.Event
    ) -> list[Token]:
        if not self._has_room:
            params.max_len = 1
        with capture_log():
            self._run_engine(params, samples, stop)
        self._has_room |= pw.whisper_full_n_segments(self._context) > 1
        return list(self._read_tokens())

    def _run_detection(
        self, params: Any, samples: NDArray[np.float32], stop: threading.Event
    ) -> dict[str, float]:
        with capture_log() as lines:
            self._run_engine(params, samples, stop)
        said = _DETECTED_LANGUAGE.search("".join(text for _, text in lines))
        if said and float(said[2]) >= _CERTAIN_PROBABILITY:
            return {said[1]: float(said[2])}
        # This encodes once more, and holds the interpreter's lock meanwhile.
        shares = np.zeros(pw.whisper_lang_max_id() + 1, np.float32)
        with capture_log():
            pw.whisper_lang_auto_detect(self._context, 0, params.n_threads, shares)
        order = np.argsort(-shares, kind="stable")
        return {pw.whisper_lang_str(int(n)): float(shares[n]) for n in order}

    def _read_tokens(self) -> Iterator[Token]:
        context = self._context
        text_end, first_stamp = (
            pw.whisper_token_eot(context),
            pw.whisper_token_beg(context),
        )
        for segment in range(pw.whisper_full_n_segments(context)):
            for number in range(pw.whisper_full_n_tokens(context, segment)):
                data = pw.whisper_full_get_token_data(context, segment, number)
                if data.id >= first_stamp:
                    yield Token(data.id, stamp_ms=(data.id - first_stamp) * _STAMP_MS)
                elif data.id < text_end:
                    yield _read_text_token(
                        pw.whisper_token_to_bytes(context, data.id), data
                    )


def _make_cancelled_error() -> CancelledError:
    return CancelledError("cancelled; nothing was written")


def _open_context(path: Path, heads: str | None, use_gpu: bool) -> Any:
    params = pw.whisper_context_default_params()
    params.use_gpu = use_gpu
    # It would silently turn off the times by attention.
    params.flash_attn = False
    params.dtw_token_timestamps = heads is not None
    params.dtw_aheads_preset = getattr(pw, heads or "WHISPER_AHEADS_NONE")
    params.dtw_mem_size = _DTW_BYTES
    with capture_log() as lines:
        context = pw.whisper_init_from_file_with_params(str(path), params)
    # A context that failed cannot be told from another, and crashes when it is used.
    errors = [text.strip() for level, text in lines if level == ERROR]
    if errors:
        raise ModelError(f"whisper.cpp cannot open the model '{path}': {errors[0]}")
    return context


def _read_text_token(text: bytes, data: Any) -> Token:
    return Token(
        id=data.id,
        text=text,
        probability=float(data.p),
        log_probability=float(data.plog),
        dtw_end_ms=data.t_dtw * _TICK_MS if data.t_dtw >= 0 else None,
        start_ms=max(0, data.t0) * _TICK_MS,
        end_ms=max(0, data.t1) * _TICK_MS,
    )
