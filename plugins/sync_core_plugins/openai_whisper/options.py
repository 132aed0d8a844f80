"""What can be asked of the reference implementation, under its own names."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

__all__ = ["OpenaiWhisperOptions"]


@frozen
class OpenaiWhisperOptions:
    """Options of decoding.

    Defaults are those of the engine's own command line, so that it is compared at
    its best (its Python call decodes greedily).
    """

    task: Literal["transcribe", "translate"] = field(
        default="transcribe", validator=validators.in_(("transcribe", "translate"))
    )
    """``translate`` gives English."""
    beam_size: int = field(default=5, validator=validators.ge(1))
    """Hypotheses kept in the beam."""
    condition_on_previous_text: bool = True
    """Whether the last window's text prompts the next."""
    initial_prompt: str | None = None
    """Text that the first window is to continue."""
