"""``sync-core models`` from the outside."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from model_hub import Hub, make_model

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """Make the loopback hub the one that huggingface_hub asks."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
    template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(
        "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template
    )
    monkeypatch.setattr("huggingface_hub.hf_api.ENDPOINT", hub.url, raising=False)
    return hub


def test_list(run_models: Run, root: Path) -> None:
    make_model(root / "ctranslate2" / "mine")
    code, out, err = run_models("list")
    assert (code, err) == (0, "")
    lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert lines["large-v3-turbo"].split() == [
        "large-v3-turbo",
        *("809", "M", "32+4", "128", "100"),
    ]
    assert "ctranslate2 78 MB (package)" in lines["tiny.en"]
    assert "(by hand)" in lines["mine"]


def test_list_as_json(run_models: Run, root: Path) -> None:
    folder = make_model(root / "ctranslate2" / "mine")
    code, out, _ = run_models("list", "--json")
    data = json.loads(out)
    models = {model["name"]: model for model in data["models"]}
    assert code == 0
    assert data["store"] == str(root)
    assert models["large-v3-turbo"]["mel_bins"] == 128
    assert models["large-v3-turbo"]["attention_times"] is False
    assert models["small"]["installed"] == []
    (place,) = models["mine"]["installed"]
    assert place["path"] == str(folder)
    assert (place["form"], place["source"]) == ("ctranslate2", "by hand")


def test_pull_verify_path_remove(run_models: Run, here: Hub, root: Path) -> None:
    folder = root / "ctranslate2" / "tiny"
    assert run_models("pull", "tiny") == (0, f"{folder}\n", "")
    assert run_models("path", "tiny") == (0, f"{folder}\n", "")
    assert run_models("verify", "tiny") == (0, "ctranslate2 tiny: good\n", "")

    (folder / "vocabulary.txt").write_bytes(b"b\na\n")
    code, out, err = run_models("verify", "tiny")
    assert (code, out) == (1, "")
    assert "vocabulary.txt: sha256" in err
    assert "error: 1 of 1 damaged" in err

    assert run_models("pull", "tiny", "--force")[0] == 0
    assert run_models("verify", "tiny")[0] == 0
    assert run_models("remove", "tiny", "--yes") == (0, "", "")
    assert not folder.exists()
    code, _, err = run_models("path", "tiny")
    assert code == 1
    assert "sync-core models pull tiny" in err
    assert len(here.fetched("model.bin")) == 2


def test_remove_asks(
    run_models: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_model(root / "ctranslate2" / "mine")
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert run_models("remove", "mine")[0] == 0
    assert folder.exists()
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert run_models("remove", "mine")[0] == 0
    assert not folder.exists()


def test_remove_takes_only_the_form_that_is_named(run_models: Run, root: Path) -> None:
    folder = make_model(root / "ctranslate2" / "mine")
    ggml = root / "ggml" / "mine.bin"
    ggml.parent.mkdir()
    ggml.write_bytes(b"lmgg")
    assert run_models("remove", "mine", "--form", "ggml", "-y")[0] == 0
    assert folder.exists()
    assert not ggml.exists()


def test_remove_clears_what_a_broken_pull_has_left(
    run_models: Run, here: Hub, root: Path
) -> None:
    here.told["model.bin"] = b"other"
    assert run_models("pull", "tiny")[0] == 1
    work = root / ".work" / "ctranslate2-tiny"
    assert any(work.rglob("config.json"))
    assert run_models("remove", "tiny", "--yes") == (0, "", "")
    assert not work.exists()
    assert run_models("remove", "tiny", "--yes")[0] == 1


@pytest.mark.parametrize("name", ["tiny.en", "..", "../x", "/etc"])
def test_remove_stays_inside_the_store(run_models: Run, root: Path, name: str) -> None:
    code, _, err = run_models("remove", name, "--yes")
    assert code == 1
    assert "error: " in err
    assert not root.exists()


@pytest.mark.engine
def test_convert(run_models: Run, root: Path) -> None:
    path = root / "ggml" / "tiny.en-q8_0.bin"
    assert run_models("convert", "tiny.en", "--to", "ggml", "--type", "q8_0") == (
        0,
        f"{path}\n",
        "",
    )
    assert run_models("path", "tiny.en-q8_0", "--form", "ggml") == (0, f"{path}\n", "")
    assert run_models("verify", "tiny.en-q8_0") == (0, "ggml tiny.en-q8_0: good\n", "")
    path.write_bytes(path.read_bytes()[:-1])
    assert run_models("verify")[0] == 1


def test_a_ggml_file_by_hand_that_is_cut_short_does_not_verify(
    run_models: Run, root: Path
) -> None:
    path = root / "ggml" / "mine.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"lmgg")
    code, _, err = run_models("verify", "mine")
    assert code == 1
    assert "damaged" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("pull", "smal"), 1),
        (("verify", "small"), 1),
        (("path", "small"), 1),
        (("convert", "small", "--to", "ggml"), 1),
        (("convert", "tiny.en"), 2),
        (("convert", "tiny.en", "--to", "onnx"), 2),
        (("pull",), 2),
        (("pull", "tiny", "--form", "onnx"), 2),
        (("nonsense",), 2),
    ],
)
def test_exit_codes(run_models: Run, arguments: tuple[str, ...], code: int) -> None:
    found, out, err = run_models(*arguments)
    assert (found, out) == (code, "")
    assert "rror: " in err
    assert "Traceback" not in err
