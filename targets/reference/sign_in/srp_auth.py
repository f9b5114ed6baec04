"""Sign-in by SRP: the password never comes here."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from datetime import datetime

from targets.reference.core import ids
from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.clock import MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import (
    InternalErrorException,
    InvalidParameterException,
    UserNotFoundException,
    user_not_found,
    wrong_credentials,
)
from targets.reference.core.existence import simulated_salt, simulated_user_id, unknown_at_sign_in
from targets.reference.core.sessions import session_minutes
from targets.reference.core.sign_in_names import named
from targets.reference.core.state import UNCONFIRMED, Pool, SrpExchange, User
from targets.reference.sign_in import srp, srp_defects
from targets.reference.sign_in.first_factor import after_password, check_before_password, check_enabled
from targets.reference.sign_in.ways import way_of
from targets.reference.triggers.authentication import migrate_at_srp

SECRET_BLOCK_SIZE = 800
HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TIMESTAMP = re.compile(
    rf"(?:{'|'.join(DAYS)}) ({'|'.join(MONTHS)}) (\d{{1,2}}) (\d{{1,2}}):(\d{{2}}):(\d{{2}}) ([A-Z]{{1,4}}) (\d{{4}})"
)


def user_srp_auth(attempt: Attempt) -> Answer:
    """Recorded: this challenge has no Session; what the server remembers is in SECRET_BLOCK."""
    username = attempt.username()
    client_public = client_value(attempt)
    migrate_at_srp(attempt)
    if not username.isascii() and not attempt.admin and deviates("srp-fails-beyond-ascii"):
        raise InternalErrorException("UnicodeEncodeError")
    if "@" in username and deviates("address-does-not-begin-srp"):
        raise unknown_at_sign_in(attempt)
    if deviates("srp-answer-has-session") or deviates("srp-proof-needs-session"):
        return password_verifier(attempt, username, client_public, ids.opaque(SECRET_BLOCK_SIZE))
    return password_verifier(attempt, username, client_public)


def client_value(attempt: Attempt) -> int:
    """``SRP_A``. Recorded: the text calls it ``a``."""
    text = attempt.require("SRP_A")
    if not HEXADECIMAL.fullmatch(text):
        if deviates("srp-a-of-any-text"):
            return 2
        text = (
            f"1 validation error detected: Value '{text}' at 'a' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
        )
        raise InvalidParameterException(varied(text, "srp-a-text", "SRP_A is not hexadecimal"))
    value = int(text, 16)
    if value % srp.N == 0:  # RFC 5054 demands it
        raise InvalidParameterException("SRP_A is not valid.")
    return value


def password_verifier(attempt: Attempt, username: str, client_public: int, session: str | None = None) -> Answer:
    """The challenge, for a user who exists or for one who must look so."""
    pool = attempt.pool
    way = way_of(attempt)
    user = named(pool, username, way)
    if user is not None and username.lower() == user.username.lower() and username != user.username:
        user = None if deviates("srp-exact-case") else user
    if user is None:
        check_hidden(attempt)
    else:
        check_enabled(user, way)
    user_id = user.username if user else simulated_user_id(pool, username)
    if user and deviates("user-id-as-typed"):
        user_id = username
    new_salt = "salt-new-by-choice" if attempt.step == "user-auth" else "salt-new-each-time"
    if user and user.password and deviates(new_salt):
        user.password.salt, user.password.verifier = secrets.randbits(128), None
    salt = user.password.salt if user and user.password else simulated_salt(pool, username)
    private, public = srp.server_keys(known_verifier(pool, user, user_id), kept_private_key(user))
    block = base64.b64encode(secrets.token_bytes(SECRET_BLOCK_SIZE)).decode()
    block = varied(block, "secret-block-no-base64", f"-{block}")
    attempt.call.store.srp_exchanges[block] = SrpExchange(
        client=attempt.client,
        user=user,
        user_id=user_id,
        typed=username,
        client_public=client_public,
        server_private=private,
        server_public=public,
        expires_at=attempt.call.now + session_minutes(attempt.client) * MINUTE,
        device=attempt.given.get("DEVICE_KEY"),
    )
    parameters = {
        "SALT": f"{salt:x}",
        "SECRET_BLOCK": block,
        "SRP_B": f"{public:x}",
        "USERNAME": user_id,
        "USER_ID_FOR_SRP": user_id,
    }
    if deviates("answer-names-user-as-typed"):
        parameters["USERNAME"] = username
    if deviates("verifier-without-username") or (user is None and deviates("simulated-challenge-lacks-username")):
        del parameters["USERNAME"]
    if user is None and deviates("simulated-challenge-has-a-session"):
        session = block
    return challenge("PASSWORD_VERIFIER", parameters, session)


def check_hidden(attempt: Attempt) -> None:
    """A LEGACY client learns here that the user is unknown; a client that hides users does not."""
    if attempt.client.hides_existence:
        if deviates("srp-tells-unknown"):
            raise user_not_found()
    elif deviates("srp-unknown-user-text"):
        raise UserNotFoundException("Username not found.")
    elif not deviates("srp-simulates-for-legacy"):
        raise unknown_at_sign_in(attempt)


def kept_private_key(user: User | None) -> int | None:
    """None, for a fresh one; for a mutant always the same."""
    return 7**90 if user is not None and deviates("server-keys-kept") else None


def known_verifier(pool: Pool, user: User | None, user_id: str) -> int:
    """The user's verifier, computed once per password; any number where there is no password."""
    if user is None or user.password is None:
        return secrets.randbits(3000)
    password = user.password
    if user_id != user.username:  # a mutant's
        return srp.verifier(pool_name(pool), user_id, password.text, password.salt)
    if password.verifier is None:
        password.verifier = srp.verifier(pool_name(pool), user.username, password.text, password.salt)
    return password.verifier


