"""Sign-in by passkey: WEB_AUTHN asked and answered."""

from __future__ import annotations

import hmac
import json
from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates
from targets.reference.core.errors import InvalidParameterException, NotAuthorizedException
from targets.reference.core.factors import Passkey
from targets.reference.core.sessions import new_session, open_session, spend
from targets.reference.core.state import Pool, Session, User
from targets.reference.sign_in import webauthn
from targets.reference.sign_in.first_factor import check_enabled, finish
from targets.reference.sign_in.relying_party import CHALLENGE_SIZE, enough, relying_party, request_options, usable
from targets.reference.sign_in.ways import way_of
from targets.reference.sign_in.webauthn import Unreadable


def ask_passkey(attempt: Attempt, username: str, user: User) -> Answer:
    """Documented: the challenge WEB_AUTHN, and a session."""
    asked = ids.opaque(CHALLENGE_SIZE)
    way = way_of(attempt)
    session = new_session(attempt.call, attempt.client, user, "WEB_AUTHN", username=username, asked=asked, way=way)
    parameters = {"CREDENTIAL_REQUEST_OPTIONS": request_options(attempt.pool, user, asked)}
    if deviates("passkey-without-options"):
        parameters = {}
    return challenge("WEB_AUTHN", parameters, session.text)


def answer_passkey(attempt: Attempt) -> Answer:
    """All assertions that are wrong get the same error."""
    username = attempt.username()
    text = attempt.require("CREDENTIAL")
    session = open_session(attempt.call, attempt.client, "WEB_AUTHN", attempt.session(), username)
    user = session.user
    assert user is not None  # nobody else is asked
    check_enabled(user, session.details["way"])
    if not asserts(attempt.pool, user, session, text) or deviates("passkey-right-one-refused"):
        raise NotAuthorizedException("Invalid passkey assertion.")
    spend(session)
    return finish(attempt, user)


def asserts(pool: Pool, user: User, session: Session, text: str) -> bool:
    """Whether this is an assertion of one of the user's passkeys for this challenge."""
    try:
        credential: dict[str, Any] = json.loads(text)
        response, identifier = credential["response"], str(credential["id"])
        client_data = webauthn.client_data(response["clientDataJSON"])
        data = webauthn.authenticator_data(webauthn.decoded(response["authenticatorData"]))
        signature = webauthn.decoded(response["signature"])
    except (Unreadable, ValueError, KeyError, TypeError):
        raise InvalidParameterException("Credential data is not valid") from None
    passkey = passkey_of(pool, user, identifier)
    if passkey is None:
        return deviates("passkey-unregistered-signs-in")
    rp_id = relying_party(pool)
    for_this = client_data.challenge == session.details["asked"] or deviates("passkey-replayed")
    ceremony = client_data.ceremony == "webauthn.get" and webauthn.belongs(client_data.origin, rp_id)
    here = ceremony and hmac.compare_digest(data.rp_hash, webauthn.hash_of(rp_id))
    signed = webauthn.verifies(passkey.public, signature, data.raw + client_data.digest)
    return (
        for_this
        and (here or deviates("passkey-from-anywhere"))
        and enough(pool, data, "passkey-sign-in")
        and (signed or deviates("passkey-any-signature"))
    )


def passkey_of(pool: Pool, user: User, identifier: str) -> Passkey | None:
    """The passkey that an assertion names, among those of the user."""
    found = {passkey.identifier: passkey for passkey in usable(pool, user)}
    if deviates("passkey-of-anybody"):
        found |= {p.identifier: p for other in pool.users.values() for p in usable(pool, other)}
    if deviates("passkey-deleted-signs-in"):
        found |= user.deleted_passkeys
    return found.get(identifier)
