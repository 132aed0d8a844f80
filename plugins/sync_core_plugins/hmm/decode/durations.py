"""How long phones last, in frames of the acoustic model."""

__all__ = ["AMPLE_PHONE_FRAMES", "MEAN_PHONE_FRAMES", "MIN_PHONE_FRAMES"]

MIN_PHONE_FRAMES = 3
"""The acoustic model's phones have three states and may skip none."""
MEAN_PHONE_FRAMES = 8
"""The mean of read speech."""
AMPLE_PHONE_FRAMES = 12
"""Half as much again as the mean: room for a phone that was not found yet."""
