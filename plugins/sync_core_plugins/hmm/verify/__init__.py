"""What the audio says against what the script says."""
