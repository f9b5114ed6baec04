"""OAuth settings of app clients: flows, scopes and callback URLs that are accepted, and those that are not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.clients import tried_client
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import callback_paths, custom_names, hosts, resource_names
from conformance.strategies.malformed import words

RESOURCE_SERVER = "https://api.example.com"
CUSTOM_SCOPE = f"{RESOURCE_SERVER}/read"


def _with_oauth(s: Scenario, pool: Pool, **config: Any) -> Exchange:
    return tried_client(s, pool, AllowedOAuthFlowsUserPoolClient=True, SupportedIdentityProviders=["COGNITO"], **config)


def _pool_with_scope(s: Scenario) -> Pool:
    """A pool with a resource server; the server is made once."""
    pool = s.pool(UserPoolTags={"for": "scopes"})
    known = s.call("DescribeResourceServer", UserPoolId=pool.id, Identifier=RESOURCE_SERVER)
    if not known.ok:
        s.must(
            "CreateResourceServer",
            UserPoolId=pool.id,
            Identifier=RESOURCE_SERVER,
            Name="api",
            Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
        )
    return pool


def _of_machine(s: Scenario, pool: Pool, **changed: Any) -> Exchange:
    """A valid client for client_credentials, except for the changed members."""
    right = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": [CUSTOM_SCOPE], "GenerateSecret": True}
    return _with_oauth(s, pool, **(right | changed))


@prop("CLIENT-019", callback=callback_paths(), host=hosts(), first=st.booleans())
def test_machine_and_code(s: Scenario, callback: str, host: str, first: bool) -> None:
    """client_credentials together with the code flow; alone it is accepted."""
    pool = _pool_with_scope(s)
    flows = ["client_credentials", "code"] if first else ["code", "client_credentials"]
    attempt = _of_machine(s, pool, AllowedOAuthFlows=flows, CallbackURLs=[f"https://{host}{callback}"])
    s.refused("CLIENT-019", attempt, control=lambda: _of_machine(s, pool))


@prop(
    "CLIENT-021",
    flows=st.lists(st.sampled_from(("code", "implicit")), min_size=1, unique=True),
    base=resource_names(),
    scopes=st.lists(st.sampled_from(("openid", "email", "phone", "profile")), unique=True),
    callback=callback_paths(),
    host=hosts(),
)
def test_no_callback(s: Scenario, *, flows: list[str], base: str, scopes: list[str], callback: str, host: str) -> None:
    """The code or implicit flow without a callback URL; with one it is accepted."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"

    def attempt(**more: Any) -> Exchange:
        asked = list(dict.fromkeys(["openid", *scopes]))
        return _with_oauth(s, pool, ClientName=name, AllowedOAuthFlows=flows, AllowedOAuthScopes=asked, **more)

    s.refused("CLIENT-021", attempt(), control=lambda: attempt(CallbackURLs=[f"https://{host}{callback}"]))


@prop("CLIENT-023", scope=st.sampled_from(("openid", "email")), beside=st.booleans(), base=resource_names())
def test_machine_with_user_scope(s: Scenario, scope: str, beside: bool, base: str) -> None:
    """client_credentials with a scope that is about a user; with a custom scope it is accepted."""
    pool, name = _pool_with_scope(s), f"{s.resource_name()}{base}"
    scopes = [CUSTOM_SCOPE, scope] if beside else [scope]
    attempt = _of_machine(s, pool, ClientName=name, AllowedOAuthScopes=scopes)
    s.refused("CLIENT-023", attempt, control=lambda: _of_machine(s, pool, ClientName=name))


@prop("CLIENT-025", base=resource_names())
def test_machine_without_secret(s: Scenario, base: str) -> None:
    """client_credentials without a secret; with one it is accepted."""
    pool, name = _pool_with_scope(s), f"{s.resource_name()}{base}"
    attempt = _of_machine(s, pool, ClientName=name, GenerateSecret=False)
    s.refused("CLIENT-025", attempt, control=lambda: _of_machine(s, pool, ClientName=name))


