"""What each client gets at the pool's domain: callbacks and tokens for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.pool.contract.promise import Promise
from conformance.pool.form.document import is_unknown

WRONG = "https://not-registered.example.com/callback"


def grant_promises(key: str, client: Mapping[str, Any], domain: str) -> Iterator[Promise]:
    """Of a client that may use OAuth, in a pool that has a domain."""
    flows, urls = client.get("AllowedOAuthFlows") or [], client.get("CallbackURLs") or []
    if not domain or client["AllowedOAuthFlowsUserPoolClient"] is not True or is_unknown(flows):
        return
    scopes = client.get("AllowedOAuthScopes") or []
    own = [] if is_unknown(scopes) else [one for one in scopes if not is_unknown(one) and "/" in one]
    if "client_credentials" in flows and own:
        yield Promise(
            f"clients.{key}.machine",
            f"Client {key} gets a token for itself.",
            "M2M-001",
            "machine",
            "token",
            {"domain": domain, "scope": own[0]},
            key,
        )
    response = "code" if "code" in flows else "token" if "implicit" in flows else ""
    if not response or is_unknown(urls):
        return
    for url in urls:
        if not is_unknown(url):
            yield _callback(
                key, url, domain, response, "page", "AUTHZ-001", f"A sign-in of client {key} may end at {url}."
            )
    if WRONG not in urls and not any(is_unknown(url) for url in urls):
        text = f"A sign-in of client {key} ends at no other address."
        yield _callback(key, WRONG, domain, response, "refused", "AUTHZ-006", text)


def _callback(key: str, url: str, domain: str, response: str, expected: str, requirement: str, says: str) -> Promise:
    given = {"url": url, "domain": domain, "response_type": response}
    return Promise(f"clients.{key}.callback.{url}", says, requirement, "callback", expected, given, key)
