"""Where in a sound a CTC model's peak lies: data, and how it was obtained."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from sync_core_plugins.ctc.ipa import kind, sounds

__all__ = ["GENERIC", "HAMA", "Calibration", "PeakPlace"]


@frozen
class PeakPlace:
    """A peak's place in its sound in ms, with standard deviations."""

    behind_start: float
    start_spread: float
    behind_end: float
    """Negative where the peak comes before the end."""
    end_spread: float


@frozen
class Calibration:
    """One model's peaks, by kind of sound."""

    places: Mapping[str, PeakPlace]
    """``+`` marks voiced sounds of kinds that have both; the empty name is for all
    other units."""
    obtained: str

    def place(self, unit: str) -> PeakPlace:
        """Give where the peak of a phone or character lies."""
        return self.places.get(self._name(unit), self.places[""])

    @staticmethod
    def _name(unit: str) -> str:
        found = sounds(unit)
        if not found:
            return ""
        name = kind(unit)
        obstruent = name in ("stop", "affricate", "fricative")
        return name + "+" * (obstruent and all(sound.voiced for sound in found))


HAMA = Calibration(
    MappingProxyType(
        {
            "vowel": PeakPlace(62, 24, -34, 42),
            "stop": PeakPlace(81, 35, -13, 16),
            "stop+": PeakPlace(82, 33, 7, 20),
            "affricate": PeakPlace(105, 40, -35, 24),
            "affricate+": PeakPlace(62, 33, -15, 29),
            "fricative": PeakPlace(76, 34, -12, 25),
            "fricative+": PeakPlace(54, 22, -2, 32),
            "h": PeakPlace(85, 19, 18, 15),
            "nasal": PeakPlace(43, 30, -4, 29),
            "liquid": PeakPlace(55, 27, 2, 22),
            "glide": PeakPlace(87, 39, 11, 23),
            "": PeakPlace(65, 35, -15, 35),
        }
    ),
    obtained="median and spread of 2151 peaks against the phones of 80 hand-labelled "
    "clips of read American English (8 speakers), away from pauses; 257 in field "
    "recordings of six other languages lay within 10 ms at the ends of consonants "
    "(voiced fricatives, of which there were 15: 22 ms) and the starts of vowels",
)
GENERIC = Calibration(
    MappingProxyType({"": PeakPlace(40, 35, -20, 40)}),
    obtained="nothing: a guess for character models, whose peaks lie in the first half "
    "of a letter's sound",
)
