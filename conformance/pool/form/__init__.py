"""The one form of a pool's configuration: its parts, what is known of each member, and what means the same."""
