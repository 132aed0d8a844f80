"""What a live stream takes in the long run, and while nobody speaks."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from live_audio import Recording, repeated, unspoken
from live_setup import Setup
from live_table import Goal, Row, table
from sync_core import Audio
from sync_core.live.measurement.virtual_stream import VirtualStream
from sync_core.live.updates import Final

__all__ = ["memory", "silence"]

_RATE = Audio.SAMPLE_RATE_HZ
_SETTLED = 0.25
"""After this share of the time, everything has been used once."""


def memory(
    setup: Setup, recording: Recording, minutes: float, *, replay: bool
) -> dict[str, Any]:
    """Transcribe for an hour.

    Args:
        setup: Engines and settings.
        recording: SpokenWord again and again.
        minutes: For how long.
        replay: Whether what was decoded in the first round is not decoded again: quick,
            but then the engine's memory is not looked at.
    """
    samples = repeated(recording, minutes)
    live = setup.opened() if replay else setup.plain()
    stream = VirtualStream(samples, setup.chunk_ms, setup.clock)
    resident, words = list[float](), 0
    print(f"## memory: {minutes:g} minutes of {recording.name}")
    with live:
        for _ in stream.run(live):
            if stream.taken_ms >= 60_000 * (len(resident) + 1):
                resident.append(resident_mib())
                words += _words(stream)
                _tell(resident, stream)
    first = resident[int(_SETTLED * len(resident))]
    lags = stream.lags
    half = len(lags) // 2
    trend = (max(lags[half:]) - max(lags[:half])) / 1000 if half else 0.0
    rtf = stream.compute_ms / stream.taken_ms
    found = {
        "resident_mib": resident,
        "lag_by_minute_ms": lags,
        "rtf": rtf,
        "words": words,
    }
    grown = Goal("memory grown after a quarter", "MiB", 1, 20, 20)
    rows = [
        Row(grown, max(resident[int(_SETTLED * len(resident)) :]) - first),
        Row(Goal("longest lag of the second half above the first's", must=0.5), trend),
        Row(Goal("compute RTF", "", 3, 0.4, 0.25), rtf),
        Row(Goal("words", "", 0), words),
    ]
    print(table(rows))
    return found


def _tell(resident: list[float], stream: VirtualStream) -> None:
    """Print every fifth minute."""
    if len(resident) % 5 == 0:
        lag = max(stream.lags[-5:]) / 1000
        print(
            f"- {len(resident)} min: {resident[-1]:.1f} MiB, lag up to {lag:.2f} s",
            flush=True,
        )


def _words(stream: VirtualStream) -> int:
    """Count the words that came, and forget them."""
    finals = [e.update for e in stream.emitted if isinstance(e.update, Final)]
    stream.emitted.clear()
    return sum(len(final.segment.words) for final in finals)


def silence(setup: Setup, minutes: float) -> dict[str, Any]:
    """Transcribe what is no speech."""
    found: dict[str, Any] = {}
    words, spent = 0, 0.0
    print(f"## silence and noise: {minutes:g} minutes")
    for name, samples in unspoken(minutes):
        live = setup.plain()
        stream = VirtualStream(samples, setup.chunk_ms, setup.clock)
        live.feed(np.zeros(_RATE, np.int16))
        began = time.process_time()
        with live:
            for _ in stream.run(live):
                pass
        took, heard = time.process_time() - began, _words(stream)
        share = took / (len(samples) / _RATE)
        print(f"- {name}: {heard} words, {share:.2%} of a core")
        found[name] = {"words": heard, "cpu_share": share}
        words, spent = words + heard, spent + took
    share = 100 * spent / (60 * minutes)
    none = Goal("words", "", 0, 0, 0)
    print(table([Row(none, words), Row(Goal("CPU of one core", "%", 2, 5, 5), share)]))
    return found


def resident_mib() -> float:
    """Give this process's resident memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
