"""From the audio of an utterance to its final words."""
