"""Speech that is not in the script, by the phones of the phone loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from sync_core import Phone, Word, arpabet_to_ipa
from sync_core_plugins.hmm.decode.words import FRAME_MS
from sync_core_plugins.hmm.verify.phone_loop import FILLERS, LoopPhone, PhoneLoop

__all__ = ["Unscripted", "find_speech", "list_unscripted_words"]

MIN_PHONES, MIN_FRAMES = 2, 10
"""Less is no unscripted speech but a breath or a click."""


@frozen
class Unscripted:
    """A stretch of speech that is not in the script."""

    phones: tuple[str, ...]
    """What it sounds like."""


def find_speech(
    loop: PhoneLoop, start: int, end: int
) -> Iterator[tuple[LoopPhone, ...]]:
    """Yield what may be speech between two frames, separated by pauses."""
    for phones in loop.find_speech(start, end):
        frames = phones[-1].end - phones[0].start
        if len(phones) >= MIN_PHONES and frames >= MIN_FRAMES:
            yield phones


def list_unscripted_words(
    loop: PhoneLoop,
    stretches: Sequence[tuple[int, int]],
    to_ms: Callable[[int], int],
) -> list[Word]:
    """Return what may be speech in stretches that are no part of the script.

    Args:
        loop: The phone loop's path over the samples.
        stretches: In frames.
        to_ms: Brings a time in the samples to the clip's clock.
    """
    return [
        Word(
            "",
            to_ms(phones[0].start * FRAME_MS),
            to_ms(phones[-1].end * FRAME_MS),
            status="extra",
            phones=tuple(
                Phone(
                    arpabet_to_ipa(phone.name),
                    to_ms(phone.start * FRAME_MS),
                    to_ms(phone.end * FRAME_MS),
                )
                for phone in phones
                if phone.name not in FILLERS
            ),
        )
        for start, end in stretches
        for phones in find_speech(loop, start, end)
    ]
