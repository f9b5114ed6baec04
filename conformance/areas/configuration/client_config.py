"""App clients: what a new one is like, what an update replaces, what a deletion ends, and how clients are listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import member_present, members_differ, not_refused
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check, every_answer
from conformance.flows.clients import tried_client
from conformance.flows.lists import MOST_PAGES, walk
from conformance.scenario import Scenario, prop
from conformance.strategies import names
from conformance.strategies.configurations import not_resource_characters, resource_names
from conformance.strategies.malformed import unknown_client_ids

LEGACY_FLOWS = ("ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH")
ALLOW_FLOWS = ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH")


# -- what a new client is like -----------------------------------------------------------------------------------------


@check("CLIENT-002")
def described_client(answer: Exchange, client_id: str, name: str, pool_id: str) -> Difference | None:
    """The answer has the client's id and name, and the pool's id."""
    wanted = {"ClientId": client_id, "ClientName": name, "UserPoolId": pool_id}
    return members_differ(answer.get("UserPoolClient"), wanted, "UserPoolClient")


@check("CLIENT-003")
def default_oauth(answer: Exchange) -> Difference | None:
    """AllowedOAuthFlowsUserPoolClient is false."""
    return members_differ(answer.get("UserPoolClient"), {"AllowedOAuthFlowsUserPoolClient": False}, "UserPoolClient")


@check("CLIENT-004")
def default_session(answer: Exchange) -> Difference | None:
    """AuthSessionValidity is 3 (minutes)."""
    return members_differ(answer.get("UserPoolClient"), {"AuthSessionValidity": 3}, "UserPoolClient")


@check("CLIENT-005")
def default_revocation(answer: Exchange) -> Difference | None:
    """EnableTokenRevocation is true."""
    return members_differ(answer.get("UserPoolClient"), {"EnableTokenRevocation": True}, "UserPoolClient")


@check("CLIENT-006")
def default_refresh(answer: Exchange) -> Difference | None:
    """RefreshTokenValidity is 30 (days)."""
    return members_differ(answer.get("UserPoolClient"), {"RefreshTokenValidity": 30}, "UserPoolClient")


@check("CLIENT-007")
def default_context(answer: Exchange) -> Difference | None:
    """EnablePropagateAdditionalUserContextData is false."""
    wanted = {"EnablePropagateAdditionalUserContextData": False}
    return members_differ(answer.get("UserPoolClient"), wanted, "UserPoolClient")


@check("CLIENT-008")
def no_flows_shown(answer: Exchange) -> Difference | None:
    """The client has no ExplicitAuthFlows, since none were set."""
    return member_present(answer.get("UserPoolClient"), "ExplicitAuthFlows", "UserPoolClient")


@check("CLIENT-009")
def no_permissions_shown(answer: Exchange) -> Difference | None:
    """The client has neither ReadAttributes nor WriteAttributes, since none were set."""
    client = answer.get("UserPoolClient")
    return member_present(client, "ReadAttributes", "UserPoolClient") or member_present(
        client, "WriteAttributes", "UserPoolClient"
    )


@check("CLIENT-010", "CLIENT-089", "CLIENT-090")
def no_validities_shown(answer: Exchange) -> Difference | None:
    """The client has neither AccessTokenValidity nor IdTokenValidity, since none were set."""
    client = answer.get("UserPoolClient")
    return member_present(client, "AccessTokenValidity", "UserPoolClient") or member_present(
        client, "IdTokenValidity", "UserPoolClient"
    )


def _made(answer: Exchange) -> bool:
    return answer.operation == "CreateUserPoolClient" and answer.ok


def _given_a_secret(answer: Exchange) -> bool:
    return _made(answer) and answer.request.get("GenerateSecret") is True


# Ids and secrets are drawn at random: three of them may be right by chance, so each that a run sees is judged.
@every_answer("CLIENT-011", to=_made)
def client_id_form(created: Exchange) -> Difference | None:
    """ClientId is 1 to 128 letters, digits, underscores or plus signs."""
    value = created.get("UserPoolClient.ClientId")
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_+]{1,128}", value):
        return None
    return Difference("id-form", "1 to 128 of [A-Za-z0-9_+]", f"ClientId {value!r}")


@every_answer("CLIENT-012", to=_given_a_secret)
def secret_form(created: Exchange) -> Difference | None:
    """ClientSecret is 24 to 64 letters, digits, underscores or plus signs."""
    value = created.get("UserPoolClient.ClientSecret")
    if not isinstance(value, str):
        return Difference("no-secret", "a ClientSecret", "there is none")
    if not re.fullmatch(r"[A-Za-z0-9_+]{24,64}", value):
        return Difference("secret-form", "24 to 64 of [A-Za-z0-9_+]", f"{len(value)} characters, or others than these")
    return None


@check("CLIENT-013")
def no_secret(answer: Exchange) -> Difference | None:
    """The client has no ClientSecret."""
    client = answer.get("UserPoolClient")
    if isinstance(client, Mapping) and client.get("ClientSecret"):
        return Difference("with-secret", "no ClientSecret", "there is one")
    return None


DEFAULTS = [f"CLIENT-{number:03d}" for number in range(3, 11)]


@prop("CLIENT-001", "CLIENT-002", "CLIENT-011", *DEFAULTS, base=resource_names(), secret=st.booleans())
def test_new_client(s: Scenario, base: str, secret: bool) -> None:
    """A client created with only a name, and perhaps a secret."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    asked: dict[str, Any] = {"UserPoolId": pool.id, "ClientName": name, **({"GenerateSecret": True} if secret else {})}
    created = s.accepted("CLIENT-001", s.call("CreateUserPoolClient", **asked))
    s.check("CLIENT-011", created)
    client_id = created.text("UserPoolClient.ClientId")
    answer = s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client_id)
    s.check("CLIENT-002", answer, client_id=client_id, name=name, pool_id=pool.id)
    for requirement in DEFAULTS:
        s.check(requirement, answer)


