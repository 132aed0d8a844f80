"""Clips made on the spot: bursts of sound at known times, in every form."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core.audio import Audio

BURSTS_S = (0.25, 1.5, 2.7)
BURST_S = 0.02


class MakeClip(Protocol):
    def __call__(self, name: str, codec: str, **how: Any) -> Path: ...


class MeasureErrors(Protocol):
    def __call__(self, audio: Audio, *, moved_ms: float = 0) -> list[float]: ...


def burst(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate a burst that starts at zero, at any times, so at any rate."""
    rng = np.random.default_rng(7)
    tones = rng.uniform(300, 3300, 12)
    phases = rng.uniform(0, 2 * np.pi, 12)
    wave = np.sin(2 * np.pi * times[:, None] * tones + phases).sum(axis=1) / 6
    inside = (times >= 0) & (times <= BURST_S)
    return np.where(inside, np.sin(np.pi * times / BURST_S) ** 2 * wave, 0) * 0.5


def bursts(rate: int, seconds: float) -> NDArray[np.float32]:
    times = np.arange(round(seconds * rate)) / rate
    samples = np.random.default_rng(1).standard_normal(times.size) * 0.01
    for at in BURSTS_S:
        if at + BURST_S < seconds:
            samples += burst(times - at)
    return samples.astype(np.float32)


def encode(path: Path, codec: str, **how: Any) -> Path:
    """Encode bursts; see `make_clip`."""
    rate, seconds = how.get("rate", 44_100), how.get("seconds", 3.0)
    with av.open(
        str(path), "w", format=how.get("format"), options=how.get("options", {})
    ) as out:
        film = _add_film(out) if how.get("film") else None
        tracks = [
            _add_track(out, codec, rate, how) for _ in range(how.get("tracks", 1))
        ]
        if how.get("default") is not None:
            for number, track in enumerate(tracks):
                track.disposition = (
                    track.disposition.default
                    if number == how["default"]
                    else type(track.disposition)(0)
                )
        if film is not None:
            _write_film(out, film, seconds)
        for number, track in enumerate(tracks):
            samples = bursts(rate, seconds) * (0.25 if number else 1)
            _write_track(out, track, samples, how)
    return path


def _add_film(out: Any) -> Any:
    film = out.add_stream("libvpx" if out.format.name == "webm" else "mpeg4", rate=25)
    film.width = film.height = 64
    film.pix_fmt = "yuv420p"
    return film


def _write_film(out: Any, film: Any, seconds: float) -> None:
    # What a new frame holds is not defined, and with it where the sound's packets are.
    rng = np.random.default_rng(3)
    for number in range(int(seconds * 25)):
        picture = rng.integers(0, 256, (96, 64), dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, 25)
        out.mux(film.encode(frame))
    out.mux(film.encode(None))


def _add_track(out: Any, codec: str, rate: int, how: dict[str, Any]) -> Any:
    track = out.add_stream(codec, rate=rate, layout=how.get("layout", "mono"))
    if "bit_rate" in how:
        track.bit_rate = how["bit_rate"]
    track.codec_context.options = how.get("codec_options", {})
    return track


def _write_track(out: Any, track: Any, samples: Any, how: dict[str, Any]) -> None:
    rate = track.codec_context.sample_rate
    whole = av.AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
    whole.sample_rate = rate
    resampler = av.AudioResampler(
        format=track.format.name, layout=how.get("layout", "mono"), rate=rate
    )
    fifo = av.AudioFifo()
    for piece in [*resampler.resample(whole), *resampler.resample(None)]:
        if piece is not None:
            piece.pts = None
            fifo.write(piece)
    gap_at, gap = how.get("gap", (np.inf, 0))
    position = 0
    while (frame := fifo.read(1024)) or (frame := fifo.read(0, partial=True)):
        moved = how.get("offset", 0) + (gap if position / rate >= gap_at else 0)
        frame.pts, frame.time_base = position + round(moved * rate), Fraction(1, rate)
        frame.sample_rate = rate
        position += frame.samples
        out.mux(track.encode(frame))
    out.mux(track.encode(None))


@pytest.fixture(scope="session")
def make_clip(tmp_path_factory: pytest.TempPathFactory) -> MakeClip:
    """Encode a clip of bursts at `BURSTS_S`, once for each set of arguments.

    Takes rate, layout, seconds, format, options, codec_options, bit_rate, film (with
    pictures), offset (of the sound against them in s), gap ((at, length) in s),
    tracks, default (which of them).
    """
    folder = tmp_path_factory.mktemp("clips")
    made: dict[str, Path] = {}

    def make(name: str, codec: str, **how: Any) -> Path:
        key = repr((name, codec, sorted(how.items())))
        if key not in made:
            place = Path(mkdtemp(dir=folder))
            made[key] = encode(place / name, codec, **how)
        return made[key]

    return make


@pytest.fixture(scope="session")
def click_errors_ms() -> MeasureErrors:
    """Measure how late each burst is, in ms, against where it was put."""
    rate = Audio.SAMPLE_RATE_HZ
    template = burst(np.arange(int(BURST_S * rate)) / rate)

    def measure(audio: Audio, *, moved_ms: float = 0) -> list[float]:
        errors = []
        for at in BURSTS_S:
            expected = at + moved_ms / 1000
            first = round((expected - 0.09) * rate)
            heard = audio.float32()[first : first + round(0.2 * rate)]
            lag = first + int(np.argmax(np.correlate(heard, template)))
            errors.append((lag / rate - expected) * 1000)
        return errors

    return measure
