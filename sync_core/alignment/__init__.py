"""From audio and script to a document with times, statuses and findings."""
