import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from sync_core.base.atomic_files import write_atomically
from sync_core.base.errors import ExportError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("data", [b"", b"new", b"x" * 1_000_000])
def test_a_file_is_made_or_replaced(tmp_path: Path, data: bytes) -> None:
    target = tmp_path / "out.srt"
    for _ in range(2):
        write_atomically(target, data)
        assert target.read_bytes() == data
        assert names(tmp_path) == ["out.srt"]


def test_a_path_may_be_text(tmp_path: Path) -> None:
    write_atomically(str(tmp_path / "out.srt"), b"new")
    assert (tmp_path / "out.srt").read_bytes() == b"new"


@pytest.mark.parametrize("failure", [OSError(28, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["open", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    step: str,
) -> None:
    target = tmp_path / "out.srt"
    target.write_bytes(b"old")
    whole_open = Path.open

    def fail(path: Path, *args: Any, **kwargs: Any) -> Any:
        if step == "open":
            with whole_open(path, "xb") as out:
                out.write(b"ha")
        raise failure

    monkeypatch.setattr(Path, step, fail)
    wanted = ExportError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(wanted):
        write_atomically(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["out.srt"]


def test_the_folder_is_missing(tmp_path: Path) -> None:
    target = tmp_path / "none" / "out.srt"
    with pytest.raises(ExportError, match=r"cannot write '.*out.srt': No such file"):
        write_atomically(target, b"new")
    assert names(tmp_path) == []


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"old")
    with pytest.raises(ExportError, match=r"cannot write '.*': Not a directory"):
        write_atomically(tmp_path / "plain" / "out.srt", b"new")
    assert (tmp_path / "plain").read_bytes() == b"old"


@pytest.mark.parametrize("path", ["", ".", "/", "sub"])
def test_the_target_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExportError, match="it is a folder"):
        write_atomically(path, b"new")
    assert names(tmp_path) == ["sub"]


@pytest.mark.parametrize("name", ["a\0b.srt", "\ud800.srt"])
def test_no_file_can_have_the_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="no file name"):
        write_atomically(tmp_path / name, b"new")
    assert names(tmp_path) == []


def test_a_name_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 251 + ".srt")
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    with pytest.raises(ExportError, match="name too long"):
        write_atomically(tmp_path / ("n" * 252 + ".srt"), b"new")
    assert names(tmp_path) == [target.name]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(tmp_path: Path, there: bool) -> None:
    target, link = tmp_path / "real.srt", tmp_path / "link.srt"
    if there:
        target.write_bytes(b"old")
    link.symlink_to("real.srt")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_follows_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "out.srt", b"new")
    finally:
        os.umask(before)
    assert mode(tmp_path / "out.srt") == 0o666 & ~umask


@pytest.mark.parametrize("old", [0o600, 0o664])
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path, old: int) -> None:
    target = tmp_path / "out.srt"
    target.write_bytes(b"old")
    target.chmod(old)
    write_atomically(target, b"new")
    assert mode(target) == old


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_must_not_be_written(tmp_path: Path) -> None:
    target = tmp_path / "out.srt"
    target.write_bytes(b"old")
    target.chmod(0o444)
    with pytest.raises(ExportError, match="Permission denied"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_atomically(pipe, b"new")
    reader.join(10)
    assert heard == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]
