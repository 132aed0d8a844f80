"""How similar phones are, by how they are made."""

from __future__ import annotations

import math

from sync_core_plugins.ctc.ipa import Sound, parse_sounds

__all__ = ["compute_similarity"]

# What one step costs: of place, of a vowel's height or backness; a change of voice, of
# rounding; a sound more or less. A likeness falls by e for each 0.5. Chosen by hand so
# that phones which languages and listeners confuse come out above 0.1.
_PLACE, _VOICE, _ROUND, _LENGTH = 0.25, 0.3, 0.15, 0.4
_HEIGHT = 0.2
_STEEPNESS = 2.0
_MAX_DISTANCE = 2.5
_MANNERS: dict[frozenset[str | None], float] = {
    frozenset(("stop", "fricative")): 0.8,
    frozenset(("stop", "tap")): 0.7,
    frozenset(("stop", "nasal")): 1.2,
    frozenset(("fricative", "glide")): 0.7,
    frozenset(("trill", "tap")): 0.1,
    frozenset(("trill", "glide")): 0.3,
    frozenset(("tap", "glide")): 0.4,
    frozenset(("trill", "fricative")): 0.5,
    frozenset(("tap", "lateral")): 0.5,
    frozenset(("glide", "lateral")): 0.7,
    frozenset(("nasal", "lateral")): 1.0,
}
_RHOTIC = ("trill", "tap", "glide", "fricative")


def compute_similarity(one: str, other: str) -> float:
    """Return 1 for the same sounds, less the farther apart two phones are, above 0."""
    return math.exp(
        -_STEEPNESS * _measure_distance(parse_sounds(one), parse_sounds(other))
    )


def _measure_distance(one: tuple[Sound, ...], other: tuple[Sound, ...]) -> float:
    if not one or not other:
        return _MAX_DISTANCE
    if len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return sum(_measure_sound_distance(a, b) for a, b in pairs) / len(one)
    short, long = sorted((one, other), key=len)
    return min(_measure_sound_distance(short[0], part) for part in long) + _LENGTH


def _measure_sound_distance(a: Sound, b: Sound) -> float:
    if a.vowel and b.vowel:
        apart = _HEIGHT * (abs(a.height - b.height) + abs(a.place - b.place))
        return apart + _ROUND * (a.rounded != b.rounded)
    if a.vowel or b.vowel:
        return _measure_vowel_distance(*((b, a) if a.vowel else (a, b)))
    place = min(1.0, _PLACE * abs(a.place - b.place))
    if {a.manner, b.manner} <= set(_RHOTIC) and _is_rhotic(a) and _is_rhotic(b):
        place = 0.2 if a.place != b.place else 0.0
    manners = frozenset((a.manner, b.manner))
    manner = 0.0 if len(manners) == 1 else _MANNERS.get(manners, 1.2)
    return min(_MAX_DISTANCE, place + manner + _VOICE * (a.voiced != b.voiced))


def _is_rhotic(sound: Sound) -> bool:
    uvular = sound.manner == "fricative" and sound.place == 8 and sound.voiced
    coronal = 3 <= sound.place <= 5 and sound.manner in ("glide", "tap")
    return sound.manner == "trill" or uvular or coronal


def _measure_vowel_distance(consonant: Sound, vowel: Sound) -> float:
    """Return how far a consonant is from a vowel; glides are like the nearest one."""
    if consonant.manner != "glide":
        return 2.0 if consonant.manner in ("lateral", "tap", "trill") else _MAX_DISTANCE
    if 3 <= consonant.place <= 5:
        return 0.7 + _HEIGHT * abs(vowel.height - 3.5)
    back = 4.0 if consonant.place in (0, 7) else 0.0
    return 0.5 + _HEIGHT * (vowel.height + abs(vowel.place - back))
