"""The steps of a sign-in, challenge by challenge."""
