"""What can be asked of whisper.cpp, under its own names."""

from __future__ import annotations

from attrs import Attribute, field, frozen

__all__ = ["WhisperCppOptions"]

# whisper.cpp: WHISPER_MAX_DECODERS.
_MAX_DECODERS = 8
# Encoder positions of 20 ms in Whisper's window of 30 s.
_WINDOW_POSITIONS = 1500


def _check_decoder_count(
    instance: object, attribute: Attribute[int] | None, value: object
) -> None:
    if not isinstance(value, int) or not 1 <= value <= _MAX_DECODERS:
        raise ValueError(
            f"{_get_name(attribute)} is a whole number from 1 to {_MAX_DECODERS}, "
            f"not {value!r}"
        )


def _check_number(
    instance: object, attribute: Attribute[float] | None, value: object
) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise ValueError(f"{_get_name(attribute)} is a number, not {value!r}")


def _check_share(
    instance: object, attribute: Attribute[float] | None, value: object
) -> None:
    _check_number(instance, attribute, value)
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(
            f"{_get_name(attribute)} lies between 0 and 1, not at {value!r}"
        )


def _get_name(attribute: Attribute[int] | Attribute[float] | None) -> str:
    return getattr(attribute, "name", "the value")


@frozen
class WhisperCppOptions:
    """Options of decoding."""

    beam_size: int = field(default=1, validator=_check_decoder_count)
    """Hypotheses kept in the beam; 1 decodes greedily. The engine draws a beam's
    candidates at random, so that more than 1 gives the same audio other words at
    times; it takes a quarter more time."""
    best_of: int = field(default=5, validator=_check_decoder_count)
    """Candidates where it samples, which is at a temperature above 0."""
    translate: bool = False
    """Whether to give English; its word times are those of the original."""
    initial_prompt: str | None = field(default=None)
    """Text that every chunk is to continue: names, spelling, style."""
    no_context: bool = True
    """False: each chunk's text prompts the next, which keeps names alike and loops."""
    temperature: float = field(default=0.0, validator=_check_share)
    """Where decoding begins; 0 takes the likeliest."""
    temperature_inc: float = field(default=0.2, validator=_check_share)
    """Step to the next temperature after a doubtful decoding; 0 never retries."""
    entropy_thold: float = field(default=2.4, validator=_check_number)
    """Below it, a decoding counts as a repetition and is retried."""
    logprob_thold: float = field(default=-1.0, validator=_check_number)
    """Mean log probability below which a decoding is retried."""
    no_speech_thold: float = field(default=0.6, validator=_check_share)
    """Above it, a doubtful decoding is taken for silence."""
    suppress_nst: bool = True
    """Whether to leave out what is no speech: brackets, notes. (The engine: False.)"""
    audio_ctx: int = field(default=0)
    """Encoder window in steps of 20 ms: smaller is faster and less exact; 0: all of it.
    It is raised to what a chunk needs."""
    vad_threshold: float = field(default=0.5, validator=_check_share)
    """From which probability on Silero VAD takes something for speech."""

    @audio_ctx.validator
    def _check_audio_ctx(self, attribute: object, value: object) -> None:
        if not isinstance(value, int) or not 0 <= value <= _WINDOW_POSITIONS:
            raise ValueError(
                "audio_ctx is a whole number from 0 to "
                f"{_WINDOW_POSITIONS}, not {value!r}"
            )

    @initial_prompt.validator
    def _check_prompt(self, attribute: object, value: object) -> None:
        if value is not None and not isinstance(value, str):
            raise ValueError(f"initial_prompt is a text, not {value!r}")
