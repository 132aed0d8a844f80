"""Where in a sound the peak of a CTC model lies: data, and how it was obtained."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from sync_core_plugins.ctc.ipa import classify_phone, parse_sounds

__all__ = ["GENERIC", "HAMA", "Peak", "PeakCalibration", "PeakOffsets"]


@frozen
class PeakOffsets:
    """A peak's place in its sound, and its standard deviations, all in ms."""

    behind_start: float
    start_spread: float
    behind_end: float
    """Negative where the peak comes before the end."""
    end_spread: float


@frozen
class PeakCalibration:
    """The peaks of one model, by kind of sound."""

    offsets: Mapping[str, PeakOffsets]
    """``+`` marks voiced sounds of kinds that have both; the empty name is for all
    other units."""
    obtained: str

    def get_offsets(self, unit: str) -> PeakOffsets:
        """Return where the peak of a phone or character lies in it."""
        return self.offsets.get(self._classify(unit), self.offsets[""])

    @staticmethod
    def _classify(unit: str) -> str:
        found = parse_sounds(unit)
        if not found:
            return ""
        name = classify_phone(unit)
        obstruent = name in ("stop", "affricate", "fricative")
        return name + "+" * (obstruent and all(sound.voiced for sound in found))


HAMA = PeakCalibration(
    MappingProxyType(
        {
            "vowel": PeakOffsets(62, 24, -34, 42),
            "stop": PeakOffsets(81, 35, -13, 16),
            "stop+": PeakOffsets(82, 33, 7, 20),
            "affricate": PeakOffsets(105, 40, -35, 24),
            "affricate+": PeakOffsets(62, 33, -15, 29),
            "fricative": PeakOffsets(76, 34, -12, 25),
            "fricative+": PeakOffsets(54, 22, -2, 32),
            "h": PeakOffsets(85, 19, 18, 15),
            "nasal": PeakOffsets(43, 30, -4, 29),
            "liquid": PeakOffsets(55, 27, 2, 22),
            "glide": PeakOffsets(87, 39, 11, 23),
            "": PeakOffsets(65, 35, -15, 35),
        }
    ),
    obtained="median and spread of 2151 peaks against the phones of 80 hand-labelled "
    "clips of read American English (8 speakers), away from pauses; 257 in field "
    "recordings of six other languages lay within 10 ms at the ends of consonants "
    "(voiced fricatives, of which there were 15: 22 ms) and the starts of vowels",
)
GENERIC = PeakCalibration(
    MappingProxyType({"": PeakOffsets(40, 35, -20, 40)}),
    obtained="nothing: a guess for character models, whose peaks lie in the first half "
    "of a letter's sound",
)


@frozen
class Peak:
    """A phone or character, and where the model peaked."""

    unit: str
    at_ms: float
