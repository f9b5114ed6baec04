"""A pool's configuration, read from a target."""
