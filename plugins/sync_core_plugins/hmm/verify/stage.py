"""Verify: what of the script was said, and what was said besides.

That the audio says just what the script says is tried first; it takes half the time.
Where no other text is made out, that stands, unless the same words fit better with long
stretches of noise or music left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sync_core_plugins.hmm.alignment import Alignment, SpokenPart
from sync_core_plugins.hmm.corrections.overlong_words import find_overlong_words
from sync_core_plugins.hmm.decode.stage import decode
from sync_core_plugins.hmm.decode.words import FRAME_MS
from sync_core_plugins.hmm.engines import Engines
from sync_core_plugins.hmm.verify.acceptance import check_fit, is_worse
from sync_core_plugins.hmm.verify.comparison import Comparison
from sync_core_plugins.hmm.verify.non_script import find_non_script_sounds
from sync_core_plugins.hmm.verify.suspicion import is_suspicious
from sync_core_plugins.hmm.verify.unscripted import list_unscripted_words

__all__ = ["verify"]

MAX_SURPLUS = 10
"""A script that takes more times the length of the audio is refused without a search,
whose time and memory grow with both."""
MAX_CUTS = 3
"""Music that was left beside missing words shows once more of them are in place."""

Stretches = Sequence[tuple[int, int]]
"""In frames."""


def verify(alignment: Alignment, engines: Engines) -> Alignment:
    """Return the alignment of what is said, with sound that is no speech cut out.

    Raises:
        AlignmentError: The audio does not seem to say the script.
        CancelledError: The caller asked to stop.
    """
    if not alignment.request.trusted:
        alignment = _compare(alignment, engines)
    check_fit(alignment)
    return alignment


def _compare(alignment: Alignment, engines: Engines) -> Alignment:
    """Compare audio and script as long as there is something to cut out."""
    for cuts_left in reversed(range(MAX_CUTS + 1)):
        overlong: Stretches = []
        if engines.corrections.is_on("overlong-words"):
            overlong = find_overlong_words(alignment.words)
        if alignment.words and not overlong and not is_suspicious(alignment.words):
            break
        if alignment.min_duration_ms > MAX_SURPLUS * alignment.duration_ms:
            break
        samples, lookup = alignment.audio.pcm.tobytes(), engines.aligner.lookup
        comparison = engines.comparer.compare(samples, alignment.tokens, lookup)
        alignment.request.check_cancel()
        foreign = _find_foreign(alignment, comparison, engines) or overlong
        if not foreign or not cuts_left:
            return _realign(alignment, comparison, engines)
        alignment = decode(_cut_out(alignment, comparison, foreign), engines.aligner)
    return alignment


def _find_foreign(
    alignment: Alignment, comparison: Comparison, engines: Engines
) -> Stretches:
    if not engines.corrections.is_on("non-script-sounds"):
        return []
    return find_non_script_sounds(comparison.run_gaps, alignment.audio.pcm)


def _cut_out(
    alignment: Alignment, comparison: Comparison, foreign: Stretches
) -> Alignment:
    """Cut stretches out of the audio, and keep what may be speech in them."""
    to_ms = alignment.audio.original_ms
    unscripted = list_unscripted_words(comparison.loop, foreign, to_ms)
    return evolve(
        alignment,
        audio=alignment.audio.replace_with_pauses(_in_ms(foreign)),
        unscripted=[*alignment.unscripted, *unscripted],
    )


def _realign(
    alignment: Alignment, comparison: Comparison, engines: Engines
) -> Alignment:
    """Align what is said, without long gaps, if that is better than before."""
    if comparison.parts is None:
        return alignment
    parts = [
        SpokenPart(part, alignment.tokens[part])
        if isinstance(part, int)
        else SpokenPart(None, [((engines.aligner.add_phones(part.phones),),)])
        for part in comparison.parts
    ]
    gaps = _in_ms(comparison.gaps)
    audio = alignment.audio.cut_out(gaps) if gaps else alignment.audio
    other = evolve(alignment, audio=audio, parts=parts)
    same = [p.token for p in parts] == [p.token for p in alignment.parts]
    if same and not gaps and alignment.words:
        return alignment
    words = engines.aligner.align(audio.pcm.tobytes(), other.slots)
    if words is None:
        return alignment
    other = evolve(other, words=words)
    in_noise = engines.corrections.is_on("words-in-noise")
    worse = is_worse(other, alignment, same_text=same, avoid_noise=in_noise)
    return alignment if worse else other


def _in_ms(stretches: Stretches) -> list[tuple[int, int]]:
    return [(start * FRAME_MS, end * FRAME_MS) for start, end in stretches]
