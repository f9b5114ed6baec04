"""USER_SRP_AUTH: the challenge, the right proof, and every part of it done wrong."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import new_password_asked, password_verifier, three_tokens, tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.second_factors import named
from conformance.flows.sign_in import (
    SrpStart,
    initiate,
    need_computable,
    respond,
    srp_answer,
    srp_challenge,
    srp_first,
    srp_proof,
    srp_sign_in,
)
from conformance.kit.srp import N
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.passwords import wrong_password

SRP_CLIENT = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]

check("SRP-033")(tokens_at_last)


@check("SRP-007")
def whole_answer(answered: Exchange) -> Difference | None:
    """The answer has the three tokens with their type and lifetime, and no further challenge."""
    return tokens_at_last(answered) or three_tokens(answered)


check("SRP-032")(new_password_asked)


@check("SRP-003")
def verifier_challenge(begun: Exchange) -> Difference | None:
    """PASSWORD_VERIFIER with its five parameters, which are strings."""
    difference = password_verifier(begun)
    if difference is not None:
        return difference
    parameters = begun.get("ChallengeParameters")
    other = [name for name, value in parameters.items() if not isinstance(value, str)]
    return Difference("parameter-type", "strings", f"{', '.join(other)} of another type") if other else None


@check("SRP-004")
def number_formats(begun: Exchange) -> Difference | None:
    """SALT and SRP_B are hexadecimal, SRP_B is not 0 modulo N, and SECRET_BLOCK is base64."""
    given = begun.get("ChallengeParameters")
    given = given if isinstance(given, dict) else {}
    for name in ("SALT", "SRP_B"):
        text = str(given.get(name))
        if not text or set(text) - set("0123456789abcdefABCDEF"):
            kind = f"{name.lower().replace('_', '-')}-not-hexadecimal"
            return Difference(kind, f"{name} hexadecimal", f"{name} {text!r}")
    if int(str(given.get("SRP_B")), 16) % N == 0:
        return Difference("srp-b-zero", "SRP_B that is not 0 modulo N", "SRP_B 0 modulo N")
    block = str(given.get("SECRET_BLOCK"))
    try:
        base64.b64decode(block, validate=True)
    except (binascii.Error, ValueError):
        return Difference("secret-block-not-base64", "SECRET_BLOCK in base64", f"SECRET_BLOCK {block!r}")
    return None


@check("SRP-005")
def no_session(begun: Exchange) -> Difference | None:
    """PASSWORD_VERIFIER has no Session."""
    return None if begun.get("Session") is None else Difference("session", "no Session", "a Session")


@check("SRP-018")
def user_id(begun: Exchange, username: str) -> Difference | None:
    """USER_ID_FOR_SRP is the user's name in the pool."""
    seen = begun.get("ChallengeParameters.USER_ID_FOR_SRP")
    return None if seen == username else Difference("user-id", f"USER_ID_FOR_SRP {username!r}", f"{seen!r}")


@check("SRP-029", "SRP-045")
def same_salt(first: Exchange, second: Exchange) -> Difference | None:
    """Both challenges have the same SALT."""
    one, other = first.get("ChallengeParameters.SALT"), second.get("ChallengeParameters.SALT")
    if one == other:
        return None
    return Difference("salt-changes", "the same SALT in both challenges", f"SALT {one!r} and {other!r}")


@check("SRP-030")
def fresh_values(first: Exchange, second: Exchange) -> Difference | None:
    """SRP_B and SECRET_BLOCK differ between the two challenges."""
    for name in ("SRP_B", "SECRET_BLOCK"):
        if first.get(f"ChallengeParameters.{name}") == second.get(f"ChallengeParameters.{name}"):
            kind = f"{name.lower().replace('_', '-')}-repeated"
            return Difference(kind, f"another {name} in each challenge", f"{name} is the same in both")
    return None


def srp_user(s: Scenario, password: str, base: str = "user") -> tuple[Pool, Client, User]:
    """A confirmed user in a pool whose client allows SRP."""
    pool = s.pool()
    return pool, s.client(pool, ExplicitAuthFlows=SRP_CLIENT), s.user(pool, password=password, username=s.name(base))


# -- the challenge -----------------------------------------------------------------------------------------------------


