"""Properties on tokens: claims, lifetimes, refresh, revocation, sign-out."""
