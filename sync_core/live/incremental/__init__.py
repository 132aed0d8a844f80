"""Files that grow while a stream goes on, whole at every moment."""
