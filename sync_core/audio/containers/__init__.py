"""The declared length and the completeness of container formats."""
