"""Audio in the forms in which files and pipes carry it."""

from pathlib import Path
from typing import Any

import av

from sync_core import Audio


def encoded(audio: Audio, path: Path, codec: str, rate: int, **options: str) -> Path:
    """Encode in any form."""
    with av.open(str(path), "w", options=options) as out:
        track: Any = out.add_stream(codec, rate=rate)
        track.layout = "mono"
        frame = av.AudioFrame.from_ndarray(audio.pcm[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        to = av.AudioResampler(track.format, "mono", rate, track.frame_size or 1024)
        for piece in [*to.resample(frame), *to.resample(None)]:
            piece.pts = None
            out.mux(track.encode(piece))
        out.mux(track.encode(None))
    return path


FORMS = [
    ("a.wav", "pcm_s16le", 16_000, {}),
    ("a.flac", "flac", 44_100, {}),
    ("a.mp3", "libmp3lame", 44_100, {}),
    ("a.ogg", "libopus", 48_000, {}),
    ("a.webm", "libopus", 48_000, {}),
    ("a.m4a", "aac", 44_100, {}),
    ("a.mp4", "aac", 44_100, {"movflags": "frag_keyframe+empty_moov"}),
    ("a.ts", "aac", 48_000, {}),
]
