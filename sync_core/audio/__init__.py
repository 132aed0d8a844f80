"""Loading of audio of any kind as mono, 16 kHz, 16 bit."""

from __future__ import annotations

from sync_core.audio.audio import Audio, AudioSource

__all__ = ["Audio", "AudioSource"]
