"""Sign-in by passkey: who is offered it, what is asked, right and wrong assertions."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.passkeys import (
    RP_ID,
    Key,
    answer,
    asked,
    assertion,
    choice,
    delete,
    new_key,
    passkey_sign_in,
    passkey_user,
    preferred,
    registered,
)
from conformance.flows.sign_in import respond, session_of
from conformance.kit.passkey import options
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.domains import domains
from conformance.strategies.factors import CHALLENGES, VERIFICATIONS


@check("PASSKEY-030")
def factor_listed(factors: Exchange) -> Difference | None:
    """ConfiguredUserAuthFactors lists WEB_AUTHN."""
    seen = factors.get("ConfiguredUserAuthFactors")
    if isinstance(seen, list) and "WEB_AUTHN" in seen:
        return None
    return Difference("not-listed", "WEB_AUTHN in ConfiguredUserAuthFactors", f"{seen!r}")


@check("PASSKEY-031")
def passkey_offered(begun: Exchange) -> Difference | None:
    """WEB_AUTHN is among the choices that SELECT_CHALLENGE offers."""
    difference = choices(begun)
    if difference is not None:
        return difference
    seen = begun.get("AvailableChallenges")
    return None if "WEB_AUTHN" in seen else Difference("not-offered", "WEB_AUTHN among the choices", f"{seen!r}")


@check("PASSKEY-032", "PASSKEY-043")
def no_passkey_offered(begun: Exchange) -> Difference | None:
    """WEB_AUTHN is not among the choices that SELECT_CHALLENGE offers."""
    difference = choices(begun)
    if difference is not None:
        return difference
    seen = begun.get("AvailableChallenges")
    return Difference("offered", "no WEB_AUTHN among the choices", f"{seen!r}") if "WEB_AUTHN" in seen else None


@check("PASSKEY-033")
def passkey_asked(begun: Exchange) -> Difference | None:
    """The answer is the challenge WEB_AUTHN with a Session."""
    if not begun.ok:
        return Difference(f"refused-{begun.code}", "the challenge WEB_AUTHN", f"{begun.code}: {begun.message}")
    if begun.get("ChallengeName") != "WEB_AUTHN":
        return Difference("challenge-name", "WEB_AUTHN", f"ChallengeName {begun.get('ChallengeName')!r}")
    return None if begun.get("Session") else Difference("session-missing", "a Session", "no Session")


@check("PASSKEY-034")
def request_options(begun: Exchange, rp_id: str) -> Difference | None:
    """CREDENTIAL_REQUEST_OPTIONS is JSON with a challenge and the relying party."""
    text = begun.get("ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS")
    if not isinstance(text, str):
        return Difference("options-missing", "CREDENTIAL_REQUEST_OPTIONS", f"CREDENTIAL_REQUEST_OPTIONS {text!r}")
    found = options(text)
    if not found["challenge"]:
        return Difference("challenge-missing", "a challenge in CREDENTIAL_REQUEST_OPTIONS", text)
    return None if found["rpId"] == rp_id else Difference("relying-party", f"rpId {rp_id!r}", f"{found['rpId']!r}")


@check("PASSKEY-035")
def chosen_asked(answered: Exchange) -> Difference | None:
    """The answer is the chosen challenge WEB_AUTHN with its options."""
    difference = passkey_asked(answered)
    if difference is None and not answered.get("ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS"):
        return Difference("options-missing", "CREDENTIAL_REQUEST_OPTIONS", "none")
    return difference


@check("PASSKEY-036", "PASSKEY-042")
def signed_in(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    return tokens_at_last(answered)


def choices(begun: Exchange) -> Difference | None:
    """End the example unless the user is asked for the passkey."""
    if not begun.ok:
        return Difference(f"refused-{begun.code}", "SELECT_CHALLENGE", f"{begun.code}: {begun.message}")
    if begun.get("ChallengeName") != "SELECT_CHALLENGE":
        return Difference("challenge-name", "SELECT_CHALLENGE", f"ChallengeName {begun.get('ChallengeName')!r}")
    seen = begun.get("AvailableChallenges")
    return None if isinstance(seen, list) else Difference("choices-missing", "AvailableChallenges", f"{seen!r}")


# -- who is offered it -------------------------------------------------------------------------------------------------


@prop("PASSKEY-030", "PASSKEY-031", "PASSKEY-035", password=passwords(), base=names())
def test_offered(s: Scenario, password: str, base: str) -> None:
    """A user with a passkey is offered it, and chooses it."""
    session = passkey_user(s, password, base)
    registered(s, session)
    s.check("PASSKEY-030", s.must("GetUserAuthFactors", blame="CHOICE-017", AccessToken=session.access))
    begun = s.need(choice(s, session), "CHOICE-001")
    if not s.check("PASSKEY-031", begun):
        s.end("PASSKEY-031", "the passkey is not offered")
    responses = {"USERNAME": session.user.username, "ANSWER": "WEB_AUTHN"}
    checked(s, "PASSKEY-035", respond(s, session.client, "SELECT_CHALLENGE", responses, session=session_of(begun)))


@prop("PASSKEY-032", password=passwords(), base=names())
def test_not_offered(s: Scenario, password: str, base: str) -> None:
    """A user with a passkey is offered it, one without is not."""
    first, second = passkey_user(s, password, base), passkey_user(s, password, base)
    registered(s, first)
    begun = s.need(choice(s, first), "CHOICE-001")
    offered = begun.get("AvailableChallenges")
    if not isinstance(offered, list) or "WEB_AUTHN" not in offered:
        s.end("PASSKEY-031", "the passkey is not offered to a user who has one", begun)
    s.check("PASSKEY-032", s.need(choice(s, second), "CHOICE-001"))


# -- assertions --------------------------------------------------------------------------------------------------------


@prop("PASSKEY-033", "PASSKEY-034", "PASSKEY-036", password=passwords(), base=names(), verification=VERIFICATIONS)
def test_signed_in(s: Scenario, password: str, base: str, verification: str) -> None:
    """WEB_AUTHN is answered with the right assertion."""
    session = passkey_user(s, password, base, verification=verification)
    key = registered(s, session)
    begun = preferred(s, session)
    if not checked(s, "PASSKEY-033", begun):
        s.end("PASSKEY-033", "the passkey is not asked for")
    if not s.check("PASSKEY-034", begun, rp_id=RP_ID):
        s.end("PASSKEY-034", "no CREDENTIAL_REQUEST_OPTIONS to sign")
    challenge = s.compute("passkey.options", begun.get("ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS"))["challenge"]
    checked(s, "PASSKEY-036", answer(s, session, begun, assertion(s, key, challenge)))


@prop("PASSKEY-037", password=passwords(), base=names())
def test_wrong_signature(s: Scenario, password: str, base: str) -> None:
    """The right passkey, signed by a key that is not its own."""
    session = passkey_user(s, password, base)
    key, other = registered(s, session), new_key(s)
    begun, challenge = asked(s, session)
    attempt = answer(s, session, begun, assertion(s, key, challenge, signer=other))
    s.refused("PASSKEY-037", attempt, control=lambda: passkey_sign_in(s, session, key))


@prop("PASSKEY-038", password=passwords(), of_another=st.booleans())
def test_other_passkey(s: Scenario, password: str, of_another: bool) -> None:
    """Another user's passkey, or one that nobody registered; then the right one."""
    session = passkey_user(s, password)
    key = registered(s, session)
    other: Key = registered(s, passkey_user(s, password)) if of_another else new_key(s)
    begun, challenge = asked(s, session)
    attempt = answer(s, session, begun, assertion(s, other, challenge))
    s.refused("PASSKEY-038", attempt, control=lambda: passkey_sign_in(s, session, key))


