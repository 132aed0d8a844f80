"""Conversion to and from pydub, which is imported only where it is in use."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Any

from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydub import AudioSegment


def is_segment(source: object) -> bool:
    """Return whether an object is a pydub segment, without importing pydub."""
    module = sys.modules.get("pydub.audio_segment")
    return module is not None and isinstance(source, module.AudioSegment)


def read_samples(segment: AudioSegment) -> tuple[NDArray[Any], int]:
    """Return the samples of a segment, shape (frames, channels), and its rate in Hz.

    Raises:
        AudioError: The segment is empty.
    """
    import numpy as np

    # 24 bit is widened to 32 by pydub itself, and 8 bit made signed.
    width = {1: "i1", 2: "<i2", 4: "<i4"}[segment.sample_width]
    samples = np.frombuffer(segment.raw_data, dtype=width)
    if not samples.size:
        raise AudioError("the AudioSegment holds no samples")
    return samples.reshape(-1, segment.channels), int(segment.frame_rate)


def make_segment(pcm: NDArray[np.int16], sample_rate_hz: int) -> AudioSegment:
    """Make a mono 16 bit segment."""
    with warnings.catch_warnings():
        # pydub's import warns of a missing ffmpeg program, which is not needed here.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(
        data=pcm.astype("<i2", copy=False).tobytes(),
        sample_width=2,
        frame_rate=sample_rate_hz,
        channels=1,
    )
