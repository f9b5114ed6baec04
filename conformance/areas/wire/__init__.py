"""Properties on the wire protocol and the shapes of answers."""
