"""Signal processing that the aligners share."""
