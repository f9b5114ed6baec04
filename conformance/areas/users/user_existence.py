"""PreventUserExistenceErrors ENABLED: the answers for a known and for an unknown user."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.answers import judged
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.scenario.setup import srp_answer
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.passwords import wrong_password

HIDING: dict[str, Any] = {
    "PreventUserExistenceErrors": "ENABLED",
    "ExplicitAuthFlows": [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ],
}
TELLING: dict[str, Any] = {name: value for name, value in HIDING.items() if name != "PreventUserExistenceErrors"}


@check("PUEE-003")
def same_words(known: Exchange, unknown: Exchange) -> Difference | None:
    """Both answers have the same outcome, error code and message."""
    if known.ok != unknown.ok:
        return Difference("outcome", "the same outcome", f"{_in_words(known)}, and {_in_words(unknown)}")
    if known.code != unknown.code:
        return Difference("code", f"{known.code} for the unknown user too", f"{unknown.code}")
    if known.message != unknown.message:
        return Difference("message", f"the message {known.message!r}", f"the message {unknown.message!r}")
    return None


@check("PUEE-004")
def same_shape(known: Exchange, unknown: Exchange) -> Difference | None:
    """Both refusals have the same status and the same members."""
    if known.status != unknown.status:
        return Difference("status", f"HTTP {known.status} for the unknown user too", f"HTTP {unknown.status}")
    members = (sorted(known.response), sorted(unknown.response))
    if members[0] != members[1]:
        return Difference("members", f"the members {members[0]}", f"the members {members[1]}")
    return None


@check("PUEE-007", "PUEE-015")
def distinguishable(known: Exchange, unknown: Exchange) -> Difference | None:
    """Both refusals have the same words, the same status and the same members."""
    return same_words(known, unknown) or same_shape(known, unknown)


@check("PUEE-009")
def same_challenge(known: Exchange, unknown: Exchange) -> Difference | None:
    """Both answers have the same members, with values of the same kind."""
    bodies = (sorted(known.response), sorted(unknown.response))
    if bodies[0] != bodies[1]:
        return Difference("members", f"the members {bodies[0]}", f"the members {bodies[1]}")
    given, simulated = known.get("ChallengeParameters"), unknown.get("ChallengeParameters")
    if not isinstance(given, Mapping) or not isinstance(simulated, Mapping):
        return Difference("no-challenge-parameters", "ChallengeParameters", f"{given!r} and {simulated!r}")
    if sorted(given) != sorted(simulated):
        return Difference("challenge-members", f"ChallengeParameters {sorted(given)}", f"{sorted(simulated)}")
    for name in ("SALT", "SRP_B"):
        if not re.fullmatch(r"[0-9a-fA-F]+", str(simulated.get(name))):
            return Difference("not-hexadecimal", f"a hexadecimal {name}", f"{name} {simulated.get(name)!r}")
    if not simulated.get("SECRET_BLOCK"):
        return Difference("no-secret-block", "a SECRET_BLOCK", f"SECRET_BLOCK {simulated.get('SECRET_BLOCK')!r}")
    return None


def _parameter(exchange: Exchange, name: str) -> Any:
    return exchange.get(f"ChallengeParameters.{name}")


def _same(first: Exchange, second: Exchange, name: str) -> Difference | None:
    values = (_parameter(first, name), _parameter(second, name))
    if values[0] and values[0] == values[1]:
        return None
    return Difference("not-stable", f"the {name} {values[0]!r} again", f"{values[1]!r}")


def _different(first: Exchange, second: Exchange, name: str) -> Difference | None:
    values = (_parameter(first, name), _parameter(second, name))
    if values[0] and values[1] and values[0] != values[1]:
        return None
    return Difference("the-same", f"another {name} than {values[0]!r}", f"{values[1]!r}")


@check("PUEE-010")
def salt_stays(first: Exchange, second: Exchange) -> Difference | None:
    """SALT is the same in both challenges."""
    return _same(first, second, "SALT")


@check("PUEE-011")
def user_id_stays(first: Exchange, second: Exchange) -> Difference | None:
    """USER_ID_FOR_SRP is the same in both challenges."""
    return _same(first, second, "USER_ID_FOR_SRP")


@check("PUEE-012")
def salts_differ(first: Exchange, second: Exchange) -> Difference | None:
    """SALT differs between the two names."""
    return _different(first, second, "SALT")


@check("PUEE-013")
def user_ids_differ(first: Exchange, second: Exchange) -> Difference | None:
    """USER_ID_FOR_SRP differs between the two names."""
    return _different(first, second, "USER_ID_FOR_SRP")


@check("PUEE-016", "PUEE-019")
def delivery_or_silence(unknown: Exchange, codes: list[str]) -> Difference | None:
    """Accepted with details of a delivery, or refused with one of these codes.

    Without codes, any but UserNotFoundException.
    """
    if unknown.ok:
        details = unknown.get("CodeDeliveryDetails")
        given = details if isinstance(details, Mapping) else {}
        missing = [name for name in ("Destination", "DeliveryMedium", "AttributeName") if not given.get(name)]
        expected = "CodeDeliveryDetails with Destination, DeliveryMedium and AttributeName"
        return Difference("no-delivery-details", expected, f"CodeDeliveryDetails {details!r}") if missing else None
    if unknown.server_error:
        return Difference("server-error", "an answer to an unknown user", _in_words(unknown))
    if unknown.code == "UserNotFoundException" or (codes and unknown.code not in codes):
        expected = "not UserNotFoundException" if not codes else f"acceptance, or {' or '.join(codes)}"
        return Difference(f"code-{unknown.code}", expected, _in_words(unknown))
    return None


@check("PUEE-017", "PUEE-018")
def code_refused(unknown: Exchange, codes: list[str]) -> Difference | None:
    """Refused with a code that a known user's wrong code could get."""
    if unknown.ok:
        return Difference("accepted", f"a refusal with {' or '.join(codes)}", "it was accepted")
    if unknown.code in codes:
        return None
    kind = "server-error" if unknown.server_error else f"code-{unknown.code}"
    return Difference(kind, f"a refusal with {' or '.join(codes)}", _in_words(unknown))


