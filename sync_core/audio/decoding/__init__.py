"""Decoding of files, frame by frame, with the timing of their containers."""
