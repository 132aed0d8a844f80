"""Records, checks at every load, verifying, removing."""

import os
import threading
import time
from pathlib import Path

import pytest
from attrs import evolve

from model_hub import Environ, make_model
from sync_core import ModelError
from sync_core.models import PACKAGED_MODELS, find_model, store_records
from sync_core.models.inventory import list_inventory, verify_places
from sync_core.models.store import Slot, remove_model, verify_stored_model
from sync_core.models.store_records import read_record


@pytest.fixture
def slot(root: Path) -> Slot:
    """A slot with a made-up model, as a pull leaves it."""
    slot = Slot(root, "ctranslate2", "mine")
    with slot.lock() as work:
        slot.place(make_model(work / "draft"), "hub made/up", "1" * 40)
    return slot


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read whole from here on."""
    names: list[str] = []
    real = store_records.compute_sha256

    def watched(path: Path) -> str:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(store_records, "compute_sha256", watched)
    return names


def test_a_load_reads_no_file_whole(
    slot: Slot, store: Environ, hashed: list[str]
) -> None:
    assert find_model("mine", "ctranslate2", environ=store) == slot.target
    assert hashed == []


def test_another_time_is_checked_once(
    slot: Slot, store: Environ, hashed: list[str]
) -> None:
    os.utime(slot.target / "model.bin", (1, 1))
    for _ in range(2):
        assert find_model("mine", "ctranslate2", environ=store) == slot.target
    assert hashed == ["model.bin"]


def test_another_time_in_a_store_that_cannot_be_written(
    slot: Slot, store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store_records, "write_record", refuse)
    os.utime(slot.target / "model.bin", (1, 1))
    assert find_model("mine", "ctranslate2", environ=store) == slot.target


def test_other_contents_of_the_same_size_are_noticed(
    slot: Slot, store: Environ
) -> None:
    path = slot.target / "vocabulary.txt"
    path.write_bytes(b"b\na\n")
    os.utime(path, (1, 1))
    with pytest.raises(ModelError, match=r"vocabulary\.txt: sha256 .* pull --force"):
        find_model("mine", "ctranslate2", environ=store)


def test_a_file_cut_short_is_noticed(slot: Slot, store: Environ) -> None:
    path = slot.target / "model.bin"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ModelError, match="50 bytes, not"):
        find_model("mine", "ctranslate2", environ=store)


def test_a_missing_file_is_noticed(slot: Slot, store: Environ) -> None:
    (slot.target / "config.json").unlink()
    with pytest.raises(ModelError, match=r"config\.json: No such file"):
        find_model("mine", "ctranslate2", environ=store)


def test_verify_reads_everything(slot: Slot) -> None:
    path = slot.target / "vocabulary.txt"
    state = path.stat()
    assert verify_stored_model(slot)
    path.write_bytes(b"b\na\n")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert slot.check() == slot.target
    with pytest.raises(ModelError, match="is not what was stored there"):
        verify_stored_model(slot)


def test_a_damaged_record(slot: Slot, store: Environ) -> None:
    slot.record.write_text('{"source": ')
    with pytest.raises(ModelError, match=r"the record '.*mine\.json' is damaged"):
        find_model("mine", "ctranslate2", environ=store)


def test_a_folder_put_there_by_hand_is_taken(store: Environ, root: Path) -> None:
    folder = make_model(root / "ctranslate2" / "mine")
    slot = Slot(root, "ctranslate2", "mine")
    assert find_model("mine", "ctranslate2", environ=store) == folder
    assert not verify_stored_model(slot)


def test_a_store_without_write_permission_serves_what_it_has(
    slot: Slot, store: Environ, root: Path
) -> None:
    root.chmod(0o555)
    try:
        assert find_model("mine", "ctranslate2", environ=store) == slot.target
    finally:
        root.chmod(0o755)


def test_only_one_holds_a_slot(root: Path) -> None:
    order: list[str] = []
    inside = threading.Event()

    def hold(name: str) -> None:
        with Slot(root, "ctranslate2", "mine").lock():
            order.append(f"{name} in")
            inside.set()
            time.sleep(0.1)
            order.append(f"{name} out")

    first = threading.Thread(target=hold, args=("first",))
    first.start()
    inside.wait(5)
    hold("second")
    first.join()
    assert order == ["first in", "first out", "second in", "second out"]


def test_a_new_model_takes_the_place_of_the_old(slot: Slot) -> None:
    with slot.lock() as work:
        slot.place(make_model(work / "draft", size=99), "hub made/up", "2" * 40)
    record = read_record(slot.record)
    assert record is not None
    assert record.revision == "2" * 40
    assert slot.check() == slot.target
    assert list(slot.work.iterdir()) == []


def test_removing(slot: Slot, store: Environ, root: Path) -> None:
    other = make_model(root / "ctranslate2" / "other")
    remove_model(slot)
    assert list((root / "ctranslate2").iterdir()) == [other]
    with pytest.raises(ModelError, match="no model 'mine' here"):
        find_model("mine", "ctranslate2", environ=store)


def test_removing_a_link_leaves_what_it_leads_to(root: Path, tmp_path: Path) -> None:
    folder = make_model(tmp_path / "elsewhere")
    slot = Slot(root, "ctranslate2", "mine")
    slot.target.parent.mkdir(parents=True)
    slot.target.symlink_to(folder, target_is_directory=True)
    remove_model(slot)
    assert not slot.target.exists()
    assert (folder / "model.bin").is_file()


def test_the_inventory_has_the_known_and_the_installed(
    slot: Slot, store: Environ
) -> None:
    rows = {row.name: row for row in list_inventory(store)}
    assert rows["large-v3"].installed == ()
    (packaged,) = rows["tiny.en"].installed
    assert (packaged.source, packaged.slot) == ("package", None)
    (own,) = rows["mine"].installed
    assert (own.source, own.revision, own.path) == (
        "hub made/up",
        "1" * 40,
        slot.target,
    )
    assert own.size_bytes == sum(p.stat().st_size for p in slot.target.iterdir())
    assert rows["mine"].info is None


def test_verifying_the_packages(
    store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [p for row in list_inventory(store) for p in row.installed]
    assert [good for _, _, good in verify_places(places)] == [True, True]
    others = {n: evolve(m, sha256="0" * 64) for n, m in PACKAGED_MODELS.items()}
    monkeypatch.setattr("sync_core.models.packaged.PACKAGED_MODELS", others)
    assert [good for _, _, good in verify_places(places)] == [False, False]
