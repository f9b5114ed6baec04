"""The client credentials grant. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.clients import secret_of
from conformance.flows.hosted_sign_in import CUSTOM
from conformance.scenario import Scenario
from conformance.scenario.resources import Client

MACHINE: dict[str, Any] = {
    "GenerateSecret": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": list(CUSTOM),
}


def ask_machine_token(
    s: Scenario,
    client: Client,
    scopes: list[str] | None,
    *,
    secret: str | None = None,
    in_form: bool = False,
    **more: str,
) -> Exchange:
    """The grant, not judged. ``secret`` replaces the client's own; ``in_form`` sends id and secret in the form."""
    form: dict[str, Any] = {"grant_type": "client_credentials", "scope": " ".join(scopes) if scopes else None, **more}
    shown = secret or secret_of(s, client)
    headers = None if in_form else {"Authorization": s.compute("oauth.basic", client.id, shown)}
    if in_form:
        form |= {"client_id": client.id, "client_secret": shown}
    return s.request("POST", s.hosted(client.pool).url("/oauth2/token"), form=form, headers=headers)
