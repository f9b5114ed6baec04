"""Resource servers: how they are made, shown, changed, deleted and listed, and what their members may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import walk
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.malformed import pool_id_endings
from conformance.strategies.pools import FOR_SERVERS
from conformance.strategies.resource_servers import (
    LONGEST,
    identifiers,
    not_identifier_characters,
    not_server_name_characters,
    scope_lists,
    server_names,
)

LISTED = 3
longer = st.integers(LONGEST + 1, LONGEST + 60)


def _pool(s: Scenario) -> Pool:
    return s.pool(**FOR_SERVERS)


def _identifier(s: Scenario, base: str) -> str:
    """An identifier that no other resource server of this run has."""
    return f"{base}{s.suffix()}"


def _request(s: Scenario, **changed: Any) -> dict[str, Any]:
    """Valid parameters of CreateResourceServer, except for the changed ones."""
    scopes = [{"ScopeName": "read", "ScopeDescription": "reads"}]
    right = {"UserPoolId": _pool(s).id, "Identifier": _identifier(s, "api"), "Name": "api", "Scopes": scopes}
    return right | changed


def _tried(s: Scenario, **changed: Any) -> Exchange:
    """CreateResourceServer, not judged. One that was made is deleted: a pool has room for few."""
    parameters = _request(s, **changed)
    answer = s.call("CreateResourceServer", **parameters)
    if answer.ok:
        s.call("DeleteResourceServer", UserPoolId=parameters["UserPoolId"], Identifier=parameters["Identifier"])
    return answer


def _made(s: Scenario, **changed: Any) -> dict[str, Any]:
    """An existing resource server, by the parameters it was created with."""
    parameters = _request(s, **changed)
    s.need(s.call("CreateResourceServer", **parameters), "RSERVER-001")
    return parameters


def _named(server: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that identify a resource server."""
    return {"UserPoolId": server["UserPoolId"], "Identifier": server["Identifier"]}


# -- one resource server -----------------------------------------------------------------------------------------------


@check("RSERVER-001", "RSERVER-002", "RSERVER-008", "RSERVER-009")
def server_as_given(answer: Exchange, server: Mapping[str, Any]) -> Difference | None:
    """The members that were given; scopes in any order, and no member where there are none."""
    found = answer.get("ResourceServer")
    single = {name: value for name, value in server.items() if name != "Scopes"}
    difference = members_differ(found, single, "ResourceServer")
    if difference is not None:
        return difference
    wanted, seen = _scopes(server.get("Scopes")), _scopes(answer.get("ResourceServer.Scopes"))
    if wanted == seen:
        return None
    return Difference("other-Scopes", f"the scopes {wanted}", f"the scopes {seen}")


def _scopes(listed: Any) -> list[tuple[str, str]]:
    entries = [entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, Mapping)]
    return sorted((str(entry.get("ScopeName")), str(entry.get("ScopeDescription"))) for entry in entries)


@prop("RSERVER-001", "RSERVER-002", base=identifiers(), name=server_names(), scopes=scope_lists())
def test_made_and_shown(s: Scenario, base: str, name: str, scopes: list[dict[str, Any]]) -> None:
    """A resource server in the answer of its creation and in DescribeResourceServer."""
    server = _request(s, Identifier=_identifier(s, base), Name=name, Scopes=scopes)
    created = s.works("RSERVER-001", s.call("CreateResourceServer", **server))
    s.check("RSERVER-001", created, server=server)
    s.check("RSERVER-002", s.works("RSERVER-002", s.call("DescribeResourceServer", **_named(server))), server=server)
    s.call("DeleteResourceServer", **_named(server))


@prop("RSERVER-006", "RSERVER-007", base=identifiers(), name=server_names(), scopes=scope_lists(max_size=2))
def test_same_identifier(s: Scenario, base: str, name: str, scopes: list[dict[str, Any]]) -> None:
    """The identifier of an existing resource server again: in its pool, and in another one."""
    server = _made(s, Identifier=_identifier(s, base))
    again = {"Identifier": server["Identifier"], "Name": name, "Scopes": scopes}
    elsewhere = _tried(s, **(again | {"UserPoolId": s.pool().id}))
    s.refused("RSERVER-006", s.call("CreateResourceServer", **(server | again)), control=elsewhere)
    s.accepted("RSERVER-007", elsewhere)
    s.call("DeleteResourceServer", **_named(server))


