"""Tokens: issued, read, published keys."""
