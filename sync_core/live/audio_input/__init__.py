"""Chunks of any form and size to what engines take: 16 kHz, mono, 16 bit."""
