"""Where in a known script the speaker is."""