@prop("CLIENT-012", "CLIENT-013", plain=("client",), base=resource_names())
def test_secret(s: Scenario, base: str) -> None:
    """A client created with GenerateSecret, and one without."""
    pool = s.pool()
    created = s.need(tried_client(s, pool, ClientName=f"{s.resource_name()}{base}", GenerateSecret=True), "CLIENT-001")
    s.check("CLIENT-012", created)
    public = s.own_client(pool, ClientName=f"{s.resource_name()}{base}")
    s.check("CLIENT-013", s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=public.id))


# -- update ------------------------------------------------------------------------------------------------------------

SETTINGS: dict[str, Any] = {
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "CallbackURLs": ["https://app.example.com/in"],
    "LogoutURLs": ["https://app.example.com/out"],
    "RefreshTokenValidity": 7,
    "AccessTokenValidity": 2,
    "AuthSessionValidity": 9,
    "EnableTokenRevocation": False,
    "ReadAttributes": ["email", "name"],
    "PreventUserExistenceErrors": "ENABLED",
}
SHOWN_DEFAULTS: dict[str, Any] = {"RefreshTokenValidity": 30, "AuthSessionValidity": 3, "EnableTokenRevocation": True}


def _in_order(value: Any) -> Any:
    """Lists are compared without regard to their order."""
    return sorted(map(str, value)) if isinstance(value, list) else value


@check("CLIENT-014")
def reset_by_update(answer: Exchange, before: Mapping[str, Any]) -> Difference | None:
    """Members that were set and are left out of the update are gone."""
    client = answer.get("UserPoolClient")
    if not isinstance(client, Mapping):
        return Difference("not-there", "UserPoolClient", "there is none")
    for name, value in before.items():
        if name in SHOWN_DEFAULTS:
            if name in client and client[name] != SHOWN_DEFAULTS[name]:
                return Difference("kept", f"{name} {SHOWN_DEFAULTS[name]!r} again", f"{name} {client[name]!r}")
        elif _in_order(client.get(name)) == _in_order(value):
            return Difference("kept", f"{name} at its default again", f"{name} {value!r}")
    return None


