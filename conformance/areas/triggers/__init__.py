"""Properties on Lambda triggers."""
