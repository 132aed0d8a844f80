"""Files that grow while a stream goes on."""
