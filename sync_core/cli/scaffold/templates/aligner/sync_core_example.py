"""The example aligner: spreads the words of a script over the sound.

It looks for the first and the last sound, and gives each word as much of the time
between them as it has of the letters. Put an engine in the place of ``_spread``.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from attrs import frozen
from sync_core import (
    AlignerPlugin,
    AlignmentError,
    AlignmentRequest,
    Audio,
    Document,
    EngineOptions,
    Script,
    WordTiming,
    hookimpl,
    script_document,
)

sync_core_api = 1
"""The version of the plugin contract that this is written for."""

_FRAME_MS = 10


@frozen
class Options:
    """The aligner's own options, as in ``-O example.quiet_dbfs=-30``."""

    quiet_dbfs: float = -40.0
    """What does not get louder than this is silence."""


class ExampleAligner:
    """An aligner, ready to work until it is closed."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def align(self, request: AlignmentRequest) -> Document:
        """Give each word of the script its time.

        Raises:
            AlignmentError: There is no sound, or too little of it.
        """
        request.check_cancel()
        start_ms, end_ms = self._sound(request.audio)
        timings = _spread(request.script, start_ms, end_ms)
        return script_document(request, timings)

    def close(self) -> None:
        """Free the engine; there is nothing to free here."""

    def _sound(self, audio: Audio) -> tuple[int, int]:
        size = audio.SAMPLE_RATE_HZ * _FRAME_MS // 1000
        count = len(audio.pcm) // size
        frames = abs(audio.pcm[: count * size].astype("int32")).reshape(count, size)
        limit = 32768 * 10 ** (self._options.quiet_dbfs / 20)
        peaks = frames.max(axis=1).tolist()
        loud = [at * _FRAME_MS for at, peak in enumerate(peaks) if peak > limit]
        if not loud:
            raise AlignmentError("there is no sound in the audio")
        return loud[0], loud[-1] + _FRAME_MS


def _spread(script: Script, start_ms: int, end_ms: int) -> list[WordTiming]:
    letters = [len(word.text) for word in script.words]
    if end_ms - start_ms < len(letters):
        raise AlignmentError(
            f"{end_ms - start_ms} ms of sound are too little for {len(letters)} words"
        )
    shares = accumulate(letters, initial=0)
    total = sum(letters)
    edges = [start_ms + (end_ms - start_ms) * share // total for share in shares]
    # Nobody heard these words begin, and their status says so.
    return [WordTiming(a, b, status="interpolated") for a, b in pairwise(edges)]


def load(options: EngineOptions) -> ExampleAligner:
    """Start the aligner: the place to import its engine, and to open its model."""
    return ExampleAligner(options.own or Options())


RECORD = AlignerPlugin(
    "example",
    load=load,
    summary="spreads the words over the sound",
    granularity="word",
    coarse=True,
    options=Options,
    # Never picked where there is another choice.
    preference=-1,
    license="MIT",
)


@hookimpl
def sync_core_aligners() -> list[AlignerPlugin]:
    """List the aligners of this package."""
    return [RECORD]
