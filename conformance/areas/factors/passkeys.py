"""Passkeys: the pool's configuration, registration and all that can be wrong with it, lists."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import walk
from conformance.flows.passkeys import (
    RP_ID,
    complete,
    credential,
    delete,
    domain_pool,
    listed,
    listed_ids,
    new_key,
    offered_challenge,
    passkey_client,
    passkey_user,
    register,
    registered,
    start,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.clients import CHOICE_AND_PASSWORD_CLIENT
from conformance.strategies.domains import domains
from conformance.strategies.factors import CHALLENGES, VERIFICATIONS

BROKEN = st.sampled_from(("client-data", "attestation-cut", "no-cbor"))


@check("PASSKEY-002")
def configuration_shown(answer: Exchange, rp_id: str, verification: str) -> Difference | None:
    """RelyingPartyId and UserVerification are as they were set."""
    seen = answer.get("WebAuthnConfiguration")
    if not isinstance(seen, dict):
        return Difference("configuration-missing", "WebAuthnConfiguration", f"WebAuthnConfiguration {seen!r}")
    for name, value in (("RelyingPartyId", rp_id), ("UserVerification", verification)):
        if seen.get(name) != value:
            kind = "relying-party" if name == "RelyingPartyId" else "user-verification"
            return Difference(kind, f"{name} {value!r}", f"{seen.get(name)!r}")
    return None


@check("PASSKEY-004")
def options_named(answer: Exchange, rp_id: str) -> Difference | None:
    """The options name this relying party, a user by id and name, and a challenge."""
    for path in ("rp.id", "user.id", "user.name", "challenge"):
        seen = answer.get(f"CredentialCreationOptions.{path}")
        if not isinstance(seen, str) or not seen:
            return Difference(f"{path.replace('.', '-')}-missing", f"{path}, a string", f"{path} {seen!r}")
    seen = answer.get("CredentialCreationOptions.rp.id")
    return None if seen == rp_id else Difference("relying-party", f"rp.id {rp_id!r}", f"{seen!r}")


@check("PASSKEY-047")
def domain_named(answer: Exchange, domain: str, pool_id: str) -> Difference | None:
    """rp.id is the host of the prefix domain."""
    expected = f"{domain}.auth.{pool_id.partition('_')[0]}.amazoncognito.com"
    if not answer.ok:
        return Difference(f"refused-{answer.code}", f"rp.id {expected!r}", f"{answer.code}: {answer.message}")
    seen = answer.get("CredentialCreationOptions.rp.id")
    return None if seen == expected else Difference("relying-party", f"rp.id {expected!r}", f"{seen!r}")


@check("PASSKEY-005")
def algorithms_offered(answer: Exchange) -> Difference | None:
    """pubKeyCredParams has public keys of the algorithms -7 (ES256) and -257 (RS256)."""
    found = answer.get("CredentialCreationOptions.pubKeyCredParams")
    entries = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    for name, number in (("es256", -7), ("rs256", -257)):
        if not any(e.get("alg") == number and e.get("type") == "public-key" for e in entries):
            return Difference(f"{name}-missing", f"alg {number} in pubKeyCredParams", f"{found!r}")
    return None


@check("PASSKEY-006")
def discoverable(answer: Exchange) -> Difference | None:
    """authenticatorSelection requires a discoverable credential."""
    seen = answer.get("CredentialCreationOptions.authenticatorSelection.residentKey")
    return None if seen == "required" else Difference("resident-key", "residentKey required", f"{seen!r}")


@check("PASSKEY-007")
def verification_asked(answer: Exchange, verification: str) -> Difference | None:
    """userVerification of the options is the pool's UserVerification."""
    seen = answer.get("CredentialCreationOptions.authenticatorSelection.userVerification")
    if seen == verification:
        return None
    return Difference("user-verification", f"userVerification {verification}", f"{seen!r}")


