"""Documents to files and back, and subtitles shaped to a profile."""
