"""Properties on identity providers, OpenID Connect and SAML."""
