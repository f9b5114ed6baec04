"""A user pool domain: the classic hosted UI, and the OAuth 2.0 endpoints."""
