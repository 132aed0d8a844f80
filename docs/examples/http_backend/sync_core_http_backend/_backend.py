"""From audio to requests, and from answers to segments."""

from __future__ import annotations

import io
import os
import threading
import wave
from collections.abc import Iterator
from typing import BinaryIO

from attrs import evolve

from sync_core import (
    Audio,
    Document,
    DocumentError,
    PluginManager,
    PluginRunError,
    Segment,
    Word,
    primary_subtag,
)
from sync_core_http_backend import HttpOptions
from sync_core_http_backend._service import ask

__all__ = ["HttpBackend"]

_FIELDS = [
    ("response_format", "verbose_json"),
    ("timestamp_granularities[]", "segment"),
    ("timestamp_granularities[]", "word"),
    ("temperature", "0"),
]
_QUIET_MS = 200
"""The pause that is looked for to cut in."""
_LOOKED_AT_MS = 30_000
"""So much before the longest piece would end."""


class HttpBackend:
    """Asks the service for one piece of audio after the other."""

    def __init__(self, model: str, options: HttpOptions) -> None:
        self._model = model
        self._options = options
        self._key = os.environ.get(options.api_key_env)
        # sync-core reads this JSON already: names of languages, odd times and all.
        only = PluginManager.installed({"SYNC_CORE_PLUGINS": "verbose-json"})
        self._read = only.exporter("verbose-json").record.read or _unreadable

    def transcribe(
        self, audio: Audio, language: str | None = None
    ) -> Iterator[Segment]:
        """Give the segments of each piece as soon as its answer is there."""
        return _Answers(self, audio, language)

    def close(self) -> None:
        """There is nothing to free."""

    def document(
        self, audio: Audio, language: str | None, stop: threading.Event
    ) -> Document:
        """Give what the service hears in one piece.

        Raises:
            PluginRunError: Its answer makes no sense.
        """
        fields = [("model", self._model), *_FIELDS]
        if language is not None:
            fields.append(("language", primary_subtag(language)))
        data = ask(self._options, self._key, fields, _wav(audio), stop)
        try:
            document = self._read(io.BytesIO(data))
        except DocumentError as error:
            raise PluginRunError(f"the service gave {data[:80]!r}: {error}") from error
        if document.text.strip() and not any(w.end_ms for w in document.words):
            raise PluginRunError(
                f"'{self._model}' gives text without times: take one that knows "
                "verbose_json with timestamp_granularities, as whisper-1 does"
            )
        return document


def _unreadable(_: BinaryIO) -> Document:
    raise DocumentError("this sync-core reads no verbose_json")


class _Answers(Iterator[Segment]):
    """The segments, and the language as the first answer tells it."""

    def __init__(
        self, backend: HttpBackend, audio: Audio, language: str | None
    ) -> None:
        self._stop = threading.Event()
        self._language = language
        self._documents = (
            (start_ms, piece, backend.document(piece, language, self._stop))
            for start_ms, piece in _pieces(audio, backend._options.piece_ms)
        )
        self._ready: list[Segment] = []

    @property
    def language(self) -> str | None:
        """BCP-47 tag; asks the service if nobody has said it."""
        if self._language is None and not self._ready:
            self._fetch()
        return self._language

    def __next__(self) -> Segment:
        """Give the next segment, and ask for the next piece if there is none."""
        while not self._ready:
            if not self._fetch():
                raise StopIteration
        return self._ready.pop(0)

    def abort(self) -> None:
        """Stop waiting for the service; called from another thread."""
        self._stop.set()

    def close(self) -> None:
        """Ask for nothing more."""
        self._documents.close()

    def _fetch(self) -> bool:
        for start_ms, piece, document in self._documents:
            self._language = self._language or document.language
            self._ready += [_placed(s, start_ms, piece) for s in document.segments]
            return True
        return False


def _pieces(audio: Audio, longest_ms: int) -> Iterator[tuple[int, Audio]]:
    """Cut long audio where it is quiet."""
    start_ms = 0
    while audio.duration_ms - start_ms > longest_ms:
        end_ms = start_ms + longest_ms
        first_ms = max(start_ms + longest_ms // 2, end_ms - _LOOKED_AT_MS)
        cut_ms = first_ms + _quietest_ms(audio.slice(first_ms, end_ms))
        yield start_ms, audio.slice(start_ms, cut_ms)
        start_ms = cut_ms
    yield start_ms, audio.slice(start_ms, audio.duration_ms)


def _quietest_ms(audio: Audio) -> int:
    """Give the middle of the quietest stretch."""
    import numpy as np

    size = _QUIET_MS * audio.SAMPLE_RATE_HZ // 1000
    whole = audio.pcm[: max(1, audio.pcm.size // size) * size]
    loudness = np.abs(whole.astype(np.int32)).reshape(-1, min(size, whole.size))
    return int(loudness.mean(axis=1).argmin()) * _QUIET_MS + _QUIET_MS // 2


def _wav(audio: Audio) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(audio.SAMPLE_RATE_HZ)
        out.writeframes(audio.pcm.astype("<i2").tobytes())
    return file.getvalue()


def _placed(segment: Segment, start_ms: int, piece: Audio) -> Segment:
    """Put a segment on the clock of the whole audio, and its punctuation back."""

    def moved(time_ms: int | None) -> int | None:
        return None if time_ms is None else start_ms + min(time_ms, piece.duration_ms)

    words = [
        evolve(word, start_ms=moved(word.start_ms), end_ms=moved(word.end_ms))
        for word in _with_punctuation(segment.text, segment.words)
    ]
    text = segment.text
    if "".join("".join(w.text for w in words).split()) != "".join(text.split()):
        text = " ".join(word.text for word in words)
    return evolve(
        segment,
        words=words,
        text=text,
        start_ms=moved(segment.start_ms),
        end_ms=moved(segment.end_ms),
    )


def _with_punctuation(text: str, words: tuple[Word, ...]) -> list[Word]:
    """Give each word what stands around it in the text, up to the next white space.

    The words stay as they are where the text does not have them.
    """
    ends: list[int] = []
    cuts = [0]
    for word in words:
        found = text.find(word.text, ends[-1] if ends else 0)
        if found < 0:
            return list(words)
        if ends:
            gap = text[ends[-1] : found]
            cuts.append(ends[-1] + (gap.rfind(" ") + 1 or len(gap)))
        ends.append(found + len(word.text))
    spans = zip(cuts, [*cuts[1:], len(text)], strict=True)
    return [
        evolve(word, text=text[i:j].strip())
        for word, (i, j) in zip(words, spans, strict=bool(words))
    ]
