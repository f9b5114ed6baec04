"""NEW_PASSWORD_REQUIRED: a temporary password must be replaced before there are tokens."""

from __future__ import annotations

import json
import string
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import all_tokens, no_challenge_left
from conformance.flows.sign_in import ADMIN_FLOWS, forced, new_password, with_password
from conformance.flows.users import seen_as
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import SYMBOLS, attribute_values, names, passwords, wrong_variants
from conformance.strategies.clients import typed_flows
from conformance.strategies.passwords import wrong_password

CLIENT = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
REQUIRING: dict[str, Any] = {
    "Schema": [
        {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
        {"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True},
        {
            "Name": "team",
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
        },
    ]
}


@check("NEWPW-002")
def asks_for_new_password(begun: Exchange) -> Difference | None:
    """The answer is NEW_PASSWORD_REQUIRED with a Session and without tokens."""
    if begun.get("AuthenticationResult") is not None:
        return Difference("tokens", "no AuthenticationResult", "an AuthenticationResult")
    if begun.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        return Difference("challenge-name", "NEW_PASSWORD_REQUIRED", f"ChallengeName {begun.get('ChallengeName')!r}")
    return None if begun.get("Session") else Difference("session-missing", "a Session", "no Session")


def parsed(begun: Exchange, name: str) -> Any:
    """A challenge parameter that holds JSON, or None where it does not."""
    try:
        return json.loads(begun.get(f"ChallengeParameters.{name}"))
    except (TypeError, ValueError):
        return None


@check("NEWPW-003")
def three_parameters(begun: Exchange) -> Difference | None:
    """USER_ID_FOR_SRP, requiredAttributes and userAttributes are strings, the latter two of JSON."""
    for name in ("USER_ID_FOR_SRP", "requiredAttributes", "userAttributes"):
        value = begun.get(f"ChallengeParameters.{name}")
        if value is None:
            return Difference(f"{name}-missing", f"{name} among ChallengeParameters", f"no {name}")
        if not isinstance(value, str):
            return Difference(f"{name}-type", f"{name} as a string", f"{name} {value!r}")
    if not isinstance(parsed(begun, "requiredAttributes"), list):
        seen = begun.get("ChallengeParameters.requiredAttributes")
        return Difference("requiredAttributes-json", "requiredAttributes: a JSON array in a string", f"{seen!r}")
    if not isinstance(parsed(begun, "userAttributes"), dict):
        seen = begun.get("ChallengeParameters.userAttributes")
        return Difference("userAttributes-json", "userAttributes: a JSON object in a string", f"{seen!r}")
    return None


def readable(s: Scenario, begun: Exchange, name: str, kind: type) -> None:
    """End the example, blamed on the parameters' form, if this parameter cannot be read."""
    if not isinstance(parsed(begun, name), kind):
        s.end("NEWPW-003", f"{name} cannot be read", begun)


@check("NEWPW-004")
def attributes_shown(begun: Exchange, attributes: dict[str, str]) -> Difference | None:
    """userAttributes has the attributes that the user was given."""
    seen = parsed(begun, "userAttributes")
    seen = seen if isinstance(seen, dict) else {}
    for name, value in attributes.items():
        if name not in seen:
            return Difference("attribute-missing", f"{name} in userAttributes", f"userAttributes {sorted(seen)}")
        if seen[name] != value:
            return Difference("attribute-value", f"{name} {value!r}", f"{name} {seen[name]!r}")
    return None


@check("NEWPW-005")
def no_sub(begun: Exchange) -> Difference | None:
    """userAttributes does not have the sub."""
    seen = parsed(begun, "userAttributes")
    if not isinstance(seen, dict):
        return Difference("userAttributes-json", "userAttributes: a JSON object in a string", f"{seen!r}")
    return Difference("sub", "no sub in userAttributes", "a sub") if "sub" in seen else None


@check("NEWPW-006")
def required_listed(begun: Exchange, name: str) -> Difference | None:
    """requiredAttributes has the missing required attribute, with the prefix userAttributes."""
    seen = parsed(begun, "requiredAttributes")
    if isinstance(seen, list) and f"userAttributes.{name}" in seen:
        return None
    kind = "prefix-missing" if isinstance(seen, list) and name in seen else "not-listed"
    return Difference(kind, f"userAttributes.{name} in requiredAttributes", f"requiredAttributes {seen!r}")


@check("NEWPW-008")
def complete(answered: Exchange) -> Difference | None:
    """The answer has three tokens, no challenge and empty ChallengeParameters."""
    return all_tokens(answered) or no_challenge_left(answered)


@check("NEWPW-009")
def confirmed(read: Exchange) -> Difference | None:
    """UserStatus is CONFIRMED."""
    seen = read.get("UserStatus")
    return None if seen == "CONFIRMED" else Difference("status", "UserStatus CONFIRMED", f"UserStatus {seen!r}")


@check("NEWPW-015")
def stored(read: Exchange, name: str, value: str) -> Difference | None:
    """The attribute has the value that was given with the new password."""
    entries = read.get("UserAttributes")
    seen = {entry.get("Name"): entry.get("Value") for entry in entries or [] if isinstance(entry, dict)}
    return None if seen.get(name) == value else Difference("value", f"{name} {value!r}", f"{name} {seen.get(name)!r}")


@check("NEWPW-018")
def asked_again(first: Exchange, second: Exchange) -> Difference | None:
    """The second challenge is NEW_PASSWORD_REQUIRED again, with a Session of its own."""
    if not second.ok:
        return Difference(f"refused-{second.code}", "NEW_PASSWORD_REQUIRED again", f"{second.code}: {second.message}")
    difference = asks_for_new_password(second)
    if difference is not None:
        return difference
    same = first.get("Session") == second.get("Session")
    return Difference("session-repeated", "another Session", "the same Session") if same else None


def new_user(
    s: Scenario,
    password: str,
    base: str = "user",
    *,
    pool: Pool | None = None,
    attributes: dict[str, str] | None = None,
) -> tuple[Client, User]:
    """A user with a temporary password."""
    pool = pool or s.pool()
    client = s.client(pool, ExplicitAuthFlows=CLIENT)
    user = s.user(pool, password=password, username=s.name(base), status="FORCE_CHANGE_PASSWORD", attributes=attributes)
    return client, user


# -- the challenge -----------------------------------------------------------------------------------------------------


@prop("NEWPW-001", "NEWPW-002", "NEWPW-003", "NEWPW-005", password=passwords(), base=names(), flow=typed_flows)
def test_challenge(s: Scenario, password: str, base: str, flow: str) -> None:
    """The temporary password brings the challenge, with its parameters."""
    client, user = new_user(s, password, base)
    begun = s.accepted("NEWPW-001", with_password(s, client, user.login, password, flow))
    if not s.check("NEWPW-002", begun):
        s.end("NEWPW-002", "no NEW_PASSWORD_REQUIRED")
    s.check("NEWPW-003", begun)
    readable(s, begun, "userAttributes", dict)
    s.check("NEWPW-005", begun)


@prop("NEWPW-004", plain=("made",), password=passwords(), team=attribute_values(), flow=typed_flows)
def test_attributes_in_challenge(s: Scenario, password: str, team: str, flow: str) -> None:
    """The challenge shows the user's attributes."""
    attributes = {"email": s.email(), "custom:team": team}
    client, user = new_user(s, password, pool=s.pool(**REQUIRING), attributes=attributes)
    begun = forced(s, client, user, flow=flow)
    readable(s, begun, "userAttributes", dict)
    s.check("NEWPW-004", begun, attributes=attributes)


@prop("NEWPW-006", plain=("made",), password=passwords(), flow=typed_flows)
def test_required_in_challenge(s: Scenario, password: str, flow: str) -> None:
    """The challenge lists missing required attributes."""
    client, user = new_user(s, password, pool=s.pool(**REQUIRING), attributes={"email": s.email()})
    begun = forced(s, client, user, flow=flow)
    readable(s, begun, "requiredAttributes", list)
    s.check("NEWPW-006", begun, name="given_name")


@prop("NEWPW-018", password=passwords(), base=names(), flow=typed_flows)
def test_left_unanswered(s: Scenario, password: str, base: str, flow: str) -> None:
    """A temporary password still works after a challenge that was not answered."""
    client, user = new_user(s, password, base)
    first = forced(s, client, user, flow=flow)
    s.check("NEWPW-018", first, with_password(s, client, user.login, password, flow))


@prop("NEWPW-019", password=passwords(), variant=wrong_variants(), flow=typed_flows)
def test_wrong_temporary_password(s: Scenario, password: str, variant: str, flow: str) -> None:
    """A wrong temporary password, then the right one."""
    client, user = new_user(s, password)
    attempt = with_password(s, client, user.login, wrong_password(password, variant), flow)
    s.refused("NEWPW-019", attempt, control=lambda: with_password(s, client, user.login, password, flow))


@prop("NEWPW-020", password=passwords(), days=st.sampled_from((None, 1, 3, 30)), flow=typed_flows, again=st.booleans())
def test_expired_temporary_password(s: Scenario, password: str, days: int | None, flow: str, again: bool) -> None:
    """An hour before and an hour after the expiry of the first or a later temporary password."""
    policy = {"Policies": {"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": days}}}
    client, user = new_user(s, password, pool=s.pool(**policy) if days else s.pool())
    if again:
        s.must(
            "AdminSetUserPassword", UserPoolId=user.pool.id, Username=user.username, Password=password, Permanent=False
        )
    s.advance((days or 7) * 86400 - 3600)
    before = s.accepted("NEWPW-020", with_password(s, client, user.login, password, flow))
    if before.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        s.end("ADMPW-006" if again else "NEWPW-002", "the password is not a temporary one", before)
    s.advance(7200)
    s.refused("NEWPW-020", with_password(s, client, user.login, password, flow), control=before)


# -- the answer --------------------------------------------------------------------------------------------------------


@prop(
    "NEWPW-007",
    "NEWPW-008",
    "NEWPW-009",
    plain=("mfa=ON",),
    password=passwords(),
    new=passwords(),
    base=names(),
    flow=typed_flows,
)
def test_answer(s: Scenario, password: str, new: str, base: str, flow: str) -> None:
    """The new password gives tokens, and the user is CONFIRMED."""
    s.assume(new != password)
    client, user = new_user(s, password, base)
    begun = forced(s, client, user, flow=flow)
    seen_as(s, user, "FORCE_CHANGE_PASSWORD")
    answer = s.accepted("NEWPW-007", new_password(s, client, begun, user, new, admin=flow in ADMIN_FLOWS))
    s.check("NEWPW-008", answer)
    s.check("NEWPW-009", s.must("AdminGetUser", UserPoolId=client.pool.id, Username=user.username))


@prop("NEWPW-010", password=passwords(), new=passwords(), base=names())
def test_temporary_password_is_gone(s: Scenario, password: str, new: str, base: str) -> None:
    """The temporary password is refused once it was replaced."""
    s.assume(password != new)
    client, user = new_user(s, password, base)
    s.need(new_password(s, client, forced(s, client, user), user, new), "NEWPW-007")
    s.refused(
        "NEWPW-010",
        with_password(s, client, user.login, password),
        control=lambda: with_password(s, client, user.login, new),
    )


CLASSES = {
    "uppercase": string.ascii_uppercase,
    "lowercase": string.ascii_lowercase,
    "digit": string.digits,
    "symbol": SYMBOLS,
}


def weakened(password: str, rule: str) -> str:
    """The password with one rule of the default policy broken and the others kept."""
    if rule == "length":
        one_of_each = [next(c for c in password if c in letters) for letters in CLASSES.values()]
        return ("".join(one_of_each) + password)[:7]
    kept = "".join(c for c in password if c not in CLASSES[rule])
    return kept + ("A" if rule == "lowercase" else "a") * max(0, 8 - len(kept))


@prop("NEWPW-011", password=passwords(), new=passwords(), rule=st.sampled_from(("length", *CLASSES)))
def test_policy(s: Scenario, password: str, new: str, rule: str) -> None:
    """One rule broken; a conforming password is then accepted in answer to a fresh challenge."""
    s.assume(new != password)
    client, user = new_user(s, password)
    attempt = new_password(s, client, forced(s, client, user), user, weakened(new, rule))
    s.refused("NEWPW-011", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))


