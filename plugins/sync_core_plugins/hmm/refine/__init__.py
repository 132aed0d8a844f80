"""Boundaries finer than the acoustic model's frames."""
