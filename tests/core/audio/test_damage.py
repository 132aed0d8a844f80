"""What is damaged or cut off is refused, and what is not never is."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sync_core.audio import Audio
from sync_core.base.errors import AudioError

MakeClip = Callable[..., Path]
Measure = Callable[..., list[float]]

NO_XING = {"options": {"write_xing": "0"}}
FAST = {"options": {"movflags": "faststart"}}
DASH = {"options": {"movflags": "dash+frag_keyframe", "frag_duration": "500000"}}
OPUS = {"rate": 48_000}

FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "wav": ("a.wav", "pcm_s16le", {}),
    "wav adpcm": ("a.wav", "adpcm_ima_wav", {}),
    "aiff": ("a.aiff", "pcm_s16be", {}),
    "au": ("a.au", "pcm_s16be", {}),
    "flac": ("a.flac", "flac", {}),
    "mp3": ("a.mp3", "libmp3lame", {}),
    "mp3 no xing": ("a.mp3", "libmp3lame", NO_XING),
    "mp3 vbr no xing": (
        "a.mp3",
        "libmp3lame",
        {"codec_options": {"flags": "+qscale", "global_quality": "472"}, **NO_XING},
    ),
    "mp2": ("a.mp2", "mp2", {}),
    "aac": ("a.aac", "aac", {}),
    "m4a": ("a.m4a", "aac", {}),
    "m4a faststart": ("a.m4a", "aac", FAST),
    "m4a fragmented": ("a.m4a", "aac", DASH),
    "mp4 film": ("a.mp4", "aac", {"film": True, **FAST}),
    "opus": ("a.opus", "libopus", OPUS),
    "flac in ogg": ("a.oga", "flac", {}),
    "webm": ("a.webm", "libopus", OPUS),
    "mkv film": ("a.mkv", "aac", {"film": True}),
    "flv": ("a.flv", "aac", {}),
    "avi film": ("a.avi", "libmp3lame", {"film": True}),
}
COMPRESSED = [
    *("flac", "mp3", "mp3 no xing", "aac", "m4a faststart", "opus", "flac in ogg"),
    *("webm", "m4a fragmented"),
]


def contents(form: str, make_clip: MakeClip) -> bytes:
    name, codec, how = FORMS[form]
    return make_clip(name, codec, **how).read_bytes()


def overwrite(whole: bytes, start: float, share: float, *, zeros: bool) -> bytes:
    first, count = int(len(whole) * start), int(len(whole) * share)
    junk = bytes(count) if zeros else random.Random(4).randbytes(count)
    return whole[:first] + junk + whole[first + count :]


@pytest.mark.parametrize("form", FORMS)
def test_a_healthy_file_is_taken(form: str, make_clip: MakeClip) -> None:
    assert abs(Audio.load(contents(form, make_clip)).duration_ms - 3000) <= 50


@pytest.mark.parametrize("share", [0.35, 0.62, 0.9])
@pytest.mark.parametrize("form", FORMS)
def test_a_cut_file_is_refused(form: str, share: float, make_clip: MakeClip) -> None:
    whole = contents(form, make_clip)
    with pytest.raises(AudioError, match=r"^cannot read the bytes: .*copy or render"):
        Audio.load(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("zeros", [True, False])
@pytest.mark.parametrize("form", COMPRESSED)
def test_a_damaged_middle_is_refused(
    form: str, zeros: bool, make_clip: MakeClip
) -> None:
    whole = contents(form, make_clip)
    with pytest.raises(AudioError, match=r"damaged|cut off|breaks off"):
        Audio.load(overwrite(whole, 0.5, 0.2, zeros=zeros))


@pytest.mark.parametrize("form", ["mp3", "mp3 no xing", "m4a faststart", "webm"])
def test_a_scratch_keeps_the_clock(
    form: str, make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    whole = contents(form, make_clip)
    late = click_errors_ms(Audio.load(whole))[2]
    scratched = Audio.load(overwrite(whole, 0.7, 0.002, zeros=False))
    assert click_errors_ms(scratched)[2] == pytest.approx(late, abs=0.1)
    assert abs(scratched.duration_ms - Audio.load(whole).duration_ms) <= 1


def test_the_message_says_what_is_there_and_what_is_not(
    make_clip: MakeClip, tmp_path: Path
) -> None:
    whole = contents("wav", make_clip)
    path = tmp_path / "talk.wav"
    path.write_bytes(whole[: len(whole) - 2 * 44_100])
    with pytest.raises(AudioError) as caught:
        Audio.load(path)
    assert str(caught.value) == (
        f"cannot read {str(path)!r}: its header promises 3.000 s of audio but the file "
        "holds 2.000 s; it was cut off: copy or render it again"
    )


def test_the_message_says_where_the_damage_is(make_clip: MakeClip) -> None:
    whole = contents("mp3 no xing", make_clip)
    with pytest.raises(AudioError, match=r"0\.[67]\d\d s .* first at 1\.5\d\d s"):
        Audio.load(overwrite(whole, 0.5, 0.25, zeros=True))


def test_a_cut_of_less_than_a_tenth_of_a_second_is_let_pass(
    make_clip: MakeClip,
) -> None:
    whole = contents("wav", make_clip)
    assert Audio.load(whole[: -2 * 4000]).duration_ms == 2909
    with pytest.raises(AudioError, match="cut off"):
        Audio.load(whole[: -2 * 5000])


@pytest.mark.parametrize(
    "tail",
    [
        b"TAG" + bytes(125),
        bytes(3000),
        b"APETAGEX" + struct.pack("<IIII", 2000, 32 + 4000, 1, 0xA0000000) + bytes(8),
    ],
    ids=["id3v1", "zeros", "ape"],
)
@pytest.mark.parametrize("form", ["mp3", "mp3 no xing"])
def test_tags_after_an_mp3_are_no_damage(
    form: str, tail: bytes, make_clip: MakeClip
) -> None:
    whole = contents(form, make_clip)
    assert Audio.load(whole + tail).duration_ms == Audio.load(whole).duration_ms


def with_transport_errors(whole: bytes, start: float, end: float) -> bytes:
    """Mark the packets of a stretch as a receiver does that could not correct them."""
    packets = [bytearray(whole[at : at + 188]) for at in range(0, len(whole), 188)]
    for packet in packets[int(len(packets) * start) : int(len(packets) * end)]:
        packet[1] |= 0x80  # transport_error_indicator, ISO 13818-1 2.4.3.3
    return b"".join(packets)


@pytest.mark.parametrize("film", [False, True])
@pytest.mark.parametrize("codec", ["aac", "libmp3lame", "mp2", "ac3"])
def test_a_transport_stream_with_errors_is_refused(
    codec: str, film: bool, make_clip: MakeClip
) -> None:
    whole = make_clip("a.ts", codec, film=film, rate=48_000).read_bytes()
    with pytest.raises(AudioError, match=r"0\.[5-9]\d\d s .* at 1\.\d{3} s"):
        Audio.load(with_transport_errors(whole, 0.5, 0.75))


def test_a_short_transport_error_is_let_pass(
    make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    whole = make_clip("a.ts", "libopus", rate=48_000).read_bytes()
    healthy, marked = map(Audio.load, (whole, with_transport_errors(whole, 0.6, 0.61)))
    assert marked.duration_ms == healthy.duration_ms
    assert click_errors_ms(marked) == click_errors_ms(healthy)


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_mulaw", "adpcm_ima_wav"])
def test_a_short_last_packet_is_no_damage(codec: str, make_clip: MakeClip) -> None:
    whole = make_clip("a.wav", codec, rate=8000).read_bytes()
    streamed = Audio.load(with_data_size(whole, 0xFFFFFFFF))
    assert streamed.duration_ms == Audio.load(whole).duration_ms


@pytest.mark.parametrize("form", ["flv", "mkv film", "ts"])
def test_a_stretch_that_ffmpeg_skips_is_silence_on_the_clock(
    form: str, make_clip: MakeClip, click_errors_ms: Measure
) -> None:
    name, codec, how = FORMS.get(form, ("a.ts", "aac", {}))
    whole = make_clip(name, codec, **how).read_bytes()
    healthy = Audio.load(whole)
    holed = Audio.load(overwrite(whole, 0.6, 0.2, zeros=False))
    assert abs(holed.duration_ms - healthy.duration_ms) <= 1
    late, expected = click_errors_ms(holed), click_errors_ms(healthy)
    # The stamps behind the hole are whole milliseconds in Matroska and FLV.
    assert (late[0], late[2]) == pytest.approx((expected[0], expected[2]), abs=0.5)
    silence = np.flatnonzero(holed.pcm == 0)
    longest = max(map(len, np.split(silence, np.flatnonzero(np.diff(silence) > 1) + 1)))
    assert longest > 0.2 * Audio.SAMPLE_RATE_HZ


def test_a_cut_transport_stream_cannot_be_told(make_clip: MakeClip) -> None:
    whole = make_clip("a.ts", "aac").read_bytes()
    assert 1000 < Audio.load(whole[: len(whole) // 376 * 188]).duration_ms < 2500


def test_a_chained_ogg_is_taken(make_clip: MakeClip) -> None:
    other = make_clip("b.opus", "libopus", rate=48_000, seconds=2.0).read_bytes()
    audio = Audio.load(contents("opus", make_clip) + other)
    assert abs(audio.duration_ms - 5000) <= 10


@pytest.mark.parametrize(
    "chunks",
    [
        b"LIST\x04\x00\x00\x00INFO",
        b"id3 \x03\x00\x00\x00abc\x00",
        b"junk",
        b"\0" * 9999,
    ],
    ids=["list", "odd", "four bytes", "zeros"],
)
def test_what_may_follow_the_samples_is_let_pass(
    chunks: bytes, make_clip: MakeClip
) -> None:
    whole = contents("wav", make_clip)
    assert Audio.load(whole + chunks).duration_ms == 3000


def with_data_size(whole: bytes, size: int) -> bytes:
    at = whole.index(b"data") + 4
    return whole[:at] + struct.pack("<I", size) + whole[at + 4 :]


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0xFFFFFFDB, 0x7FFFF000, 0x80000000])
def test_a_streamed_wav_is_taken_to_its_end(size: int, make_clip: MakeClip) -> None:
    whole = contents("wav", make_clip)
    streamed = Audio.load(with_data_size(whole, size))
    np.testing.assert_array_equal(streamed.pcm, Audio.load(whole).pcm)


def test_a_wav_whose_header_claims_less_is_refused(make_clip: MakeClip) -> None:
    whole = contents("wav", make_clip)
    with pytest.raises(AudioError, match=r"promises 1\.000 s .* holds 3\.000 s"):
        Audio.load(with_data_size(whole, 2 * 44_100))


def test_a_wav_whose_header_claims_more_is_refused(make_clip: MakeClip) -> None:
    whole = contents("wav", make_clip)
    with pytest.raises(AudioError, match=r"promises 10\.000 s .* holds 3\.000 s"):
        Audio.load(with_data_size(whole, 2 * 441_000))


def test_a_cut_rf64_is_refused(make_clip: MakeClip) -> None:
    path = make_clip("a.wav", "pcm_s16le", options={"rf64": "always"})
    with pytest.raises(AudioError, match=r"promises 3\.000 s"):
        Audio.load(path.read_bytes()[:-100_000])


@pytest.mark.parametrize("tail", [b"", b"LIST\x04\x00\x00\x00INFO"])
def test_a_wav_without_samples_is_refused(tail: bytes) -> None:
    form = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + bytes(4) + tail
    with pytest.raises(AudioError, match="no samples"):
        Audio.load(b"RIFF" + struct.pack("<I", len(body)) + body)


@pytest.mark.parametrize("name", ["talk.wav", "talk.mp3", "talk.txt", "talk.srt"])
@pytest.mark.parametrize(
    "text",
    [
        "Only words, no sound.\n" * 40,
        "1\n00:00:01,000 --> 00:00:02,000\nOnly words.\n\n",
        "#EXTM3U\n#EXTINF:3,\n/etc/passwd\n",
        "ffconcat version 1.0\nfile a.wav\n",
        "x",
    ],
    ids=["prose", "subtitles", "playlist", "list", "one letter"],
)
def test_text_is_refused(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(AudioError, match=name):
        Audio.load(path)


def test_a_film_without_sound_is_refused(make_clip: MakeClip) -> None:
    path = make_clip("a.mp4", "aac", film=True, tracks=0)
    with pytest.raises(AudioError, match="video without any sound"):
        Audio.load(path)


def test_nothing_is_written_to_the_terminal(
    make_clip: MakeClip, capfd: pytest.CaptureFixture[str]
) -> None:
    for form in FORMS:
        whole = contents(form, make_clip)
        for bad in (whole[: len(whole) // 2], overwrite(whole, 0.3, 0.2, zeros=False)):
            try:
                Audio.load(io.BytesIO(bad))
            except AudioError:
                continue
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("form", FORMS)
def test_whatever_the_damage_it_is_an_audio_error(
    form: str, make_clip: MakeClip
) -> None:
    whole = contents(form, make_clip)
    dice = random.Random(form)
    for _ in range(6):
        spoilt = bytearray(whole)
        for _ in range(dice.randint(1, 30)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        spoilt = spoilt[: dice.randint(1, len(spoilt))]
        try:
            audio = Audio.load(bytes(spoilt))
        except AudioError:
            continue
        assert audio.pcm.size


def test_the_promise_of_a_vbri_header_is_kept(make_clip: MakeClip) -> None:
    frames = contents("mp3 no xing", make_clip)
    at = frames.index(b"\xff\xfb")
    first = bytearray(417)
    first[:4] = b"\xff\xfb\x90\xc4"

    def promising(count: int) -> bytes:
        first[36:54] = b"VBRI" + bytes(10) + count.to_bytes(4, "big")
        return bytes(first) + frames[at:]

    assert abs(Audio.load(promising(116)).duration_ms - 3030) <= 30
    with pytest.raises(AudioError, match=r"promises 5\.224 s"):
        Audio.load(promising(200))


def test_a_wrong_byte_rate_does_not_matter(make_clip: MakeClip) -> None:
    whole = contents("wav", make_clip)
    assert Audio.load(whole[:28] + bytes(4) + whole[32:]).duration_ms == 3000
