"""One pass over a file, frame by frame, onto the clock of its container."""
