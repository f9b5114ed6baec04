"""The calls of passkeys: pools that allow them, registration, sign-in; every part can be given wrongly. Not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import initiate, respond, session_of
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, Session
from conformance.strategies.clients import CHOICE_AND_PASSWORD_CLIENT

RP_ID = "login.example.com"
ORIGIN = f"https://{RP_ID}"
FACTORS = ("PASSWORD", "WEB_AUTHN")
Key = dict[str, str]  # pem and id, as conformance.kit.passkey makes them


def passkey_pool(
    s: Scenario,
    *,
    verification: str = "required",
    factors: tuple[str, ...] = FACTORS,
    rp_id: str | None = RP_ID,
    **config: Any,
) -> Pool:
    """A pool of these first factors, with this relying party; ``verification`` "" leaves UserVerification out."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}
    if rp_id is None:
        return s.pool(Policies=policies, **config)
    configuration = {"RelyingPartyId": rp_id, **({"UserVerification": verification} if verification else {})}

    def prepare(pool: Pool) -> None:
        s.must(
            "SetUserPoolMfaConfig",
            blame="PASSKEY-001",
            UserPoolId=pool.id,
            MfaConfiguration="OFF",
            WebAuthnConfiguration=configuration,
        )

    return s.prepared_pool(f"passkeys of {rp_id}, verification {verification}", prepare, Policies=policies, **config)


def domain_pool(s: Scenario) -> tuple[Pool, str]:
    """A pool that allows passkeys, names no relying party, and has a domain with managed login."""

    def prepare(pool: Pool) -> None:
        domain = s.compute("oauth.domain_for", pool.id)
        s.must("CreateUserPoolDomain", UserPoolId=pool.id, Domain=domain, ManagedLoginVersion=2)

    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(FACTORS)}}
    pool = s.prepared_pool("domain with managed login", prepare, Policies=policies)
    return pool, str(s.compute("oauth.domain_for", pool.id))


def passkey_client(s: Scenario, pool: Pool) -> Client:
    """A client whose users sign in by password or by choice."""
    return s.client(pool, ExplicitAuthFlows=CHOICE_AND_PASSWORD_CLIENT)


def passkey_user(s: Scenario, password: str, base: str = "user", **pool: Any) -> Session:
    """A user of such a pool, signed in by password."""
    client = passkey_client(s, passkey_pool(s, **pool))
    return s.sign_in(client, s.user(client.pool, password=password, username=s.name(base)))


def start(s: Scenario, session: Session) -> Exchange:
    """StartWebAuthnRegistration."""
    return s.call("StartWebAuthnRegistration", AccessToken=session.access)


def offered_challenge(s: Scenario, session: Session) -> str:
    """The challenge of a registration that was begun; the example ends without one."""
    options = s.need(start(s, session), "PASSKEY-003")
    challenge = options.get("CredentialCreationOptions.challenge")
    if not isinstance(challenge, str) or not challenge:
        s.end("PASSKEY-004", "the options have no challenge", options)
    return challenge


def new_key(s: Scenario, algorithm: str = "ES256") -> Key:
    """A key pair for a passkey."""
    made: Key = s.compute("passkey.new_key", algorithm)
    return made


def credential(
    s: Scenario, key: Key, challenge: str, *, rp_id: str = RP_ID, origin: str = ORIGIN, verified: bool = True
) -> dict[str, Any]:
    """What a browser sends for a passkey that it made."""
    made: dict[str, Any] = s.compute("passkey.registration", key, challenge, rp_id, origin, verified)
    return made


def complete(s: Scenario, session: Session, made: dict[str, Any]) -> Exchange:
    """CompleteWebAuthnRegistration."""
    return s.call("CompleteWebAuthnRegistration", AccessToken=session.access, Credential=made)


def register(s: Scenario, session: Session, key: Key, **parts: Any) -> Exchange:
    """A whole registration, changed by ``parts``; the answer to its completion."""
    return complete(s, session, credential(s, key, offered_challenge(s, session), **parts))


def registered(s: Scenario, session: Session) -> Key:
    """The key of a passkey that was registered."""
    key = new_key(s)
    s.need(register(s, session, key), "PASSKEY-012")
    return key


def listed(s: Scenario, session: Session, **page: Any) -> Exchange:
    """ListWebAuthnCredentials."""
    return s.call("ListWebAuthnCredentials", AccessToken=session.access, **page)


def listed_ids(answer: Exchange) -> list[str]:
    """The ids of a list."""
    found = answer.get("Credentials")
    entries = found if isinstance(found, list) else []
    return [str(entry.get("CredentialId")) for entry in entries if isinstance(entry, dict)]


def delete(s: Scenario, session: Session, identifier: str) -> Exchange:
    """DeleteWebAuthnCredential."""
    return s.call("DeleteWebAuthnCredential", AccessToken=session.access, CredentialId=identifier)


def choice(s: Scenario, session: Session, **parameters: str) -> Exchange:
    """USER_AUTH."""
    return initiate(s, session.client, "USER_AUTH", {"USERNAME": session.user.username, **parameters})


def preferred(s: Scenario, session: Session) -> Exchange:
    """USER_AUTH that prefers the passkey."""
    return choice(s, session, PREFERRED_CHALLENGE="WEB_AUTHN")


def asked(s: Scenario, session: Session) -> tuple[Exchange, str]:
    """The WEB_AUTHN challenge, and what has to be signed; the example ends without it."""
    begun = s.need(preferred(s, session), "PASSKEY-033")
    if begun.get("ChallengeName") != "WEB_AUTHN":
        s.end("PASSKEY-033", f"a preferred passkey was answered with {begun.get('ChallengeName')!r}", begun)
    text = begun.get("ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS")
    options = s.compute("passkey.options", text) if isinstance(text, str) else {}
    if not options.get("challenge"):
        s.end("PASSKEY-034", "no CREDENTIAL_REQUEST_OPTIONS with a challenge", begun)
    return begun, str(options["challenge"])


def assertion(s: Scenario, key: Key, challenge: str, *, rp_id: str = RP_ID, origin: str = ORIGIN, **parts: Any) -> str:
    """What a browser sends for a passkey that it signs in with."""
    return str(s.compute("passkey.assertion", key, challenge, rp_id, origin, **parts))


def answer(s: Scenario, session: Session, begun: Exchange, signed: str) -> Exchange:
    """The answer to WEB_AUTHN."""
    responses = {"USERNAME": session.user.username, "CREDENTIAL": signed}
    return respond(s, session.client, "WEB_AUTHN", responses, session=session_of(begun))


def passkey_sign_in(s: Scenario, session: Session, key: Key, **parts: Any) -> Exchange:
    """A whole sign-in by passkey."""
    begun, challenge = asked(s, session)
    return answer(s, session, begun, assertion(s, key, challenge, **parts))
