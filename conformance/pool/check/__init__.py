"""A contract, tried on a pool that was made like the document on a target."""