def _in_words(exchange: Exchange) -> str:
    return "accepted" if exchange.ok else f"{exchange.code}: {exchange.message}"


def known_user(s: Scenario, pool: Pool, name: str, password: str) -> User:
    """A CONFIRMED user."""
    return s.user(pool, username=s.name(name), password=password)


def attempt(s: Scenario, client: Client, username: str, password: str, *, admin: bool = False) -> Exchange:
    """A sign-in by password, to be judged."""
    given = {"USERNAME": username, "PASSWORD": password}
    if admin:
        return judged(
            s,
            s.call(
                "AdminInitiateAuth",
                UserPoolId=client.pool.id,
                ClientId=client.id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters=given,
            ),
        )
    return judged(s, s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given))


def srp_challenge(s: Scenario, client: Client, username: str, big_a: str) -> Exchange:
    """The first step of an SRP sign-in, to be judged."""
    return judged(
        s,
        s.call(
            "InitiateAuth",
            ClientId=client.id,
            AuthFlow="USER_SRP_AUTH",
            AuthParameters={"USERNAME": username, "SRP_A": big_a},
        ),
    )


@prop("PUEE-001", "PUEE-003", "PUEE-004", name=names(), unknown=names(), password=passwords(), variant=wrong_variants())
def test_sign_in(s: Scenario, name: str, unknown: str, password: str, variant: str) -> None:
    """A wrong password, and an unknown user name."""
    pool = s.pool()
    client = s.client(pool, **HIDING)
    user = known_user(s, pool, name, password)
    control = s.need(attempt(s, client, user.login, password), "PWAUTH-001")
    wrong = wrong_password(password, variant)
    of_known, of_unknown = attempt(s, client, user.login, wrong), attempt(s, client, s.name(unknown), wrong)
    if of_known.ok:
        s.end("PWAUTH-003", "a wrong password signs in", of_known)
    s.refused("PUEE-001", of_unknown, control=control)
    s.check("PUEE-003", of_known, of_unknown)
    s.check("PUEE-004", of_known, of_unknown)


@prop("PUEE-005", "PUEE-007", name=names(), unknown=names(), password=passwords(), variant=wrong_variants())
def test_sign_in_by_an_administrator(s: Scenario, name: str, unknown: str, password: str, variant: str) -> None:
    """AdminInitiateAuth with a wrong password, and with an unknown user name."""
    pool = s.pool()
    client = s.client(pool, **HIDING)
    user = known_user(s, pool, name, password)
    control = s.need(attempt(s, client, user.login, password, admin=True), "ADMAUTH-001")
    wrong = wrong_password(password, variant)
    of_known = attempt(s, client, user.login, wrong, admin=True)
    of_unknown = attempt(s, client, s.name(unknown), wrong, admin=True)
    if of_known.ok:
        s.end("ADMAUTH-003", "a wrong password signs in", of_known)
    s.refused("PUEE-005", of_unknown, control=control)
    s.check("PUEE-007", of_known, of_unknown)


