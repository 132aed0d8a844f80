"""The script as its author wrote it: tokens, SSML, sentences."""
