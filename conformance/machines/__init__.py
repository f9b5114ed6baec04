"""State machines: all operations over users, sessions and tokens, for what only sequences show."""
