"""What can be asked of the aligner."""

from __future__ import annotations

from attrs import field, frozen, validators

__all__ = ["CtcOptions"]


@frozen
class CtcOptions:
    """Options of alignment."""

    model_path: str | None = None
    """A character model in ONNX form to use instead of the packaged phone model: the
    file, or the folder that holds ``model.onnx``."""
    vocabulary: str | None = None
    """The model's ``vocab.json``; None: the one beside the model."""
    onset_ms: float | None = None
    """For a character model: how far behind the start of a letter's sound its peak
    lies, on average."""
    offset_ms: float | None = None
    """The same for the end; negative where the peak comes before it."""
    extra: bool = field(default=True, validator=validators.instance_of(bool))
    """Whether words may be missing and other speech may be in the audio; without it,
    every word is placed somewhere."""
