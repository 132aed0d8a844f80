"""What of a script an audio says, and what it says besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from sync_core_plugins.hmm.alignment import Tokens
from sync_core_plugins.hmm.verify.evidence import is_script_said
from sync_core_plugins.hmm.verify.garbage_decoder import (
    DELETED_WORD_COST,
    PathSegment,
    decode_with_garbage,
)
from sync_core_plugins.hmm.verify.non_script import RunGap, find_run_gaps
from sync_core_plugins.hmm.verify.phone_loop import PhoneLoop, decode_phone_loop
from sync_core_plugins.hmm.verify.pronunciations import Lookup, PronouncedScript
from sync_core_plugins.hmm.verify.senones import AcousticModel, SenoneScorer
from sync_core_plugins.hmm.verify.unscripted import Unscripted, find_speech

__all__ = ["Comparison", "Part", "ScriptComparer"]

MIN_GAP_FRAMES = 200
"""A stretch without speech of this length is better left out of the search."""


Part = int | Unscripted
"""A token of the script, by its place, or speech that is not in it."""


@frozen
class Comparison:
    """What an audio says, and where it says nothing for long."""

    loop: PhoneLoop
    """What it sounds like without a script."""
    run_gaps: list[RunGap]
    """What lies between runs of words."""
    parts: list[Part] | None = None
    """None if that cannot be told, as when it is not the script at all."""
    gaps: list[tuple[int, int]] = field(factory=list)
    """Stretches of frames between what is said: silence, noise, music."""


class ScriptComparer:
    """Compares audio and script; opens an engine of its own."""

    def __init__(self) -> None:
        self._model = AcousticModel()
        self._scorer = SenoneScorer()

    def decode(
        self, samples: bytes, script: PronouncedScript, deletion_costs: Sequence[int]
    ) -> tuple[list[PathSegment], PhoneLoop]:
        """Return the best path, and what the audio sounds like without a script.

        Args:
            samples: 16 kHz 16 bit mono.
            script: What may be said.
            deletion_costs: What it costs to leave out each slot.
        """
        scores = self._scorer.score(samples)
        loop = decode_phone_loop(scores, self._model)
        path = decode_with_garbage(
            scores, self._model, loop, script.pronunciations, deletion_costs
        )
        return path, loop

    def compare(self, samples: bytes, tokens: Tokens, lookup: Lookup) -> Comparison:
        """Return what is said, in order.

        Args:
            samples: 16 kHz 16 bit mono.
            tokens: The script.
            lookup: Returns a dictionary word's phones, separated by spaces.
        """
        slots = [slot for token in tokens for slot in token]
        script = PronouncedScript.of(slots, lookup)
        costs = [0 if () in slot else DELETED_WORD_COST for slot in slots]
        path, loop = self.decode(samples, script, costs)
        run_gaps = find_run_gaps(path, script, len(loop.scores))
        matched = _match_tokens(path, tokens)
        if not is_script_said(path, loop, len(matched) / len(tokens)):
            return Comparison(loop, run_gaps)
        parts = list(_list_parts(path, loop, matched))
        return Comparison(loop, run_gaps, parts, _find_gaps(path, loop))

    def close(self) -> None:
        """Free the engine."""
        self._scorer.close()


def _match_tokens(path: Sequence[PathSegment], tokens: Tokens) -> dict[int, int]:
    """Return the tokens most of which was found, by the place of their last slot."""
    slots = {one.slot for one in path}
    matched: dict[int, int] = {}
    behind = 0
    for at, token in enumerate(tokens):
        first, behind = behind, behind + len(token)
        asked = [i for i in range(first, behind) if () not in token[i - first]]
        found = [i for i in range(first, behind) if i in slots]
        if found and 2 * len(slots.intersection(asked)) >= len(asked):
            matched[found[-1]] = at
    return matched


def _list_parts(
    path: Sequence[PathSegment], loop: PhoneLoop, matched: dict[int, int]
) -> Iterator[Part]:
    for one in path:
        if one.slot in matched:
            yield matched[one.slot]
        if one.slot is not None:
            continue
        for phones in find_speech(loop, one.start, one.end):
            yield Unscripted(tuple(phone.name for phone in phones))


def _find_gaps(path: Sequence[PathSegment], loop: PhoneLoop) -> list[tuple[int, int]]:
    edges = [0, *(edge for one in path for edge in (one.start, one.end))]
    edges.append(len(loop.scores))
    return [
        (start, end)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= MIN_GAP_FRAMES
    ]