@prop(
    "SRP-001",
    "SRP-002",
    "SRP-003",
    "SRP-004",
    "SRP-005",
    "SRP-007",
    plain=("mfa=ON",),
    password=passwords(),
    base=names(),
)
def test_right_proof(s: Scenario, password: str, base: str) -> None:
    """A complete exchange, step by step."""
    _, client, user = srp_user(s, password, base)
    start = srp_first(s, client, user.login)
    s.accepted("SRP-001", start.challenge)
    s.check("SRP-003", start.challenge)
    s.check("SRP-004", start.challenge)
    s.check("SRP-005", start.challenge)
    start = srp_challenge(s, client, user.login)
    answer = s.accepted("SRP-002", srp_answer(s, client, start, srp_proof(s, client, start, password)))
    s.check("SRP-007", answer)


@prop("SRP-006", password=passwords())
def test_proof_without_session(s: Scenario, password: str) -> None:
    """The proof alone is enough, even where a Session was sent along with the challenge."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    s.accepted("SRP-006", respond(s, client, "PASSWORD_VERIFIER", srp_proof(s, client, start, password)))


@prop("SRP-029", "SRP-030", password=passwords(), same_keys=st.booleans())
def test_two_challenges(s: Scenario, password: str, same_keys: bool) -> None:
    """Which parameters are the same in two challenges, and which differ."""
    _, client, user = srp_user(s, password)
    first = srp_challenge(s, client, user.login)
    second = srp_challenge(s, client, user.login, keys=first.keys if same_keys else None)
    s.check("SRP-029", first.challenge, second.challenge)
    s.check("SRP-030", first.challenge, second.challenge)


@prop("SRP-045", password=passwords())
def test_salt_by_choice(s: Scenario, password: str) -> None:
    """A challenge of USER_SRP_AUTH, and one of USER_AUTH."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=[*SRP_CLIENT, "ALLOW_USER_AUTH"])
    user = s.user(pool, password=password)
    first = srp_challenge(s, client, user.login)
    other = srp_first(s, client, user.login, flow="USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP")
    s.check("SRP-045", first.challenge, named(s, other.challenge, "PASSWORD_VERIFIER", "CHOICE-005"))


@prop("SRP-031", password=passwords())
def test_same_keys_again(s: Scenario, password: str) -> None:
    """A second sign-in with the key pair of the first."""
    _, client, user = srp_user(s, password)
    first = srp_challenge(s, client, user.login)
    s.need(srp_answer(s, client, first, srp_proof(s, client, first, password)), "SRP-002")
    second = srp_challenge(s, client, user.login, keys=first.keys)
    s.accepted("SRP-031", srp_answer(s, client, second, srp_proof(s, client, second, password)))


KINDS = st.sampled_from(("plain", "alias", "email"))


def user_of_kind(s: Scenario, kind: str, password: str) -> tuple[Client, User, str]:
    """A user who signs in with a plain name, with an alias, or with the address that is the user name."""
    login = s.email() if kind != "plain" else s.name()
    if kind == "alias":
        pool = s.pool(AliasAttributes=["email"])
        user = s.user(pool, password=password, attributes={"email": login, "email_verified": "true"})
    else:
        pool = s.pool(UsernameAttributes=["email"]) if kind == "email" else s.pool()
        user = s.user(pool, password=password, username=login)
    return s.client(pool, ExplicitAuthFlows=SRP_CLIENT), user, login


@prop("SRP-018", password=passwords(), kind=KINDS)
def test_user_id(s: Scenario, password: str, kind: str) -> None:
    """The name of the user in the challenge."""
    client, user, login = user_of_kind(s, kind, password)
    read = s.must("AdminGetUser", UserPoolId=client.pool.id, Username=user.username)
    s.check("SRP-018", srp_challenge(s, client, login).challenge, username=read.text("Username"))


@prop("SRP-019", password=passwords(), kind=KINDS.filter(lambda kind: kind != "plain"))
def test_by_address(s: Scenario, password: str, kind: str) -> None:
    """A complete exchange, begun with an address."""
    client, _, login = user_of_kind(s, kind, password)
    start = srp_first(s, client, login)
    s.works("SRP-019", start.challenge)
    need_computable(s, start)
    s.accepted("SRP-019", srp_answer(s, client, start, srp_proof(s, client, start, password)))


@prop("SRP-035", plain=("names=addresses",), password=passwords(), kind=KINDS)
def test_answered_by_user_id(s: Scenario, password: str, kind: str) -> None:
    """USER_ID_FOR_SRP as USERNAME of the answer, as Amplify sends it."""
    client, _, login = user_of_kind(s, kind, password)
    start = srp_challenge(s, client, login)
    proof = {**srp_proof(s, client, start, password), "USERNAME": start.given("USER_ID_FOR_SRP")}
    s.accepted("SRP-035", srp_answer(s, client, start, proof))


