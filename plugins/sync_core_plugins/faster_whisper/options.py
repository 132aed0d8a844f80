"""What can be asked of faster-whisper, under its own names."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

__all__ = ["FasterWhisperOptions"]


def _positive(instance: object, attribute: object, value: object) -> None:
    if not isinstance(value, int) or value < 1:
        name = getattr(attribute, "name", "the value")
        raise ValueError(f"{name} is a whole number from 1 on, not {value!r}")


@frozen
class FasterWhisperOptions:
    """Options of decoding; the defaults are the engine's but for ``compute_type``."""

    beam_size: int = field(default=5, validator=_positive)
    """Hypotheses kept in the beam; 1 decodes greedily and faster."""
    task: Literal["transcribe", "translate"] = field(default="transcribe")
    """``translate`` gives English; its word times are those of the original."""
    condition_on_previous_text: bool = True
    """Whether the last window's text prompts the next; False loops less."""
    initial_prompt: str | None = None
    """Text that the first window is to continue: names, spelling, style."""
    hotwords: str | None = None
    """Words to expect in every window."""
    vad_filter: bool = False
    """Whether to leave out what Silero VAD takes for no speech."""
    compute_type: str = "auto"
    """CTranslate2's number format; ``auto`` is the fastest that the device has."""

    @task.validator
    def _check_task(self, attribute: object, value: object) -> None:
        if value not in ("transcribe", "translate"):
            raise ValueError(f"task is transcribe or translate, not {value!r}")
