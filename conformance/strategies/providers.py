"""Identity providers: their names, their details, and the subjects that sign in there."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from conformance.strategies.names import names

_ALPHANUMERIC = string.ascii_letters + string.digits
SECRETS = ("Google", "Facebook", "LoginWithAmazon")  # known by an id and a secret
SOCIAL = (*SECRETS, "SignInWithApple")
CUSTOM_TYPES = ("OIDC", "SAML")  # types of providers with arbitrary names
NAMES = ("Elsewhere", "corp-sso", "Idp.2")  # of providers that examples share


def social() -> st.SearchStrategy[str]:
    """Types of social providers."""
    return st.sampled_from(SOCIAL)


def client_ids() -> st.SearchStrategy[str]:
    """The pool's client id at a provider."""
    return st.text(_ALPHANUMERIC, min_size=8, max_size=32)


def secrets() -> st.SearchStrategy[str]:
    """The pool's client secret at a provider."""
    return st.text(_ALPHANUMERIC + "-._~+/=", min_size=12, max_size=48).map(lambda text: f"s{text}")


def endings() -> st.SearchStrategy[str]:
    """Suffixes of provider names."""
    return st.text(_ALPHANUMERIC, min_size=1, max_size=6)


def provider_names() -> st.SearchStrategy[str]:
    """Names of providers that examples share."""
    return st.sampled_from(NAMES)


def subjects() -> st.SearchStrategy[str]:
    """Beginnings of the subjects of a provider's users."""
    return names(ascii_only=True)
