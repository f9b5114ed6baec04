"""A pool of your own: its configuration in one form, from a target or from code, and what a change of it does."""
