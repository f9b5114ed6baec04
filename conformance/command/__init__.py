"""What the command line does; the doors `cli` and `plugin` are thin over it."""
