"""Opening the model that the options name."""

from __future__ import annotations

from sync_core_plugins.ctc.aligner import CtcAligner
from sync_core_plugins.ctc.options import CtcOptions

__all__ = ["load_aligner"]


def load_aligner(language: str | None, options: CtcOptions) -> CtcAligner:
    """Open the character model that the options name, or the packaged phone model.

    Raises:
        InputError: The phone model has to know the language.
        MissingDependencyError: The language's pronunciations are not installed.
        ModelError: The model cannot be opened.
    """
    strict = not options.extra
    if options.model_path is not None:
        from sync_core_plugins.ctc.character_files import open_model

        model, calibration = open_model(options)
        return CtcAligner(model, calibration, strict=strict)
    from sync_core_plugins.ctc.hama_model import HamaModel
    from sync_core_plugins.ctc.peak_calibration import HAMA

    return CtcAligner(HamaModel(language), HAMA, strict=strict)
