"""Properties on first factors and the flows that use them."""
