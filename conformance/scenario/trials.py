"""What is tried once on a target, beside any example, before examples are arranged so.

Each trial takes a scenario that judges nothing, and ends like an example where something does not work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.checking.attributes import attribute_list
from conformance.scenario import setup
from conformance.scenario.dimensions import PLAIN
from conformance.scenario.naming import OtherName
from conformance.scenario.parameters import ALIASES, BY_APP, MEMBERS, PERMISSION, REFRESHING
from conformance.scenario.resources import Client, Pool

Trial = Callable[[Any], object]


def refreshes_with_a_hash(quiet: Any) -> None:
    """Sign-ins and refreshes with the hash of the user name: what goes wrong there has requirements of its own."""
    for pool in (quiet.pool(), quiet.pool(UsernameAttributes=["email"])):
        client = quiet.own_client(pool, GenerateSecret=True, ExplicitAuthFlows=[PERMISSION[PLAIN["flow"]], REFRESHING])
        user = quiet.user(pool)
        typed = {"USERNAME": user.login, "PASSWORD": user.password}
        typed["SECRET_HASH"] = quiet.secret_hash(client, user.login)
        begun = quiet.must("InitiateAuth", ClientId=client.id, AuthFlow=PLAIN["flow"], AuthParameters=typed)
        token = {"REFRESH_TOKEN": begun.text("AuthenticationResult.RefreshToken")}
        token["SECRET_HASH"] = quiet.secret_hash(client, user.username)
        quiet.must("InitiateAuth", ClientId=client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=token)


def signs_in_by_flow(flow: str) -> Trial:
    """A user signs in by this flow."""

    def tried(quiet: Any) -> None:
        pool = quiet.pool()
        quiet.sign_in(_client(quiet, pool, flow), quiet.user(pool), flow=flow)

    return tried


def signs_in_recased(quiet: Any) -> None:
    """A user signs in with a name in another case, where case does not count."""
    pool = quiet.pool(**MEMBERS["case", "ignored"])
    user = quiet.user(pool)
    quiet.sign_in(_client(quiet, pool), replace(user, login=user.login.swapcase()))


def signs_in_by(attribute: str) -> Trial:
    """A user signs in by such an alias, where no function takes note of it."""

    def tried(quiet: Any) -> None:
        pool = quiet.pool(**MEMBERS["names", "aliases"])
        details = setup.Details(quiet.name("probe"), "Correct-Horse7", {}, "CONFIRMED")
        user = quiet._named(pool, details, (attribute, fresh(quiet, attribute)), quiet._created, "administrator")
        quiet.sign_in(_client(quiet, pool), user)

    return tried


def is_named_so(other: OtherName, names: str) -> Trial:
    """Administrators read and change a user of a pool of such names by such a name."""

    def tried(quiet: Any) -> None:
        cased = MEMBERS["case", "ignored"] if other.kind == "case" else {}
        pool = quiet.pool(**MEMBERS.get(("names", names), {}), **cased)
        login = quiet.phone() if names == "addresses" and other.kind == "phone" else None
        user = quiet.user(pool, username=login, made_by="admin")
        if names == "aliases" and other.attribute:
            name, flag = fresh(quiet, other.attribute), f"{other.attribute}_verified"
            said = {other.attribute: name, **({} if other.attribute == ALIASES[-1] else {flag: "true"})}
            _update(quiet, pool, user.username, said)
        else:
            name = {"sub": user.sub, "case": user.login.swapcase()}.get(other.kind, user.login)
        for operation in ("AdminGetUser", "AdminDisableUser", "AdminEnableUser", "AdminListGroupsForUser"):
            quiet.must(operation, UserPoolId=pool.id, Username=name)
        _update(quiet, pool, name, {"nickname": "named"})

    return tried


def requires_an_app(quiet: Any) -> Pool:
    """A pool of the trial's own requires an authenticator app: others share the plain one."""
    pool: Pool = quiet.own_pool()
    quiet.must("SetUserPoolMfaConfig", UserPoolId=pool.id, **BY_APP, MfaConfiguration="ON")
    pool.values = {"mfa": "ON"}
    return pool


def is_asked_for_a_factor(quiet: Any) -> None:
    """The right password is answered, with a challenge, before a factor is set up."""
    pool = requires_an_app(quiet)
    client, user = _client(quiet, pool), quiet.user(pool)
    typed = {"USERNAME": user.login, "PASSWORD": user.password}
    quiet.must("InitiateAuth", ClientId=client.id, AuthFlow=PLAIN["flow"], AuthParameters=typed)


def signs_in_with_an_app(quiet: Any) -> None:
    """Who sets an app up at the first sign-in has tokens by its code at the next."""
    pool = requires_an_app(quiet)
    client, user = _client(quiet, pool), quiet.user(pool)
    for _ in range(2):
        quiet.sign_in(client, user)


def fresh(s: Any, attribute: str) -> str:
    """A value of an alias attribute that nobody has."""
    made: dict[str, Callable[[], str]] = {
        "email": s.email,
        "phone_number": s.phone,
        "preferred_username": s.name,
    }
    return made[attribute]()


def _client(quiet: Any, pool: Pool, flow: str = PLAIN["flow"]) -> Client:
    made: Client = quiet.client(pool, ExplicitAuthFlows=[PERMISSION[flow], REFRESHING])
    return made


def _update(quiet: Any, pool: Pool, name: str, attributes: dict[str, str]) -> None:
    said = attribute_list(attributes)
    quiet.must("AdminUpdateUserAttributes", UserPoolId=pool.id, Username=name, UserAttributes=said)