@check("PASSKEY-008")
def own_challenges(first: Exchange, second: Exchange) -> Difference | None:
    """Both challenges have 16 bytes or more, and they differ."""
    found = [str(answer.get("CredentialCreationOptions.challenge")) for answer in (first, second)]
    for text in found:
        try:
            size = len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except ValueError:
            return Difference("not-base64url", "challenges in base64url", f"challenge {text!r}")
        if size < 16:
            return Difference("short", "challenges of 16 bytes or more", f"{size} bytes")
    return None if found[0] != found[1] else Difference("same", "another challenge each time", "the same challenge")


@check("PASSKEY-009")
def excluded(answer: Exchange, identifier: str) -> Difference | None:
    """excludeCredentials has the registered passkey."""
    found = answer.get("CredentialCreationOptions.excludeCredentials")
    entries = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    if any(e.get("id") == identifier for e in entries):
        return None
    return Difference("not-excluded", "the passkey in excludeCredentials", f"{len(entries)} others")


@check("PASSKEY-023", "PASSKEY-027", "PASSKEY-028")
def not_listed(answer: Exchange, identifier: str) -> Difference | None:
    """The passkey is not in the user's list."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "a list without the passkey", f"{answer.code}: {answer.message}")
    return (
        Difference("listed", "a list without the passkey", "it is there") if identifier in listed_ids(answer) else None
    )


@check("PASSKEY-024")
def shown(answer: Exchange, identifier: str, rp_id: str) -> Difference | None:
    """The user's list has the passkey, for this relying party."""
    entry = entry_of(answer, identifier)
    if entry is None:
        return Difference("not-listed", "the passkey on the list", f"{len(listed_ids(answer))} others")
    seen = entry.get("RelyingPartyId")
    return None if seen == rp_id else Difference("relying-party", f"RelyingPartyId {rp_id!r}", f"{seen!r}")


@check("PASSKEY-025")
def described(answer: Exchange) -> Difference | None:
    """The passkey has a FriendlyCredentialName, a string, and CreatedAt, a number."""
    entry = (answer.get("Credentials") or [{}])[0]
    entry = entry if isinstance(entry, dict) else {}
    if not isinstance(entry.get("FriendlyCredentialName"), str):
        seen = f"{entry.get('FriendlyCredentialName')!r}"
        return Difference("name-missing", "FriendlyCredentialName, a string", seen)
    moment = entry.get("CreatedAt")
    if isinstance(moment, int | float) and not isinstance(moment, bool):
        return None
    return Difference("date", "CreatedAt, a number", f"CreatedAt {moment!r}")


