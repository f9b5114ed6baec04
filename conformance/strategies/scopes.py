"""Sets of OAuth 2.0 scopes, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

ADMIN = "aws.cognito.signin.user.admin"
ABOUT_USERS = ("email", "phone", "profile")  # documented to be asked for together with openid
STANDARD = ("openid", *ABOUT_USERS, ADMIN)
CLAIMS_OF = {"email": ("email", "email_verified"), "phone": ("phone_number", "phone_number_verified")}


def scope_lists(*, always: tuple[str, ...] = (), among: tuple[str, ...] = STANDARD) -> st.SearchStrategy[list[str]]:
    """Scopes to ask for, at least one. Scopes about a user require ``openid``; without it they are left out."""
    return st.lists(st.sampled_from(among), unique=True, max_size=len(among)).map(lambda drawn: _fitting(drawn, always))


def _fitting(drawn: list[str], always: tuple[str, ...]) -> list[str]:
    asked = list(dict.fromkeys([*drawn, *always]))
    if "openid" not in asked:
        asked = [scope for scope in asked if scope not in ABOUT_USERS]
    return asked or ["openid"]


def words_for_pkce() -> st.SearchStrategy[str]:
    """Texts that a code verifier is made of."""
    return st.text(min_size=1, max_size=20)
