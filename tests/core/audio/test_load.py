"""Every kind of source is taken, and what is none is refused by name."""

from __future__ import annotations

import builtins
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sync_core.audio import Audio
from sync_core.base.errors import AudioError

MakeClip = Callable[..., Path]


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    return make_clip("a.mp3", "libmp3lame")


class Pipe(io.RawIOBase):
    """What cannot be sought in, like a socket or a pipe."""

    def __init__(self, contents: bytes) -> None:
        self._contents = io.BytesIO(contents)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: Any) -> int:
        return self._contents.readinto(buffer)


def test_str_and_path_keep_the_name(clip: Path) -> None:
    assert Audio.load(str(clip)).source == str(clip)
    assert Audio.load(clip).source == str(clip)


@pytest.mark.parametrize(
    "wrap",
    [bytes, bytearray, memoryview, io.BytesIO, Pipe],
    ids=["bytes", "bytearray", "memoryview", "BytesIO", "pipe"],
)
def test_contents_give_the_same_samples(
    wrap: Callable[[bytes], Any], clip: Path
) -> None:
    audio = Audio.load(wrap(clip.read_bytes()))
    np.testing.assert_array_equal(audio.pcm, Audio.load(clip).pcm)
    assert audio.source is None


def test_an_open_file_is_read_and_left_open(clip: Path) -> None:
    with clip.open("rb") as file:
        audio = Audio.load(file)
        assert not file.closed
    np.testing.assert_array_equal(audio.pcm, Audio.load(clip).pcm)


def test_a_file_is_read_from_where_it_stands(clip: Path) -> None:
    file = io.BytesIO(b"some other part" + clip.read_bytes())
    file.seek(len(b"some other part"))
    np.testing.assert_array_equal(Audio.load(file).pcm, Audio.load(clip).pcm)


def test_an_audio_comes_back_as_it_is(clip: Path) -> None:
    audio = Audio.load(clip)
    assert Audio.load(audio) is audio


def test_bytes_with_a_rate_are_raw_samples() -> None:
    samples = np.arange(-8000, 8000, dtype="<i2")
    audio = Audio.load(samples.tobytes(), sample_rate_hz=16_000)
    np.testing.assert_array_equal(audio.pcm, samples)
    assert audio.duration_ms == 1000


def test_raw_bytes_of_an_odd_length_are_refused() -> None:
    with pytest.raises(AudioError, match="odd number"):
        Audio.load(b"123", sample_rate_hz=16_000)


def test_the_default_track_is_taken(make_clip: MakeClip) -> None:
    path = make_clip("a.mkv", "flac", tracks=2, default=1)
    plain = make_clip("a.mkv", "flac", tracks=2, default=0)
    loud, quiet = Audio.load(plain), Audio.load(path)
    assert quiet.peak_dbfs == pytest.approx(loud.peak_dbfs - 12, abs=0.2)


def test_the_first_track_is_taken_where_none_is_default(make_clip: MakeClip) -> None:
    path = make_clip("a.mkv", "flac", tracks=2, default=-1)
    plain = make_clip("a.mkv", "flac", tracks=2, default=0)
    np.testing.assert_array_equal(Audio.load(path).pcm, Audio.load(plain).pcm)


@pytest.mark.parametrize("kind", ["path", "file", "audio", "pydub"])
def test_a_rate_beside_a_source_that_knows_its_own_is_refused(
    kind: str, clip: Path
) -> None:
    audio = Audio.load(clip)
    sources: dict[str, Any] = {
        "path": clip,
        "file": io.BytesIO(clip.read_bytes()),
        "audio": audio,
        "pydub": audio.to_pydub(),
    }
    with pytest.raises(AudioError, match="leave it out"):
        Audio.load(sources[kind], sample_rate_hz=16_000)


@pytest.mark.parametrize("source", [None, 3, [0.0, 1.0], object()])
def test_other_kinds_are_refused_with_what_would_do(source: Any) -> None:
    with pytest.raises(AudioError, match=f"{type(source).__name__}; give a path"):
        Audio.load(source)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"no\.wav': there is no such file"):
        Audio.load(tmp_path / "no.wav")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="it is a directory"):
        Audio.load(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    with pytest.raises(AudioError, match=r"empty\.wav': it is empty"):
        Audio.load(path)
    with pytest.raises(AudioError, match="it is empty"):
        Audio.load(b"")


def test_a_null_character_in_a_path_is_refused() -> None:
    with pytest.raises(AudioError, match="null"):
        Audio.load("a\0b.wav")


def test_a_file_that_may_not_be_read_is_refused(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(builtins, "open", refuse)
    with pytest.raises(AudioError, match="not permitted") as caught:
        Audio.load(clip)
    assert isinstance(caught.value.__cause__, PermissionError)


def test_a_text_file_object_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    with path.open() as file, pytest.raises(AudioError, match="binary mode"):
        Audio.load(file)


class Faulty(io.BytesIO):
    """Fails when it is read."""

    def __init__(self, contents: bytes, error: BaseException) -> None:
        super().__init__(contents)
        self.error = error

    def read(self, size: int | None = -1, /) -> bytes:
        raise self.error


def test_a_failing_disk_is_an_audio_error(clip: Path) -> None:
    error = OSError(5, "Input/output error")
    with pytest.raises(AudioError, match="Input/output error"):
        Audio.load(Faulty(clip.read_bytes(), error))


@pytest.mark.parametrize("kind", [KeyboardInterrupt, ZeroDivisionError])
def test_other_exceptions_pass_through(kind: type[BaseException], clip: Path) -> None:
    with pytest.raises(kind):
        Audio.load(Faulty(clip.read_bytes(), kind()))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer signals here")
def test_ctrl_c_stops_the_decoding(
    clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.mp3"
    path.write_bytes(clip.read_bytes() * 400)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            Audio.load(path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("share", [1, 0.5])
def test_the_file_is_let_go(
    share: float, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    really_open = av.open

    def spy(*args: Any, **how: Any) -> Any:
        opened.append(really_open(*args, **how))
        return opened[-1]

    monkeypatch.setattr(av, "open", spy)
    contents = clip.read_bytes()
    try:
        Audio.load(contents[: int(len(contents) * share)])
    except AudioError:
        assert share < 1
    [container] = opened
    with pytest.raises(AssertionError, match="not open"):
        next(container.demux())


def test_a_pipe_by_its_path_is_read(clip: Path, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = "import sys; open(sys.argv[2], 'wb').write(open(sys.argv[1], 'rb').read())"
    with subprocess.Popen([sys.executable, "-c", code, str(clip), str(pipe)]):
        audio = Audio.load(pipe)
    np.testing.assert_array_equal(audio.pcm, Audio.load(clip).pcm)


def test_the_package_is_light_to_import() -> None:
    code = (
        "import sys, sync_core.audio; "
        "print(*{'av', 'numpy', 'pydub', 'faster_whisper'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == ""


def test_loading_a_file_does_not_import_pydub(clip: Path) -> None:
    code = (
        "import sys; from sync_core.audio import Audio; Audio.load(sys.argv[1]); "
        "print(*{'pydub', 'faster_whisper'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(clip)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")
