"""What ``sync-core live`` reads, shows and writes."""
