"""The longest clip that the aligner takes at once."""

__all__ = ["MAX_MS"]

MAX_MS = 60_000
"""The engine's memory grows with the square of the length: 0.3 GB for a minute, 0.7 GB
for two."""
