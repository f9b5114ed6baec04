"""Properties on the hosted UI and its OAuth 2.0 endpoints."""