@prop("SRP-025", password=passwords(), base=names())
def test_no_srp_a(s: Scenario, password: str, base: str) -> None:
    """The first step without the client's public value."""
    _, client, user = srp_user(s, password, base)
    s.refused(
        "SRP-025",
        initiate(s, client, "USER_SRP_AUTH", {"USERNAME": user.login}),
        control=lambda: srp_first(s, client, user.login).challenge,
    )


@prop("SRP-027", place=st.integers(0, 200), letter=st.sampled_from("gGzZxX-_. +é"), base=names())
def test_srp_a_not_hexadecimal(s: Scenario, place: int, letter: str, base: str) -> None:
    """One character of SRP_A that is no hexadecimal digit."""
    _, client, user = srp_user(s, "Correct-Horse7", base)
    keys = s.srp_start()
    wrong = keys["A"][:place] + letter + keys["A"][place + 1 :]
    s.refused(
        "SRP-027",
        initiate(s, client, "USER_SRP_AUTH", {"USERNAME": user.login, "SRP_A": wrong}),
        control=lambda: srp_first(s, client, user.login, keys=keys).challenge,
    )


# -- wrong proofs ------------------------------------------------------------------------------------------------------


@prop("SRP-008", password=passwords(), variant=wrong_variants())
def test_wrong_password(s: Scenario, password: str, variant: str) -> None:
    """A proof of another password, then one of the right password."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    attempt = srp_answer(s, client, start, srp_proof(s, client, start, wrong_password(password, variant)))
    s.refused("SRP-008", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


@prop("SRP-010", password=passwords(), base=names(), how=st.sampled_from(("character", "user")))
def test_altered_signature(s: Scenario, password: str, base: str, how: str) -> None:
    """A signature of the right form that is not the right one."""
    _, client, user = srp_user(s, password, base)
    start = srp_challenge(s, client, user.login)
    proof = srp_proof(s, client, start, password)
    if how == "user":
        other = srp_proof(s, client, start, password, user_id=f"{start.given('USER_ID_FOR_SRP')}x")
        wrong = other["PASSWORD_CLAIM_SIGNATURE"]
    else:
        wrong = s.compute("secret.altered", proof["PASSWORD_CLAIM_SIGNATURE"])
    attempt = srp_answer(s, client, start, {**proof, "PASSWORD_CLAIM_SIGNATURE": wrong})
    s.refused("SRP-010", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


@prop("SRP-011", password=passwords(), sign_altered=st.booleans())
def test_altered_secret_block(s: Scenario, password: str, sign_altered: bool) -> None:
    """A block that the server never sent."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    altered = s.compute("secret.altered", start.given("SECRET_BLOCK"))
    proof = srp_proof(s, client, start, password, block=altered if sign_altered else None)
    attempt = srp_answer(s, client, start, {**proof, "PASSWORD_CLAIM_SECRET_BLOCK": altered})
    s.refused("SRP-011", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


@prop("SRP-012", password=passwords(), of_another_user=st.booleans(), sign_sent=st.booleans())
def test_secret_block_of_another_challenge(s: Scenario, password: str, of_another_user: bool, sign_sent: bool) -> None:
    """A block that the server did send, in another challenge."""
    pool, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    owner = s.user(pool, password=password) if of_another_user else user
    block = srp_challenge(s, client, owner.login).given("SECRET_BLOCK")
    proof = srp_proof(s, client, start, password, block=block if sign_sent else None)
    attempt = srp_answer(s, client, start, {**proof, "PASSWORD_CLAIM_SECRET_BLOCK": block})
    s.refused("SRP-012", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


# -- the timestamp -----------------------------------------------------------------------------------------------------


@prop("SRP-013", password=passwords(), offset=st.integers(1, 40), later=st.booleans())
def test_timestamp_not_signed(s: Scenario, password: str, offset: int, later: bool) -> None:
    """A TIMESTAMP other than the signed one."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    now = s.clock()
    proof = srp_proof(s, client, start, password, now=now)
    other = s.compute("srp.timestamp", now, "plain", offset if later else -offset)
    attempt = srp_answer(s, client, start, {**proof, "TIMESTAMP": other})
    s.refused("SRP-013", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


@prop("SRP-016", password=passwords(), way=st.sampled_from(("padded", "weekday")))
def test_timestamp_written_otherwise(s: Scenario, password: str, way: str) -> None:
    """A TIMESTAMP that is signed as sent, but not in the server's own format; from the 10th on no day can be padded."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    now = s.clock()
    if way == "padded" and s.compute("srp.timestamp", now, "padded") == s.compute("srp.timestamp", now):
        way = "weekday"
    attempt = srp_answer(s, client, start, srp_proof(s, client, start, password, now=now, day=way))
    s.refused("SRP-016", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


FORMATS = {
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "rfc1123": "%a, %d %b %Y %H:%M:%S GMT",
    "without zone": "%a %b %d %H:%M:%S",
    "numbers": "%m/%d/%Y %H:%M:%S",
}
SPANISH = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic")


def other_format(moment: datetime, form: str) -> str:
    """A moment in a form that Cognito does not read."""
    if form == "epoch":
        return str(int((moment - datetime(1970, 1, 1)).total_seconds()))
    if form == "spanish":
        return f"mié. {SPANISH[moment.month - 1]}. {moment.day} {moment:%H:%M:%S} UTC {moment.year}"
    return moment.strftime(FORMATS[form])


@prop(
    "SRP-014",
    password=passwords(),
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    form=st.sampled_from((*FORMATS, "epoch", "spanish")),
)
def test_timestamp_in_another_format(s: Scenario, password: str, moment: datetime, form: str) -> None:
    """A TIMESTAMP that is no date."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    proof = srp_proof(s, client, start, password, at=other_format(moment, form))
    attempt = srp_answer(s, client, start, proof)
    s.refused("SRP-014", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


@prop("SRP-017", password=passwords(), minutes=st.integers(60, 240), signed_in_time=st.booleans())
def test_late_proof(s: Scenario, password: str, minutes: int, signed_in_time: bool) -> None:
    """A right proof, an hour or more after its challenge."""
    _, client, user = srp_user(s, password)
    start = srp_challenge(s, client, user.login)
    signed_at = s.clock()
    s.advance(s.soon(minutes, 60) * 60)
    proof = srp_proof(s, client, start, password, now=signed_at if signed_in_time else s.clock())
    s.refused(
        "SRP-017", srp_answer(s, client, start, proof), control=lambda: srp_sign_in(s, client, user.login, password)
    )


# -- users who are not there, or not ready -----------------------------------------------------------------------------


@prop("SRP-020", base=names(), explicit=st.booleans())
def test_unknown_user(s: Scenario, base: str, explicit: bool) -> None:
    """At a LEGACY client the first step already reports that there is no such user."""
    pool = s.pool()
    legacy = {"PreventUserExistenceErrors": "LEGACY"} if explicit else {}
    client = s.client(pool, ExplicitAuthFlows=SRP_CLIENT, **legacy)
    user = s.user(pool, username=s.name(base))
    s.refused(
        "SRP-020",
        srp_first(s, client, s.name(base)).challenge,
        control=lambda: srp_first(s, client, user.login).challenge,
    )


@prop("SRP-032", password=passwords(), base=names())
def test_temporary_password(s: Scenario, password: str, base: str) -> None:
    """The temporary password is proven, then it must be replaced."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=SRP_CLIENT)
    user = s.user(pool, password=password, username=s.name(base), status="FORCE_CHANGE_PASSWORD")
    answer = srp_sign_in(s, client, user.login, password)
    checked(s, "SRP-032", answer)


@prop("SRP-033", plain=("mfa=ON",), password=passwords(), base=names())
def test_through_the_admin_operations(s: Scenario, password: str, base: str) -> None:
    """Both steps through the operations for servers."""
    _, client, user = srp_user(s, password, base)
    start = srp_first(s, client, user.login, admin=True)
    if verifier_challenge(start.challenge) is not None:
        s.need(start.challenge, "ADMAUTH-011")
        s.end("ADMAUTH-011", "AdminInitiateAuth gave no PASSWORD_VERIFIER", start.challenge)
    answer = srp_answer(s, client, start, srp_proof(s, client, start, password), admin=True)
    checked(s, "SRP-033", answer)


@prop("SRP-034", password=passwords())
def test_disabled(s: Scenario, password: str) -> None:
    """Disabled, the right password is refused at one of the two steps; enabled again, it works."""
    pool, client, user = srp_user(s, password)
    s.must("AdminDisableUser", blame="ADMUSER-001", UserPoolId=pool.id, Username=user.username)
    attempt = refused_step(s, client, srp_first(s, client, user.login), password)
    s.must("AdminEnableUser", blame="ADMUSER-001", UserPoolId=pool.id, Username=user.username)
    s.refused("SRP-034", attempt, control=lambda: srp_sign_in(s, client, user.login, password))


def refused_step(s: Scenario, client: Client, start: SrpStart, password: str) -> Exchange:
    """The answer to the first step when it was refused, else that to the proof."""
    if verifier_challenge(start.challenge) is not None:
        return start.challenge
    return srp_answer(s, client, start, srp_proof(s, client, start, password))
