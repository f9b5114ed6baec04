"""Sign-in by SRP: the password never comes here."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from datetime import datetime

from targets.reference import srp
from targets.reference.attempt import Attempt, challenge
from targets.reference.calls import Answer
from targets.reference.clock import MINUTE
from targets.reference.deviation import deviates
from targets.reference.directory import find
from targets.reference.errors import InvalidParameterException, user_not_found, wrong_credentials
from targets.reference.existence import simulated_salt, simulated_user_id, unknown_at_sign_in
from targets.reference.first_factor import after_password, check_before_password, check_enabled
from targets.reference.sessions import session_minutes
from targets.reference.state import Pool, SrpExchange, User

SECRET_BLOCK_SIZE = 800
HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TIMESTAMP = re.compile(
    rf"(?:{'|'.join(DAYS)}) ({'|'.join(MONTHS)}) (\d{{1,2}}) (\d{{1,2}}):(\d{{2}}):(\d{{2}}) ([A-Z]{{1,4}}) (\d{{4}})"
)


def user_srp_auth(attempt: Attempt) -> Answer:
    """Recorded: no Session stands beside this challenge; what the server remembers is in SECRET_BLOCK."""
    username = attempt.username()
    client_public = client_value(attempt)
    return password_verifier(attempt, username, client_public)


def client_value(attempt: Attempt) -> int:
    """``SRP_A``. Recorded: the text calls it ``a``."""
    text = attempt.require("SRP_A")
    if not HEXADECIMAL.fullmatch(text):
        raise InvalidParameterException(
            f"1 validation error detected: Value '{text}' at 'a' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
        )
    value = int(text, 16)
    if value % srp.N == 0:  # RFC 5054 demands it
        raise InvalidParameterException("SRP_A is not valid.")
    return value


def password_verifier(attempt: Attempt, username: str, client_public: int, session: str | None = None) -> Answer:
    """The challenge, for a user who exists or for one who must look so."""
    pool = attempt.pool
    user = find(pool, username)
    if user is not None and username.lower() == user.username.lower() and username != user.username:
        user = None if deviates("srp-exact-case") else user
    if user is None and attempt.client.hides_existence and deviates("srp-tells-unknown"):
        raise user_not_found()
    if user is None and not attempt.client.hides_existence:
        raise unknown_at_sign_in(attempt)
    if user is not None:
        check_enabled(user)
    user_id = user.username if user else simulated_user_id(pool, username)
    if user and user_id.lower() == username.lower() and deviates("srp-user-id-as-typed"):
        user_id = username
    salt = user.password.salt if user and user.password else simulated_salt(pool, username)
    private, public = srp.server_keys(known_verifier(pool, user))
    block = base64.b64encode(secrets.token_bytes(SECRET_BLOCK_SIZE)).decode()
    attempt.call.service.srp_exchanges[block] = SrpExchange(
        client=attempt.client,
        user=user,
        user_id=user_id,
        client_public=client_public,
        server_private=private,
        server_public=public,
        expires_at=attempt.call.now + session_minutes(attempt.client) * MINUTE,
    )
    parameters = {
        "SALT": f"{salt:x}",
        "SECRET_BLOCK": block,
        "SRP_B": f"{public:x}",
        "USERNAME": user_id,
        "USER_ID_FOR_SRP": user_id,
    }
    if user is None and deviates("simulated-challenge-lacks-username"):
        del parameters["USERNAME"]
    if user is None and deviates("simulated-challenge-has-a-session"):
        session = block
    return challenge("PASSWORD_VERIFIER", parameters, session)


def known_verifier(pool: Pool, user: User | None) -> int:
    """The user's verifier, computed once per password; any number where there is no password."""
    if user is None or user.password is None:
        return secrets.randbits(3000)
    password = user.password
    if password.verifier is None:
        password.verifier = srp.verifier(pool_name(pool), user.username, password.text, password.salt)
    return password.verifier


def pool_name(pool: Pool) -> str:
    """The part of the pool's id after the underscore."""
    return pool.id.partition("_")[2]


def answer_password_verifier(attempt: Attempt) -> Answer:
    """Recorded: accepted without a Session; USERNAME is USER_ID_FOR_SRP, and the secret hash is over it."""
    username = attempt.username()
    claimed = attempt.require("PASSWORD_CLAIM_SIGNATURE")
    block = attempt.require("PASSWORD_CLAIM_SECRET_BLOCK")
    timestamp = rendered(attempt.require("TIMESTAMP"))
    exchange = attempt.call.service.srp_exchanges.get(block)
    if exchange is None or exchange.client is not attempt.client or attempt.call.now > exchange.expires_at:
        raise wrong_credentials()
    if attempt.pool.fold(username) != attempt.pool.fold(exchange.user_id):
        raise wrong_credentials()
    user = exchange.user
    if user is None and deviates("simulated-proof-tells"):
        raise user_not_found()
    if user is None or user.sub not in attempt.pool.users:
        raise wrong_credentials()
    check_enabled(user)
    check_before_password(attempt, user)
    right = user.password is not None and proves(
        attempt.pool, user, exchange, block=block, timestamp=timestamp, claimed=claimed
    )
    answer = after_password(attempt, user, right=right)
    del attempt.call.service.srp_exchanges[block]
    return answer


def proves(pool: Pool, user: User, exchange: SrpExchange, *, block: str, timestamp: str, claimed: str) -> bool:
    """Whether the signature shows knowledge of the password."""
    key = srp.session_key(
        exchange.client_public, exchange.server_private, exchange.server_public, known_verifier(pool, user)
    )
    expected = srp.signature(key, pool_name(pool), exchange.user_id, base64.b64decode(block), timestamp)
    try:
        return hmac.compare_digest(expected, base64.b64decode(claimed, validate=True))
    except binascii.Error:
        return False


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
        raise InvalidParameterException("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.") from None
    clock = f"{moment:%H:%M:%S}"
    return f"{DAYS[moment.weekday()]} {month} {moment.day} {clock} {'UTC' if zone == 'GMT' else zone} {year}"
