"""``sync-core transcribe``, on real audio and on bad input."""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from command_line import Run, write_wav
from sync_core import Audio, Document


@pytest.mark.engine
def test_transcribe_writes_every_format(run: Run, short_wav: Path) -> None:
    code, out, err = run(
        "transcribe", short_wav, "-m", "tiny.en", "-f", "srt,json", "-o", "out/"
    )
    assert (code, out) == (0, "")
    assert err.split() == ["out/first.srt", "out/first.json"]
    document = Document.from_json(Path("out/first.json").read_bytes())
    assert "New York to Paris." in document.text
    srt = Path("out/first.srt").read_text(encoding="utf-8")
    assert srt.startswith("1\n00:00:00,0")
    assert sorted(os.listdir("out")) == ["first.json", "first.srt"]


@pytest.mark.engine
def test_transcribe_prints_text_without_output(run: Run, short_wav: Path) -> None:
    code, out, err = run("transcribe", short_wav, "-m", "tiny.en", "-l", "en")
    assert code == 0
    assert out.endswith("New York to Paris.\n")
    assert err == ""


@pytest.mark.engine
def test_one_bad_file_does_not_stop_the_others(run: Run, short_wav: Path) -> None:
    Path("bad.wav").write_text("not sound")
    code, _, err = run(
        "transcribe", "bad.wav", short_wav, "-m", "tiny.en", "-f", "txt", "-o", "out"
    )
    assert code == 1
    assert "error: cannot read 'bad.wav'" in err
    assert os.listdir("out") == ["first.txt"]


@pytest.mark.engine
def test_a_folder_keeps_its_shape_and_what_is_done_is_skipped(
    run: Run, short_wav: Path
) -> None:
    for name in ("in/a.wav", "in/deep/b.wav", "in/deep/notes.txt", "in/bad.mp3"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(short_wav, name)
    Path("in/bad.mp3").write_text("no sound")
    arguments = ["transcribe", "in", "-m", "tiny.en", "-f", "txt", "-o", "out"]
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == "out/a.txt"
    assert err.splitlines()[1].startswith("error: cannot read 'in/bad.mp3'")
    assert err.splitlines()[2:] == [
        "out/deep/b.txt",
        "2 done, 0 skipped, 1 failed: in/bad.mp3",
    ]
    Path("out/a.txt").unlink()
    code, _, err = run(*arguments, "--skip-existing")
    assert code == 1
    assert err.splitlines()[0] == "out/a.txt"
    assert err.splitlines()[-1] == "1 done, 1 skipped, 1 failed: in/bad.mp3"


def test_a_pattern_stands_for_what_it_matches(run: Run) -> None:
    for name in ("b.wav", "a.wav", "c.mp3"):
        Path(name).write_text("no sound")
    code, _, err = run("transcribe", "[ab].wav", "a.wav", "-o", "out", "-f", "txt")
    assert code == 1
    assert err.splitlines()[-1] == "0 done, 0 skipped, 2 failed: a.wav, b.wav"


@pytest.mark.parametrize("argument", ["empty", "*.nosuch"])
def test_a_folder_or_pattern_without_media(run: Run, argument: str) -> None:
    Path("empty").mkdir()
    code, _, err = run("transcribe", argument)
    assert code == 2
    assert argument in err


@pytest.mark.engine
def test_options_of_a_plugin(run: Run, short_wav: Path) -> None:
    code, out, _ = run(
        "transcribe", short_wav, "-m", "tiny.en", "-f", "json",
        "-O", "faster-whisper.beam_size=1",
    )  # fmt: skip
    assert code == 0
    provenance = Document.from_json(out).provenance
    assert provenance is not None
    assert provenance.steps[0].options["beam_size"] == 1


def cut_mp3(path: Path, samples: np.ndarray) -> None:
    """An MP3 that lost its second half."""
    data = io.BytesIO()
    with av.open(data, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        for part in (frame, None):
            container.mux(stream.encode(part))
    path.write_bytes(data.getvalue()[: len(data.getvalue()) // 2])


def lying_wav(path: Path, samples: np.ndarray) -> None:
    """A WAV whose header promises twice of what it holds."""
    write_wav(path, np.concatenate([samples, samples]))
    path.write_bytes(path.read_bytes()[: 44 + samples.nbytes])


def mute_film(path: Path, _samples: np.ndarray) -> None:
    """An MP4 without sound."""
    data = io.BytesIO()
    with av.open(data, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(data.getvalue())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (cut_mp3, "it was cut off"),
        (lying_wav, "header promises"),
        (mute_film, "video without any sound"),
    ],
)
def test_damaged_audio(
    run: Run,
    clip: Audio,
    make: Callable[[Path, np.ndarray], None],
    message: str,
) -> None:
    make(Path("a.audio"), clip.pcm)
    code, out, err = run("transcribe", "a.audio", "-o", "out/")
    assert (code, out) == (1, "")
    assert err.startswith("error: cannot read 'a.audio': ")
    assert len(err.splitlines()) == 1
    assert message in err
    assert os.listdir("out") == []


def test_an_output_folder_that_cannot_be_made(run: Run, short_wav: Path) -> None:
    Path("file").write_text("")
    code, _, err = run("transcribe", short_wav, "-o", "file/out/")
    assert code == 1
    assert "cannot make the folder 'file/out'" in err
