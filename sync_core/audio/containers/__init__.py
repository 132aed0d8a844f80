"""What container formats tell of their length and wholeness."""