@prop(
    "PUEE-008", "PUEE-009", "PUEE-010", "PUEE-011", "PUEE-012", "PUEE-013", name=names(), unknown=names(), other=names()
)
def test_srp_challenges(s: Scenario, name: str, unknown: str, other: str) -> None:
    """Challenges for a known user, twice for an unknown one, and for another unknown one."""
    pool = s.pool()
    client = s.client(pool, **HIDING)
    user = known_user(s, pool, name, "Correct-Horse7")
    big_a = s.srp_start()["A"]
    of_known = s.need(srp_challenge(s, client, user.login, big_a), "SRP-001")
    nobody = s.name(unknown)
    first = srp_challenge(s, client, nobody, big_a)
    s.accepted("PUEE-008", first)
    if first.get("ChallengeName") != "PASSWORD_VERIFIER":
        s.check("PUEE-009", of_known, first)
        s.end("PUEE-009", f"the challenge is {first.get('ChallengeName')}", first)
    s.check("PUEE-009", of_known, first)
    second = s.need(srp_challenge(s, client, nobody, big_a), "PUEE-008")
    s.check("PUEE-010", first, second)
    s.check("PUEE-011", first, second)
    third = s.need(srp_challenge(s, client, s.name(other), big_a), "PUEE-008")
    s.check("PUEE-012", first, third)
    s.check("PUEE-013", first, third)


@prop("PUEE-014", "PUEE-015", name=names(), unknown=names(), password=passwords(), variant=wrong_variants())
def test_srp_proofs(s: Scenario, name: str, unknown: str, password: str, variant: str) -> None:
    """A proof by the right password, by a wrong one, and for an unknown user."""
    pool = s.pool()
    client = s.client(pool, **HIDING)
    user = known_user(s, pool, name, password)
    start = s.srp_start()
    wrong = wrong_password(password, variant)

    def proof(username: str, typed: str, blame: str) -> Exchange:
        challenge = s.need(srp_challenge(s, client, username, start["A"]), blame)
        if not challenge.get("ChallengeParameters.SRP_B"):
            s.end(blame, "no SRP challenge came", challenge)
        return judged(s, s.call("RespondToAuthChallenge", **srp_answer(s, client, challenge, start, typed)))

    control = s.need(proof(user.login, password, "SRP-001"), "SRP-002")
    of_known = proof(user.login, wrong, "SRP-001")
    of_unknown = proof(s.name(unknown), wrong, "PUEE-008")
    s.refused("PUEE-014", of_unknown, control=control)
    if of_known.ok:
        s.end("SRP-008", "a proof by a wrong password is accepted", of_known)
    s.check("PUEE-015", of_known, of_unknown)


@prop(
    "PUEE-016",
    "PUEE-017",
    "PUEE-018",
    "PUEE-019",
    unknown=names(ascii_only=True),
    address=st.booleans(),
    code=st.integers(100_000, 999_999).map(str),
    password=passwords(),
)
def test_codes(s: Scenario, unknown: str, address: bool, code: str, password: str) -> None:
    """Codes requested and confirmed for an unknown user, whose name may look like an address."""
    client = s.client(s.pool(AutoVerifiedAttributes=["email"]), **HIDING)
    nobody = s.name(unknown) + ("@example.com" if address else "")
    asked = judged(s, s.call("ForgotPassword", ClientId=client.id, Username=nobody))
    s.check("PUEE-016", asked, codes=[])
    reset = judged(
        s,
        s.call("ConfirmForgotPassword", ClientId=client.id, Username=nobody, ConfirmationCode=code, Password=password),
    )
    s.check("PUEE-017", reset, codes=["CodeMismatchException", "ExpiredCodeException"])
    typed = s.call("ConfirmSignUp", ClientId=client.id, Username=nobody, ConfirmationCode=code)
    expected = ["CodeMismatchException", "ExpiredCodeException", "NotAuthorizedException"]
    s.check("PUEE-018", judged(s, typed), codes=expected)
    again = judged(s, s.call("ResendConfirmationCode", ClientId=client.id, Username=nobody))
    s.check("PUEE-019", again, codes=["InvalidParameterException"])


@prop("PUEE-020", name=names(), unknown=names(), password=passwords())
def test_who_tells(s: Scenario, name: str, unknown: str, password: str) -> None:
    """Another client of the pool reports unknown users."""
    pool = s.pool()
    hiding, telling = s.client(pool, **HIDING), s.client(pool, **TELLING)
    user, nobody = known_user(s, pool, name, password), s.name(unknown)
    s.need(attempt(s, hiding, user.login, password), "PWAUTH-001")
    refusal = attempt(s, telling, nobody, password)
    s.refused("PUEE-020", refusal, control=lambda: attempt(s, telling, user.login, password))
