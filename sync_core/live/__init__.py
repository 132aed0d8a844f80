"""Live transcription: any backend, audio as it comes, words that stay."""
