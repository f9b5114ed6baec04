"""Configurations of pools and app clients."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

_RESOURCE = string.ascii_letters + string.digits + "_ +=,.@-"


def resource_names(*, min_size: int = 1, max_size: int = 24) -> st.SearchStrategy[str]:
    """Names of pools and clients (pattern of the API model), not blank at their ends."""
    return st.text(_RESOURCE, min_size=min_size, max_size=max_size).map(
        lambda text: f"n{text[1:].rstrip()}z"[:max_size]
    )


def not_resource_characters() -> st.SearchStrategy[str]:
    """Characters that names of pools and clients cannot have."""
    return st.sampled_from("!#$%&*()/\\:;<>?[]{}|~^'\"")


def password_policies() -> st.SearchStrategy[dict[str, Any]]:
    """Complete password policies within the API model's bounds."""
    return st.fixed_dictionaries(
        {
            "MinimumLength": st.sampled_from((6, 7, 8, 98, 99)) | st.integers(6, 99),  # both bounds, and the default
            "RequireUppercase": st.booleans(),
            "RequireLowercase": st.booleans(),
            "RequireNumbers": st.booleans(),
            "RequireSymbols": st.booleans(),
            "TemporaryPasswordValidityDays": st.sampled_from((1, 2, 7, 364, 365)) | st.integers(1, 365),
        }
    )


def custom_names(*, min_size: int = 1, max_size: int = 20) -> st.SearchStrategy[str]:
    """Names of custom attributes, without a prefix."""
    first = st.sampled_from(string.ascii_lowercase)
    rest = st.text(string.ascii_letters + string.digits + "_-", min_size=min_size - 1, max_size=max_size - 1)
    return st.tuples(first, rest).map("".join)


def callback_paths() -> st.SearchStrategy[str]:
    """Paths and queries after the host in a callback URL."""
    port = st.one_of(st.just(""), st.integers(1024, 65535).map(lambda number: f":{number}"))
    path = st.text(string.ascii_lowercase + string.digits + "-/", max_size=15).map(lambda text: f"/{text.strip('/')}")
    return st.tuples(port, path).map("".join)


def hosts() -> st.SearchStrategy[str]:
    """Host names that are not this machine's."""
    label = st.text(string.ascii_lowercase + string.digits, min_size=3, max_size=10).map(lambda text: f"h{text}")
    return label.map(lambda text: f"{text}.example.com")
