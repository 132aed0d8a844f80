"""Steps, pauses and lengths of a live transcriber."""

from __future__ import annotations

from typing import Any

from attrs import Attribute, field, frozen

from sync_core.base.errors import InputError

__all__ = ["LiveSettings"]

_MIN_SPEECH = 0.2
"""A probability. With less, what is 0.15 below would be speech as well, and that is
everything."""


def _require_range(
    low: float, high: float, types: Any = int, what: str = "a whole number"
) -> Any:
    def check(instance: object, attribute: Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, types):
            raise InputError(f"{attribute.name} is {what}, not {value!r}")
        if not low <= value <= high:
            raise InputError(
                f"{attribute.name} lies between {low} and {high}, not at {value}"
            )

    return check


@frozen(kw_only=True)
class LiveSettings:
    """All times in ms of audio."""

    step_ms: int = field(default=704, validator=_require_range(100, 10_000))
    """New speech between two decodings. Shorter shows words sooner and costs more."""
    early_ms: int = field(default=288, validator=_require_range(32, 2_000))
    """Silence after which an utterance is decoded ahead of its step, as it may have
    ended."""
    endpoint_ms: int = field(default=512, validator=_require_range(64, 10_000))
    """Silence that ends an utterance."""
    window_ms: int = field(default=3_000, validator=_require_range(2_000, 28_000))
    """Audio that is decoded at a step, from the end of a final word on."""
    whole_ms: int = field(default=12_000, validator=_require_range(2_000, 28_000))
    """Audio that is decoded at a pause: the utterance, from the end of a final word on
    if it is long, behind the utterances that were said before it if it is short."""
    hidden_ms: int = field(default=300, validator=_require_range(0, 2_000))
    """Words that end closer than this to the end of the audio are not shown yet,
    unless the backend is sure of them."""
    longest_ms: int = field(default=24_000, validator=_require_range(2_000, 28_000))
    """Audio that is decoded at once; from there on it is cut at a final word."""
    kept_ms: int = field(default=3_000, validator=_require_range(0, 20_000))
    """Audio of final words that stays in front of a cut, as context."""
    before_ms: int = field(default=320, validator=_require_range(0, 2_000))
    """Audio from before the first sound of an utterance that belongs to it."""
    speech: float = field(
        default=0.5,
        validator=_require_range(_MIN_SPEECH, 1, (int, float), "a probability"),
    )
    """From which probability on a frame is speech; 0.15 less goes on being speech."""
    prompt_characters: int = field(default=0, validator=_require_range(0, 1_000))
    """How much of what was said before goes to the backend with an utterance. Whisper's
    small models repeat a prompt where they should listen: measured with tiny.en, 200
    characters doubled the word errors."""
