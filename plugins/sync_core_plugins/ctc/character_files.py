"""The files of a character model: weights, vocabulary, preprocessor."""

from __future__ import annotations

import json
from pathlib import Path

from sync_core import ModelError
from sync_core_plugins.ctc.acoustic_model import (
    SAMPLE_RATE_HZ,
)
from sync_core_plugins.ctc.character_model import CharacterModel
from sync_core_plugins.ctc.options import CtcOptions
from sync_core_plugins.ctc.peak_calibration import GENERIC, PeakCalibration, PeakOffsets

__all__ = ["open_model"]


def open_model(options: CtcOptions) -> tuple[CharacterModel, PeakCalibration]:
    """Open the model and vocabulary that the options name.

    Raises:
        ModelError: A file is missing or damaged, or the two do not fit.
    """
    path = Path(str(options.model_path)).expanduser()
    model = path / "model.onnx" if path.is_dir() else path
    vocabulary = options.vocabulary or str(model.parent / "vocab.json")
    tokens = _read_vocabulary(Path(vocabulary).expanduser())
    normalised = _is_normalised(model.parent / "preprocessor_config.json")
    opened = CharacterModel(model, tokens, normalised=normalised)
    return opened, _make_calibration(options)


def _is_normalised(path: Path) -> bool:
    """Return whether the model wants audio of no mean and unit variance."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return True
    except ValueError as error:
        raise ModelError(f"{path} is not JSON: {error}") from error
    rate = found.get("sampling_rate", SAMPLE_RATE_HZ)
    if rate != SAMPLE_RATE_HZ:
        raise ModelError(
            f"{path} asks for {rate} Hz; only {SAMPLE_RATE_HZ} Hz models work"
        )
    return bool(found.get("do_normalize", True))


def _make_calibration(options: CtcOptions) -> PeakCalibration:
    if options.onset_ms is None and options.offset_ms is None:
        return GENERIC
    usual = GENERIC.offsets[""]
    onset = usual.behind_start if options.onset_ms is None else options.onset_ms
    offset = usual.behind_end if options.offset_ms is None else options.offset_ms
    place = PeakOffsets(onset, usual.start_spread, offset, usual.end_spread)
    return PeakCalibration({"": place}, obtained="given as options")


def _read_vocabulary(path: Path) -> dict[str, int]:
    """Read the tokens and their columns."""
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise ModelError(
            f"no vocabulary at {path}: a character model needs the vocab.json that "
            "came with it, beside it or named by the option 'vocabulary'"
        ) from error
    except ValueError as error:
        raise ModelError(f"{path} is not JSON: {error}") from error
    # Some hold one vocabulary for each language.
    if isinstance(found, dict) and len(found) == 1:
        only = next(iter(found.values()))
        found = only if isinstance(only, dict) else found
    if not isinstance(found, dict) or not all(
        type(column) is int and column >= 0 for column in found.values()
    ):
        raise ModelError(f"{path} is no vocabulary: it has to map tokens to numbers")
    return found
