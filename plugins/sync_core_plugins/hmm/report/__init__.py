"""Decoded words and boundaries as the script's timings."""
