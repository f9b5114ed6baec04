"""Two targets without an oracle: what one did is repeated on the other, and their answers are compared."""
