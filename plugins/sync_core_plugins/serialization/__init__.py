"""What the readers and writers of all file formats share."""
