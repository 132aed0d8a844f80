"""The record of a model: its shape, its languages, where its weights lie."""

from __future__ import annotations

from attrs import frozen

from sync_core.base.errors import ModelError
from sync_core.models.languages import whisper_code

__all__ = ["HubSource", "ModelInfo"]


@frozen
class HubSource:
    """Where one form of a model lies on the hub."""

    repository: str
    revision: str
    """The pinned commit, whole: a repository's newest state may change its words."""
    files: tuple[str, ...]
    """Names, or patterns of names, of the files that are needed."""


@frozen(kw_only=True)
class ModelInfo:
    """What one must know of a model before choosing it."""

    name: str
    parameters: int
    """In millions."""
    encoder_layers: int
    decoder_layers: int
    mel_bins: int
    languages: tuple[str, ...]
    """In Whisper's own codes, which are ISO 639-1 but for ``jw``, ``haw``, ``yue``."""
    license: str = "MIT"
    use: str
    """What it is good for, in a few words."""
    attention_times: bool
    """Whether word times read from its cross-attention can be trusted at all: a
    distilled decoder has too few layers for heads that follow the speech."""
    ctranslate2: HubSource
    ggml: HubSource

    def source(self, form: str) -> HubSource:
        """Return where the weights of a form lie on the hub.

        Raises:
            ModelError: No such form.
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
            InputError: Not a language tag.
        """
        return whisper_code(language) in self.languages
