"""Formats of markers and chapters, for editing video."""
