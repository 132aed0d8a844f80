"""Strict forced alignment: every word of the script, in order."""