@check("CLIENT-015")
def name_kept(answer: Exchange, name: str) -> Difference | None:
    """ClientName is what it was before the update."""
    return members_differ(answer.get("UserPoolClient"), {"ClientName": name}, "UserPoolClient")


@check("CLIENT-016")
def identity_kept(before: Exchange, after: Exchange) -> Difference | None:
    """ClientId and ClientSecret are the same before and after the update."""
    for name in ("ClientId", "ClientSecret"):
        if before.get(f"UserPoolClient.{name}") != after.get(f"UserPoolClient.{name}"):
            return Difference(f"changed-{name}", f"the same {name} after an update", "another one, or none")
    return None


@prop(
    "CLIENT-014",
    "CLIENT-015",
    "CLIENT-016",
    base=resource_names(),
    secret=st.booleans(),
    members=st.lists(st.sampled_from(sorted(SETTINGS)), min_size=1, unique=True),
)
def test_update_replaces(s: Scenario, base: str, secret: bool, members: list[str]) -> None:
    """An update that leaves out everything that was set."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    settings = {member: SETTINGS[member] for member in members}
    client = s.own_client(pool, ClientName=name, GenerateSecret=secret, **settings)
    before = s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)
    lost = [member for member in members if before.get(f"UserPoolClient.{member}") is None]
    if lost:
        s.end("CLIENT-055", f"what was set is not shown: {', '.join(lost)}", before)
    s.must("UpdateUserPoolClient", blame="CLIENT-017", UserPoolId=pool.id, ClientId=client.id)
    after = s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)
    s.check("CLIENT-014", after, before=settings)
    s.check("CLIENT-015", after, name=name)
    s.check("CLIENT-016", before, after)


@check("CLIENT-017", "CLIENT-055")
def settings_shown(answer: Exchange, settings: Mapping[str, Any]) -> Difference | None:
    """Each setting has the value that it was given."""
    return members_differ(answer.get("UserPoolClient"), settings, "UserPoolClient")


@prop(
    "CLIENT-017",
    "CLIENT-055",
    base=resource_names(),
    session=st.integers(3, 15),
    other=st.integers(3, 15),
    revocation=st.booleans(),
    errors=st.sampled_from(("LEGACY", "ENABLED")),
    flows=st.lists(st.sampled_from(ALLOW_FLOWS), unique=True),
)
def test_given_settings(
    s: Scenario, *, base: str, session: int, other: int, revocation: bool, errors: str, flows: list[str]
) -> None:
    """Settings are kept at creation and at an update."""
    pool = s.pool()
    common = {
        "EnableTokenRevocation": revocation,
        "PreventUserExistenceErrors": errors,
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", *flows],
    }
    client = s.own_client(pool, AuthSessionValidity=session, **common)
    settings: dict[str, Any] = {
        "AuthSessionValidity": session,
        "EnableTokenRevocation": revocation,
        "PreventUserExistenceErrors": errors,
    }
    described = s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)
    s.check("CLIENT-055", described, settings=settings)
    settings |= {"AuthSessionValidity": other, "ClientName": f"{s.resource_name()}{base}"}
    s.must("UpdateUserPoolClient", blame="CLIENT-017", UserPoolId=pool.id, ClientId=client.id, **settings)
    s.check("CLIENT-017", s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id), settings=settings)


# -- what is refused ---------------------------------------------------------------------------------------------------


@check("CLIENT-018")
def mixed_flows_refused(attempt: Exchange) -> Difference | None:
    """The request is refused, with any error of the caller's."""
    return not_refused(attempt, "a mixture of flows with and without the prefix ALLOW_")


