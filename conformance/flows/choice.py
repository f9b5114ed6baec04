"""USER_AUTH: the first factor is preferred or chosen. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.sent_codes import first_factors, needs_challenge
from conformance.flows.sign_in import initiate, respond, session_of
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies.clients import CHOICE_AND_PASSWORD_CLIENT

EMAIL, SMS = "EMAIL_OTP", "SMS_OTP"
EMAIL_BLAME, SMS_BLAME = "CHOOSE-001", "CHOOSE-022"  # the requirement to blame when a challenge does not come


def prefer(s: Scenario, client: Client, username: str, preferred: str, **more: str) -> Exchange:
    """USER_AUTH with a preference."""
    return initiate(s, client, "USER_AUTH", {"USERNAME": username, "PREFERRED_CHALLENGE": preferred, **more})


def needs_choice(s: Scenario, client: Client, user: User) -> None:
    """The example ends where this target does not know USER_AUTH at all."""
    s.need(initiate(s, client, "USER_AUTH", {"USERNAME": user.login}), "CHOICE-001")


def offered(s: Scenario, client: Client, user: User) -> Exchange:
    """USER_AUTH without a preference; the example ends where no choice is offered."""
    begun = s.need(initiate(s, client, "USER_AUTH", {"USERNAME": user.login}), "CHOICE-001")
    if begun.get("ChallengeName") != "SELECT_CHALLENGE" or session_of(begun) is None:
        s.end("CHOICE-002", f"USER_AUTH gave {begun.get('ChallengeName')!r}", begun)
    return begun


def choose(s: Scenario, client: Client, user: User, session: str | None, answer: str, **more: str) -> Exchange:
    """An answer to SELECT_CHALLENGE."""
    responses: dict[str, Any] = {"USERNAME": user.login, "ANSWER": answer, **more}
    return respond(s, client, "SELECT_CHALLENGE", responses, session=session)


def email_pool(s: Scenario) -> Pool:
    """A pool whose users may begin with a code by e-mail."""
    return s.pool(**first_factors(EMAIL))


def choice_client(s: Scenario, pool: Pool, **config: Any) -> Client:
    """A client for the choice, and for passwords."""
    return s.client(pool, ExplicitAuthFlows=CHOICE_AND_PASSWORD_CLIENT, **config)


def with_email(s: Scenario, pool: Pool, local: str, *, base: str = "user", flag: str = "true", **more: Any) -> User:
    """A user with an address."""
    attributes = {"email": s.email(local), "email_verified": flag}
    return s.user(pool, username=s.name(base), attributes=attributes, **more)


def preferred_challenge(s: Scenario, client: Client, user: User, factor: str = EMAIL) -> Exchange:
    """USER_AUTH with this preference, which has to lead to its challenge."""
    needs_choice(s, client, user)
    return needs_challenge(
        s, prefer(s, client, user.login, factor), factor, EMAIL_BLAME if factor == EMAIL else SMS_BLAME
    )
