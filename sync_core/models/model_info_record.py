"""The record of a model: its shape, its languages, the source of its weights."""

from __future__ import annotations

from attrs import frozen

from sync_core.base.errors import ModelError
from sync_core.models.languages import whisper_code

__all__ = ["HubSource", "ModelInfo"]


@frozen
class HubSource:
    """The location of one form of a model on the hub."""

    repository: str
    revision: str
    """The full hash of the pinned commit: later commits may change the results."""
    files: tuple[str, ...]
    """Names, or patterns of names, of the files that are needed."""


@frozen(kw_only=True)
class ModelInfo:
    """The facts about a model that matter for choosing it."""

    name: str
    parameters: int
    """Number of parameters in millions."""
    encoder_layers: int
    decoder_layers: int
    mel_bins: int
    languages: tuple[str, ...]
    """Whisper's own codes, which are ISO 639-1 except ``jw``, ``haw``, ``yue``."""
    license: str = "MIT"
    use: str
    """The model's purpose, in a few words."""
    attention_times: bool
    """Whether word times from its cross-attention are usable: a distilled decoder has
    too few layers for heads that follow the speech."""
    ctranslate2: HubSource
    ggml: HubSource

    def source(self, form: str) -> HubSource:
        """Return the location of the weights of a form on the hub.

        Raises:
            ModelError: There is no such form.
        """
        if form not in ("ctranslate2", "ggml"):
            raise ModelError(
                f"the hub has '{self.name}' as ctranslate2 and ggml, not as {form!r}"
            )
        found: HubSource = getattr(self, form)
        return found

    def speaks(self, language: str) -> bool:
        """Return whether the model knows a language, given as a BCP-47 tag.

        Raises:
            InputError: The text is not a language tag.
        """
        return whisper_code(language) in self.languages
