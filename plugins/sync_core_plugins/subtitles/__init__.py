"""Formats of cues: subtitles and lyrics."""
