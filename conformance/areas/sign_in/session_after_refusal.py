"""A challenge that was answered wrongly once: the same Session takes the right answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from conformance.checking.before_and_after import still_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.choice import EMAIL, choice_client, email_pool, preferred_challenge, with_email
from conformance.flows.refusals import must_be_refused
from conformance.flows.second_factors import answer_code, asked, associate, new_owner, new_user, right_code, wrong_code
from conformance.flows.second_factors import signed_in as signed_in_with
from conformance.flows.sent_codes import answer, sent_code
from conformance.flows.sent_codes import wrong_code as wrong_sign_in_code
from conformance.flows.sign_in import forced, new_password, temporary_password_user
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import fresh_code
from conformance.strategies import passwords

SALTS = st.integers(0, 999_999)


@check("EFFECT-092", "EFFECT-093")
def right_one_accepted(wrong: Exchange, right: Exchange) -> Difference | None:
    """The right answer is accepted after the wrong one was refused."""
    return still_accepted(right, "the right answer is accepted")


@dataclass(frozen=True)
class Asked:
    """A challenge with its wrong and its right answer, and the requirement that the wrong one is refused."""

    wrong: Callable[[bool], Exchange]  # by an administrator or not
    right: Callable[[bool], Exchange]
    blame: str


def _new_password(s: Scenario, password: str, salt: int) -> Asked:
    client, user = temporary_password_user(s, password)
    begun = forced(s, client, user)

    def sent(text: str) -> Callable[[bool], Exchange]:
        return lambda admin: new_password(s, client, begun, user, text, admin=admin)

    return Asked(sent("aB3!"), sent(f"{password}Zz9"), "NEWPW-011")


def _app(s: Scenario, password: str, salt: int) -> Asked:
    owner = new_owner(s, password)
    begun = asked(s, owner.client, owner.user)

    def sent(code: Callable[[], str]) -> Callable[[bool], Exchange]:
        return lambda admin: answer_code(s, owner.client, owner.user, begun, code(), admin=admin)

    return Asked(sent(lambda: wrong_code(s, owner.app, salt)), sent(lambda: fresh_code(s, owner.app)), "MFA-011")


def _email(s: Scenario, password: str, salt: int) -> Asked:
    pool = email_pool(s)
    client, user = choice_client(s, pool), with_email(s, pool, "user", password=password)
    begun = preferred_challenge(s, client, user)
    right = sent_code(s, user, begun, EMAIL)
    wrong = wrong_sign_in_code(s, user, begun, EMAIL, f"{salt:06}")

    def sent(code: str) -> Callable[[bool], Exchange]:
        return lambda admin: answer(s, client, begun, EMAIL, user.login, code, admin=admin)

    return Asked(sent(wrong), sent(right), "CHOOSE-007")


CHALLENGES = {"NEW_PASSWORD_REQUIRED": _new_password, "SOFTWARE_TOKEN_MFA": _app, "EMAIL_OTP": _email}


@prop(
    "EFFECT-092",
    challenge=st.sampled_from(sorted(CHALLENGES)),
    by_admin=st.booleans(),
    salt=SALTS,
    password=passwords(),
)
def test_challenges(s: Scenario, challenge: str, by_admin: bool, salt: int, password: str) -> None:
    """A password that is too short or a wrong code, and the right answer by the same operation."""
    begun = CHALLENGES[challenge](s, password, salt)
    wrong = begun.wrong(by_admin)
    must_be_refused(s, wrong, begun.blame)
    s.check("EFFECT-092", wrong, begun.right(by_admin))


@prop("EFFECT-093", plain=("mfa=ON",), salt=SALTS, password=passwords())
def test_set_up(s: Scenario, salt: int, password: str) -> None:
    """A wrong code of a new app, and a right one of the same secret."""
    client, user = new_user(s, password, "OPTIONAL")
    session = signed_in_with(s, client, user)
    app = associate(s, session)
    wrong = s.call("VerifySoftwareToken", AccessToken=session.access, UserCode=wrong_code(s, app, salt))
    must_be_refused(s, wrong, "TOTP-008")
    right = s.call("VerifySoftwareToken", AccessToken=session.access, UserCode=right_code(s, app))
    s.check("EFFECT-093", wrong, right)
