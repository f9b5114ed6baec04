"""Properties on the configuration of pools and clients."""