@prop(
    "CLIENT-018",
    legacy=st.lists(st.sampled_from(LEGACY_FLOWS), min_size=1, unique=True),
    allow=st.lists(st.sampled_from(ALLOW_FLOWS), unique=True),
    first=st.booleans(),
)
def test_mixed_flows(s: Scenario, legacy: list[str], allow: list[str], first: bool) -> None:
    """Old and new names of authentication flows together; the new ones alone are accepted."""
    pool = s.pool()
    new = ["ALLOW_REFRESH_TOKEN_AUTH", *allow]
    s.need(tried_client(s, pool, ExplicitAuthFlows=new), "CLIENT-001")
    s.check("CLIENT-018", tried_client(s, pool, ExplicitAuthFlows=legacy + new if first else new + legacy))


@prop("CLIENT-049", base=resource_names(), more=st.lists(st.sampled_from(ALLOW_FLOWS), unique=True))
def test_choice_on_lite(s: Scenario, base: str, more: list[str]) -> None:
    """ALLOW_USER_AUTH in a pool on the LITE tier; on the default tier it is accepted."""
    flows = ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", *more]
    name = f"{s.resource_name()}{base}"
    attempt = tried_client(s, s.pool(UserPoolTier="LITE"), ClientName=name, ExplicitAuthFlows=flows)
    s.refused(
        "CLIENT-049", attempt, control=lambda: tried_client(s, s.pool(), ClientName=name, ExplicitAuthFlows=flows)
    )


@prop("CLIENT-050", base=resource_names(), flows=st.lists(st.sampled_from(ALLOW_FLOWS), unique=True))
def test_context_without_secret(s: Scenario, base: str, flows: list[str]) -> None:
    """Propagation of context data for a client without a secret; with a secret it is accepted."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"

    def attempt(secret: bool) -> Exchange:
        return tried_client(
            s,
            pool,
            ClientName=name,
            EnablePropagateAdditionalUserContextData=True,
            GenerateSecret=secret,
            ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH", *flows],
        )

    s.refused("CLIENT-050", attempt(False), control=lambda: attempt(True))


@check("CLIENT-051")
def two_secrets_refused(attempt: Exchange) -> Difference | None:
    """The request is refused, with any error of the caller's."""
    return not_refused(attempt, "GenerateSecret together with ClientSecret")


@prop(
    "CLIENT-051",
    secret=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=24, max_size=64),
    base=resource_names(),
)
def test_two_secrets(s: Scenario, secret: str, base: str) -> None:
    """A given secret together with GenerateSecret; a given one alone is accepted and kept."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    alone = s.need(tried_client(s, pool, ClientName=name, ClientSecret=secret), "CLIENT-001")
    if alone.get("UserPoolClient.ClientSecret") != secret:
        s.exclude("this target ignores a given ClientSecret")
    s.check("CLIENT-051", tried_client(s, pool, ClientName=name, ClientSecret=secret, GenerateSecret=True))


@prop("CLIENT-052", base=resource_names(), length=st.one_of(st.just(0), st.integers(129, 400)))
def test_name_length(s: Scenario, base: str, length: int) -> None:
    """An empty name and a name of more than 128 characters; 1 and 128 are accepted."""
    pool = s.pool()

    def attempt(size: int) -> Exchange:
        return tried_client(s, pool, ClientName=f"{base}{s.resource_name()}".ljust(500, "x")[:size])

    s.refused("CLIENT-052", attempt(length), control=lambda: attempt(128 if length else 1))


@prop("CLIENT-053", base=resource_names(), character=not_resource_characters())
def test_name_characters(s: Scenario, base: str, character: str) -> None:
    """A name with a character that names cannot have; without it, it is accepted."""
    pool, name = s.pool(), s.resource_name()
    attempt = tried_client(s, pool, ClientName=f"{name}{character}{base}")
    s.refused("CLIENT-053", attempt, control=lambda: tried_client(s, pool, ClientName=f"{name}{base}"))


# -- deletion and what is not there ------------------------------------------------------------------------------------


@prop(
    "CLIENT-042", base=resource_names(), operation=st.sampled_from(("DescribeUserPoolClient", "UpdateUserPoolClient"))
)
def test_deleted_client(s: Scenario, base: str, operation: str) -> None:
    """A deleted client is not found any more; before, it was."""
    pool = s.pool()
    client = s.own_client(pool, ClientName=f"{s.resource_name()}{base}")
    before = s.must(operation, UserPoolId=pool.id, ClientId=client.id)
    s.must("DeleteUserPoolClient", blame="CLIENT-042", UserPoolId=pool.id, ClientId=client.id)
    s.refused("CLIENT-042", s.call(operation, UserPoolId=pool.id, ClientId=client.id), control=before)


@prop("CLIENT-043", client_id=unknown_client_ids())
def test_unknown_client(s: Scenario, client_id: str) -> None:
    """DescribeUserPoolClient with an id that no client has."""
    pool = s.pool()
    client = s.client(pool)
    attempt = s.call("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client_id)
    s.refused(
        "CLIENT-043", attempt, control=lambda: s.call("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)
    )


# -- lists -------------------------------------------------------------------------------------------------------------


def _items(pages: Sequence[Exchange]) -> list[Mapping[str, Any]]:
    """The clients on all pages."""
    found: list[Mapping[str, Any]] = []
    for page in pages:
        listed = page.get("UserPoolClients")
        found += [entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, Mapping)]
    return found


@check("CLIENT-044")
def clients_listed_once(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each client is on the pages exactly once."""
    found = [item.get("ClientId") for item in _items(pages)]
    for client_id in wanted:
        if found.count(client_id) != 1:
            kind = "lost" if client_id not in found else "repeated"
            return Difference(
                kind, "each client once on all pages", f"one of {len(wanted)} {found.count(client_id)} times"
            )
    return None


