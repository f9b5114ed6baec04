"""Configurations of app clients that many properties use.

A ``..._CLIENT`` is a list for ``ExplicitAuthFlows``, named after how users may sign in.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

PASSWORD_CLIENT = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
OTHER_CLIENT = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]  # a second one in a pool
CUSTOM_CLIENT = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
CHOICE_CLIENT = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH"]
CHOICE_AND_PASSWORD_CLIENT = [*CHOICE_CLIENT, "ALLOW_USER_PASSWORD_AUTH"]
ANY_PASSWORD_CLIENT = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]
ANY_FLOW_CLIENT = [  # of those that need no function
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]
PASSWORD_AUTH_FLOWS = ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH")  # values of AuthFlow
auth_flows = st.sampled_from(PASSWORD_AUTH_FLOWS)
typed_flows = st.sampled_from(("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"))  # in which the password is sent
BRIEF_TOKENS: dict[str, Any] = {"AccessTokenValidity": 5, "IdTokenValidity": 5}  # no token outlives the refresh token
BRIEF_UNITS = {"AccessToken": "minutes", "IdToken": "minutes"}


def session_validity(minutes: int | None) -> dict[str, Any]:
    """AuthSessionValidity in minutes; no member for None."""
    return {} if minutes is None else {"AuthSessionValidity": minutes}
