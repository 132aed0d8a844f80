"""Formats of transcripts: text, tables, JSON."""
