"""The timed text, its JSON form, and the symbols and tags in it."""
