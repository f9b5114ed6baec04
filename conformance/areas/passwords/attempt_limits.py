"""Hourly limits of operations for one user: requests for codes, wrong codes, changes of the password."""

from __future__ import annotations

from collections.abc import Callable

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.addresses import at_once_pool, verify_address
from conformance.flows.passwords import ask_reset_code, change_password, confirm_reset, fresh_session
from conformance.flows.sign_up import confirm_sign_up, unconfirmed
from conformance.flows.users import legacy_client, recovery_pool, signed_in, user_with_email
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.durations import HOUR
from conformance.strategies.messages import guesses
from conformance.strategies.pools import AUTO_EMAIL

LIMITED = ("LimitExceededException", "TooManyFailedAttemptsException")
PER_HOUR, CODES_PER_HOUR, RESETS_PER_HOUR = 5, 15, 20


@check("CONFIRM-021", "LOCK-016")
def limited_at_last(*attempts: Exchange) -> Difference | None:
    """The first is refused for another reason, a later one for the limit."""
    codes = [str(a.code) for a in attempts]
    if any(code in ("LimitExceededException", "TooManyFailedAttemptsException") for code in codes[1:]):
        return None
    wanted = "LimitExceededException or TooManyFailedAttemptsException in the end"
    return Difference("never-limited", wanted, f"{len(codes)} refusals, the last with {codes[-1] if codes else None}")


@check("LOCK-017")
def limit_exceeded_at_last(*attempts: Exchange) -> Difference | None:
    """The first is refused for another reason, a later one with LimitExceededException."""
    codes = [str(a.code) for a in attempts]
    if "LimitExceededException" in codes[1:]:
        return None
    seen = f"{len(codes)} refusals, the last with {codes[-1] if codes else None}"
    return Difference("never-limited", "LimitExceededException in the end", seen)


def until_limited(s: Scenario, send: Callable[[int], Exchange], most: int, blame: str) -> list[Exchange]:
    """Valid requests until one is refused, or one more than the limit was accepted; the first must be accepted."""
    answers = [s.need(send(0), blame)]
    while len(answers) <= most and answers[-1].ok:
        answers.append(send(len(answers)))
    return answers


def wrong_until_limited(s: Scenario, send: Callable[[], Exchange], most: int, blame: str) -> list[Exchange]:
    """Wrong codes until the limit refuses one; the example ends if one is accepted, or the limit refuses the first."""
    answers: list[Exchange] = []
    while len(answers) <= most and not (answers and answers[-1].code in LIMITED):
        answers.append(send())
        if answers[-1].ok:
            s.end(blame, "a wrong code is accepted", answers[-1])
        if answers[-1].outcome != "error":
            s.need(answers[-1], None)
    if answers[0].code in LIMITED:
        s.end(blame, "the first wrong code is refused by a limit", answers[0])
    return answers


def recoverable(s: Scenario, local: str, password: str) -> tuple[Client, User]:
    """A user with a verified address in a pool that recovers by e-mail."""
    s.allow_lockout()
    pool = recovery_pool(s)
    return legacy_client(s, pool), user_with_email(s, pool, local, password)


@prop("CHANGEPW-011", old=passwords(), new=passwords())
def test_changes_of_the_password(s: Scenario, old: str, new: str) -> None:
    """ChangePassword to and fro between two passwords."""
    s.assume(old != new)
    s.allow_lockout()
    session = fresh_session(s, old)
    pair = (old, new)
    answers = until_limited(
        s, lambda n: change_password(s, session.access, pair[n % 2], pair[(n + 1) % 2]), PER_HOUR, "CHANGEPW-001"
    )
    s.refused("CHANGEPW-011", answers[-1], control=answers[0])


@prop("RESEND-009", name=names(), local=emails_local())
def test_codes_sent_again(s: Scenario, name: str, local: str) -> None:
    """Repeated ResendConfirmationCode requests for a new user."""
    s.allow_lockout()
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool)
    user = unconfirmed(s, pool, name, local)
    answers = until_limited(
        s, lambda n: s.call("ResendConfirmationCode", ClientId=client.id, Username=user.login), PER_HOUR, "RESEND-001"
    )
    s.refused("RESEND-009", answers[-1], control=answers[0])


