"""The claims on groups and their roles."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.groups import make_group, must_add_to_group, role_in
from conformance.flows.users import tokens_of
from conformance.kit.reading import TOKENS, claims_in
from conformance.scenario import Scenario, prop
from conformance.strategies import group_names, passwords
from conformance.strategies.names import role_names


@check("GROUP-003")
def groups_in_tokens(signed_in: Exchange, wanted: list[str]) -> Difference | None:
    """cognito:groups of both tokens has these groups, in any order."""
    for token in TOKENS:
        found = claims_in(signed_in, token).get("cognito:groups", [])
        if not isinstance(found, list):
            return Difference("not-an-array", f"an array cognito:groups in the {token}", f"{found!r}")
        missing, more = set(wanted) - set(map(str, found)), set(map(str, found)) - set(wanted)
        if missing or more:
            kind = "group-missing" if missing else "group-too-many"
            return Difference(kind, f"cognito:groups {sorted(wanted)} in the {token}", f"{found!r}")
    return None


@prop("GROUP-003", bases=st.lists(group_names(), min_size=1, max_size=3), out=st.integers(0, 2), password=passwords())
def test_groups_at_sign_in(s: Scenario, bases: list[str], out: int, password: str) -> None:
    """A sign-in in all groups, and one after the user left one of them."""
    pool = s.pool()
    user = s.user(pool, password=password)
    groups = [make_group(s, pool, base) for base in bases]
    for group in groups:
        must_add_to_group(s, user, group)
    s.check("GROUP-003", tokens_of(s, pool, user).exchange, wanted=groups)
    gone = groups[out % len(groups)]
    s.must("AdminRemoveUserFromGroup", blame="GROUP-016", UserPoolId=pool.id, Username=user.username, GroupName=gone)
    left = [group for group in groups if group != gone]
    s.check("GROUP-003", tokens_of(s, pool, user).exchange, wanted=left)


@check("GROUP-019")
def roles_in_id_token(signed_in: Exchange, roles: list[str]) -> Difference | None:
    """cognito:roles of the ID token has each of these roles."""
    found = claims_in(signed_in, "IdToken").get("cognito:roles")
    if not isinstance(found, list):
        return Difference("no-roles", f"cognito:roles with {roles}", f"{found!r}")
    missing = sorted(set(roles) - set(map(str, found)))
    return Difference("role-missing", f"cognito:roles with {roles}", f"without {missing}") if missing else None


@check("GROUP-020", "GROUP-021", "GROUP-022")
def preferred_role(signed_in: Exchange, role: str | None) -> Difference | None:
    """cognito:preferred_role; None is for no such claim."""
    found = claims_in(signed_in, "IdToken").get("cognito:preferred_role")
    if found == role:
        return None
    kind = "preferred-role-set" if role is None else "no-preferred-role" if found is None else "other-preferred-role"
    wanted = "no cognito:preferred_role" if role is None else f"cognito:preferred_role {role}"
    return Difference(kind, wanted, f"{found!r}")


@check("GROUP-023")
def no_roles_in_access_token(signed_in: Exchange) -> Difference | None:
    """The access token has neither cognito:roles nor cognito:preferred_role."""
    claims = claims_in(signed_in, "AccessToken")
    found = [name for name in ("cognito:roles", "cognito:preferred_role") if name in claims]
    return Difference("roles-in-access-token", "no roles in the access token", ", ".join(found)) if found else None


@prop(
    "GROUP-019",
    "GROUP-020",
    "GROUP-023",
    base=group_names(),
    names_=st.lists(role_names, min_size=2, max_size=3, unique=True),
    first=st.integers(0, 5),
    steps=st.integers(1, 100),
    reverse=st.booleans(),
    password=passwords(),
)
def test_roles_by_precedence(
    s: Scenario, *, base: str, names_: list[str], first: int, steps: int, reverse: bool, password: str
) -> None:
    """Groups with a role and a precedence each, made in either order: the lowest number is preferred."""
    pool = s.pool()
    user = s.user(pool, password=password)
    ranked = [(role_in(pool, name), first + steps * place) for place, name in enumerate(names_)]
    for role, precedence in reversed(ranked) if reverse else ranked:
        must_add_to_group(s, user, make_group(s, pool, base, RoleArn=role, Precedence=precedence))
    answer = tokens_of(s, pool, user).exchange
    listed = s.check("GROUP-019", answer, roles=[role for role, _ in ranked])
    s.check("GROUP-020", answer, role=ranked[0][0])
    if not listed:
        s.end("GROUP-019", "no token has roles, so their absence from the access token proves nothing", answer)
    s.check("GROUP-023", answer)


@prop(
    "GROUP-021", "GROUP-022", base=group_names(), role=role_names, precedence=st.integers(0, 50), password=passwords()
)
def test_equal_precedence(s: Scenario, base: str, role: str, precedence: int, password: str) -> None:
    """Two groups of equal precedence: with one role, and with two."""
    pool = s.pool()
    one, other = role_in(pool, role), role_in(pool, role + "2")

    def sign_in_with(*roles: str) -> Exchange:
        user = s.user(pool, password=password)
        for arn in roles:
            must_add_to_group(s, user, make_group(s, pool, base, RoleArn=arn, Precedence=precedence))
        return tokens_of(s, pool, user).exchange

    if not s.check("GROUP-022", sign_in_with(one, one), role=one):
        s.end("GROUP-022", "cognito:preferred_role is not set either where it should be")
    s.check("GROUP-021", sign_in_with(one, other), role=None)
