"""Codes that are sent to an address and typed back: one pending code per user, purpose and attribute."""

from __future__ import annotations

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.clock import DAY, HOUR, MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.endings import code_ends
from targets.reference.core.errors import CodeMismatchException, ExpiredCodeException, code_expired, code_mismatch
from targets.reference.core.mailbox import ATTRIBUTE, FORGOT_PASSWORD, SIGN_IN, SIGN_UP, Message
from targets.reference.core.masks import EMAIL, delivery_details
from targets.reference.core.state import PendingCode, Pool, User

# Documented: sign-up and attribute codes live for a day, a reset code for an hour.
LIFETIME = {SIGN_UP: DAY, ATTRIBUTE: DAY, FORGOT_PASSWORD: HOUR}
ANY_CODE = {SIGN_UP: "confirm-any-code", FORGOT_PASSWORD: "forgot-any-code", ATTRIBUTE: "verify-any-code"}  # mutants
SPENT_BY_WRONG = {SIGN_UP: "wrong-sign-up-code-spends-right-one", FORGOT_PASSWORD: "wrong-reset-code-spends-right-one"}
OF_ANOTHER_POOL = {SIGN_UP: "sign-up-code-of-another-pool", FORGOT_PASSWORD: "recovery-code-of-another-pool"}
LENGTH = 6
SIGN_IN_LENGTH = 8  # recorded: a first factor has eight digits


def deliver_code(call: Call, pool: Pool, user: User, purpose: str, attribute: str, address: str) -> dict[str, str]:
    """Put a new code into the mailbox; it replaces an older one. Returns CodeDeliveryDetails."""
    ends = code_ends(call, purpose, user.codes.get(_key(purpose, attribute)), call.now + lifetime(purpose))
    code = PendingCode(ids.digits(LENGTH), ends, attribute, address)
    user.codes[_key(purpose, attribute)] = code
    call.store.mailbox.put(Message(purpose, pool.id, user.sub, address, code.code))
    return delivery_details(attribute, address)


def lifetime(purpose: str) -> float:
    """How long a code lives."""
    if purpose == FORGOT_PASSWORD and deviates("forgot-code-five-minutes"):
        return 5 * MINUTE
    if deviates({FORGOT_PASSWORD: "forgot-code-for-ever", ATTRIBUTE: "verify-code-for-ever"}.get(purpose, "")):
        return 1000 * DAY
    if purpose == SIGN_UP and deviates("sign-up-codes-never-expire"):
        return 1000 * DAY
    return LIFETIME[purpose]


def send_sign_in_code(call: Call, pool: Pool, user: User, attribute: str, minutes: int) -> dict[str, str]:
    """Documented: a sign-in code lives as long as its session."""
    address = user.attributes[attribute]
    minutes = varied(minutes, "sign-in-code-for-ever" if attribute == EMAIL else "text-message-code-for-ever", 1000)
    length = varied(SIGN_IN_LENGTH, "sign-in-codes-of-six-digits", LENGTH)
    code = PendingCode(ids.digits(length), call.now + minutes * MINUTE, attribute, address)
    user.codes[_key(SIGN_IN, attribute)] = code
    call.store.mailbox.put(Message(SIGN_IN, pool.id, user.sub, address, code.code))
    return delivery_details(attribute, address)


def check_code(call: Call, user: User, purpose: str, typed: str, attribute: str = "") -> PendingCode:
    """The pending code, if this is it and it still lives. It is spent by ``spend_code``."""
    pending = user.codes.get(_key(purpose, attribute))
    if pending is None and purpose == FORGOT_PASSWORD and deviates("forgot-no-code-text"):
        raise ExpiredCodeException("The code has expired.")
    if pending is None or call.now > pending.expires_at:
        if purpose == SIGN_UP and deviates("confirm-expired-text"):
            raise ExpiredCodeException("The code has expired.")
        raise code_expired()
    if purpose == SIGN_UP and call.store.mailbox.was_sent(typed) and deviates("confirm-takes-anybodys-code"):
        return pending
    former = user.remains.get(f"code {purpose}")  # for a mutant
    elsewhere = call.store.mailbox.was_sent_elsewhere
    if deviates(OF_ANOTHER_POOL.get(purpose, "")) and elsewhere(typed, user.sub, pending.destination):
        return pending
    if typed not in (pending.code, former) and not deviates(ANY_CODE.get(purpose, "")):
        if deviates(SPENT_BY_WRONG.get(purpose, "")):
            spend_code(user, purpose)
        if purpose == FORGOT_PASSWORD and deviates("forgot-mismatch-text"):
            raise CodeMismatchException("Invalid code.")
        if purpose == SIGN_UP and deviates("confirm-wrong-code-text"):
            raise CodeMismatchException("Incorrect code.")
        raise code_mismatch()
    return pending


def spend_code(user: User, purpose: str, attribute: str = "") -> None:
    """A code works once."""
    user.codes.pop(_key(purpose, attribute), None)


def _key(purpose: str, attribute: str) -> tuple[str, str]:
    """Attributes have a code each; for the other purposes there is one per user."""
    return purpose, attribute if purpose in {ATTRIBUTE, SIGN_IN} else ""
