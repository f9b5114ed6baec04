"""The work of the command line; the entry points `cli` and `plugin` only call it."""
