"""ResendConfirmationCode: who gets a code again, where it goes, and that it works."""

from __future__ import annotations

from conformance.flows.sign_up import admin_confirmed, confirm_sign_up, resend_code, unconfirmed
from conformance.scenario import Scenario, prop
from conformance.strategies import emails_local, names
from conformance.strategies.pools import AUTO_EMAIL


@prop("RESEND-001", "RESEND-002", "RESEND-003", "RESEND-004", name=names(), local=emails_local())
def test_sent_again(s: Scenario, name: str, local: str) -> None:
    """A new code for the same address confirms."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    again = resend_code(s, client, user.login)
    s.accepted("RESEND-001", again)
    s.check("RESEND-002", again)
    s.check("RESEND-003", again, address=user.attributes["email"])
    s.accepted("RESEND-004", confirm_sign_up(s, client, user, s.code("sign_up", user, announced=again)))


@prop("RESEND-005", name=names(), local=emails_local())
def test_sent_again_twice(s: Scenario, name: str, local: str) -> None:
    """Two requests without a pause."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    s.need(resend_code(s, client, user.login), "RESEND-001")
    s.accepted("RESEND-005", resend_code(s, client, user.login))


@prop("RESEND-006", name=names(), local=emails_local())
def test_confirmed_user(s: Scenario, name: str, local: str) -> None:
    """The same user before and after the confirmation."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    control = s.need(resend_code(s, client, user.login), "RESEND-001")
    admin_confirmed(s, user)
    s.refused("RESEND-006", resend_code(s, client, user.login), control=control)


@prop("RESEND-008", name=names(), local=emails_local())
def test_older_code(s: Scenario, name: str, local: str) -> None:
    """The first of two codes, then the second."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    older = s.code("sign_up", user, announced=user.created)
    again = s.need(resend_code(s, client, user.login), "RESEND-001")
    newer = s.code("sign_up", user, announced=again)
    if older == newer:
        s.exclude("both codes are the same")
    attempt = confirm_sign_up(s, client, user, older)
    s.refused("RESEND-008", attempt, control=lambda: confirm_sign_up(s, client, user, newer))


@prop("RESEND-011", name=names(), local=emails_local())
def test_nothing_verified(s: Scenario, name: str, local: str) -> None:
    """A pool that verifies no address; the same request is accepted in one that does."""
    pool, verifying = s.pool(), s.pool(**AUTO_EMAIL)
    attempt = resend_code(s, s.client(pool), unconfirmed(s, pool, name, local).login)
    s.refused(
        "RESEND-011",
        attempt,
        control=lambda: resend_code(s, s.client(verifying), unconfirmed(s, verifying, name, local).login),
    )


@prop("RESEND-007", name=names(), local=emails_local(), unknown=names())
def test_unknown_user(s: Scenario, name: str, local: str, unknown: str) -> None:
    """A user name that does not exist, then one that does."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    attempt = resend_code(s, client, s.name(unknown))
    s.refused("RESEND-007", attempt, control=lambda: resend_code(s, client, user.login))
