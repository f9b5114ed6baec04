"""AppSync with a user pool, as its documentation describes it: either token; the client by ``appIdClientRegex``."""

from __future__ import annotations

from typing import Any

from conformance.judges.rules import claims_of


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    found = claims_of(asked)
    if asked["configuration"] == "recommended":
        client = found["aud"] if found.get("token_use") == "id" else found.get("client_id")
        if client != asked["client_id"]:
            raise ValueError(f"the client is {client}")
