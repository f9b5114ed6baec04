"""The steps after a sign-in by an alias: challenges, refreshing, and the secret hash."""

from __future__ import annotations

from conformance.checking.registry import check
from conformance.checking.sign_in import signed_in_by
from conformance.flows.aliases import owner_of
from conformance.flows.any_flow import (
    ADMIN_PASSWORD,
    CHOSEN_PASSWORD,
    PASSWORD,
    SRP,
    Flow,
    attempt,
    client_for,
    pool_for,
    signs_in,
)
from conformance.flows.second_factors import answer_code, enrolled, mfa_client, must_set_mode, named, prefer
from conformance.flows.sign_in import respond, session_of
from conformance.flows.sign_in_names import ALIASES, EMAIL_NAME, alias_owner, by_each_alias
from conformance.flows.tokens import rotate
from conformance.kit.reading import token_in
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import fresh_code
from conformance.scenario.resources import Session
from conformance.strategies import passwords

ROTATING = {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}}

check("ALIAS-066", "ALIAS-067", "ALIAS-069", "ALIAS-070", "ALIAS-071", "ALIAS-072", "ALIAS-073")(signed_in_by)


@prop("ALIAS-066", password=passwords(), new=passwords())
def test_new_password(s: Scenario, password: str, new: str) -> None:
    """A temporary password typed with an address, and a new one set for USER_ID_FOR_SRP."""
    s.assume(password != new)
    pool, address = pool_for(s, PASSWORD, **ALIASES), s.email()
    client = client_for(s, PASSWORD, pool)
    attributes = {"email": address, "email_verified": "true"}
    user = s.user(pool, username=s.name(), password=password, attributes=attributes, status="FORCE_CHANGE_PASSWORD")
    asked = named(s, attempt(s, PASSWORD, client, address, password), "NEW_PASSWORD_REQUIRED", "ALIAS-001")
    who = asked.get("ChallengeParameters.USER_ID_FOR_SRP")
    if not isinstance(who, str):
        s.end("NEWPW-003", "NEW_PASSWORD_REQUIRED came without USER_ID_FOR_SRP", asked)
    responses = {"USERNAME": who, "NEW_PASSWORD": new}
    answer = respond(s, client, "NEW_PASSWORD_REQUIRED", responses, session=session_of(asked))
    s.check("ALIAS-066", answer, by=EMAIL_NAME, username=user.username)


@prop("ALIAS-067", password=passwords())
def test_code_of_an_app(s: Scenario, password: str) -> None:
    """The password typed with an address, and the code of an app given for USER_ID_FOR_SRP."""
    pool = s.prepared_pool("aliases and mfa", lambda pool: must_set_mode(s, pool, "OPTIONAL"), **ALIASES)
    client, address = mfa_client(s, pool), s.email()
    user = owner_of(s, pool, "user", password, email=address, email_verified="true")
    session = Session(client, user, signs_in(s, PASSWORD, client, user.login, password))
    app = enrolled(s, session)
    prefer(s, session)
    asked = named(s, attempt(s, PASSWORD, client, address, password), "SOFTWARE_TOKEN_MFA", "ALIAS-001")
    who = asked.get("ChallengeParameters.USER_ID_FOR_SRP")
    if who != user.username:
        s.end("MFA-025", f"SOFTWARE_TOKEN_MFA names the user {who!r}", asked)
    answer = answer_code(s, client, user, asked, fresh_code(s, app))
    s.check("ALIAS-067", answer, by=EMAIL_NAME, username=user.username)


@prop("ALIAS-069", password=passwords())
def test_rotation(s: Scenario, password: str) -> None:
    """Sign-ins by address, number and preferred name, each refreshed."""
    pool = pool_for(s, PASSWORD, **ALIASES)
    client = s.client(pool, ExplicitAuthFlows=[PASSWORD.permission], **ROTATING)
    user, names = alias_owner(s, pool, password)
    plain = token_in(signs_in(s, PASSWORD, client, user.login, password), "RefreshToken")
    rotated = s.need(rotate(s, client, plain), "ROTATE-001")
    if not token_in(rotated, "RefreshToken"):
        s.end("ROTATE-002", "rotation gives no refresh token, whatever name was typed", rotated)
    for kind, name in names.items():
        signed_in = s.need(attempt(s, PASSWORD, client, name, password), "ALIAS-001")
        refreshed = rotate(s, client, token_in(signed_in, "RefreshToken") or "none")
        s.check("ALIAS-069", refreshed, by=kind, username=user.username)


def _hashed_over_each_alias(s: Scenario, requirement: str, flow: Flow, password: str) -> None:
    _, answers = by_each_alias(s, flow, password)
    for kind, answer in answers:
        if not answer.get("AuthenticationResult.AccessToken"):
            s.end(flow.alias, f"{kind} does not sign in by this flow even without a secret", answer)
    user, attempts = by_each_alias(s, flow, password, GenerateSecret=True)
    for kind, answer in attempts:
        s.check(requirement, answer, by=kind, username=user.username)


@prop("ALIAS-070", password=passwords())
def test_hash_at_password(s: Scenario, password: str) -> None:
    """SECRET_HASH over each alias, sent with the password."""
    _hashed_over_each_alias(s, "ALIAS-070", PASSWORD, password)


@prop("ALIAS-071", password=passwords())
def test_hash_at_admin_password(s: Scenario, password: str) -> None:
    """SECRET_HASH over each alias, sent with the password through AdminInitiateAuth."""
    _hashed_over_each_alias(s, "ALIAS-071", ADMIN_PASSWORD, password)


@prop("ALIAS-072", password=passwords())
def test_hash_at_srp(s: Scenario, password: str) -> None:
    """SECRET_HASH over each alias at the first step of SRP, and over USERNAME of the challenge at the second."""
    _hashed_over_each_alias(s, "ALIAS-072", SRP, password)


@prop("ALIAS-073", password=passwords())
def test_hash_at_choice(s: Scenario, password: str) -> None:
    """SECRET_HASH over each alias at both steps of USER_AUTH."""
    _hashed_over_each_alias(s, "ALIAS-073", CHOSEN_PASSWORD, password)
