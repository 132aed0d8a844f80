"""What ``sync-core plugins`` tells."""
