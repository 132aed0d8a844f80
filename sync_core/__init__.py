"""Speech and text, tied together: transcribe, align, export."""