@prop("VERIFY-014", local=emails_local(), password=passwords())
def test_codes_for_an_attribute(s: Scenario, local: str, password: str) -> None:
    """Repeated GetUserAttributeVerificationCode requests for a user's address."""
    s.allow_lockout()
    pool = at_once_pool(s)
    session = signed_in(s, pool, user_with_email(s, pool, local, password, flag="false"))

    def send(number: int) -> Exchange:
        return s.call("GetUserAttributeVerificationCode", AccessToken=session.access, AttributeName="email")

    answers = until_limited(s, send, PER_HOUR, "VERIFY-009")
    s.refused("VERIFY-014", answers[-1], control=answers[0])


@prop("FORGOT-029", "LOCK-019", local=emails_local(), password=passwords())
def test_reset_codes(s: Scenario, local: str, password: str) -> None:
    """Repeated ForgotPassword requests; then one for another user."""
    client, user = recoverable(s, local, password)
    other = user_with_email(s, user.pool, local, password)
    answers = until_limited(s, lambda n: ask_reset_code(s, client, user), RESETS_PER_HOUR, "FORGOT-001")
    s.refused("FORGOT-029", answers[-1], control=answers[0])
    if answers[-1].code not in LIMITED:
        s.end("FORGOT-029", "no limit was reached", answers[-1])
    s.accepted("LOCK-019", ask_reset_code(s, client, other))


@prop("LOCK-018", local=emails_local(), password=passwords())
def test_reset_codes_an_hour_later(s: Scenario, local: str, password: str) -> None:
    """ForgotPassword requests up to the limit, then again after an hour."""
    client, user = recoverable(s, local, password)
    s.advance(0)  # for targets whose clock can be moved
    answers = until_limited(s, lambda n: ask_reset_code(s, client, user), RESETS_PER_HOUR, "FORGOT-001")
    if answers[-1].code not in LIMITED:
        s.end("FORGOT-029", "no limit was reached", answers[-1])
    s.advance(HOUR + 60)
    s.accepted("LOCK-018", ask_reset_code(s, client, user))


# -- wrong codes -------------------------------------------------------------------------------------------------------


@prop("CONFIRM-021", name=names(), local=emails_local(), guess=guesses())
def test_wrong_sign_up_codes(s: Scenario, name: str, local: str, guess: str) -> None:
    """ConfirmSignUp with the same wrong code repeatedly."""
    s.allow_lockout()
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    answers = wrong_until_limited(s, lambda: confirm_sign_up(s, client, user, guess), CODES_PER_HOUR, "CONFIRM-002")
    s.check("CONFIRM-021", *answers)


@prop("LOCK-016", local=emails_local(), old=passwords(), new=passwords(), guess=guesses())
def test_wrong_reset_codes(s: Scenario, local: str, old: str, new: str, guess: str) -> None:
    """A reset code is sent, and a wrong one is typed repeatedly."""
    client, user = recoverable(s, local, old)
    s.need(ask_reset_code(s, client, user), "FORGOT-001")
    answers = wrong_until_limited(s, lambda: confirm_reset(s, client, user, guess, new), RESETS_PER_HOUR, "FORGOT-014")
    s.check("LOCK-016", *answers)


@prop("LOCK-017", local=emails_local(), password=passwords(), guess=guesses())
def test_wrong_attribute_codes(s: Scenario, local: str, password: str, guess: str) -> None:
    """A code for the user's address is sent, and a wrong one is typed repeatedly."""
    s.allow_lockout()
    pool = at_once_pool(s)
    session = signed_in(s, pool, user_with_email(s, pool, local, password, flag="false"))
    s.must("GetUserAttributeVerificationCode", blame="VERIFY-009", AccessToken=session.access, AttributeName="email")
    answers = wrong_until_limited(s, lambda: verify_address(s, session, guess), CODES_PER_HOUR, "VERIFY-004")
    s.check("LOCK-017", *answers)
