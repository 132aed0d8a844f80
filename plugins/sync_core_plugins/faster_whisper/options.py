"""What can be asked of faster-whisper, under its own names."""

from __future__ import annotations

from typing import Any, Literal

from attrs import field, frozen

__all__ = ["FasterWhisperOptions"]


def _check_whole_number(least: int) -> Any:
    """Return a validator for whole numbers from a least one on; None may pass."""

    def check(instance: object, attribute: Any, value: object) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(
                f"{attribute.name} is a whole number from {least} on, not {value!r}"
            )

    return check


def _convert_floats(value: Any) -> tuple[float, ...]:
    if isinstance(value, int | float):
        return (float(value),)
    try:
        return tuple(float(item) for item in value)
    except (TypeError, ValueError):
        raise ValueError(f"expected numbers, not {value!r}") from None


@frozen
class FasterWhisperOptions:
    """Options of decoding. Defaults are the engine's, but for ``compute_type``.

    With ``batch_size`` the engine decodes several windows at once, found by voice
    activity detection. That is faster on long audio and gives up what needs windows in
    order: fallback to higher temperatures, the thresholds that trigger it, the guard
    against hallucination, and prompting with the previous text.
    """

    task: Literal["transcribe", "translate"] = field(default="transcribe")
    """``translate`` gives English; its word times are those of the original."""
    batch_size: int | None = field(default=None, validator=_check_whole_number(1))
    """Windows decoded at once; None decodes one after another."""
    beam_size: int = field(default=5, validator=_check_whole_number(1))
    """Hypotheses kept in the beam; 1 decodes greedily and faster."""
    best_of: int = field(default=5, validator=_check_whole_number(1))
    """Samples drawn when the temperature is above 0."""
    patience: float = 1.0
    """How long the beam goes on after it has enough finished hypotheses."""
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    """Above 1, tokens that were said already become less likely."""
    no_repeat_ngram_size: int = field(default=0, validator=_check_whole_number(0))
    """No run of so many tokens is said twice in a window; 0: any may be."""
    temperature: tuple[float, ...] = field(
        default=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), converter=_convert_floats
    )
    """Tried in order until a window passes the two thresholds that follow."""
    compression_ratio_threshold: float | None = 2.4
    """A window that gzip packs better than this is a loop, and is tried again."""
    log_prob_threshold: float | None = -1.0
    """A window whose mean log probability is below this is tried again."""
    no_speech_threshold: float | None = 0.6
    """A window more likely silent than this, and below the last one, is skipped."""
    condition_on_previous_text: bool = True
    """Whether the last window's text prompts the next; False loops less."""
    prompt_reset_on_temperature: float = 0.5
    """Above this temperature the previous text does not prompt."""
    initial_prompt: str | None = None
    """Text that the first window is to continue: names, spelling, style."""
    hotwords: str | None = None
    """Words to expect in every window."""
    hallucination_silence_threshold: float | None = None
    """Seconds of silence around doubtful text beyond which it is skipped."""
    max_new_tokens: int | None = field(default=None, validator=_check_whole_number(1))
    """Tokens per window at most; None: what the model can."""
    clip_timestamps: tuple[float, ...] = field(default=(), converter=_convert_floats)
    """Seconds: start, end, start, end ... of the only parts to decode."""
    multilingual: bool = False
    """Whether to detect the language anew in each window."""
    language_detection_segments: int = field(
        default=1, validator=_check_whole_number(1)
    )
    """Windows of 30 s to look at for the language."""
    language_detection_threshold: float = 0.5
    """The probability at which no further window is looked at."""
    vad_filter: bool = False
    """Whether to leave out what Silero VAD takes for no speech. Always on in
    batches, which are cut that way."""
    vad_threshold: float = 0.5
    """Probability above which a frame is speech."""
    vad_min_speech_duration_ms: int = field(default=0, validator=_check_whole_number(0))
    vad_min_silence_duration_ms: int | None = field(
        default=None, validator=_check_whole_number(0)
    )
    """A shorter pause parts nothing; None: 2000, in batches 160."""
    vad_speech_pad_ms: int = field(default=400, validator=_check_whole_number(0))
    """Added to both sides of speech."""
    compute_type: str = "auto"
    """CTranslate2's number format; ``auto`` is the fastest that the device has
    (int8 on most CPUs, float16 on GPUs)."""

    @task.validator
    def _check_task(self, attribute: object, value: object) -> None:
        if value not in ("transcribe", "translate"):
            raise ValueError(f"task is transcribe or translate, not {value!r}")

    @clip_timestamps.validator
    def _check_clips(self, attribute: object, value: tuple[float, ...]) -> None:
        if list(value) != sorted(value) or any(second < 0 for second in value):
            raise ValueError(f"clip_timestamps rise from 0 on, not {value!r}")
        if value and self.batch_size is not None:
            # The engine would drop what lies behind the first 30 s of a clip.
            raise ValueError("clip_timestamps do not go together with batch_size")
