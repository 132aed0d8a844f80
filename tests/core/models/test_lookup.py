"""Finding weights, and saying how to get those that are missing."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from attrs import evolve

from model_hub import Environ, make_model, weights
from sync_core import ModelError
from sync_core.models import PACKAGED_MODELS, find_model, model_store, packaged

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")


@pytest.mark.parametrize("name", sorted(PACKAGED_MODELS))
def test_the_packaged_weights_are_the_pinned_ones(name: str, store: Environ) -> None:
    folder = find_model(name, "ctranslate2", environ=store)
    data = (folder / "model.bin").read_bytes()
    pinned = PACKAGED_MODELS[name]
    assert len(data) == pinned.size
    assert hashlib.sha256(data).hexdigest() == pinned.sha256
    assert all((folder / file).is_file() for file in FILES)


def test_weights_in_pieces_are_put_together_once(store: Environ) -> None:
    folder = find_model("base", "ctranslate2", environ=store)
    assert folder == model_store(store) / "ctranslate2" / "base"
    assert {path.name for path in folder.parent.iterdir()} == {"base", "base.json"}
    made = (folder / "model.bin").stat().st_mtime_ns
    assert find_model("base", "ctranslate2", environ=store) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made


def test_damaged_pieces_leave_nothing_behind(
    store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = evolve(PACKAGED_MODELS["base"], sha256="0" * 64)
    monkeypatch.setattr(packaged, "PACKAGED_MODELS", {"base": damaged})
    with pytest.raises(ModelError, match=r"are damaged .*--force-reinstall"):
        find_model("base", "ctranslate2", environ=store)
    left = [p for p in model_store(store).rglob("*") if p.is_file()]
    assert [path.suffix for path in left] == [".lock"]


def test_a_disk_that_fills_up_while_pieces_are_put_together(
    store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfileobj", full)
        with pytest.raises(ModelError, match="the disk is full: make room"):
            find_model("base", "ctranslate2", environ=store)
    assert not (model_store(store) / "ctranslate2").exists()


def test_a_shortened_packaged_model_is_noticed(
    store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = evolve(PACKAGED_MODELS["tiny.en"], size=1)
    monkeypatch.setattr(packaged, "PACKAGED_MODELS", {"tiny.en": shorter})
    with pytest.raises(ModelError, match="are damaged"):
        find_model("tiny.en", "ctranslate2", environ=store)


def test_weights_that_are_not_installed_say_which_pip_line(
    store: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = evolve(
        PACKAGED_MODELS["tiny.en"], files=(("model.bin", ("no_such_package/model",)),)
    )
    monkeypatch.setattr(packaged, "PACKAGED_MODELS", {"tiny.en": absent})
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


def test_a_folder_that_happens_to_be_called_like_a_model(
    store: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_model(tmp_path / "tiny.en")
    make_model(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    found = find_model("tiny.en", "ctranslate2", environ=store)
    assert found.name == "model"
    assert find_model("mine", "ctranslate2", environ=store) == Path("mine")
    assert find_model("./tiny.en", "ctranslate2", environ=store) == Path("tiny.en")


def test_the_store_goes_before_the_packages(store: Environ, root: Path) -> None:
    folder = make_model(root / "ctranslate2" / "tiny.en")
    assert find_model("tiny.en", "ctranslate2", environ=store) == folder


def test_an_alias_finds_the_model(store: Environ, root: Path) -> None:
    folder = make_model(root / "ctranslate2" / "large-v3-turbo")
    assert find_model("turbo", "ctranslate2", environ=store) == folder
    path = root / "ggml" / "large-v3-turbo-q8_0.bin"
    path.parent.mkdir()
    path.write_bytes(b"lmgg")
    assert find_model("turbo-q8_0", "ggml", environ=store) == path


@pytest.mark.parametrize("missing", FILES)
def test_an_incomplete_folder_is_refused(tmp_path: Path, missing: str) -> None:
    folder = make_model(tmp_path / "mine", missing)
    wanted = missing.removesuffix(".txt")
    with pytest.raises(ModelError, match=f"it has no {wanted}"):
        find_model(str(folder), "ctranslate2")


@pytest.mark.parametrize("kept", [0, 3, 20, 90, -1])
def test_truncated_weights_are_refused(tmp_path: Path, kept: int) -> None:
    folder = make_model(tmp_path / "mine")
    (folder / "model.bin").write_bytes(weights()[:kept])
    with pytest.raises(ModelError, match=r"is cut short or damaged|no Whisper weights"):
        find_model(str(folder), "ctranslate2")


def test_weights_with_something_behind_them_are_refused(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "mine")
    (folder / "model.bin").write_bytes(weights() + b"x")
    with pytest.raises(ModelError, match="is cut short or damaged"):
        find_model(str(folder), "ctranslate2")


def test_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "mine")
    other = weights().replace(b"WhisperSpec", b"WarblerSpec")
    (folder / "model.bin").write_bytes(other)
    with pytest.raises(ModelError, match="no Whisper weights but 'WarblerSpec'"):
        find_model(str(folder), "ctranslate2")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        find_model(str(tmp_path / "none"), "ctranslate2")


def test_a_ggml_file_by_path(tmp_path: Path) -> None:
    path = tmp_path / "ggml-mine.bin"
    path.write_bytes(b"lmgg and more")
    assert find_model(str(path), "ggml") == path
    path.write_bytes(b"GGUF and more")
    with pytest.raises(ModelError, match=r"not a ggml model: it begins with b'GGUF'"):
        find_model(str(path), "ggml")
    with pytest.raises(ModelError, match=r"is a folder, .* models convert"):
        find_model(str(tmp_path), "ggml")
    with pytest.raises(ModelError, match="no such model file"):
        find_model(str(tmp_path / "none.bin"), "ggml")


def test_a_ggml_file_put_there_by_hand(store: Environ, root: Path) -> None:
    path = root / "ggml" / "ggml-tiny.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"lmgg")
    assert find_model("tiny", "ggml", environ=store) == path


def test_an_unknown_name_says_what_is_near(store: Environ, root: Path) -> None:
    with pytest.raises(ModelError) as caught:
        find_model("bse", "ctranslate2", environ=store)
    message = str(caught.value)
    assert (
        "no model 'bse' here, and none is known by that name (did you mean 'base'?)"
        in message
    )
    assert "distil-large-v3.5" in message
    assert str(root / "ctranslate2" / "bse") in message


@pytest.mark.parametrize("form", ["ctranslate2", "ggml"])
def test_a_model_that_is_not_here_says_how_to_get_it(
    store: Environ, root: Path, form: str
) -> None:
    with pytest.raises(ModelError) as caught:
        find_model("small", form, environ=store)
    message = str(caught.value)
    assert "sync-core models pull small" in message
    assert ("--form ggml" in message) == (form == "ggml")
    assert str(root / form / "small") in message
    assert not root.exists()


@pytest.mark.parametrize("name", ["..", "a\0b", ".work", ""])
def test_names_that_cannot_be_one(store: Environ, name: str) -> None:
    with pytest.raises(ModelError):
        find_model(name, "ctranslate2", environ=store)


def test_the_default_store_is_the_users_own() -> None:
    assert model_store({}).parts[-2:] == ("sync-core", "models")


def test_finding_imports_no_network_client(store: Environ) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from sync_core.models import find_model; "
        "find_model('tiny.en', 'ctranslate2'); "
        "print([m for m in ('huggingface_hub', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **store},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
