"""The record that travels from stage to stage of the aligner."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from sync_core import AlignmentRequest, Word
from sync_core_plugins.hmm.decode.spliced_audio import SplicedAudio
from sync_core_plugins.hmm.decode.words import DecodedWord, Slot
from sync_core_plugins.hmm.refine.acoustics import Acoustics
from sync_core_plugins.hmm.refine.boundaries import PlacedWord

__all__ = ["Alignment", "SpokenPart", "Tokens"]

Tokens = Sequence[Sequence[Slot]]
"""Each token's slots; a token without a sound of its own has none."""


@frozen
class SpokenPart:
    """A token of the script or speech that is not in it, and what to search for."""

    token: int | None
    slots: Sequence[Slot]


@frozen(eq=False)
class Alignment:
    """What is known of a request so far; each stage returns an evolved one."""

    request: AlignmentRequest
    tokens: Tokens
    """The script."""
    min_duration_ms: int
    """What it takes to say the script as fast as the acoustic model allows."""
    audio: SplicedAudio
    """The samples to search in."""
    parts: Sequence[SpokenPart]
    """What is said, by what is known so far."""
    words: Sequence[DecodedWord] = field(default=())
    """Words and pauses in the audio; empty where no path holds all parts."""
    unscripted: Sequence[Word] = field(default=())
    """Speech of stretches that were cut out of the audio."""
    acoustics: Acoustics | None = field(default=None)
    """Of the audio, from the stage ``correct`` on."""
    placed: Sequence[PlacedWord] = field(default=())
    """The words without pauses, with refined boundaries."""

    @property
    def slots(self) -> list[Slot]:
        """The slots of all parts."""
        return [slot for part in self.parts for slot in part.slots]

    @property
    def duration_ms(self) -> int:
        """The length of the clip, cut-outs included."""
        return self.request.audio.duration_ms
