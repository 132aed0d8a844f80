"""Searches of the hmm aligner that are made once, however often they are asked for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from attrs import define, evolve, field

from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.words import HEARD_PREFIX, DecodedWord, Slot
from sync_core_plugins.hmm.verify.comparison import ScriptComparer
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["Cache"]


@define
class Cache:
    """Searches that were made before, and what they took; they make no difference."""

    known: dict[str, tuple[Any, float]] = field(factory=dict)
    spent: float = 0.0
    """Of CPU time in searches made anew since last asked."""
    owed: float = 0.0
    """What the searches asked for took when first made."""

    def install(self) -> None:
        """Have all aligners of this process search through the cache."""
        align, search, cache = ForcedAligner.align, ScriptComparer.decode, self

        def align_once(
            self: ForcedAligner, samples: bytes, slots: Sequence[Slot]
        ) -> list[DecodedWord] | None:
            heard = [s[0][0] for s in slots if s[0][:1] and is_heard(s[0][0])]
            sounds = {name: f"{HEARD_PREFIX}{self.lookup(name)}" for name in heard}
            key = [[[sounds.get(n, n) for n in row] for row in slot] for slot in slots]
            found = cache.get(partial(align, self, samples, slots), samples, key)
            names = iter(heard)
            return found and [
                evolve(w, name=next(names)) if is_heard(w.name) else w for w in found
            ]

        def search_once(
            self: ScriptComparer,
            samples: bytes,
            script: PronouncedScript,
            costs: Sequence[int],
        ) -> Any:
            make = partial(search, self, samples, script, costs)
            return cache.get(make, samples, [script.pronunciations, list(costs)])

        ForcedAligner.align = align_once  # type: ignore[method-assign]
        setattr(ScriptComparer, "decode", search_once)  # noqa: B010

    def get(self, make: Any, samples: bytes, key: object) -> Any:
        """Return what was found before, or search."""
        name = hashlib.sha256(samples + repr(key).encode()).hexdigest()
        if name not in self.known:
            began = time.process_time()
            found = make()
            took = time.process_time() - began
            self.known[name] = found, took
            self.spent += took
        found, took = self.known[name]
        self.owed += took
        return found


def is_heard(name: str) -> bool:
    """Tell whether a word is made of what was heard."""
    return name.startswith(HEARD_PREFIX)
