"""Finding weights, and saying how to get those that are missing."""

import hashlib
from pathlib import Path

import pytest
from attrs import evolve

from sync_core import ModelError, models
from sync_core.models import PACKAGED_MODELS, find_model, model_store

FILES = ("model.bin", "config.json", "tokenizer.json")


def make_model(folder: Path, *leave_out: str) -> Path:
    folder.mkdir(parents=True)
    for name in FILES:
        if name not in leave_out:
            (folder / name).write_bytes(b"{}")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> dict[str, str]:
    return {"SYNC_CORE_MODELS": str(tmp_path / "store")}


@pytest.mark.parametrize("name", sorted(PACKAGED_MODELS))
def test_the_packaged_weights_are_the_pinned_ones(
    name: str, store: dict[str, str]
) -> None:
    folder = find_model(name, "ctranslate2", environ=store)
    weights = (folder / "model.bin").read_bytes()
    pinned = PACKAGED_MODELS[name]
    assert len(weights) == pinned.size
    assert hashlib.sha256(weights).hexdigest() == pinned.sha256
    assert all((folder / file).is_file() for file in FILES)


def test_weights_in_pieces_are_put_together_once(store: dict[str, str]) -> None:
    folder = find_model("base", "ctranslate2", environ=store)
    assert folder == model_store(store) / "ctranslate2" / "base"
    assert [path.name for path in folder.parent.iterdir()] == ["base"]
    made = (folder / "model.bin").stat().st_mtime_ns
    assert find_model("base", "ctranslate2", environ=store) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made


def test_damaged_pieces_leave_nothing_behind(
    store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = evolve(PACKAGED_MODELS["base"], sha256="0" * 64)
    monkeypatch.setattr(models, "PACKAGED_MODELS", {"base": damaged})
    with pytest.raises(ModelError, match=r"are damaged .*--force-reinstall"):
        find_model("base", "ctranslate2", environ=store)
    assert list((model_store(store) / "ctranslate2").iterdir()) == []


def test_a_shortened_packaged_model_is_noticed(
    store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = evolve(PACKAGED_MODELS["tiny.en"], size=1)
    monkeypatch.setattr(models, "PACKAGED_MODELS", {"tiny.en": shorter})
    with pytest.raises(ModelError, match="are damaged"):
        find_model("tiny.en", "ctranslate2", environ=store)


def test_weights_that_are_not_installed_say_which_pip_line(
    store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = evolve(
        PACKAGED_MODELS["tiny.en"], files=(("model.bin", ("no_such_package/model",)),)
    )
    monkeypatch.setattr(models, "PACKAGED_MODELS", {"tiny.en": absent})
    with pytest.raises(ModelError, match=r'pip install "sync-core\[offline\]"'):
        find_model("tiny.en", "ctranslate2", environ=store)


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="set SYNC_CORE_MODELS"):
        find_model(
            "base", "ctranslate2", environ={"SYNC_CORE_MODELS": str(tmp_path / "file")}
        )


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "mine")
    assert find_model(str(folder), "ctranslate2") == folder


def test_the_store_goes_before_the_packages(store: dict[str, str]) -> None:
    folder = make_model(model_store(store) / "ctranslate2" / "tiny.en")
    assert find_model("tiny.en", "ctranslate2", environ=store) == folder


@pytest.mark.parametrize("missing", FILES)
def test_an_incomplete_folder_is_refused(tmp_path: Path, missing: str) -> None:
    folder = make_model(tmp_path / "mine", missing)
    with pytest.raises(ModelError, match=f"it has no {missing}"):
        find_model(str(folder), "ctranslate2")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        find_model(str(tmp_path / "none"), "ctranslate2")


def test_an_unknown_name_says_what_there_is(store: dict[str, str]) -> None:
    with pytest.raises(ModelError) as caught:
        find_model("tiny", "ctranslate2", environ=store)
    message = str(caught.value)
    assert "no model 'tiny' here (did you mean 'tiny.en'?)" in message
    assert "'sync-core[offline]' brings tiny.en, base" in message
    assert str(model_store(store) / "ctranslate2" / "tiny") in message


def test_the_default_store_is_the_users_own() -> None:
    assert model_store({}).parts[-2:] == ("sync-core", "models")
