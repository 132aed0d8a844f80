"""What every other package may use: errors, times, files, lazy names."""
