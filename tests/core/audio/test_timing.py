"""Every sound is where a player has it, to the millisecond."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from sync_core.audio import Audio

MakeClip = Callable[..., Path]
Measure = Callable[..., list[float]]

FAST = {"movflags": "faststart"}
DASH = {"movflags": "dash+frag_keyframe", "frag_duration": "500000"}
VORBIS = {
    "layout": "stereo",
    "codec_options": {"strict": "experimental"},
    "bit_rate": 128_000,
}

EXACT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "wav 44.1k": ("a.wav", "pcm_s16le", {}),
    "wav 48k": ("a.wav", "pcm_s16le", {"rate": 48_000}),
    "wav 8k": ("a.wav", "pcm_s16le", {"rate": 8_000}),
    "wav 16k": ("a.wav", "pcm_s16le", {"rate": 16_000}),
    "wav 24 bit": ("a.wav", "pcm_s24le", {"rate": 96_000}),
    "wav float": ("a.wav", "pcm_f32le", {}),
    "wav stereo": ("a.wav", "pcm_s16le", {"layout": "stereo"}),
    "wav 8 bit": ("a.wav", "pcm_u8", {}),
    "wav a-law": ("a.wav", "pcm_alaw", {"rate": 8_000}),
    "rf64": ("a.wav", "pcm_s16le", {"options": {"rf64": "always"}}),
    "w64": ("a.w64", "pcm_s16le", {}),
    "aiff": ("a.aiff", "pcm_s16be", {}),
    "au": ("a.au", "pcm_s16be", {}),
    "caf": ("a.caf", "pcm_s16le", {}),
    "flac": ("a.flac", "flac", {}),
    "flac in ogg": ("a.oga", "flac", {}),
    "alac": ("a.m4a", "alac", {}),
    "mp3": ("a.mp3", "libmp3lame", {}),
    "mp3 24k": ("a.mp3", "libmp3lame", {"rate": 24_000}),
    "mp3 16k": ("a.mp3", "libmp3lame", {"rate": 16_000}),
    "mp3 stereo": ("a.mp3", "libmp3lame", {"layout": "stereo"}),
    "mp3 vbr": ("a.mp3", "libmp3lame", {"codec_options": {"q": "4"}}),
    "m4a": ("a.m4a", "aac", {}),
    "m4a 48k": ("a.m4a", "aac", {"rate": 48_000, "layout": "stereo"}),
    "m4a faststart": ("a.m4a", "aac", {"options": FAST}),
    "opus": ("a.opus", "libopus", {"rate": 48_000}),
    "opus in ogg": ("a.ogg", "libopus", {"rate": 48_000, "layout": "stereo"}),
    "vorbis": ("a.ogg", "vorbis", VORBIS),
    "webm vorbis": ("a.webm", "vorbis", VORBIS),
    "webm": ("a.webm", "libopus", {"rate": 48_000}),
    "mkv mp3": ("a.mka", "libmp3lame", {}),
    "mkv aac": ("a.mka", "aac", {}),
    "mp4 film": ("a.mp4", "aac", {"film": True}),
    "mov film": ("a.mov", "pcm_s16le", {"film": True}),
    "webm film": ("a.webm", "libopus", {"film": True, "rate": 48_000}),
    "mkv film": ("a.mkv", "aac", {"film": True}),
}
"""Forms that say how late their encoder is."""

LATE: dict[str, tuple[str, str, dict[str, Any], float]] = {
    # The encoder's delay of 1024 samples, which these have no place to say.
    "aac": ("a.aac", "aac", {}, 1024 / 44.1),
    "ts": ("a.ts", "aac", {}, 1024 / 44.1),
    "flv": ("a.flv", "aac", {}, 1024 / 44.1),
    "fragmented mp4": ("a.mp4", "aac", {"options": DASH}, 1024 / 44.1),
    # 576 samples of LAME and 529 of every decoder.
    "mp3 no xing": ("a.mp3", "libmp3lame", {"options": {"write_xing": "0"}}, 25.06),
    "mp3 in avi": ("a.avi", "libmp3lame", {}, 25.06),
    "mp2": ("a.mp2", "mp2", {}, 481 / 44.1),
    "ac3": ("a.ac3", "ac3", {"rate": 48_000}, 256 / 48),
}
"""Forms that do not: (name, codec, how, ms late)."""


@pytest.mark.parametrize("form", EXACT)
def test_sound_is_on_the_clock(
    form: str, make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    name, codec, how = EXACT[form]
    audio = Audio.load(make_clip(name, codec, **how))
    assert max(map(abs, click_errors_ms(audio))) <= 0.1
    assert abs(audio.pcm.size - audio.duration_ms * 16) <= 16


@pytest.mark.parametrize("form", LATE)
def test_the_delay_of_forms_that_do_not_state_it_is_known(
    form: str, make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    name, codec, how, late = LATE[form]
    errors = click_errors_ms(Audio.load(make_clip(name, codec, **how)))
    assert errors == pytest.approx([late] * 3, abs=0.2)


@pytest.mark.parametrize("form", [form for form in EXACT if form != "mkv aac"])
def test_length_is_that_of_the_original(form: str, make_clip: MakeClip) -> None:
    name, codec, how = EXACT[form]
    length = Audio.load(make_clip(name, codec, **how)).duration_ms
    # Matroska has no word for the padding of the last AAC frame, and FFmpeg's encoder
    # of Vorbis does not state its own.
    padded = {"mkv film": 3019, "vorbis": 3001, "webm vorbis": 3001}
    assert length == padded.get(form, 3000)


@pytest.mark.skipif(
    int(av.__version__.split(".")[0]) >= 19,
    reason="faster-whisper 1.2.1's own decoder does not work with PyAV 19",
)
@pytest.mark.parametrize("form", [form for form in EXACT if "m4a" not in form])
def test_samples_are_those_of_faster_whisper(form: str, make_clip: MakeClip) -> None:
    name, codec, how = EXACT[form]
    path = make_clip(name, codec, **how)
    theirs = np.round(decode_audio(str(path)) * 32768).astype(np.int16)
    ours = Audio.load(path).pcm
    assert abs(theirs.size - ours.size) < 1024
    np.testing.assert_array_equal(ours, theirs[: ours.size])


@pytest.mark.parametrize(
    ("name", "codec", "rate", "tolerance"),
    [
        ("a.mp4", "aac", 44_100, 1),
        ("a.mov", "pcm_s16le", 44_100, 1),
        ("a.mkv", "aac", 44_100, 1),
        ("a.ts", "aac", 48_000, 1),
        # Whole milliseconds, for the codec's delay and for each stamp.
        ("a.webm", "libopus", 48_000, 1.2),
    ],
)
def test_sound_that_starts_after_its_film_is_preceded_by_silence(
    name: str,
    codec: str,
    rate: int,
    tolerance: float,
    make_clip: MakeClip,
    click_errors_ms: Measure,
) -> None:
    path = make_clip(name, codec, rate=rate, film=True, offset=0.5)
    audio = Audio.load(path)
    errors = click_errors_ms(audio, moved_ms=500)
    assert max(map(abs, errors)) <= tolerance
    assert not audio.slice(0, 450).pcm.any()


def test_clock_of_a_transport_stream_starts_at_its_first_stamp(
    make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    plain = make_clip("a.ts", "aac", film=True)
    late = make_clip("a.ts", "aac", film=True, options={"output_ts_offset": "1.4"})
    with av.open(str(late)) as container:
        assert container.start_time is not None
        assert container.start_time > 1_300_000
    np.testing.assert_array_equal(Audio.load(late).pcm, Audio.load(plain).pcm)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.mkv", "aac", 44_100), ("a.webm", "libopus", 48_000), ("a.mp4", "aac", 44_100)],
)
def test_a_gap_in_the_stamps_is_filled_with_silence(
    name: str, codec: str, rate: int, make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    path = make_clip(name, codec, rate=rate, gap=(0.8, 0.6))
    audio = Audio.load(path)
    early = click_errors_ms(audio)[0]
    late = click_errors_ms(audio, moved_ms=600)[1:]
    assert max(abs(error) for error in (early, *late)) <= 1.2
    assert abs(audio.duration_ms - 3600) <= 30
    assert np.abs(audio.slice(900, 1350).pcm).max() <= 40


def test_small_jitter_of_stamps_changes_nothing(make_clip: MakeClip) -> None:
    plain = Audio.load(make_clip("a.mkv", "aac"))
    jittery = Audio.load(make_clip("a.mkv", "aac", gap=(0.8, 0.03)))
    np.testing.assert_array_equal(jittery.pcm, plain.pcm)


def test_a_cover_picture_does_not_move_the_clock(
    make_clip: MakeClip, tmp_path: Path
) -> None:
    plain = make_clip("a.mp3", "libmp3lame")
    with_cover = tmp_path / "cover.mp3"
    with_cover.write_bytes(_id3_with_cover() + plain.read_bytes())
    with av.open(str(with_cover)) as container:
        assert container.streams.video
    np.testing.assert_array_equal(Audio.load(with_cover).pcm, Audio.load(plain).pcm)


def _id3_with_cover() -> bytes:
    encoder = av.CodecContext.create("png", "w")
    encoder.width = encoder.height = 16
    encoder.pix_fmt = "rgb24"
    picture = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), "rgb24")
    png = b"".join(bytes(packet) for packet in encoder.encode(picture))
    body = b"\x00image/png\x00\x03\x00" + png
    frame = b"APIC" + len(body).to_bytes(4, "big") + b"\x00\x00" + body
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frame


def test_a_change_of_form_inside_keeps_the_clock(make_clip: MakeClip) -> None:
    first = make_clip("a.mp3", "libmp3lame", options={"write_xing": "0"})
    second = make_clip(
        "a.mp3", "libmp3lame", options={"write_xing": "0"}, layout="stereo"
    )
    audio = Audio.load(first.read_bytes() + second.read_bytes())
    assert abs(audio.duration_ms - 2 * 3030) <= 1
    assert abs(audio.pcm.size - audio.duration_ms * 16) <= 32


@pytest.mark.parametrize("how", [{}, {"options": {"write_xing": "0"}}])
def test_joined_mp3_files_are_taken_whole(
    how: dict[str, Any], make_clip: MakeClip
) -> None:
    part = make_clip("a.mp3", "libmp3lame", **how).read_bytes()
    assert part.startswith(b"ID3")
    audio = Audio.load(part * 3)
    assert abs(audio.duration_ms - 3 * 3030) <= 60
