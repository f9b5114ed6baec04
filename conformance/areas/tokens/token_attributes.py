"""The user in the tokens: user names by pool and alias, attributes and their types, groups."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.kit.reading import TOKENS, claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, Session
from conformance.strategies import attribute_values, group_names, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT

PROFILE = ("name", "given_name", "family_name", "nickname")
STANDARD = (
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "website",
    "zoneinfo",
)
CUSTOM = [
    {"Name": "team", "AttributeDataType": "String", "Mutable": True},
    {"Name": "score", "AttributeDataType": "Number", "Mutable": True},
]
READABLE = st.lists(st.sampled_from(PROFILE), min_size=1, max_size=3, unique=True).map(sorted)


@check("TOKEN-016")
def user_name_is_sub(signed_in: Exchange) -> Difference | None:
    """username and cognito:username are the sub."""
    for name, claim in (("AccessToken", "username"), ("IdToken", "cognito:username")):
        claims = claims_in(signed_in, name)
        if claims.get("sub") is None or claims.get(claim) != claims["sub"]:
            kind = claim.replace(":", "-")
            return Difference(kind, f"{claim} of the {name} is sub {claims.get('sub')!r}", f"{claims.get(claim)!r}")
    return None


@check("TOKEN-017")
def real_user_name(signed_in: Exchange, username: str) -> Difference | None:
    """username and cognito:username are the user name, not the alias."""
    for name, claim in (("AccessToken", "username"), ("IdToken", "cognito:username")):
        seen = claims_in(signed_in, name).get(claim)
        if seen != username:
            return Difference(claim.replace(":", "-"), f"{claim} {username!r} in the {name}", f"{seen!r}")
    return None


@check("TOKEN-021")
def no_attributes(signed_in: Exchange, attributes: list[str]) -> Difference | None:
    """The access token has no attributes of the user."""
    found = [name for name in attributes if name in claims_in(signed_in, "AccessToken")]
    return Difference("attribute-present", "no attributes in the AccessToken", ", ".join(found)) if found else None


@check("TOKEN-022", "TOKEN-026")
def attributes_shown(signed_in: Exchange, attributes: dict[str, str]) -> Difference | None:
    """The claims are the stored values."""
    claims = claims_in(signed_in, "IdToken")
    for name, value in attributes.items():
        if name not in claims:
            return Difference("attribute-missing", f"{name} {value!r} in the IdToken", "none")
        if type(claims[name]) is not str:
            return Difference("attribute-type", f"the string {value!r} as {name}", f"{claims[name]!r}")
        if claims[name] != value:
            return Difference("attribute-value", f"{name} {value!r}", f"{claims[name]!r}")
    return None


def _flag(signed_in: Exchange, claim: str, expected: str) -> Difference | None:
    seen = claims_in(signed_in, "IdToken").get(claim)
    if type(seen) is not bool:
        kind = "flag-missing" if seen is None else f"flag-{type(seen).__name__}"
        return Difference(kind, f"the boolean {expected} as {claim} of the IdToken", f"{seen!r}")
    return None if seen == (expected == "true") else Difference("flag-value", f"{claim} {expected}", f"{seen!r}")


@check("TOKEN-023")
def email_verified(signed_in: Exchange, expected: str) -> Difference | None:
    """The claim is the boolean of the attribute, no text."""
    return _flag(signed_in, "email_verified", expected)


@check("TOKEN-024")
def phone_number_verified(signed_in: Exchange, expected: str) -> Difference | None:
    """The claim is the boolean of the attribute, no text."""
    return _flag(signed_in, "phone_number_verified", expected)


@check("TOKEN-025")
def email_without_flag(signed_in: Exchange, email: str) -> Difference | None:
    """The ID token has no email_verified."""
    claims = claims_in(signed_in, "IdToken")
    if claims.get("email") != email:
        return Difference("email", f"email {email!r} in the IdToken", f"{claims.get('email')!r}")
    if "email_verified" in claims:
        return Difference("flag-present", "no email_verified in the IdToken", f"{claims['email_verified']!r}")
    return None


@check("TOKEN-027")
def address_object(signed_in: Exchange, address: str) -> Difference | None:
    """The claim address is an object whose member formatted is the stored value."""
    seen = claims_in(signed_in, "IdToken").get("address")
    if not isinstance(seen, dict):
        kind = "address-missing" if seen is None else f"address-{type(seen).__name__}"
        return Difference(kind, f"address {{'formatted': {address!r}}}", f"{seen!r}")
    return None if seen.get("formatted") == address else Difference("formatted", f"formatted {address!r}", f"{seen!r}")


@check("TOKEN-028")
def readable_only(signed_in: Exchange, shown: dict[str, str], hidden: list[str]) -> Difference | None:
    """The ID token has the attributes that the client may read, and no others."""
    if different := attributes_shown(signed_in, shown):
        return different
    found = [name for name in hidden if name in claims_in(signed_in, "IdToken")]
    return Difference("unreadable-shown", "no attribute outside ReadAttributes", ", ".join(found)) if found else None


@check("TOKEN-029")
def nothing_empty(signed_in: Exchange, unset: list[str]) -> Difference | None:
    """The ID token has no claim for an attribute without a value."""
    claims = claims_in(signed_in, "IdToken")
    found = [f"{name} {claims[name]!r}" for name in unset if name in claims]
    return Difference("unset-attribute", "no claim for attributes without a value", ", ".join(found)) if found else None


@check("TOKEN-030")
def groups_listed(signed_in: Exchange, groups: list[str]) -> Difference | None:
    """cognito:groups of both tokens has all groups, in any order."""
    for name in TOKENS:
        seen = claims_in(signed_in, name).get("cognito:groups")
        if not isinstance(seen, list):
            kind = "groups-missing" if seen is None else f"groups-{type(seen).__name__}"
            return Difference(kind, f"cognito:groups {groups} in the {name}", f"{seen!r}")
        if sorted(map(str, seen)) != sorted(groups):
            return Difference("groups", f"cognito:groups {groups} in the {name}", f"{seen!r}")
    return None


def _client(s: Scenario, pool: Pool, **config: Any) -> Client:
    return s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, **config)


def _session(s: Scenario, client: Client, password: str, attributes: dict[str, str], base: str = "user") -> Session:
    username = None if client.pool.username_attributes else s.name(base)
    return s.issued(client, s.user(client.pool, password=password, username=username, attributes=attributes))


@prop("TOKEN-016", password=passwords())
def test_email_pool(s: Scenario, password: str) -> None:
    """A pool in which the e-mail address is the login."""
    pool = s.pool(UsernameAttributes=["email"])
    client = _client(s, pool)
    login = s.email()
    attributes = {"email": login, "email_verified": "true"}
    user = s.user(pool, password=password, username=login, attributes=attributes)
    s.check("TOKEN-016", s.issued(client, user).exchange)


@prop("TOKEN-017", password=passwords(), base=names())
def test_alias(s: Scenario, password: str, base: str) -> None:
    """A pool in which a verified e-mail address is another name to sign in with."""
    pool = s.pool(AliasAttributes=["email"])
    client, email = _client(s, pool), s.email()
    user = s.user(
        pool,
        password=password,
        username=s.name(base),
        attributes={"email": email, "email_verified": "true"},
    )
    answer = s.issued(client, replace(user, login=email)).exchange
    s.check("TOKEN-017", answer, username=user.username)


@prop("TOKEN-022", password=passwords(), values=st.tuples(*[attribute_values()] * 4), verified=st.booleans())
def test_attributes(s: Scenario, password: str, values: tuple[str, ...], verified: bool) -> None:
    """Standard attributes, for a client that may read them because nothing else was said."""
    client = _client(s, s.pool())
    standard = dict(zip(PROFILE, values, strict=True)) | {"email": s.email()}
    flag = {"email_verified": "true" if verified else "false"}
    user = s.user(client.pool, password=password, attributes=standard | flag)
    s.check("TOKEN-022", s.issued(client, user).exchange, attributes=standard)


@prop(
    "TOKEN-021",
    "TOKEN-026",
    password=passwords(),
    team=attribute_values(),
    name=attribute_values(),
    score=st.integers(0, 10**9),
)
def test_custom_attributes(s: Scenario, password: str, team: str, name: str, score: int) -> None:
    """Custom attributes the client may read: strings in the ID token, and nothing in the access token."""
    custom = {"custom:team": team, "custom:score": str(score)}
    readable = ["custom:score", "custom:team", "email", "email_verified", "name"]
    client = _client(s, s.pool(Schema=CUSTOM), ReadAttributes=readable)
    standard = {"name": name, "email": s.email(), "email_verified": "true"}
    user = s.user(client.pool, password=password, attributes=standard | custom)
    answer = s.issued(client, user).exchange
    s.check("TOKEN-021", answer, attributes=[*standard, *custom])
    s.check("TOKEN-026", answer, attributes=custom)


@prop("TOKEN-023", "TOKEN-024", password=passwords(), email=st.booleans(), phone=st.booleans())
def test_flags(s: Scenario, password: str, email: bool, phone: bool) -> None:
    """Strings in the API, booleans in the ID token."""
    flags = {"email_verified": str(email).lower(), "phone_number_verified": str(phone).lower()}
    attributes = {"email": s.email(), "phone_number": s.phone(), **flags}
    client = _client(s, s.pool())
    answer = s.issued(client, s.user(client.pool, password=password, attributes=attributes)).exchange
    s.check("TOKEN-023", answer, expected=flags["email_verified"])
    s.check("TOKEN-024", answer, expected=flags["phone_number_verified"])


@prop("TOKEN-025", plain=("made",), password=passwords(), base=names(ascii_only=True))
def test_email_without_flag(s: Scenario, password: str, base: str) -> None:
    """AdminCreateUser stores no flag of its own."""
    client, email = _client(s, s.pool()), s.email()
    user = s.user(client.pool, password=password, username=s.name(base), attributes={"email": email})
    s.check("TOKEN-025", s.issued(client, user).exchange, email=email)


@prop("TOKEN-027", password=passwords(), address=attribute_values())
def test_address(s: Scenario, password: str, address: str) -> None:
    """The one standard attribute that changes its form."""
    answer = _session(s, _client(s, s.pool()), password, {"address": address}).exchange
    s.check("TOKEN-027", answer, address=address)


@prop("TOKEN-028", password=passwords(), readable=READABLE, values=st.tuples(*[attribute_values()] * 4))
def test_read_attributes(s: Scenario, password: str, readable: list[str], values: tuple[str, ...]) -> None:
    """A client that may read some attributes only."""
    client = _client(s, s.pool(), ReadAttributes=readable)
    attributes = dict(zip(PROFILE, values, strict=True))
    answer = _session(s, client, password, attributes).exchange
    s.check(
        "TOKEN-028",
        answer,
        shown={name: attributes[name] for name in readable},
        hidden=[name for name in PROFILE if name not in readable],
    )


@prop(
    "TOKEN-029",
    plain=("name=email", "name=phone", "name=preferred_username"),
    password=passwords(),
    given=st.lists(st.sampled_from(PROFILE), max_size=3, unique=True),
)
def test_unset_attributes(s: Scenario, password: str, given: list[str]) -> None:
    """Attributes the user does not have."""
    client = _client(s, s.pool())
    answer = _session(s, client, password, dict.fromkeys(given, "Ana")).exchange
    known = {*given, *client.pool.username_attributes}
    s.check("TOKEN-029", answer, unset=[name for name in STANDARD if name not in known])


@prop("TOKEN-030", password=passwords(), bases=st.lists(group_names(), min_size=1, max_size=3))
def test_groups(s: Scenario, password: str, bases: list[str]) -> None:
    """The groups of the user, in both tokens."""
    client = _client(s, s.pool())
    user = s.user(client.pool, password=password)
    groups = [s.name(base) for base in bases]
    for group in groups:
        s.must("CreateGroup", UserPoolId=user.pool.id, GroupName=group)
        s.must("AdminAddUserToGroup", UserPoolId=user.pool.id, Username=user.username, GroupName=group)
    s.check("TOKEN-030", s.issued(client, user).exchange, groups=groups)
