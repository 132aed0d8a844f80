"""Decoding a file chunk by chunk: once more after a loop, and behind skipped speech."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from statistics import fmean

from attrs import evolve, frozen

from sync_core import Audio, Finding, Segment, Word
from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.context import Context, Token
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.parameters import Parameters, get_token_limit
from sync_core_plugins.whisper_cpp.repetition import is_loop, report_loop
from sync_core_plugins.whisper_cpp.tokens import read_passages
from sync_core_plugins.whisper_cpp.word_times import WordPlacer
from sync_core_plugins.whisper_family.languages import is_spaced

__all__ = ["SegmentDecoder", "find_skipped_speech"]

_RETRY_TEMPERATURE = 0.4
"""After a loop, decoding begins anew at this temperature."""
_MIN_SKIPPED_SPEECH_MS = 1_000
"""So much speech behind the engine's last timestamp was skipped by it."""


@frozen
class SegmentDecoder:
    """Decodes the chunks of one file."""

    context: Context
    parameters: Parameters
    options: WhisperCppOptions
    audio: Audio
    code: str
    """The engine's code of the language."""
    stop: threading.Event
    findings: list[Finding]
    """Loops are added to it."""

    def decode(self, chunks: Iterator[Chunk]) -> Iterator[Segment]:
        """Yield the segments of the chunks, in order.

        Raises:
            CancelledError: ``stop`` was set meanwhile.
        """
        placer = WordPlacer(self.audio.duration_ms)
        options = evolve(self.options, no_context=True)
        for chunk in chunks:
            rest: Chunk | None = chunk
            while rest is not None:
                tokens, looped = self._decode_chunk(rest, options)
                if looped:
                    self.findings.append(report_loop(rest))
                yield from self._make_segments(tokens, rest, placer, looped)
                rest = find_skipped_speech(rest, tokens)
                options = self.options

    def _decode_chunk(
        self, chunk: Chunk, options: WhisperCppOptions
    ) -> tuple[list[Token], bool]:
        """Return the tokens of a chunk, and whether a second decoding loops too."""
        limit = get_token_limit(chunk)
        tokens = self._run(chunk, options)
        if not is_loop(tokens, limit):
            return tokens, False
        retry = evolve(
            options,
            beam_size=1,
            initial_prompt=None,
            no_context=True,
            temperature=max(_RETRY_TEMPERATURE, options.temperature),
        )
        again = self._run(chunk, retry)
        if not is_loop(again, limit):
            return again, False
        return (again if len(again) < limit <= len(tokens) else tokens), True

    def _run(self, chunk: Chunk, options: WhisperCppOptions) -> list[Token]:
        params = self.parameters.build(chunk, self.code, options)
        samples = self.audio.slice(chunk.start_ms, chunk.end_ms).float32()
        return self.context.decode(params, samples, self.stop)

    def _make_segments(
        self, tokens: Sequence[Token], chunk: Chunk, placer: WordPlacer, looped: bool
    ) -> Iterator[Segment]:
        for passage, timed in read_passages(
            tokens,
            spaced=is_spaced(self.code),
            by_attention=self.context.by_attention,
        ):
            words = placer.place(timed, chunk)
            if looped:
                words = [evolve(word, confidence=0.0) for word in words]
            yield _make_segment(passage, words, looped)


def find_skipped_speech(chunk: Chunk, tokens: Sequence[Token]) -> Chunk | None:
    """Return what is spoken behind the engine's last timestamp, if that is much."""
    if not tokens or tokens[-1].stamp_ms is None:
        return None
    reached = chunk.start_ms + tokens[-1].stamp_ms
    speech = [(max(s, reached), e) for s, e in chunk.speech if e > reached]
    skipped_ms = sum(e - s for s, e in speech)
    if tokens[-1].stamp_ms == 0 or skipped_ms < _MIN_SKIPPED_SPEECH_MS:
        return None
    return Chunk(reached, chunk.end_ms, tuple(speech))


def _make_segment(
    passage: Sequence[Token], words: Sequence[Word], looped: bool
) -> Segment:
    text = b"".join(token.text for token in passage).decode(errors="replace").strip()
    mean = fmean(token.log_probability for token in passage)
    return Segment(
        words,
        text,
        words[0].start_ms,
        max(word.end_ms or 0 for word in words),
        confidence=0.0 if looped else min(1.0, math.exp(mean)),
    )