def _coded(s: Scenario, url: str, **changed: Any) -> Exchange:
    """A client for the code flow with this callback URL."""
    right = {"AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "CallbackURLs": [url]}
    return _with_oauth(s, s.pool(), **(right | changed))


@prop(
    "CLIENT-027",
    flow=st.one_of(st.just("token"), words()),
    beside=st.booleans(),
    callback=callback_paths(),
    host=hosts(),
)
def test_unknown_flow(s: Scenario, flow: str, beside: bool, callback: str, host: str) -> None:
    """An OAuth flow that does not exist, alone or next to one that does; that one alone is accepted."""
    url = f"https://{host}{callback}"
    attempt = _coded(s, url, AllowedOAuthFlows=["code", flow] if beside else [flow])
    s.refused("CLIENT-027", attempt, control=lambda: _coded(s, url))


@prop("CLIENT-028", callback=callback_paths(), host=hosts())
def test_plain_http(s: Scenario, callback: str, host: str) -> None:
    """A callback URL with plain HTTP to another machine; with HTTPS it is accepted."""
    s.refused(
        "CLIENT-028", _coded(s, f"http://{host}{callback}"), control=lambda: _coded(s, f"https://{host}{callback}")
    )


@prop("CLIENT-030", callback=callback_paths(), host=st.sampled_from(("localhost", "127.0.0.1")))
def test_plain_http_here(s: Scenario, callback: str, host: str) -> None:
    """A callback URL with plain HTTP to this machine, after one with HTTPS."""
    s.need(_coded(s, "https://app.example.com/in"), "CLIENT-001")
    s.accepted("CLIENT-030", _coded(s, f"http://{host}{callback}"))


@prop("CLIENT-031", callback=callback_paths())
def test_plain_http_version_six(s: Scenario, callback: str) -> None:
    """A callback URL with plain HTTP to the loopback address of IP version 6, after one with HTTPS."""
    s.need(_coded(s, "https://app.example.com/in"), "CLIENT-001")
    s.accepted("CLIENT-031", _coded(s, f"http://[::1]{callback}"))


@prop("CLIENT-032", scheme=words(), rest=custom_names(max_size=12))
def test_custom_scheme(s: Scenario, scheme: str, rest: str) -> None:
    """A callback URL with an application's own scheme, after one with HTTPS."""
    s.need(_coded(s, "https://app.example.com/in"), "CLIENT-001")
    s.accepted("CLIENT-032", _coded(s, f"{scheme}://{rest}"))


@prop("CLIENT-033", server=words(), scope=words(), beside=st.booleans(), by_update=st.booleans())
def test_unknown_scope(s: Scenario, server: str, scope: str, beside: bool, by_update: bool) -> None:
    """A scope that no resource server defines; a standard scope is accepted."""
    url, scopes = "https://app.example.com/in", [*(["openid"] if beside else []), f"{server}/{scope}"]
    if not by_update:
        s.refused("CLIENT-033", _coded(s, url, AllowedOAuthScopes=scopes), control=lambda: _coded(s, url))
        return
    pool = s.pool()
    client = s.client(pool, SupportedIdentityProviders=["COGNITO"])

    def attempt(asked: list[str]) -> Exchange:
        return s.call(
            "UpdateUserPoolClient",
            UserPoolId=pool.id,
            ClientId=client.id,
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            CallbackURLs=[url],
            AllowedOAuthScopes=asked,
        )

    s.refused("CLIENT-033", attempt(scopes), control=lambda: attempt(["openid"]))


@prop("CLIENT-054", count=st.integers(101, 130), host=hosts())
def test_number_of_callbacks(s: Scenario, count: int, host: str) -> None:
    """More than 100 callback URLs; 100 are accepted."""

    def attempt(number: int) -> Exchange:
        return _coded(s, "", CallbackURLs=[f"https://{host}/{place}" for place in range(number)])

    s.refused("CLIENT-054", attempt(count), control=lambda: attempt(100))
