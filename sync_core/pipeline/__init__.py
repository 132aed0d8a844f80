"""Engines that stay loaded and are used together; calls for one piece of work."""
