"""Pulling from a hub on the loopback interface: whole, broken, resumed, damaged."""

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from model_hub import Environ, Hub, model_files, weights
from sync_core import CancelledError, ModelError
from sync_core.models import REGISTRY, find_model, pull_model
from sync_core.models.store import Slot
from sync_core.models.store_records import read_record

SIZE = 200_000


def leftovers(root: Path) -> list[str]:
    work = root / ".work"
    files = (path for path in work.rglob("*") if path.is_file())
    return sorted(path.name for path in files if path.suffix != ".lock")


def command_line(hub: Hub, root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start ``sync-core models`` as another process, with the hub in HF_ENDPOINT."""
    code = (
        "from huggingface_hub import constants; constants.DOWNLOAD_CHUNK_SIZE = 1024; "
        f"from sync_core.cli import main; main({['models', *arguments]!r})"
    )
    environ = {**os.environ, "HF_ENDPOINT": hub.url, "SYNC_CORE_MODELS": str(root)}
    environ.pop("HF_HUB_OFFLINE", None)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_pulled_model_is_found_and_recorded(
    hub: Hub, store: Environ, root: Path
) -> None:
    seen: list[tuple[int, int]] = []
    path = pull_model(
        "tiny",
        environ=store,
        endpoint=hub.url,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert path == root / "ctranslate2" / "tiny"
    assert {p.name: p.read_bytes() for p in path.iterdir()} == hub.files
    assert find_model("tiny", "ctranslate2", environ=store) == path
    record = read_record(Slot(root, "ctranslate2", "tiny").record)
    assert record is not None
    assert record.source == "hub Systran/faster-whisper-tiny"
    assert record.revision == REGISTRY["tiny"].ctranslate2.revision
    assert {f.name: f.size for f in record.files} == {
        name: len(data) for name, data in hub.files.items()
    }
    total = sum(map(len, hub.files.values()))
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert leftovers(root) == []


def test_only_the_needed_files_are_fetched(hub: Hub, store: Environ) -> None:
    hub.files["README.md"] = b"not needed"
    path = pull_model("tiny", environ=store, endpoint=hub.url)
    assert not (path / "README.md").exists()
    assert hub.fetched("README.md") == []


def test_a_ggml_model_is_one_file(hub: Hub, store: Environ, root: Path) -> None:
    source = REGISTRY["tiny"].ggml
    hub.repository, hub.revision = source.repository, source.revision
    hub.files = {"ggml-tiny.bin": b"lmgg" + b"x" * 50, "ggml-base.bin": b"lmgg"}
    path = pull_model("tiny", "ggml", environ=store, endpoint=hub.url)
    assert path == root / "ggml" / "tiny.bin"
    assert path.read_bytes() == hub.files["ggml-tiny.bin"]
    assert hub.fetched("ggml-base.bin") == []
    assert find_model("tiny", "ggml", environ=store) == path


def test_a_model_that_is_here_is_not_asked_for(hub: Hub, store: Environ) -> None:
    pull_model("tiny", environ=store, endpoint=hub.url)
    asked = len(hub.requests)
    pull_model("tiny", environ=store, endpoint=hub.url)
    assert len(hub.requests) == asked
    hub.files["model.bin"] = weights(100)
    path = pull_model("tiny", environ=store, endpoint=hub.url, force=True)
    assert (path / "model.bin").read_bytes() == weights(100)
    assert find_model("tiny", "ctranslate2", environ=store) == path


def test_a_damaged_model_is_pulled_again(hub: Hub, store: Environ) -> None:
    path = pull_model("tiny", environ=store, endpoint=hub.url)
    (path / "model.bin").write_bytes(b"damaged")
    assert pull_model("tiny", environ=store, endpoint=hub.url) == path
    assert (path / "model.bin").read_bytes() == hub.files["model.bin"]


@pytest.mark.usefixtures("quick_retries", "small_chunks")
def test_a_broken_transfer_fails_cleanly_and_is_resumed(
    hub: Hub, store: Environ, root: Path
) -> None:
    hub.files = model_files(SIZE)
    hub.break_after = SIZE // 2
    with pytest.raises(ModelError, match="pull again: what has arrived is kept"):
        pull_model("tiny", environ=store, endpoint=hub.url)
    assert not (root / "ctranslate2").exists()
    (partial,) = root.glob(".work/*/*/model.bin")
    kept = partial.stat().st_size
    assert SIZE // 2 - 1024 <= kept <= SIZE // 2

    hub.break_after, hub.refuse, hub.sent = None, False, 0
    hub.requests.clear()
    seen: list[int] = []
    path = pull_model(
        "tiny",
        environ=store,
        endpoint=hub.url,
        progress=lambda done, _: seen.append(done),
    )
    assert hub.fetched("model.bin") == [f"bytes={kept}-"]
    assert hub.sent <= sum(map(len, hub.files.values())) - kept
    assert seen[0] >= kept
    assert (path / "model.bin").read_bytes() == hub.files["model.bin"]
    assert leftovers(root) == []


@pytest.mark.usefixtures("quick_retries", "small_chunks")
def test_a_hub_without_ranges_is_asked_for_the_whole_again(
    hub: Hub, store: Environ
) -> None:
    hub.files = model_files(SIZE)
    hub.break_after = SIZE // 2
    with pytest.raises(ModelError):
        pull_model("tiny", environ=store, endpoint=hub.url)
    hub.break_after, hub.refuse, hub.ranges = None, False, False
    path = pull_model("tiny", environ=store, endpoint=hub.url)
    assert (path / "model.bin").read_bytes() == hub.files["model.bin"]


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_a_wrong_checksum(hub: Hub, store: Environ, root: Path, name: str) -> None:
    right = hub.files[name]
    hub.told[name] = right
    hub.files[name] = bytes(len(right))
    message = f"{name} did not arrive as the hub has it .* pull again"
    with pytest.raises(ModelError, match=message):
        pull_model("tiny", environ=store, endpoint=hub.url)
    assert not (root / "ctranslate2").exists()
    assert name not in leftovers(root)
    hub.files[name] = right
    path = pull_model("tiny", environ=store, endpoint=hub.url)
    assert (path / name).read_bytes() == right


def test_a_repository_without_a_tokenizer(hub: Hub, store: Environ, root: Path) -> None:
    del hub.files["tokenizer.json"]
    with pytest.raises(ModelError, match=r"it has no tokenizer\.json"):
        pull_model("tiny", environ=store, endpoint=hub.url)
    assert not (root / "ctranslate2").exists()


def test_a_name_that_does_not_exist(hub: Hub, store: Environ) -> None:
    with pytest.raises(ModelError, match=r"known as 'smal' \(did you mean 'small'\?\)"):
        pull_model("smal", environ=store, endpoint=hub.url)
    assert hub.requests == []


def test_a_repository_and_a_revision_that_do_not_exist(
    hub: Hub, store: Environ
) -> None:
    with pytest.raises(ModelError, match="no repository Systran/faster-whisper-base"):
        pull_model("base", environ=store, endpoint=hub.url)
    hub.revision = "0" * 40
    with pytest.raises(ModelError, match="the hub has no Systran/faster-whisper-tiny"):
        pull_model("tiny", environ=store, endpoint=hub.url)


def test_another_commit_than_the_pinned_one(hub: Hub, store: Environ) -> None:
    listing = json.loads(hub.listing()) | {"sha": "f" * 40}
    hub.listing = lambda: json.dumps(listing).encode()  # type: ignore[method-assign]
    with pytest.raises(ModelError, match="not with the pinned"):
        pull_model("tiny", environ=store, endpoint=hub.url)


@pytest.mark.usefixtures("quick_retries")
def test_no_network(store: Environ, root: Path) -> None:
    with pytest.raises(ModelError, match="See to the network"):
        pull_model("tiny", environ=store, endpoint="http://127.0.0.1:1")
    assert leftovers(root) == []


def test_offline_mode(
    hub: Hub, store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE is set; unset it"):
        pull_model("tiny", environ=store, endpoint=hub.url)
    assert hub.requests == []


def test_too_little_room(
    hub: Hub, store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match="0 MB free: make room there, or set SYNC"):
        pull_model("tiny", environ=store, endpoint=hub.url)
    assert hub.fetched("model.bin") == []


def test_a_disk_that_fills_up_on_the_way(
    hub: Hub, store: Environ, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("huggingface_hub.file_download.http_get", full)
    with pytest.raises(ModelError, match="the disk is full: make room"):
        pull_model("tiny", environ=store, endpoint=hub.url)
    assert not (root / "ctranslate2").exists()


def test_a_store_that_cannot_be_written(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environ = {"SYNC_CORE_MODELS": str(tmp_path / "file")}
    with pytest.raises(ModelError, match="set SYNC_CORE_MODELS to a folder"):
        pull_model("tiny", environ=environ, endpoint=hub.url)
    assert hub.requests == []


@pytest.mark.usefixtures("small_chunks")
def test_cancelling_keeps_what_has_arrived(
    hub: Hub, store: Environ, root: Path
) -> None:
    hub.files = model_files(SIZE)
    stop = threading.Event()

    def watch(done: int, _: int) -> None:
        if done > SIZE // 2:
            stop.set()

    with pytest.raises(CancelledError):
        pull_model("tiny", environ=store, endpoint=hub.url, progress=watch, cancel=stop)
    (partial,) = root.glob(".work/*/*/model.bin")
    assert partial.stat().st_size > SIZE // 3


def test_two_processes_fetch_once(hub: Hub, root: Path) -> None:
    hub.files = model_files(SIZE)
    both = [command_line(hub, root, "pull", "tiny") for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert out == f"{root / 'ctranslate2' / 'tiny'}\n"
    assert hub.fetched("model.bin") == [None]


def test_a_killed_pull_is_resumed_by_the_next(
    hub: Hub, store: Environ, root: Path
) -> None:
    hub.files = model_files(SIZE)
    hub.hang_after = SIZE // 2
    process = command_line(hub, root, "pull", "tiny")
    assert hub.hanging.wait(20)
    (partial,) = root.glob(".work/*/*/model.bin")
    while partial.stat().st_size < SIZE // 4:
        assert process.poll() is None
    process.kill()
    process.communicate()
    with pytest.raises(ModelError, match="sync-core models pull tiny"):
        find_model("tiny", "ctranslate2", environ=store)

    hub.hang_after = None
    hub.requests.clear()
    path = pull_model("tiny", environ=store, endpoint=hub.url)
    (span,) = hub.fetched("model.bin")
    assert span is not None
    assert int(span.removeprefix("bytes=").rstrip("-")) >= SIZE // 4
    assert (path / "model.bin").read_bytes() == hub.files["model.bin"]
    assert leftovers(root) == []
