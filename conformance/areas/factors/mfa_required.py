"""Pools that require MFA: what must be set up first, and what changes when the pool's mode does."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from conformance.checking.challenges import app_asked, no_tokens, set_up_asked, tokens_alone
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.answers import checked
from conformance.flows.second_factors import (
    ADMIN,
    CHOSEN,
    PASSWORD,
    PREFERRED,
    PREFERRED_SRP,
    SIGNS_IN,
    SRP,
    TO_SET_UP,
    asked,
    by_admin,
    completed,
    first_factor,
    mfa_client,
    must_set_mode,
    new_owner,
    new_user,
    set_up,
    signed_in,
    to_set_up,
    wrong_code,
)
from conformance.flows.sign_in import forced, new_password, respond, session_of
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import App, secret_in, set_up_by_session
from conformance.strategies import names, passwords
from conformance.strategies.factors import SALTS

check("MFA-030", "MFA-031", "MFA-032", "MFA-033", "MFA-042", "NEWPW-022")(set_up_asked)
check("MFA-036", "MFA-043", "MFA-044")(tokens_alone)
check("MFA-040", "MFA-041")(app_asked)
check("MFA-037", "MFA-045")(no_tokens)
BY_CHOICE = st.sampled_from((PREFERRED, PREFERRED_SRP, CHOSEN))


@check("MFA-034")
def can_set_up(challenge: Exchange) -> Difference | None:
    """MFAS_CAN_SETUP is a string with a JSON array that has SOFTWARE_TOKEN_MFA."""
    seen = challenge.get("ChallengeParameters.MFAS_CAN_SETUP")
    try:
        listed = json.loads(seen) if isinstance(seen, str) else None
    except ValueError:
        listed = None
    if not isinstance(listed, list):
        return Difference("list-form", "MFAS_CAN_SETUP, a JSON array in a string", f"MFAS_CAN_SETUP {seen!r}")
    if "SOFTWARE_TOKEN_MFA" not in listed:
        return Difference("factor-missing", "SOFTWARE_TOKEN_MFA in MFAS_CAN_SETUP", f"MFAS_CAN_SETUP {seen!r}")
    return None


# -- by every flow -----------------------------------------------------------------------------------------------------


def judge_flow(s: Scenario, password: str, base: str, flow: str) -> None:
    """A user without a factor, and the right password by this flow."""
    client, user = new_user(s, password, "ON", base)
    answer = first_factor(s, client, user, flow)
    if flow in SIGNS_IN:
        s.need(answer, SIGNS_IN[flow])
    checked(s, TO_SET_UP[flow], answer)


@prop("MFA-034", password=passwords(), base=names())
def test_what_can_be_set_up(s: Scenario, password: str, base: str) -> None:
    """The parameters of MFA_SETUP."""
    client, user = new_user(s, password, "ON", base)
    s.check("MFA-034", to_set_up(s, client, user))


@prop("MFA-030", password=passwords(), base=names())
def test_password(s: Scenario, password: str, base: str) -> None:
    """USER_PASSWORD_AUTH."""
    judge_flow(s, password, base, PASSWORD)


@prop("MFA-031", password=passwords(), base=names())
def test_srp(s: Scenario, password: str, base: str) -> None:
    """USER_SRP_AUTH."""
    judge_flow(s, password, base, SRP)


@prop("MFA-032", password=passwords(), base=names())
def test_admin(s: Scenario, password: str, base: str) -> None:
    """ADMIN_USER_PASSWORD_AUTH."""
    judge_flow(s, password, base, ADMIN)


@prop("MFA-033", password=passwords(), base=names(), flow=BY_CHOICE)
def test_choice(s: Scenario, password: str, base: str, flow: str) -> None:
    """USER_AUTH."""
    judge_flow(s, password, base, flow)


@prop("NEWPW-022", password=passwords(), new=passwords(), base=names())
def test_after_new_password(s: Scenario, password: str, new: str, base: str) -> None:
    """NEW_PASSWORD_REQUIRED is answered, then MFA must be set up."""
    s.assume(new != password)
    client, user = new_user(s, password, "ON", base, status="FORCE_CHANGE_PASSWORD")
    checked(s, "NEWPW-022", new_password(s, client, forced(s, client, user), user, new))


# -- setting up --------------------------------------------------------------------------------------------------------


@prop("MFA-035", "MFA-036", "MFA-041", password=passwords(), base=names())
def test_set_up(s: Scenario, password: str, base: str) -> None:
    """Set-up from the password to the tokens, step by step; the next sign-in asks for the code."""
    client, user = new_user(s, password, "ON", base)
    _, verified = set_up_by_session(s, to_set_up(s, client, user))
    answer = s.accepted("MFA-035", completed(s, client, user, verified))
    if s.check("MFA-036", answer):
        checked(s, "MFA-041", first_factor(s, client, user, PASSWORD))


@prop("MFA-040", password=passwords(), base=names())
def test_set_up_and_left(s: Scenario, password: str, base: str) -> None:
    """The app is verified, but MFA_SETUP is never answered."""
    client, user = new_user(s, password, "ON", base)
    set_up_by_session(s, to_set_up(s, client, user))
    checked(s, "MFA-040", first_factor(s, client, user, PASSWORD))


@prop("MFA-037", password=passwords(), salt=SALTS, stage=st.sampled_from(("begun", "associated", "wrong code")))
def test_nothing_set_up(s: Scenario, password: str, salt: int, stage: str) -> None:
    """MFA_SETUP answered too early; all steps in order are then accepted."""
    client, user = new_user(s, password, "ON")
    last = to_set_up(s, client, user)
    if stage != "begun":
        last = s.must("AssociateSoftwareToken", blame="TOTP-018", Session=session_of(last))
        app = App(secret_in(s, last, "TOTP-019"), last)
        if stage == "wrong code":
            s.call("VerifySoftwareToken", Session=last.text("Session"), UserCode=wrong_code(s, app, salt))
    attempt = completed(s, client, user, last)
    if not attempt.ok:
        set_up(s, client, user)
    checked(s, "MFA-037", attempt)


@prop("MFA-038", password=passwords(), base=names())
def test_no_session(s: Scenario, password: str, base: str) -> None:
    """A verified app, and MFA_SETUP answered without the Session."""
    client, user = new_user(s, password, "ON", base)
    _, verified = set_up_by_session(s, to_set_up(s, client, user))
    attempt = respond(s, client, "MFA_SETUP", {"USERNAME": user.username})
    s.refused("MFA-038", attempt, control=lambda: completed(s, client, user, verified))


# -- the pool's mode changes -------------------------------------------------------------------------------------------


@prop("MFA-042", password=passwords(), base=names(), before=st.sampled_from(("OFF", "OPTIONAL")))
def test_turned_on(s: Scenario, password: str, base: str, before: str) -> None:
    """A user signs in with the password alone; then MFA is required."""
    pool = s.own_pool()
    if before != "OFF":
        must_set_mode(s, pool, before)
    client = mfa_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    signed_in(s, client, user)
    must_set_mode(s, pool, "ON")
    answer = first_factor(s, client, user, PASSWORD)
    if not answer.ok:
        other = s.user(pool, password=password, username=s.name(base))
        new = first_factor(s, client, other, PASSWORD)
        if not new.ok:
            s.end("MFA-030", "users without a factor are not asked to set one up", new)
    checked(s, "MFA-042", answer)


@prop("MFA-043", password=passwords(), base=names(), required=st.booleans())
def test_turned_off(s: Scenario, password: str, base: str, required: bool) -> None:
    """A user is asked for the code; then MFA is turned off."""
    pool = s.own_pool()
    must_set_mode(s, pool, "OPTIONAL")
    owner = new_owner(s, password, base=base, pool=pool)
    if required:
        must_set_mode(s, pool, "ON")
    asked(s, owner.client, owner.user, PASSWORD, blame="MFA-041" if required else None)
    s.need(s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration="OFF"), "MFACONF-010")
    checked(s, "MFA-043", first_factor(s, owner.client, owner.user, PASSWORD))


@prop("MFA-044", password=passwords(), base=names())
def test_made_optional(s: Scenario, password: str, base: str) -> None:
    """A user is asked to set up a factor; then MFA becomes optional."""
    pool = s.own_pool()
    must_set_mode(s, pool, "ON")
    client = mfa_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    to_set_up(s, client, user, PASSWORD)
    must_set_mode(s, pool, "OPTIONAL")
    checked(s, "MFA-044", first_factor(s, client, user, PASSWORD))


@prop("MFA-045", password=passwords(), base=names(), prefers=st.booleans())
def test_turned_off_though_required(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """An administrator disables the app where MFA is required."""
    client, user = new_user(s, password, "ON", base)
    set_up(s, client, user)
    asked(s, client, user, PASSWORD, blame="MFA-041")
    if prefers:
        s.need(by_admin(s, user, {"Enabled": True, "PreferredMfa": True}), "MFACONF-018")
    s.call(
        "AdminSetUserMFAPreference",
        UserPoolId=user.pool.id,
        Username=user.username,
        SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False},
    )
    checked(s, "MFA-045", first_factor(s, client, user, PASSWORD))
