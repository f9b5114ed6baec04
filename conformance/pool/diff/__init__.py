"""What differs between two configurations of a pool, and how it gets there."""
