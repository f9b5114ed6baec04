"""Attributes by the signed-in user: the app client's permissions and the schema's mutability."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.differences import not_refused
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.attributes import DEVELOPER, FIXED, FLEXIBLE, attribute_pool, write_all
from conformance.flows.users import seen, seen_attributes, signed_in, user_with_email
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, Session, User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.attributes import TEXT_ATTRIBUTES, text_attributes
from conformance.strategies.clients import PASSWORD_CLIENT

# What clients with permissions of their own may write and read; few, so that clients are shared.
WRITABLE = (("given_name", "nickname"), ("name", "profile", FLEXIBLE))
READABLE = (("given_name",), ("name", "nickname", FLEXIBLE), ("email", "email_verified", "profile"))
ALL = ("name", "given_name", "nickname", "profile", FLEXIBLE)


def update(s: Scenario, session: Session, values: dict[str, str]) -> Exchange:
    """UpdateUserAttributes, not judged."""
    return s.call("UpdateUserAttributes", AccessToken=session.access, UserAttributes=attribute_list(values))


def session_with(s: Scenario, pool: Pool, user: User, **permissions: Any) -> Session:
    """A session through a client with these permissions."""
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, **permissions)
    return s.sign_in(client, user, flow="USER_PASSWORD_AUTH")


@prop(
    "ATTR-002",
    "ATTR-009",
    name=text_attributes,
    value=attribute_values(),
    nickname=attribute_values(),
    password=passwords(),
)
def test_user_sets_and_deletes(s: Scenario, *, name: str, value: str, nickname: str, password: str) -> None:
    """Set, then set to nothing; another attribute stays."""
    s.assume(name != "nickname")
    pool = s.pool()
    user = s.user(pool, password=password)
    session = signed_in(s, pool, user)
    s.accepted("ATTR-002", update(s, session, {name: value, "nickname": nickname}))
    if not s.check("ATTR-002", seen(s, user), wanted={name: value, "nickname": nickname}):
        s.end("ATTR-002", "the attribute was not set")
    s.accepted("ATTR-009", update(s, session, {name: ""}))
    s.check("ATTR-009", seen(s, user), wanted={name: None, "nickname": nickname})


@prop("ATTR-002", local=emails_local(), password=passwords())
def test_user_sets_two_addresses(s: Scenario, local: str, password: str) -> None:
    """An e-mail address and a phone number, at once."""
    pool = s.pool()
    user = s.user(pool, password=password)
    both: dict[str, str] = {"email": s.email(local), "phone_number": s.phone()}
    s.accepted("ATTR-002", update(s, signed_in(s, pool, user), both))
    s.check("ATTR-002", seen(s, user), wanted=both)


@prop(
    "ATTR-010",
    writable=st.sampled_from(WRITABLE),
    place=st.integers(0, len(ALL)),
    value=attribute_values(),
    password=passwords(),
)
def test_attribute_outside_of_write_attributes(
    s: Scenario, writable: tuple[str, ...], place: int, value: str, password: str
) -> None:
    """An attribute that this client may not write; then through a client that may."""
    pool = attribute_pool(s)
    user = s.user(pool, password=password)
    closed = [name for name in ALL if name not in writable]
    name = closed[place % len(closed)]
    session = session_with(s, pool, user, WriteAttributes=list(writable))
    refusal = update(s, session, {name: value})

    def through_another_client() -> Exchange:
        return update(s, session_with(s, pool, user, WriteAttributes=list(ALL)), {name: value})

    s.refused("ATTR-010", refusal, control=through_another_client)


@prop("ATTR-012", value=attribute_values(), password=passwords())
def test_custom_attribute_by_default(s: Scenario, value: str, password: str) -> None:
    """A client without WriteAttributes and a custom attribute."""
    pool = attribute_pool(s)
    user = s.user(pool, password=password)
    s.accepted("ATTR-012", update(s, signed_in(s, pool, user), {FLEXIBLE: value}))


@check("ATTR-014")
def reads_only(user: Exchange, shown: dict[str, str], hidden: list[str]) -> Difference | None:
    """GetUser lists these values and sub, and none of the hidden attributes."""
    listed = attributes_of(user)
    if not listed.get("sub"):
        return Difference("no-sub", "the attribute sub", "none")
    for name, value in shown.items():
        if listed.get(name) != value:
            return Difference("readable-missing", f"{name} {value!r}", f"{listed.get(name)!r}")
    found = [name for name in hidden if name in listed]
    return Difference("unreadable-shown", "only readable attributes", ", ".join(found)) if found else None


@prop(
    "ATTR-014",
    readable=st.sampled_from(READABLE),
    local=emails_local(),
    password=passwords(),
    values=st.lists(attribute_values(), min_size=len(ALL), max_size=len(ALL)),
)
def test_read_attributes(
    s: Scenario, *, readable: tuple[str, ...], local: str, password: str, values: list[str]
) -> None:
    """GetUser through a client that may read some of what the user has."""
    pool = attribute_pool(s)
    user = user_with_email(s, pool, local, password)
    s.need(write_all(s, user, dict(zip(ALL, values, strict=True))), "ATTR-001")
    given = {name: value for name, value in seen_attributes(s, user).items() if name != "sub"}
    session = session_with(s, pool, user, ReadAttributes=list(readable))
    own = s.must("GetUser", AccessToken=session.access)
    shown = {name: value for name, value in given.items() if name in readable}
    s.check("ATTR-014", own, shown=shown, hidden=[name for name in given if name not in readable])


@prop(
    "ATTR-015",
    first=attribute_values(),
    second=attribute_values(),
    by_user=st.booleans(),
    password=passwords(),
    base=names(),
)
def test_immutable_attribute(s: Scenario, *, first: str, second: str, by_user: bool, password: str, base: str) -> None:
    """A value given at creation, and another one later; a mutable attribute takes it."""
    s.assume(first != second)
    pool = attribute_pool(s)
    attributes = {FIXED: first, FLEXIBLE: first}
    user = s.user(pool, password=password, username=s.name(base), attributes=attributes)
    made = seen(s, user)
    if attributes_of(made).get(FIXED) != first:
        s.end("ADMCREATE-001", "the immutable attribute was not set at creation", made)
    session = signed_in(s, pool, user) if by_user else None

    def change(name: str) -> Exchange:
        return update(s, session, {name: second}) if session else write_all(s, user, {name: second})

    s.refused("ATTR-015", change(FIXED), control=lambda: change(FLEXIBLE))


@prop("ATTR-035", value=attribute_values(), by_user=st.booleans(), password=passwords(), base=names())
def test_immutable_attribute_set_late(s: Scenario, *, value: str, by_user: bool, password: str, base: str) -> None:
    """A value that was not given at creation; a mutable attribute takes it."""
    pool = attribute_pool(s)
    user = s.user(pool, password=password, username=s.name(base), made_by="admin")
    session = signed_in(s, pool, user) if by_user else None

    def set_late(name: str) -> Exchange:
        return update(s, session, {name: value}) if session else write_all(s, user, {name: value})

    s.refused("ATTR-035", set_late(FIXED), control=lambda: set_late(FLEXIBLE))


@check("ATTR-027")
def gone_from_own_view(user: Exchange, name: str) -> Difference | None:
    """GetUser does not list the attribute any more."""
    found = attributes_of(user).get(name)
    return None if found is None else Difference("still-there", f"no attribute {name}", f"{name} {found!r}")


@prop("ATTR-027", name=st.sampled_from((*TEXT_ATTRIBUTES, FLEXIBLE)), value=attribute_values(), password=passwords())
def test_delete_by_user(s: Scenario, name: str, value: str, password: str) -> None:
    """An attribute that is there, then deleted with the access token."""
    pool = attribute_pool(s)
    user = s.user(pool, password=password)
    s.need(write_all(s, user, {name: value}), "ATTR-001")
    session = signed_in(s, pool, user)
    gone = s.call("DeleteUserAttributes", AccessToken=session.access, UserAttributeNames=[name])
    s.accepted("ATTR-027", gone)
    s.check("ATTR-027", s.must("GetUser", AccessToken=session.access), name=name)


@prop("ATTR-031", value=attribute_values(), password=passwords())
def test_developer_only_attribute(s: Scenario, value: str, password: str) -> None:
    """A developer-only attribute, then one that users may write."""
    pool = attribute_pool(s)
    session = signed_in(s, pool, s.user(pool, password=password))
    refusal = update(s, session, {DEVELOPER: value})
    s.refused("ATTR-031", refusal, control=lambda: update(s, session, {FLEXIBLE: value}))


@prop("ATTR-032", local=emails_local(), nickname=attribute_values(), password=passwords())
def test_own_address_declared_verified(s: Scenario, local: str, nickname: str, password: str) -> None:
    """email_verified by the user; then another attribute."""
    pool = s.pool()
    session = signed_in(s, pool, user_with_email(s, pool, local, password, flag="false"))
    refusal = update(s, session, {"email_verified": "true"})
    s.refused("ATTR-032", refusal, control=lambda: update(s, session, {"nickname": nickname}))


@check("ATTR-034")
def nothing_stored(before: Exchange, after: Exchange) -> Difference | None:
    """The other attribute is what it was."""
    old, new = (attributes_of(user).get("nickname") for user in (before, after))
    return None if old == new else Difference("stored", f"nickname {old!r}", f"nickname {new!r}")


@prop(
    "ATTR-034",
    local=emails_local(),
    old=attribute_values(),
    new=attribute_values(),
    password=passwords(),
    last=st.booleans(),
)
def test_refused_update(s: Scenario, local: str, old: str, new: str, password: str, last: bool) -> None:
    """A nickname together with a flag that users may not write, in either order."""
    s.assume(old != new)
    pool = s.pool()
    session = signed_in(s, pool, user_with_email(s, pool, local, password, flag="false"))
    s.need(update(s, session, {"nickname": old}), "ATTR-002")
    before = seen(s, session.user)
    both = {"nickname": new, "email_verified": "true"}
    refusal = update(s, session, both if last else dict(reversed(both.items())))
    if refusal.outcome not in ("ok", "error"):
        s.need(refusal, None)
    if not_refused(refusal, "email_verified"):
        s.end("ATTR-032", "email_verified is not refused as the caller's error", refusal)
    s.check("ATTR-034", before, seen(s, session.user))


@check("ATTR-026")
def listed_in_schema(pool: Exchange, name: str) -> Difference | None:
    """SchemaAttributes lists the attribute under this name, prefix included."""
    listed = pool.get("UserPool.SchemaAttributes")
    entries = listed if isinstance(listed, list) else []
    found = {str(entry.get("Name")) for entry in entries if isinstance(entry, dict)}
    if name in found:
        return None
    others = sorted(entry for entry in found if ":" in entry)
    return Difference("not-listed", f"{name} in SchemaAttributes", f"with a prefix only {others}")


@prop("ATTR-003", "ATTR-013", "ATTR-026", base=names(ascii_only=True), value=attribute_values(), password=passwords())
def test_attributes_of_a_pool_of_its_own(s: Scenario, base: str, value: str, password: str) -> None:
    """A developer-only attribute in the pool's schema, and a custom one added after the client was created."""
    internal, later = s.name(f"d{base[:4]}"), s.name(f"l{base[:4]}")
    schema = [{"Name": internal, "AttributeDataType": "String", "DeveloperOnlyAttribute": True, "Mutable": True}]
    pool = s.own_pool(Schema=schema)
    s.check("ATTR-026", s.must("DescribeUserPool", UserPoolId=pool.id), name=f"dev:{internal}")
    client = s.own_client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    added = s.call(
        "AddCustomAttributes",
        UserPoolId=pool.id,
        CustomAttributes=[{"Name": later, "AttributeDataType": "String", "Mutable": True}],
    )
    s.accepted("ATTR-003", added)
    user = s.user(pool, password=password)
    s.accepted("ATTR-003", write_all(s, user, {f"custom:{later}": value}))
    s.check("ATTR-003", seen(s, user), wanted={f"custom:{later}": value})
    session = s.sign_in(client, user, flow="USER_PASSWORD_AUTH")
    s.accepted("ATTR-013", update(s, session, {f"custom:{later}": value[::-1]}))
