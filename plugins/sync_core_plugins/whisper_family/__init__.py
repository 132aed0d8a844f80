"""What the Whisper engines share: languages, segments, spectrograms."""