@check("PASSKEY-026")
def one_a_page(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each page has one passkey; the pages have all of them, none twice, and the last page has no token."""
    if max(len(listed_ids(page)) for page in pages) > 1:
        return Difference("more", "one passkey a page", "more on one page")
    if pages[-1].get("NextToken"):
        return Difference("endless", "a last page", f"a NextToken after {len(pages)} pages")
    found = [identifier for page in pages for identifier in listed_ids(page)]
    if set(wanted) - set(found):
        return Difference("lost", f"{len(wanted)} passkeys on all pages", f"{len(set(wanted) & set(found))} of them")
    return None if len(set(found)) == len(found) else Difference("repeated", "each passkey once", "one is there again")


def entry_of(answer: Exchange, identifier: str) -> dict[str, object] | None:
    """The entry of a list that has this id."""
    found = answer.get("Credentials")
    entries = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    return next((e for e in entries if e.get("CredentialId") == identifier), None)


# -- configuration and options -----------------------------------------------------------------------------------------


@prop("PASSKEY-001", "PASSKEY-002", rp_id=domains(), verification=VERIFICATIONS)
def test_configuration(s: Scenario, rp_id: str, verification: str) -> None:
    """The configuration of passkeys, set and read."""
    pool = s.own_pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}})
    configuration = {"RelyingPartyId": rp_id, "UserVerification": verification}
    changed = s.call(
        "SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration="OFF", WebAuthnConfiguration=configuration
    )
    s.accepted("PASSKEY-001", changed)
    read = s.must("GetUserPoolMfaConfig", blame="PASSKEY-002", UserPoolId=pool.id)
    s.check("PASSKEY-002", read, rp_id=rp_id, verification=verification)


@prop(
    "PASSKEY-003",
    "PASSKEY-004",
    "PASSKEY-005",
    "PASSKEY-006",
    "PASSKEY-007",
    "PASSKEY-008",
    password=passwords(),
    base=names(),
    verification=st.sampled_from(("required", "preferred", "")),
)
def test_options(s: Scenario, password: str, base: str, verification: str) -> None:
    """The options that a browser is given to create a passkey."""
    session = passkey_user(s, password, base, verification=verification)
    options = s.accepted("PASSKEY-003", start(s, session))
    s.check("PASSKEY-004", options, rp_id=RP_ID)
    s.check("PASSKEY-005", options)
    s.check("PASSKEY-006", options)
    s.check("PASSKEY-007", options, verification=verification or "preferred")
    s.check("PASSKEY-008", options, s.need(start(s, session), "PASSKEY-003"))


@prop("PASSKEY-009", password=passwords(), base=names())
def test_excluded(s: Scenario, password: str, base: str) -> None:
    """The options after a registration."""
    session = passkey_user(s, password, base)
    key = registered(s, session)
    s.check("PASSKEY-009", s.need(start(s, session), "PASSKEY-003"), identifier=key["id"])


@prop("PASSKEY-010", password=passwords(), base=names())
def test_not_enabled(s: Scenario, password: str, base: str) -> None:
    """A pool whose only first factor is the password, and one that allows passkeys."""
    session = passkey_user(s, password, base, factors=("PASSWORD",))
    s.refused("PASSKEY-010", start(s, session), control=lambda: start(s, passkey_user(s, password, base)))


@prop("PASSKEY-011", password=passwords(), base=names())
def test_no_relying_party(s: Scenario, password: str, base: str) -> None:
    """A pool without a relying party, and one with one."""
    session = passkey_user(s, password, base, rp_id=None)
    s.refused("PASSKEY-011", start(s, session), control=lambda: start(s, passkey_user(s, password, base)))


@prop("PASSKEY-047", password=passwords(), base=names())
def test_domain_is_the_relying_party(s: Scenario, password: str, base: str) -> None:
    """A pool with a domain and nothing else; one with a relying party shows that passkeys can be made here."""
    s.need(start(s, passkey_user(s, password, base)), "PASSKEY-003")
    pool, domain = domain_pool(s)
    client = passkey_client(s, pool)
    session = s.sign_in(client, s.user(pool, password=password, username=s.name(base)))
    s.check("PASSKEY-047", start(s, session), domain=domain, pool_id=pool.id)


# -- registration ------------------------------------------------------------------------------------------------------


@prop("PASSKEY-012", "PASSKEY-024", "PASSKEY-025", password=passwords(), base=names(), verification=VERIFICATIONS)
def test_registered(s: Scenario, password: str, base: str, verification: str) -> None:
    """A right registration."""
    session = passkey_user(s, password, base, verification=verification)
    key = new_key(s)
    s.accepted("PASSKEY-012", register(s, session, key))
    found = s.must("ListWebAuthnCredentials", blame="PASSKEY-024", AccessToken=session.access)
    s.check("PASSKEY-024", found, identifier=key["id"], rp_id=RP_ID)
    if key["id"] not in listed_ids(found):
        s.end("PASSKEY-024", "the registered passkey is not listed", found)
    s.check("PASSKEY-025", found)


@prop("PASSKEY-013", password=passwords(), base=names())
def test_rs256(s: Scenario, password: str, base: str) -> None:
    """A registration with the algorithm RS256."""
    s.accepted("PASSKEY-013", register(s, passkey_user(s, password, base), new_key(s, "RS256")))


@prop("PASSKEY-014", password=passwords(), base=names(), said=st.booleans())
def test_unverified_where_preferred(s: Scenario, password: str, base: str, said: bool) -> None:
    """A registration without user verification, where that is not required."""
    session = passkey_user(s, password, base, verification="preferred" if said else "")
    s.accepted("PASSKEY-014", register(s, session, new_key(s), verified=False))


@prop("PASSKEY-015", password=passwords(), base=names())
def test_unverified(s: Scenario, password: str, base: str) -> None:
    """A registration without user verification, where that is required."""
    session = passkey_user(s, password, base)
    attempt = register(s, session, new_key(s), verified=False)
    s.refused("PASSKEY-015", attempt, control=lambda: register(s, session, new_key(s)))


@prop("PASSKEY-016", password=passwords(), elsewhere=domains(), verification=VERIFICATIONS)
def test_other_origin(s: Scenario, password: str, elsewhere: str, verification: str) -> None:
    """A registration with another origin."""
    session = passkey_user(s, password, verification=verification)
    attempt = register(s, session, new_key(s), origin=f"https://{elsewhere}")
    s.refused("PASSKEY-016", attempt, control=lambda: register(s, session, new_key(s)))


@prop("PASSKEY-017", password=passwords(), elsewhere=domains(), verification=VERIFICATIONS)
def test_other_relying_party(s: Scenario, password: str, elsewhere: str, verification: str) -> None:
    """A registration for another relying party."""
    session = passkey_user(s, password, verification=verification)
    attempt = register(s, session, new_key(s), rp_id=elsewhere)
    s.refused("PASSKEY-017", attempt, control=lambda: register(s, session, new_key(s)))


@prop("PASSKEY-018", password=passwords(), made_up=CHALLENGES, of_another=st.booleans())
def test_other_challenge(s: Scenario, password: str, made_up: str, of_another: bool) -> None:
    """A registration with a challenge that was not issued to this user."""
    session = passkey_user(s, password)
    challenge = offered_challenge(s, passkey_user(s, password)) if of_another else made_up
    offered_challenge(s, session)
    attempt = complete(s, session, credential(s, new_key(s), challenge))
    s.refused("PASSKEY-018", attempt, control=lambda: register(s, session, new_key(s)))


@prop("PASSKEY-019", password=passwords(), base=names())
def test_challenge_again(s: Scenario, password: str, base: str) -> None:
    """Two registrations with one challenge."""
    session = passkey_user(s, password, base)
    challenge = offered_challenge(s, session)
    first = s.need(complete(s, session, credential(s, new_key(s), challenge)), "PASSKEY-012")
    second = complete(s, session, credential(s, new_key(s), challenge))
    s.refused("PASSKEY-019", second, control=first)


@prop("PASSKEY-020", password=passwords(), base=names())
def test_other_client(s: Scenario, password: str, base: str) -> None:
    """A registration begun through one client and completed through another, then through the same."""
    session = passkey_user(s, password, base)
    other = s.client(session.client.pool, ExplicitAuthFlows=[*CHOICE_AND_PASSWORD_CLIENT, "ALLOW_USER_SRP_AUTH"])
    elsewhere = s.sign_in(other, session.user, flow="USER_PASSWORD_AUTH")
    made = credential(s, new_key(s), offered_challenge(s, session))
    s.refused("PASSKEY-020", complete(s, elsewhere, made), control=lambda: complete(s, session, made))


@prop("PASSKEY-021", password=passwords(), how=BROKEN)
def test_broken(s: Scenario, password: str, how: str) -> None:
    """A malformed credential, then a well-formed one."""
    session = passkey_user(s, password)
    made = credential(s, new_key(s), offered_challenge(s, session))
    attempt = complete(s, session, s.compute("passkey.broken", made, how))
    s.refused("PASSKEY-021", attempt, control=lambda: register(s, session, new_key(s)))


@prop("PASSKEY-022", password=passwords(), base=names())
def test_other_algorithm(s: Scenario, password: str, base: str) -> None:
    """A registration with an algorithm that was not offered."""
    session = passkey_user(s, password, base)
    attempt = register(s, session, new_key(s, "EdDSA"))
    s.refused("PASSKEY-022", attempt, control=lambda: register(s, session, new_key(s)))


@prop(
    "PASSKEY-023",
    password=passwords(),
    elsewhere=domains(),
    wrong=st.sampled_from(("origin", "relying-party", "verification")),
)
def test_nothing_left(s: Scenario, password: str, elsewhere: str, wrong: str) -> None:
    """A refused registration of a user who has a passkey."""
    session = passkey_user(s, password)
    there, key = registered(s, session), new_key(s)
    parts = {"origin": {"origin": f"https://{elsewhere}"}, "relying-party": {"rp_id": elsewhere}}
    attempt = register(s, session, key, **parts.get(wrong, {"verified": False}))
    if attempt.ok:
        blame = {"origin": "PASSKEY-016", "relying-party": "PASSKEY-017", "verification": "PASSKEY-015"}[wrong]
        s.end(blame, "the passkey was not refused", attempt)
    found = listed(s, session)
    if there["id"] not in listed_ids(s.need(found, "PASSKEY-024")):
        s.end("PASSKEY-024", "the registered passkey is not listed", found)
    s.check("PASSKEY-023", found, identifier=key["id"])


# -- lists -------------------------------------------------------------------------------------------------------------


@prop("PASSKEY-026", password=passwords(), count=st.integers(2, 3))
def test_pages(s: Scenario, password: str, count: int) -> None:
    """A few passkeys, listed one per page."""
    session = passkey_user(s, password)
    wanted = [registered(s, session)["id"] for _ in range(count)]
    pages = walk(s, "ListWebAuthnCredentials", "NextToken", AccessToken=session.access, MaxResults=1)
    s.need(pages[-1], "PASSKEY-026")
    s.check("PASSKEY-026", *pages, wanted=wanted)


@prop("PASSKEY-027", password=passwords(), base=names())
def test_own_list(s: Scenario, password: str, base: str) -> None:
    """Two users with a passkey each."""
    mine, other = passkey_user(s, password, base), passkey_user(s, password, base)
    key, theirs = registered(s, mine), registered(s, other)
    found = listed(s, mine)
    if key["id"] not in listed_ids(s.need(found, "PASSKEY-024")):
        s.end("PASSKEY-024", "the user's own passkey is not listed", found)
    s.check("PASSKEY-027", found, identifier=theirs["id"])


@prop("PASSKEY-028", password=passwords(), base=names())
def test_deleted(s: Scenario, password: str, base: str) -> None:
    """A passkey is listed, deleted, and not listed any more."""
    session = passkey_user(s, password, base)
    key = registered(s, session)
    found = s.need(listed(s, session), "PASSKEY-024")
    if key["id"] not in listed_ids(found):
        s.end("PASSKEY-024", "the registered passkey is not listed", found)
    s.need(delete(s, session, key["id"]), "PASSKEY-028")
    s.check("PASSKEY-028", listed(s, session), identifier=key["id"])


@check("PASSKEY-051")
def still_listed(answer: Exchange, identifier: str) -> Difference | None:
    """The other passkey is in the user's list."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "a list with the other passkey", f"{answer.code}: {answer.message}")
    listed_now = listed_ids(answer)
    return None if identifier in listed_now else Difference("lost", "the other passkey", f"{len(listed_now)} others")


@prop("PASSKEY-051", password=passwords(), base=names(), first=st.booleans())
def test_one_of_two(s: Scenario, password: str, base: str, first: bool) -> None:
    """One of two passkeys is deleted."""
    session = passkey_user(s, password, base)
    keys = registered(s, session), registered(s, session)
    gone, kept = keys if first else keys[::-1]
    found = s.need(listed(s, session), "PASSKEY-024")
    if not {gone["id"], kept["id"]} <= set(listed_ids(found)):
        s.end("PASSKEY-024", "the registered passkeys are not listed", found)
    s.need(delete(s, session, gone["id"]), "PASSKEY-028")
    s.check("PASSKEY-051", listed(s, session), identifier=kept["id"])


@prop("PASSKEY-029", password=passwords(), of_another=st.booleans())
def test_delete_of_others(s: Scenario, password: str, of_another: bool) -> None:
    """DeleteWebAuthnCredential with an id that the user does not have, then with one that the user has."""
    session = passkey_user(s, password)
    own = registered(s, session)
    other = registered(s, passkey_user(s, password)) if of_another else new_key(s)
    s.refused("PASSKEY-029", delete(s, session, other["id"]), control=lambda: delete(s, session, own["id"]))
