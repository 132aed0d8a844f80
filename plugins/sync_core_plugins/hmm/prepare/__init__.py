"""Script and clip made ready: pronunciations, and what is refused at once."""
