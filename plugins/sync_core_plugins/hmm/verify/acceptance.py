"""Which of two alignments stands, and whether one stands at all."""

from __future__ import annotations

from sync_core import AlignmentError
from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.corrections.words_in_noise import count_words_in_noise
from sync_core_plugins.hmm.decode.fit import MIN_FIT, compute_fit

__all__ = ["check_fit", "is_worse"]


def check_fit(alignment: Alignment) -> None:
    """Raise ``AlignmentError`` if the audio does not seem to say the script."""
    if alignment.words and _compute_fit(alignment) >= MIN_FIT:
        return
    count = len(alignment.tokens)
    needed_ms, duration_ms = alignment.min_duration_ms, alignment.duration_ms
    if needed_ms > duration_ms:
        raise AlignmentError(
            f"the audio is too short for the script: {count} words "
            f"need {needed_ms / 1000:.2f} s at the very least, and it lasts "
            f"{duration_ms / 1000:.2f} s"
        )
    raise AlignmentError(
        "the audio does not seem to say the script: its "
        f"{count} words fit nowhere in it"
    )


def is_worse(
    new: Alignment, old: Alignment, *, same_text: bool, avoid_noise: bool
) -> bool:
    """Return whether a new alignment is no better than the one before.

    Args:
        new: The alignment of another text, or of the same text in less audio.
        old: The alignment before.
        same_text: Whether both are of the same text; then the fit decides.
        avoid_noise: Whether a text loses that has more words in the noise.
    """
    if not old.words:
        return False
    if avoid_noise and _count_in_noise(new) > _count_in_noise(old):
        return True
    return same_text and _compute_fit(new) < _compute_fit(old)


def _count_in_noise(alignment: Alignment) -> int:
    return count_words_in_noise(alignment.words, alignment.audio.pcm)


def _compute_fit(alignment: Alignment) -> float:
    return compute_fit([word for word in alignment.words if not word.is_filler])
