"""PostConfirmation and CustomMessage that fail: what the call is answered, and what has happened all the same."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.function_failures import failure_shown
from conformance.checking.registry import check
from conformance.flows.sign_up import resend_code, sign_up_with
from conformance.flows.triggers import Plan, with_functions
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import names
from conformance.strategies.pools import AUTO_EMAIL
from conformance.strategies.triggers import WATCH, failure_texts

CONFIRMATION = ("PostConfirmation",)
MESSAGE = ("CustomMessage",)
NOTHING = {"PostConfirmation": [{"return": None}]}
Confirming = Callable[[Scenario, Pool, User], Exchange]
FAILED, JUNK = "UserLambdaValidationException", "InvalidLambdaResponseException"


@check("TRIG-070")
def confirmation_text(attempt: Exchange, text: str) -> Difference | None:
    """The message is the trigger's name, the function's text and a full stop."""
    return failure_shown(attempt, "PostConfirmation", text)


@check("TRIG-073")
def confirmed_all_the_same(attempt: Exchange, user: Exchange) -> Difference | None:
    """The user is CONFIRMED."""
    seen = user.get("UserStatus")
    return None if seen == "CONFIRMED" else Difference("status", "UserStatus CONFIRMED", f"{seen!r}")


def signed_up(s: Scenario, plan: Plan, base: str, word: int) -> tuple[Pool, User]:
    """A user who was sent a code, in a pool whose PostConfirmation has this plan."""
    _, pool = with_functions(s, plan, CONFIRMATION, **AUTO_EMAIL)
    attributes = {"email": s.email(f"u{word}")}
    return pool, s.user(pool, username=s.name(base), attributes=attributes, status="UNCONFIRMED")


def confirmed_by_code(s: Scenario, pool: Pool, user: User) -> Exchange:
    """ConfirmSignUp with the code that was sent."""
    code = s.code("sign_up", user, announced=user.created)
    return s.call("ConfirmSignUp", ClientId=s.client(pool).id, Username=user.username, ConfirmationCode=code)


def confirmed_by_administrator(s: Scenario, pool: Pool, user: User) -> Exchange:
    """AdminConfirmSignUp."""
    return s.call("AdminConfirmSignUp", UserPoolId=pool.id, Username=user.username)


@prop("TRIG-068", "TRIG-070", base=names(), word=st.integers(0, 10**6), text=failure_texts())
def test_failed_confirmation(s: Scenario, base: str, word: int, text: str) -> None:
    """A function that fails after the right code; where it does not, the code is accepted."""
    _fails(s, "TRIG-068", confirmed_by_code, base, word, text)


@prop("TRIG-069", "TRIG-070", base=names(), word=st.integers(0, 10**6), text=failure_texts())
def test_failed_confirmation_by_administrator(s: Scenario, base: str, word: int, text: str) -> None:
    """The same where an administrator confirms."""
    _fails(s, "TRIG-069", confirmed_by_administrator, base, word, text)


def _fails(s: Scenario, requirement: str, confirmed: Confirming, base: str, word: int, text: str) -> None:
    attempt = confirmed(s, *signed_up(s, {"PostConfirmation": [{"raise": text}]}, base, word))
    s.refused(requirement, attempt, control=lambda: confirmed(s, *signed_up(s, WATCH, base, word)))
    if attempt.code != FAILED:
        s.end(requirement, "the function's failure is not reported", attempt)
    s.check("TRIG-070", attempt, text=text)


@prop("TRIG-071", "TRIG-073", base=names(), word=st.integers(0, 10**6))
def test_junk_after_confirmation(s: Scenario, base: str, word: int) -> None:
    """A function that returns nothing after the right code, and the user's status after that."""
    pool, user = signed_up(s, NOTHING, base, word)
    attempt = confirmed_by_code(s, pool, user)
    s.refused("TRIG-071", attempt, control=lambda: confirmed_by_code(s, *signed_up(s, WATCH, base, word)))
    if attempt.code != JUNK:
        s.end("TRIG-071", "what the function returned is not reported", attempt)
    s.check("TRIG-073", attempt, s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username))


@prop("TRIG-072", base=names(), word=st.integers(0, 10**6), text=failure_texts())
def test_failed_message_at_sign_up(s: Scenario, base: str, word: int, text: str) -> None:
    """A function that fails before the code of a SignUp goes out; where it does not, the sign-up is accepted."""

    def sign_up(plan: Plan) -> Exchange:
        _, pool = with_functions(s, plan, MESSAGE, **AUTO_EMAIL)
        return sign_up_with(s, s.client(pool), s.name(base), attributes={"email": s.email(f"u{word}")})

    s.refused("TRIG-072", sign_up({"CustomMessage": [{"raise": text}]}), control=lambda: sign_up(WATCH))


@prop("TRIG-072", base=names(), word=st.integers(0, 10**6), text=failure_texts())
def test_failed_message_sent_again(s: Scenario, base: str, word: int, text: str) -> None:
    """The same before a code that is sent again: a function that fails for that source only."""
    failing = {"CustomMessage_ResendCode": [{"raise": text}]}

    def resend(plan: Plan) -> Exchange:
        _, pool = with_functions(s, plan, MESSAGE, **AUTO_EMAIL)
        attributes = {"email": s.email(f"u{word}")}
        user = s.user(pool, username=s.name(base), attributes=attributes, status="UNCONFIRMED")
        return resend_code(s, s.client(pool), user.login)

    s.refused("TRIG-072", resend(failing), control=lambda: resend(WATCH))
