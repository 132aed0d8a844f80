"""The thread of a source, and what waits between it and the caller."""
