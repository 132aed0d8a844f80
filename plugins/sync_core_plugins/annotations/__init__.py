"""Formats of time-aligned labels: annotation tools and NIST's scoring."""
