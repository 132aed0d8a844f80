"""Rules on top of the decoders' results, all in one table."""
