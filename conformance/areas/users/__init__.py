"""Properties on users: sign-up, names, attributes, groups, lists, life cycle."""
