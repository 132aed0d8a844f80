"""The weights of boundary_model.py, as data.

Fitted by tests/benchmarks/fit_changes.py to 2251 boundaries between sounds on 80 clips
of read American English (8 speakers), labelled by hand. Over speakers left out of the
fit the mean error of those boundaries went from 12.9 to 8.6 ms. A column each for: how
much the low, middle, high and all frequencies change; how much the spectrum does within
7.5 and within 20 ms; low, middle, high and all frequencies on the way; how far it is,
its size, its square; a short sound before, one after, a long one before, one after.
"""

from typing import Final

from sync_core_plugins.hmm.refine.sound_classes import SoundClass

__all__ = ["COMMON", "LEFT", "RIGHT"]

Row = tuple[float, ...]

# fmt: off
COMMON: Final[Row] = (
    0.21, 0.02, -0.07, -0.49, 0.02, 0.37, -0.05, 0.25, 0.00, -0.38,
    0.15, -0.25, -0.61, 0.35, -0.04, -0.21, 0.21,
)
"""For any two sounds."""
LEFT: Final[dict[SoundClass, Row]] = {
    "vowel": (
        -0.39, -0.08, 0.19, -0.05, 0.07, -0.07, 0.50, 0.28, 0.06, 0.07,
        -0.14, 0.15, -0.02, -0.14, -0.14, 0.07, 0.26,
    ),
    "glide": (
        -0.75, 0.11, 0.35, -0.44, 0.00, -0.02, 0.21, -0.16, 0.10, 0.29,
        -0.15, 0.13, -0.11, 0.11, -0.09, -0.15, 0.30,
    ),
    "nasal": (
        0.18, 0.26, 0.31, -0.26, 0.04, 0.04, 0.05, -0.30, -0.07, 0.10,
        -0.25, -0.16, -0.14, 0.19, 0.13, -0.06, -0.29,
    ),
    "fricative": (
        0.49, 0.12, -0.49, 0.02, -0.10, 0.15, -0.41, -0.03, 0.20, 0.21,
        0.23, -0.09, 0.14, 0.16, -0.05, -0.05, -0.23,
    ),
    "stop": (
        0.48, -0.42, -0.36, 0.73, 0.00, -0.10, -0.35, 0.22, -0.29, -0.68,
        0.32, -0.03, 0.12, -0.32, 0.14, 0.17, -0.04,
    ),
}
"""Added for the sound before."""
RIGHT: Final[dict[SoundClass, Row]] = {
    "vowel": (
        0.43, 0.26, 0.17, -0.12, 0.09, -0.37, -0.68, -0.01, 0.02, -0.21,
        -0.07, 0.06, -0.03, 0.13, -0.03, -0.37, -0.03,
    ),
    "glide": (
        0.45, 0.00, -0.26, 0.15, 0.03, -0.07, -0.33, -0.04, 0.22, -0.25,
        0.07, 0.04, -0.05, 0.05, 0.07, -0.12, 0.01,
    ),
    "nasal": (
        -0.11, -0.07, -0.28, 0.11, 0.09, 0.31, -0.03, 0.00, 0.19, 0.00,
        0.19, -0.08, -0.29, -0.03, -0.02, 0.10, 0.05,
    ),
    "fricative": (
        -0.62, -0.08, 0.48, -0.28, -0.09, 0.17, 0.43, -0.28, -0.38, 0.46,
        -0.15, -0.02, 0.19, -0.08, 0.02, 0.28, 0.03,
    ),
    "stop": (
        -0.13, -0.12, -0.11, 0.13, -0.11, -0.02, 0.62, 0.33, -0.05, -0.02,
        -0.05, 0.00, 0.18, -0.06, -0.04, 0.11, -0.06,
    ),
}
"""Added for the sound behind."""
# fmt: on