@prop("RSERVER-008", name=server_names(), before=scope_lists(), after=scope_lists(min_size=1))
def test_update(s: Scenario, name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """An update with another name and other scopes."""
    server = _made(s, Scopes=before)
    changed = server | {"Name": name, "Scopes": after}
    s.works("RSERVER-008", s.call("UpdateResourceServer", **changed))
    s.check("RSERVER-008", s.must("DescribeResourceServer", blame="RSERVER-002", **_named(server)), server=changed)
    s.call("DeleteResourceServer", **_named(server))


@prop("RSERVER-009", name=server_names(), before=scope_lists(min_size=1))
def test_update_without_scopes(s: Scenario, name: str, before: list[dict[str, Any]]) -> None:
    """An update with another name and no scopes."""
    server = _made(s, Scopes=before)
    s.need(s.call("UpdateResourceServer", **_named(server), Name=name), "RSERVER-008")
    shown = s.must("DescribeResourceServer", blame="RSERVER-002", **_named(server))
    s.check("RSERVER-009", shown, server=_named(server) | {"Name": name})
    s.call("DeleteResourceServer", **_named(server))


@prop("RSERVER-010", "RSERVER-011", "RSERVER-012", base=identifiers(), name=server_names())
def test_unknown_identifier(s: Scenario, base: str, name: str) -> None:
    """An unknown identifier; with that of a resource server each operation is accepted."""
    server = _made(s)
    unknown = _named(server) | {"Identifier": _identifier(s, base)}
    attempt = s.call("DescribeResourceServer", **unknown)
    s.refused("RSERVER-010", attempt, control=lambda: s.call("DescribeResourceServer", **_named(server)))
    attempt = s.call("UpdateResourceServer", **unknown, Name=name)
    s.refused("RSERVER-011", attempt, control=lambda: s.call("UpdateResourceServer", **_named(server), Name=name))
    attempt = s.call("DeleteResourceServer", **unknown)
    s.refused("RSERVER-012", attempt, control=lambda: s.call("DeleteResourceServer", **_named(server)))


@prop("RSERVER-013", "RSERVER-014", "RSERVER-026", base=identifiers(), scopes=scope_lists(max_size=2))
def test_deletion(s: Scenario, base: str, scopes: list[dict[str, Any]]) -> None:
    """Delete one of two resource servers, then create it again."""
    server, other = _made(s, Identifier=_identifier(s, base), Scopes=scopes), _made(s)
    before = s.must("DescribeResourceServer", blame="RSERVER-002", **_named(server))
    s.works("RSERVER-013", s.call("DeleteResourceServer", **_named(server)))
    s.refused("RSERVER-013", s.call("DescribeResourceServer", **_named(server)), control=before)
    pages = walk(s, "ListResourceServers", "NextToken", UserPoolId=server["UserPoolId"], MaxResults=50)
    s.need(pages[-1], "RSERVER-003")
    s.check("RSERVER-014", *pages, gone=server["Identifier"], kept=other["Identifier"])
    s.accepted("RSERVER-026", s.call("CreateResourceServer", **server))
    for one in (server, other):
        s.call("DeleteResourceServer", **_named(one))


@check("RSERVER-027")
def gone_and_client_kept(server: Exchange, client: Exchange, client_id: str) -> Difference | None:
    """The resource server is not found; the client is."""
    if server.code != "ResourceNotFoundException":
        return Difference("still-there", "ResourceNotFoundException", server.code or "a resource server")
    seen = client.get("UserPoolClient.ClientId")
    return None if seen == client_id else Difference("client-gone", f"the client {client_id}", f"{client.code or seen}")


@prop("RSERVER-027", base=identifiers(), scopes=scope_lists(min_size=1, max_size=2))
def test_deletion_of_allowed_scopes(s: Scenario, base: str, scopes: list[dict[str, Any]]) -> None:
    """A resource server is deleted while a client allows one of its scopes."""
    server = _made(s, Identifier=_identifier(s, base), Scopes=scopes)
    client = s.own_client(
        _pool(s),
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[f"{server['Identifier']}/{scopes[0]['ScopeName']}"],
    )
    s.must("DescribeResourceServer", blame="RSERVER-002", **_named(server))
    s.works("RSERVER-027", s.call("DeleteResourceServer", **_named(server)))
    shown = s.call("DescribeUserPoolClient", UserPoolId=client.pool.id, ClientId=client.id)
    s.check("RSERVER-027", s.call("DescribeResourceServer", **_named(server)), shown, client_id=client.id)


# -- lists -------------------------------------------------------------------------------------------------------------


def _listed(answer: Exchange) -> list[str]:
    """The identifiers on a page."""
    entries = answer.get("ResourceServers")
    listed = entries if isinstance(entries, list) else []
    return [str(entry.get("Identifier")) for entry in listed if isinstance(entry, Mapping)]


@check("RSERVER-003")
def servers_listed_once(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each resource server is on the pages once, and there is no other."""
    found = [identifier for page in pages for identifier in _listed(page)]
    if sorted(found) == sorted(wanted):
        return None
    kind = "lost" if set(wanted) - set(found) else "repeated"
    return Difference(kind, f"each of {sorted(wanted)} once on all pages", f"{found}")


@check("RSERVER-004")
def no_page_too_long(*pages: Exchange, limit: int) -> Difference | None:
    """No page has more entries than were asked for."""
    longest = max(len(_listed(page)) for page in pages)
    if longest <= limit:
        return None
    return Difference("too-many", f"at most {limit} resource servers on a page", f"{longest} on one page")


@check("RSERVER-014")
def deleted_not_listed(*pages: Exchange, gone: str, kept: str) -> Difference | None:
    """The deleted one is on no page, the other one is."""
    found = [identifier for page in pages for identifier in _listed(page)]
    if gone in found:
        return Difference("still-listed", f"no {gone!r} in the list", f"{gone!r} in the list")
    if kept not in found:
        return Difference("other-lost", f"{kept!r} in the list", f"no {kept!r} in the list")
    return None


@prop("RSERVER-003", "RSERVER-004", limit=st.integers(1, LISTED) | st.sampled_from((LISTED + 1, 50)))
def test_list_pages(s: Scenario, limit: int) -> None:
    """All pages of a pool with three resource servers."""
    pool = s.pool(UserPoolTags={"for": "listed resource servers"})

    def make() -> list[str]:
        return [str(_made(s, UserPoolId=pool.id, Name=f"api {place}")["Identifier"]) for place in range(LISTED)]

    wanted = s.once(pool, "resource servers", make)
    pages = walk(s, "ListResourceServers", "NextToken", UserPoolId=pool.id, MaxResults=limit)
    s.works("RSERVER-003", pages[-1])
    s.check("RSERVER-004", *pages, limit=limit)
    s.check("RSERVER-003", *pages, wanted=wanted)


@prop("RSERVER-005", limit=st.just(0) | st.integers(51, 2000))
def test_list_bounds(s: Scenario, limit: int) -> None:
    """MaxResults beyond its bounds; at the bound it is accepted."""
    pool, within = _pool(s), 50 if limit else 1
    attempt = s.call("ListResourceServers", UserPoolId=pool.id, MaxResults=limit)
    s.refused(
        "RSERVER-005", attempt, control=lambda: s.call("ListResourceServers", UserPoolId=pool.id, MaxResults=within)
    )


@prop("RSERVER-015", "RSERVER-016", ending=pool_id_endings(), name=server_names())
def test_unknown_pool(s: Scenario, ending: str, name: str) -> None:
    """A pool that does not exist; in one that does each request is accepted."""
    unknown = f"{s.region}_{ending}"
    attempt = s.call("CreateResourceServer", **_request(s, UserPoolId=unknown, Name=name))
    s.refused("RSERVER-015", attempt, control=lambda: _tried(s, Name=name))
    attempt = s.call("ListResourceServers", UserPoolId=unknown)
    s.refused("RSERVER-016", attempt, control=lambda: s.call("ListResourceServers", UserPoolId=_pool(s).id))


# -- bounds ------------------------------------------------------------------------------------------------------------


@prop("RSERVER-017", length=longer)
def test_long_identifier(s: Scenario, length: int) -> None:
    """An identifier that is too long, and the longest one."""
    attempt = _tried(s, Identifier=_identifier(s, "").rjust(length, "i"))
    s.refused("RSERVER-017", attempt, control=lambda: _tried(s, Identifier=_identifier(s, "").rjust(LONGEST, "i")))


@prop("RSERVER-018", base=identifiers(), wrong=not_identifier_characters())
def test_characters_of_identifiers(s: Scenario, base: str, wrong: str) -> None:
    """A character that no identifier has; without it it is accepted."""
    attempt = _tried(s, Identifier=f"{base}{wrong}{s.suffix()}")
    s.refused("RSERVER-018", attempt, control=lambda: _tried(s, Identifier=_identifier(s, base)))


@prop("RSERVER-019", length=longer)
def test_long_name(s: Scenario, length: int) -> None:
    """A name that is too long, and the longest one."""
    s.refused("RSERVER-019", _tried(s, Name="n" * length), control=lambda: _tried(s, Name="n" * LONGEST))


@prop("RSERVER-020", name=server_names(), wrong=not_server_name_characters())
def test_characters_of_names(s: Scenario, name: str, wrong: str) -> None:
    """A character that no name has; without it it is accepted."""
    s.refused("RSERVER-020", _tried(s, Name=f"{name}{wrong}x"), control=lambda: _tried(s, Name=f"{name}x"))


def _scope(name: str = "read", description: str = "reads") -> dict[str, Any]:
    return {"ScopeName": name, "ScopeDescription": description}


@prop("RSERVER-021", count=st.integers(101, 120))
def test_number_of_scopes(s: Scenario, count: int) -> None:
    """More than 100 scopes, and 100."""

    def attempt(number: int) -> Exchange:
        return _tried(s, Scopes=[_scope(f"s{place}") for place in range(number)])

    s.refused("RSERVER-021", attempt(count), control=lambda: attempt(100))


@prop("RSERVER-022", length=longer)
def test_long_scope_name(s: Scenario, length: int) -> None:
    """A scope's name that is too long, and the longest one."""
    attempt = _tried(s, Scopes=[_scope("s" * length)])
    s.refused("RSERVER-022", attempt, control=lambda: _tried(s, Scopes=[_scope("s" * LONGEST)]))


@prop("RSERVER-023", length=st.just(0) | longer)
def test_bounds_of_scope_descriptions(s: Scenario, length: int) -> None:
    """A description beyond its bounds, and at the bound."""
    within = LONGEST if length else 1
    attempt = _tried(s, Scopes=[_scope(description="d" * length)])
    s.refused("RSERVER-023", attempt, control=lambda: _tried(s, Scopes=[_scope(description="d" * within)]))


@prop("RSERVER-024", scopes=scope_lists(min_size=1), place=st.integers(0, 3))
def test_scope_without_description(s: Scenario, scopes: list[dict[str, Any]], place: int) -> None:
    """One of the scopes lacks its description."""
    at = place % len(scopes)
    lacking = [*scopes[:at], {"ScopeName": scopes[at]["ScopeName"]}, *scopes[at + 1 :]]
    s.refused("RSERVER-024", _tried(s, Scopes=lacking), control=lambda: _tried(s, Scopes=scopes))


@prop("RSERVER-025", member=st.sampled_from(("Name", "ScopeName", "ScopeDescription")), length=longer)
def test_bounds_of_updates(s: Scenario, member: str, length: int) -> None:
    """One member of an update is too long, or as long as it may be."""
    server = _made(s)

    def attempt(size: int) -> Exchange:
        text = "x" * size
        changed = {"Name": text} if member == "Name" else {"Scopes": [_scope() | {member: text}]}
        return s.call("UpdateResourceServer", **(server | changed))

    s.refused("RSERVER-025", attempt(length), control=lambda: attempt(LONGEST))
    s.call("DeleteResourceServer", **_named(server))
