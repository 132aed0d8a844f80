"""Character models, with a made-up one: each letter is a level of loudness."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from sync_core import Pipeline
from sync_core.base.errors import AlignmentError, MissingDependencyError, ModelError
from sync_core.plugins.protocols import EngineOptions
from sync_core_plugins import ctc
from sync_core_plugins.ctc.character_files import open_model
from sync_core_plugins.ctc.options import CtcOptions

RATE = 16_000
VOCABULARY = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4}
VOCABULARY |= {letter: 5 + at for at, letter in enumerate("abcdef")}
LEVELS = np.array([0.0, 99, 99, 99, 99, 0.2, 0.5, 0.8, 1.1, 1.4, 1.7], np.float32)


def save_model(folder: Path) -> Path:
    """Frames of 320 samples, a field of 400: the mean level decides on the letter."""
    pools = [
        helper.make_node("Abs", ["audio"], ["absolute"]),
        helper.make_node("Unsqueeze", ["absolute", "one"], ["channel"]),
        helper.make_node(
            "AveragePool", ["channel"], ["level"], kernel_shape=[400], strides=[320]
        ),
        helper.make_node("Transpose", ["level"], ["column"], perm=[0, 2, 1]),
        helper.make_node("Sub", ["column", "levels"], ["apart"]),
        helper.make_node("Abs", ["apart"], ["distance"]),
        helper.make_node("Mul", ["distance", "steep"], ["logits"]),
    ]
    constants: dict[str, np.ndarray] = {
        "one": np.array([1], np.int64),
        "levels": LEVELS,
        "steep": np.array(-60, np.float32),
    }
    graph = helper.make_graph(
        pools,
        "levels",
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["n", "samples"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    path = folder / "model.onnx"
    onnx.save(model, path)
    (folder / "vocab.json").write_text(json.dumps(VOCABULARY), encoding="utf-8")
    config = {"do_normalize": False, "sampling_rate": RATE}
    (folder / "preprocessor_config.json").write_text(json.dumps(config))
    return path


def speak(text: str) -> np.ndarray:
    """A tone of 200 ms a letter, as loud as the letter wants; a space is silence."""
    tone = np.sin(np.arange(RATE // 5) * 2 * np.pi * 400 / RATE) * np.pi / 2
    level = {letter: LEVELS[VOCABULARY[letter]] for letter in "abcdef"} | {" ": 0.0}
    return np.concatenate([tone * level[letter] * 0.3 for letter in text])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tmp_path)
    return tmp_path


@pytest.fixture
def scaled(folder: Path) -> Path:
    """The same for samples that are a third as loud, so that they do not clip."""
    model = onnx.load(folder / "model.onnx")
    for constant in model.graph.initializer:
        if constant.name == "levels":
            constant.CopyFrom(numpy_helper.from_array(LEVELS * 0.3, "levels"))
        if constant.name == "steep":
            steep = np.array(-200, np.float32)
            constant.CopyFrom(numpy_helper.from_array(steep, "steep"))
    onnx.save(model, folder / "model.onnx")
    return folder


def test_words_lie_where_their_letters_are_loud(scaled: Path) -> None:
    options = {"model_path": str(scaled)}
    samples = speak("  abc  fed  cafe  ").astype(np.float32)
    with Pipeline(aligner="ctc", aligner_options=options) as pipeline:
        document = pipeline.align(
            samples, "Abc, féd ... CAFÉ!", language="eo", sample_rate_hz=RATE
        )
    starts = [word.start_ms for word in document.words]
    ends = [word.end_ms for word in document.words]
    for found, true in zip(starts + ends, [400, 1400, 2400, 1000, 2000, 3200]):  # noqa: B905
        assert abs((found or 0) - true) <= 60
    assert [p.symbol for p in document.words[2].phones] == list("cafe")


def test_frames_do_not_depend_on_the_cutting(
    scaled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = open_model(CtcOptions(model_path=str(scaled / "model.onnx")))
    pcm = (speak("abcdef fedcba " * 5) * 30_000).astype(np.int16)
    whole = np.concatenate(list(model.compute_log_probabilities(pcm)))
    monkeypatch.setattr("sync_core_plugins.ctc.character_model._CHUNK_S", 2.0)
    parts = list(model.compute_log_probabilities(pcm))
    assert len(parts) > 3
    assert np.allclose(np.concatenate(parts)[: len(whole) - 1], whole[:-1], atol=1e-3)


def test_audio_is_centred_unless_the_model_says_otherwise(folder: Path) -> None:
    (folder / "preprocessor_config.json").unlink()
    model, _ = open_model(CtcOptions(model_path=str(folder)))
    # Plus and minus one, whatever the level and offset: nearest to "c" (0.8).
    quiet = np.tile(np.array([100, 300], np.int16), 4000)
    frames = np.concatenate(list(model.compute_log_probabilities(quiet)))
    assert set(frames.argmax(axis=1)) <= {VOCABULARY["c"], VOCABULARY["d"]}


def test_upper_case_vocabularies(folder: Path) -> None:
    upper = {
        token.upper() if len(token) == 1 else token: at
        for token, at in VOCABULARY.items()
    }
    (folder / "vocab.json").write_text(json.dumps(upper))
    model, _ = open_model(CtcOptions(model_path=str(folder)))
    assert model.spell(["Façade", "你"], [(), ()])[0].branches == (tuple("FACADE"),)
    assert model.spell(["你"], [()])[0].branches == ()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "vocab.json").unlink(), "no vocabulary"),
        (lambda f: (f / "vocab.json").write_text("{"), "not JSON"),
        (lambda f: (f / "vocab.json").write_text('["a"]'), "map tokens to numbers"),
        (lambda f: (f / "vocab.json").write_text('{"a": 0, "b": 1}'), "no blank"),
        (lambda f: (f / "model.onnx").unlink(), "no model"),
        (lambda f: (f / "model.onnx").write_bytes(b"x"), "cannot be opened"),
        (
            lambda f: (f / "preprocessor_config.json").write_text(
                '{"sampling_rate": 8000}'
            ),
            "8000 Hz",
        ),
    ],
)
def test_damaged_models_say_what_is_wrong(folder, spoil, message) -> None:  # type: ignore[no-untyped-def]
    spoil(folder)
    with pytest.raises(ModelError, match=message):
        open_model(CtcOptions(model_path=str(folder)))


def test_a_vocabulary_of_another_model(folder: Path) -> None:
    (folder / "vocab.json").write_text('{"<pad>": 0, "a": 99}')
    model, _ = open_model(CtcOptions(model_path=str(folder)))
    with pytest.raises(ModelError, match="do not belong together"):
        list(model.compute_log_probabilities(np.ones(8000, np.int16)))


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctc, "find_spec", lambda name: None)
    (record,) = ctc.sync_core_aligners()
    assert record.available is not None
    assert "sync-core[phones]" in (record.available() or "")
    with pytest.raises(MissingDependencyError, match=r"sync-core\[phones\]"):
        record.load(EngineOptions(language="fr"))


def test_other_loudness_is_another_text(scaled: Path) -> None:
    options = {"model_path": str(scaled)}
    samples = speak("  fff  eff  fefe  ").astype(np.float32)
    with (
        Pipeline(aligner="ctc", aligner_options=options) as pipeline,
        pytest.raises(AlignmentError, match="does not seem"),
    ):
        pipeline.align(samples, "abc cab bacca abba", sample_rate_hz=RATE)
