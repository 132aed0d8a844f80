"""Dropping what Whisper hallucinates in silence and noise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: TID253

from sync_core import Audio

# Half of Whisper's own ``no_speech_threshold``, which it applies only together with a
# low log probability and so lets "You" or "Thank you." through.
_MAX_NO_SPEECH_PROBABILITY = 0.3


def drop_hallucinations(found: Iterator[Any], audio: Audio) -> Iterator[Any]:
    """Yield the segments, unless all of them are doubtful and there is no speech.

    Only where every segment up to the end was doubted by the engine itself does the
    voice activity detector look at the audio; so it costs nothing on speech.
    """
    doubtful: list[Any] = []
    trusted = False
    try:
        for segment in found:
            trusted = trusted or _is_trusted(segment)
            if not trusted:
                doubtful.append(segment)
                continue
            yield from doubtful
            doubtful.clear()
            yield segment
        if doubtful and get_speech_timestamps(audio.float32(), VadOptions()):
            yield from doubtful
    finally:
        close = getattr(found, "close", None)
        if close is not None:
            close()


def _is_trusted(segment: Any) -> bool:
    """Return whether a segment says words and the engine holds it for speech."""
    says_words = any(character.isalnum() for character in segment.text)
    return says_words and segment.no_speech_prob <= _MAX_NO_SPEECH_PROBABILITY