@check("CLIENT-045")
def item_members(*pages: Exchange, pool_id: str) -> Difference | None:
    """Listed clients have id, pool and name, and no secret."""
    for item in _items(pages):
        for name in ("ClientId", "UserPoolId", "ClientName"):
            if not isinstance(item.get(name), str):
                return Difference(f"without-{name}", f"each item has {name}", f"one has {sorted(map(str, item))}")
        if item["UserPoolId"] != pool_id:
            return Difference("other-pool", "clients of this pool alone", "one of another pool")
        if "ClientSecret" in item:
            return Difference("with-secret", "no secrets in the list", "a ClientSecret")
    return None


@prop(
    "CLIENT-044",
    "CLIENT-045",
    limit=st.one_of(st.just(2), st.integers(2, 60)),
    base=names(ascii_only=True),
    secret=st.booleans(),
)
def test_list_pages(s: Scenario, limit: int, base: str, secret: bool) -> None:
    """All pages of ListUserPoolClients."""
    pool = s.pool(UserPoolTags={"for": "clients"})
    made = [s.own_client(pool, ClientName=f"{s.resource_name()}{base}", GenerateSecret=secret).id for _ in range(3)]
    pages = walk(s, "ListUserPoolClients", "NextToken", UserPoolId=pool.id, MaxResults=limit)
    s.need(pages[-1], "CLIENT-046")
    if len(pages) < MOST_PAGES:
        s.check("CLIENT-044", *pages, wanted=made)
    s.check("CLIENT-045", *pages, pool_id=pool.id)
    for client_id in made[1:]:
        s.call("DeleteUserPoolClient", UserPoolId=pool.id, ClientId=client_id)


@prop("CLIENT-046", limit=st.one_of(st.just(0), st.integers(61, 2000)), control=st.sampled_from((1, 60)))
def test_list_bounds(s: Scenario, limit: int, control: int) -> None:
    """MaxResults of ListUserPoolClients on both sides of its bounds."""
    pool = s.pool(UserPoolTags={"for": "clients"})

    def attempt(number: int) -> Exchange:
        return s.call("ListUserPoolClients", UserPoolId=pool.id, MaxResults=number)

    s.refused("CLIENT-046", attempt(limit), control=lambda: attempt(control if limit else 1))
