"""ChangePassword by the signed-in user."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.flows.passwords import change_password, fresh_session
from conformance.flows.users import legacy_client, tell_passwords_apart, try_password
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords, wrong_variants
from conformance.strategies.passwords import wrong_password

GARBAGE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_="
BREAKS = st.sampled_from(("length", "uppercase", "lowercase", "numbers", "symbols"))


@prop("CHANGEPW-001", "CHANGEPW-002", "CHANGEPW-003", old=passwords(), new=passwords())
def test_change(s: Scenario, old: str, new: str) -> None:
    """The proposed password replaces the previous one."""
    s.assume(old != new)
    session = fresh_session(s, old)
    s.accepted("CHANGEPW-001", change_password(s, session.access, old, new))
    client = legacy_client(s, session.user.pool)
    tell_passwords_apart(s, client, session.user, new)
    with_new = s.accepted("CHANGEPW-002", try_password(s, client, session.user, new))
    s.refused("CHANGEPW-003", try_password(s, client, session.user, old), control=with_new)


@prop("CHANGEPW-004", old=passwords(), new=passwords(), variant=wrong_variants())
def test_wrong_previous_password(s: Scenario, old: str, new: str, variant: str) -> None:
    """A previous password that is longer, shorter, in other case or different; then the right one."""
    session = fresh_session(s, old)
    refusal = change_password(s, session.access, wrong_password(old, variant), new)
    s.refused("CHANGEPW-004", refusal, control=lambda: change_password(s, session.access, old, new))


@prop("CHANGEPW-006", old=passwords(), new=passwords(), garbage=st.text(GARBAGE, min_size=10, max_size=200))
def test_token_that_is_none(s: Scenario, old: str, new: str, garbage: str) -> None:
    """ChangePassword with a string without dots as access token, then with the real one."""
    session = fresh_session(s, old)
    refusal = change_password(s, garbage, old, new)
    s.refused("CHANGEPW-006", refusal, control=lambda: change_password(s, session.access, old, new))


@prop("CHANGEPW-008", old=passwords(), letters=st.text("bcdefghijk", min_size=3, max_size=20), rule=BREAKS)
def test_proposed_password_breaks_policy(s: Scenario, old: str, letters: str, rule: str) -> None:
    """A proposed password with one fault, then one without."""
    session = fresh_session(s, old)
    good = "Zz1!" + letters + "Q7"
    broken = {
        "length": good[:7],
        "uppercase": good.lower(),
        "lowercase": good.upper(),
        "numbers": good.replace("1", "x").replace("7", "y"),
        "symbols": good.replace("!", "x"),
    }[rule]
    s.assume(good != old)
    refusal = change_password(s, session.access, old, broken)
    s.refused("CHANGEPW-008", refusal, control=lambda: change_password(s, session.access, old, good))


@prop("CHANGEPW-009", old=passwords(), new=passwords())
def test_previous_password_left_out(s: Scenario, old: str, new: str) -> None:
    """No previous password from a user who has one; then with it."""
    session = fresh_session(s, old)
    refusal = s.call("ChangePassword", AccessToken=session.access, ProposedPassword=new)
    s.refused("CHANGEPW-009", refusal, control=lambda: change_password(s, session.access, old, new))
