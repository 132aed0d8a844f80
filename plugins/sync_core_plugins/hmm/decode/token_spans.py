"""From decoded words back to the script's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core_plugins.hmm.decode.words import Slot

__all__ = ["find_token_spans"]


def find_token_spans(
    found: Sequence[str], tokens: Sequence[Sequence[Slot]]
) -> list[tuple[int, int]]:
    """Return each token's span of the spoken words.

    Args:
        found: The dictionary's names of the words that were said, without pauses.
        tokens: Each token's stretches.

    Raises:
        ValueError: The words are not what the tokens can give.
    """
    names = [name.partition("(")[0] for name in found]
    slots = [slot for token in tokens for slot in token]
    # Reached word positions behind each slot, with the position before the slot.
    layers: list[dict[int, int]] = [{0: 0}]
    for slot in slots:
        reached: dict[int, int] = {}
        for start in layers[-1]:
            for row in slot:
                if tuple(names[start : start + len(row)]) == row:
                    reached.setdefault(start + len(row), start)
        layers.append(reached)
    if len(found) not in layers[-1]:
        raise ValueError(f"the words {names} are not a reading of the script")
    bounds = [len(found)]
    for reached in reversed(layers[1:]):
        bounds.append(reached[bounds[-1]])
    bounds.reverse()
    stretches: list[tuple[int, int]] = []
    first = 0
    for token in tokens:
        stretches.append((bounds[first], bounds[first + len(token)]))
        first += len(token)
    return stretches