@prop("PASSKEY-039", password=passwords(), made_up=CHALLENGES, earlier=st.booleans())
def test_other_challenge(s: Scenario, password: str, made_up: str, earlier: bool) -> None:
    """An assertion for an earlier challenge, or for a made-up one; then one for the current challenge."""
    session = passkey_user(s, password)
    key = registered(s, session)
    challenge = asked(s, session)[1] if earlier else made_up
    begun, _ = asked(s, session)
    attempt = answer(s, session, begun, assertion(s, key, challenge))
    s.refused("PASSKEY-039", attempt, control=lambda: passkey_sign_in(s, session, key))


@prop(
    "PASSKEY-040",
    password=passwords(),
    elsewhere=domains(),
    wrong=st.sampled_from(("origin", "relying-party", "ceremony")),
)
def test_from_elsewhere(s: Scenario, password: str, elsewhere: str, wrong: str) -> None:
    """An assertion for another origin, relying party or ceremony; then a right one."""
    session = passkey_user(s, password)
    key = registered(s, session)
    parts = {"origin": {"origin": f"https://{elsewhere}"}, "relying-party": {"rp_id": elsewhere}}
    attempt = passkey_sign_in(s, session, key, **parts.get(wrong, {"ceremony": "create"}))
    s.refused("PASSKEY-040", attempt, control=lambda: passkey_sign_in(s, session, key))


@prop("PASSKEY-041", password=passwords(), base=names())
def test_unverified(s: Scenario, password: str, base: str) -> None:
    """An assertion without the required user verification; then with it."""
    session = passkey_user(s, password, base)
    key = registered(s, session)
    attempt = passkey_sign_in(s, session, key, verified=False)
    s.refused("PASSKEY-041", attempt, control=lambda: passkey_sign_in(s, session, key))


@prop("PASSKEY-042", password=passwords(), base=names(), said=st.booleans())
def test_unverified_where_preferred(s: Scenario, password: str, base: str, said: bool) -> None:
    """An assertion without user verification, where that is not required."""
    session = passkey_user(s, password, base, verification="preferred" if said else "")
    key = registered(s, session)
    checked(s, "PASSKEY-042", passkey_sign_in(s, session, key, verified=False))


@prop("PASSKEY-043", "PASSKEY-044", password=passwords(), base=names())
def test_deleted(s: Scenario, password: str, base: str) -> None:
    """A passkey that signed in is deleted after the challenge was sent."""
    session = passkey_user(s, password, base)
    key = registered(s, session)
    before = passkey_sign_in(s, session, key)
    begun, challenge = asked(s, session)
    s.need(delete(s, session, key["id"]), "PASSKEY-028")
    s.refused("PASSKEY-044", answer(s, session, begun, assertion(s, key, challenge)), control=before)
    s.check("PASSKEY-043", s.need(preferred(s, session), "CHOICE-001"))