@prop("NEWPW-012", password=passwords(), base=names(), flow=typed_flows)
def test_password_kept(s: Scenario, password: str, base: str, flow: str) -> None:
    """The temporary password as the new one."""
    client, user = new_user(s, password, base)
    begun = forced(s, client, user, flow=flow)
    s.accepted("NEWPW-012", new_password(s, client, begun, user, password, admin=flow in ADMIN_FLOWS))


# -- attributes given along --------------------------------------------------------------------------------------------


@prop("NEWPW-013", "NEWPW-015", plain=("made",), password=passwords(), new=passwords(), given=attribute_values())
def test_required_attribute(s: Scenario, password: str, new: str, given: str) -> None:
    """Without the required attribute, and with it."""
    s.assume(new != password)
    client, user = new_user(s, password, pool=s.pool(**REQUIRING), attributes={"email": s.email()})
    without = new_password(s, client, forced(s, client, user), user, new)
    if without.ok:
        client, user = new_user(s, password, pool=client.pool, attributes={"email": s.email()})
    more: dict[str, Any] = {"userAttributes.given_name": given}
    right = new_password(s, client, forced(s, client, user), user, new, **more)
    s.refused("NEWPW-013", without, control=right)
    s.accepted("NEWPW-015", right)
    read = s.must("AdminGetUser", UserPoolId=client.pool.id, Username=user.username)
    s.check("NEWPW-015", read, name="given_name", value=given)


@prop("NEWPW-016", password=passwords(), new=passwords(), given=attribute_values())
def test_attribute_that_has_a_value(s: Scenario, password: str, new: str, given: str) -> None:
    """An answer with an email for a user who has one; without it the answer is accepted."""
    s.assume(new != password)
    attributes = {"email": s.email(), "given_name": given}
    client, user = new_user(s, password, pool=s.pool(**REQUIRING), attributes=attributes)
    more: dict[str, Any] = {"userAttributes.email": s.email()}
    attempt = new_password(s, client, forced(s, client, user), user, new, **more)
    s.refused("NEWPW-016", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))
