"""What a client may learn about whether a user exists (PreventUserExistenceErrors).

Documented: LEGACY reveals it, ENABLED answers as if the user existed. Sign-up and the Admin operations always reveal
it.
"""

from __future__ import annotations

import hashlib
import hmac

from targets.reference.core import ids
from targets.reference.core.attempt import Attempt
from targets.reference.core.deviation import deviates
from targets.reference.core.errors import (
    ApiError,
    NotAuthorizedException,
    UserNotFoundException,
    user_not_found,
    wrong_credentials,
)
from targets.reference.core.masks import EMAIL, PHONE, delivery_details
from targets.reference.core.schema import PHONE_FORM
from targets.reference.core.state import Pool


def unknown_at_sign_in(attempt: Attempt) -> ApiError:
    """Recorded: hidden, it looks like a wrong password."""
    clients = attempt.pool.clients.values() if deviates("one-client-hides-for-all") else [attempt.client]
    if not any(client.hides_existence for client in clients):
        return user_not_found()
    if deviates("hidden-admin-unknown-text" if attempt.admin else "hidden-unknown-text"):
        return NotAuthorizedException("Incorrect username.")
    error = wrong_credentials()
    if deviates("hidden-unknown-status"):
        error.status = 401
    return error


def unknown_at_recovery() -> ApiError:
    """Recorded: recovery and confirmation do not say ``User does not exist.``"""
    return UserNotFoundException("Username/client id combination not found.")


def simulated_delivery(pool: Pool, name: str) -> dict[str, str]:
    """Documented: the medium follows the form of the name and what the pool verifies."""
    if PHONE_FORM.fullmatch(name):
        return delivery_details(PHONE, name)
    if "@" in name:
        return delivery_details(EMAIL, name)
    if pool.auto_verified == [PHONE]:
        return delivery_details(PHONE, "+1" + f"{_number(pool, name, 'phone') % 10**10:010}")
    return delivery_details(EMAIL, f"{name}@{_simulated(pool, name, 'domain').hex()}")


def simulated_user_id(pool: Pool, name: str) -> str:
    """Documented: shaped like a UUID, and the same for the same name on every call."""
    if deviates("simulated-id-is-random"):
        return ids.unique()
    name = "" if deviates("simulated-id-is-shared") else name
    digits = _simulated(pool, name, "id").hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"


def simulated_salt(pool: Pool, name: str) -> int:
    """Documented: the same for the same name on every call."""
    if deviates("simulated-salt-is-random"):
        return int(ids.unique().replace("-", ""), 16)
    name = "" if deviates("simulated-salt-is-shared") else name
    return int.from_bytes(_simulated(pool, name, "salt")[:16], "big")


def _number(pool: Pool, name: str, purpose: str) -> int:
    return int.from_bytes(_simulated(pool, name, purpose), "big")


def _simulated(pool: Pool, name: str, purpose: str) -> bytes:
    return hmac.new(pool.simulation_key, f"{purpose}:{pool.fold(name)}".encode(), hashlib.sha256).digest()
