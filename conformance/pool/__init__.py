"""A pool of your own: its configuration in one form, from a target or from infrastructure code, and what a change does."""