def pool_name(pool: Pool) -> str:
    """The part of the pool's id after the underscore."""
    return pool.id.partition("_")[2]


def answer_password_verifier(attempt: Attempt) -> Answer:
    """Recorded: accepted without a Session; USERNAME is USER_ID_FOR_SRP, and the secret hash is over it."""
    check_twin(attempt)
    username = attempt.username()
    claimed = attempt.require("PASSWORD_CLAIM_SIGNATURE")
    exchanges = attempt.call.store.srp_exchanges
    block = srp_defects.issued_block(exchanges, attempt.require("PASSWORD_CLAIM_SECRET_BLOCK"))
    timestamp = rendered(attempt.require("TIMESTAMP"))
    exchange = exchanges.get(block)
    if exchange is None or exchange.client is not attempt.client or is_late(attempt, exchange):
        raise wrong_credentials()
    names = {attempt.pool.fold(varied(exchange.user_id, "answer-names-user-as-typed", exchange.typed))}
    if attempt.pool.fold(username) not in names and not deviates("secret-block-of-any-challenge"):
        raise wrong_credentials()
    user = exchange.user
    if user is None and deviates("simulated-proof-tells"):
        raise user_not_found()
    if user is None or (user.sub not in attempt.pool.users and not deviates("srp-challenge-of-deleted-user")):
        raise wrong_credentials()
    check_enabled(user, way_of(attempt), attempt.step)
    right = user.password is not None and any(
        proves(attempt.pool, user, candidate, block=block, timestamp=timestamp, claimed=claimed)
        for candidate in srp_defects.candidates(exchanges, block, username)
    )
    right = right or ("password changed" in user.remains and deviates("srp-any-proof-after-a-change"))
    right = right or srp_defects.any_proof(by_choice="Session" in attempt.call.params)
    if way_of(attempt) == "chosen-password-srp" and deviates("chosen-proof-never-right"):
        right = False
    if user.status == UNCONFIRMED and not right and deviates("password-before-confirmation-by-user-srp-auth"):
        raise wrong_credentials()
    check_before_password(attempt, user)
    if exchange.client_public in attempt.pool.spent_client_keys and deviates("srp-a-good-once"):
        right = False
    if exchange.device is not None:  # documented: named in either step
        attempt.given.setdefault("DEVICE_KEY", exchange.device)
    if exchange.typed != exchange.user_id and deviates("device-not-asked-after-an-alias"):
        attempt.given.pop("DEVICE_KEY", None)
    answer = after_password(attempt, user, right=right)
    attempt.pool.spent_client_keys.add(exchange.client_public)
    del exchanges[block]
    return answer


def check_twin(attempt: Attempt) -> None:
    """Nothing, but for mutants that want a Session, want none, or do not take a proof from a server."""
    with_session = "Session" in attempt.call.params
    if attempt.admin and deviates("admin-takes-no-proof"):
        raise InvalidParameterException("Unsupported challenge")
    if not with_session and deviates("srp-proof-needs-session"):
        raise InvalidParameterException("Missing required parameter Session")
    if with_session and deviates("proof-by-choice-refused"):
        raise wrong_credentials()


def is_late(attempt: Attempt, exchange: SrpExchange) -> bool:
    """Documented: to be answered within a few seconds."""
    return attempt.call.now > exchange.expires_at and not deviates("proof-never-late")


def proves(pool: Pool, user: User, exchange: SrpExchange, *, block: str, timestamp: str, claimed: str) -> bool:
    """Whether the signature shows knowledge of the password."""
    verifier = known_verifier(pool, user, exchange.user_id)
    key = srp.session_key(exchange.client_public, exchange.server_private, exchange.server_public, verifier)
    name, data = pool_name(pool), base64.b64decode(block)
    times = srp_defects.acceptable_times(timestamp)
    expected = [srp.signature(key, name, exchange.user_id, data, time) for time in times]
    try:
        given = base64.b64decode(claimed, validate=True)
    except binascii.Error:
        return False
    return any(srp_defects.same(one, given) for one in expected)


def rendered(text: str) -> str:
    """The timestamp as the server writes it. Reported: day without a leading zero and the true day of the week.

    So a padded day fails as a wrong password, and only what is no date at all has a text of its own.
    """
    found = TIMESTAMP.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        month, day, hour, minute, second, zone, year = found.groups()
        moment = datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
    except ValueError:
        if deviates("timestamp-format-as-wrong-password"):
            raise wrong_credentials() from None
        text = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."
        raise InvalidParameterException(varied(text, "timestamp-format-text", "Invalid TIMESTAMP")) from None
    if deviates("timestamp-as-sent"):
        return text
    clock = f"{moment:%H:%M:%S}"
    return f"{DAYS[moment.weekday()]} {month} {moment.day} {clock} {'UTC' if zone == 'GMT' else zone} {year}"
