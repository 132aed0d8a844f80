"""Converting into the store: on demand, once, whatever happens on the way."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from model_hub import Environ, make_model
from sync_core import ModelError
from sync_core.models import convert_model, find_model
from sync_core.models.ggml_file import read_ggml_shape
from sync_core.models.store import Slot, remove_model
from sync_core.models.store_records import read_record

pytestmark = pytest.mark.engine

COUNTED = """
from sync_core.models import find_model, ggml
real = ggml.convert_to_ggml
def counted(*arguments, **options):
    print("converting")
    real(*arguments, **options)
ggml.convert_to_ggml = counted
print(find_model("tiny.en", "ggml"))
"""

STUCK = """
import time
from sync_core.models import find_model, ggml
def stuck(source, target, *, type):
    (target.parent / ".sync-core-draft.tmp").write_bytes(b"lmgg, but not much of it")
    print("half way", flush=True)
    time.sleep(60)
ggml.convert_to_ggml = stuck
find_model("tiny.en", "ggml")
"""


def start(code: str, store: Environ) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, **store},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_ggml_model_is_made_when_it_is_asked_for(store: Environ, root: Path) -> None:
    path = find_model("tiny.en", "ggml", environ=store)
    assert path == root / "ggml" / "tiny.en.bin"
    assert read_ggml_shape(path).audio_layers == 4
    record = read_record(Slot(root, "ggml", "tiny.en").record)
    assert record is not None
    assert record.source.startswith("converted from ")
    made = path.stat().st_mtime_ns
    assert find_model("tiny.en", "ggml", environ=store) == path
    assert convert_model("tiny.en", environ=store) == path
    assert path.stat().st_mtime_ns == made


def test_eight_bits_are_a_model_of_their_own(store: Environ, root: Path) -> None:
    path = find_model("tiny.en-q8_0", "ggml", environ=store)
    assert path == root / "ggml" / "tiny.en-q8_0.bin"
    assert not (root / "ggml" / "tiny.en.bin").exists()
    assert path.stat().st_size < 50e6
    assert convert_model("tiny.en", type="q8_0", environ=store) == path


def test_nothing_is_made_where_it_is_not_wanted(store: Environ, root: Path) -> None:
    with pytest.raises(ModelError, match=r"no model 'tiny\.en' here in the form ggml"):
        find_model("tiny.en", "ggml", environ=store, convert=False)
    assert not root.exists()


def test_two_processes_convert_once(store: Environ) -> None:
    both = [start(COUNTED, store) for _ in range(2)]
    outs = [process.communicate(timeout=60)[0].splitlines() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert outs[0][-1] == outs[1][-1]
    assert sum(lines.count("converting") for lines in outs) == 1


def test_a_killed_conversion_is_made_good_by_the_next(
    store: Environ, root: Path
) -> None:
    process = start(STUCK, store)
    assert process.stdout is not None
    assert process.stdout.readline() == "half way\n"
    process.kill()
    process.communicate()
    assert not (root / "ggml").exists()
    path = find_model("tiny.en", "ggml", environ=store)
    assert read_ggml_shape(path).text_layers == 4
    left = [p.name for p in (root / ".work").rglob("*") if p.is_file()]
    assert left == ["ggml-tiny.en.lock"]


def test_weights_that_cannot_be_converted_leave_nothing(
    store: Environ, root: Path
) -> None:
    make_model(root / "ctranslate2" / "mine")
    with pytest.raises(ModelError):
        convert_model("mine", environ=store)
    assert not (root / "ggml").exists()


def test_a_disk_that_fills_up_on_the_way(
    store: Environ, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sync_core.models.ggml._write_tensor", full)
        with pytest.raises(ModelError, match="No space left on device"):
            convert_model("tiny.en", environ=store)
    assert not (root / "ggml").exists()
    assert convert_model("tiny.en", environ=store).is_file()


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environ = {"SYNC_CORE_MODELS": str(tmp_path / "file")}
    with pytest.raises(ModelError, match="set SYNC_CORE_MODELS to a folder"):
        convert_model("tiny.en", environ=environ)


def test_converting_what_is_not_there(store: Environ) -> None:
    with pytest.raises(ModelError, match="sync-core models pull small"):
        convert_model("small", environ=store)


def test_a_folder_of_ones_own_is_converted_under_its_name(
    store: Environ, root: Path, tmp_path: Path
) -> None:
    link = tmp_path / "my-own"
    link.symlink_to(find_model("tiny.en", "ctranslate2", environ=store))
    assert convert_model(str(link), environ=store) == root / "ggml" / "my-own.bin"
    found = find_model("my-own", "ggml", environ=store)
    assert read_ggml_shape(found).mels == 80


def store_weights(slot: Slot, draft: Path, *, changed: bool) -> None:
    """Put tiny.en's weights into the slot as a pull does, or others of that size."""
    shutil.copytree(find_model("tiny.en", "ctranslate2"), draft)
    if changed:
        data = bytearray((draft / "model.bin").read_bytes())
        # Within the encoder's position embeddings.
        at = data.index(b"encoder/position_encodings/encodings") + 1_000
        data[at] ^= 1
        (draft / "model.bin").write_bytes(data)
    with slot.lock():
        slot.place(draft, "hub somebody/something")


def test_other_weights_are_converted_anew(
    store: Environ, root: Path, tmp_path: Path
) -> None:
    slot = Slot(root, "ctranslate2", "mine")
    store_weights(slot, tmp_path / "first", changed=False)
    path = find_model("mine", "ggml", environ=store)
    first = path.read_bytes()
    made = path.stat().st_mtime_ns
    store_weights(slot, tmp_path / "same", changed=False)
    assert find_model("mine", "ggml", environ=store).stat().st_mtime_ns == made
    store_weights(slot, tmp_path / "other", changed=True)
    assert find_model("mine", "ggml", environ=store, convert=False) == path
    assert path.stat().st_mtime_ns == made
    assert find_model("mine", "ggml", environ=store) == path
    assert path.read_bytes() != first
    made = path.stat().st_mtime_ns
    assert convert_model("mine", environ=store).stat().st_mtime_ns == made
    # Without the weights that it was made of, it stays as it is.
    remove_model(slot)
    assert find_model("mine", "ggml", environ=store).stat().st_mtime_ns == made


def test_weights_put_there_by_hand_are_told_by_size_and_time(
    store: Environ, root: Path
) -> None:
    folder = root / "ctranslate2" / "mine"
    shutil.copytree(find_model("tiny.en", "ctranslate2"), folder)
    path = find_model("mine", "ggml", environ=store)
    made = path.stat().st_mtime_ns
    assert find_model("mine", "ggml", environ=store).stat().st_mtime_ns == made
    os.utime(folder / "model.bin", ns=(1, 1))
    assert find_model("mine", "ggml", environ=store).stat().st_mtime_ns > made
