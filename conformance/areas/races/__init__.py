"""Properties on requests made at the same time."""
