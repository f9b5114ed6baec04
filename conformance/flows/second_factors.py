"""What properties on second factors share: pools with MFA, authenticator apps, sign-in by every flow. Sent, not judged.

A code depends on the target's clock and is good once. So a code is computed at replay as it was here: from the secret
that came back and the time then. An app is set up with the code of the time step that has just ended, which leaves the
present one for a sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import initiate, respond, session_of, srp_answer, srp_first, srp_proof
from conformance.scenario import setup
from conformance.scenario.apps import App, fresh_code, moment, secret_in, set_up_by_session, verify
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.strategies.clients import ANY_FLOW_CLIENT

if TYPE_CHECKING:
    from conformance.scenario import Scenario

APP = "SOFTWARE_TOKEN_MFA"
TOTP: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
PASSWORD, SRP, ADMIN = "USER_PASSWORD_AUTH", "USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"
PREFERRED, PREFERRED_SRP, CHOSEN = "USER_AUTH PASSWORD", "USER_AUTH PASSWORD_SRP", "SELECT_CHALLENGE PASSWORD"
FLOWS = (PASSWORD, SRP, ADMIN, PREFERRED, PREFERRED_SRP, CHOSEN)
ASKED = {  # the requirement that says that this flow leads to an app's code
    PASSWORD: "MFA-001",
    SRP: "MFA-002",
    ADMIN: "MFA-003",
    PREFERRED: "MFA-004",
    PREFERRED_SRP: "MFA-005",
    CHOSEN: "MFA-006",
}
TO_SET_UP = {  # likewise to MFA_SETUP
    PASSWORD: "MFA-030",
    SRP: "MFA-031",
    ADMIN: "MFA-032",
    PREFERRED: "MFA-033",
    PREFERRED_SRP: "MFA-033",
    CHOSEN: "MFA-033",
}
SIGNS_IN = {PREFERRED: "CHOICE-003", PREFERRED_SRP: "CHOICE-006", CHOSEN: "CHOICE-008"}  # without MFA


def set_mode(s: Scenario, pool: Pool, mode: str) -> Exchange:
    """SetUserPoolMfaConfig, with apps as factor unless MFA is turned off."""
    return s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration=mode, **(TOTP if mode != "OFF" else {}))


def must_set_mode(s: Scenario, pool: Pool, mode: str) -> Exchange:
    """The same, as arrangement."""
    return s.need(set_mode(s, pool, mode), "MFACONF-001")


def mfa_pool(s: Scenario, mode: str) -> Pool:
    """A pool with apps as factor, shared with other examples."""
    prepare: Callable[[Pool], object] = lambda pool: must_set_mode(s, pool, mode)  # noqa: E731
    return s.prepared_pool(f"mfa {mode}", prepare)


def mfa_client(s: Scenario, pool: Pool) -> Client:
    """A client that allows every flow."""
    return s.client(pool, ExplicitAuthFlows=ANY_FLOW_CLIENT)


# -- the first factor --------------------------------------------------------------------------------------------------


def first_factor(s: Scenario, client: Client, user: User, flow: str) -> Exchange:
    """The answer to the right password, by whatever flow; earlier steps of the flow are arrangement."""
    password = str(user.password)
    if flow in (PASSWORD, SRP, ADMIN):
        return setup.password_step(s, client, user.login, password, flow)
    name = {"USERNAME": user.login}
    if flow == PREFERRED:
        more = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": password}
        return initiate(s, client, "USER_AUTH", {**name, **more})
    if flow == PREFERRED_SRP:
        start = srp_first(s, client, user.login, flow="USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP")
        named(s, start.challenge, "PASSWORD_VERIFIER", "CHOICE-005")
        return srp_answer(s, client, start, srp_proof(s, client, start, password))
    begun = named(s, initiate(s, client, "USER_AUTH", name), "SELECT_CHALLENGE", "CHOICE-002")
    responses = {**name, "ANSWER": "PASSWORD", "PASSWORD": password}
    return respond(s, client, "SELECT_CHALLENGE", responses, session=session_of(begun))


def named(s: Scenario, answer: Exchange, challenge: str, blame: str) -> Exchange:
    """This challenge; the example ends where another answer came."""
    s.need(answer, blame)
    if answer.get("ChallengeName") != challenge or not isinstance(answer.get("ChallengeParameters"), dict):
        seen = answer.get("ChallengeName") or "no challenge"
        s.end(blame, f"{answer.operation} gave {seen}, not {challenge}", answer)
    return answer


def asked(s: Scenario, client: Client, user: User, flow: str | None = None, blame: str | None = None) -> Exchange:
    """The challenge for an app's code, through this flow; the example ends where it does not come."""
    return _challenge(s, client, user, flow, APP, blame or ASKED[flow or PASSWORD])


def to_set_up(s: Scenario, client: Client, user: User, flow: str | None = None) -> Exchange:
    """The challenge to set up a factor, by this flow or by one that leads there; the example ends without it."""
    return _challenge(s, client, user, flow, "MFA_SETUP", TO_SET_UP[flow or PASSWORD])


def _challenge(s: Scenario, client: Client, user: User, flow: str | None, name: str, blame: str) -> Exchange:
    """The challenge; without ``flow`` by another flow if the first one does not lead to it.

    Where neither does, the first one is to blame: the target may not have the other at all.
    """
    answer = first_factor(s, client, user, flow or PASSWORD)
    if flow is None and answer.ok and answer.get("ChallengeName") != name:
        other = _by_srp(s, client, user)
        answer = other if other.ok and other.get("ChallengeName") == name else answer
    named(s, answer, name, blame)
    if session_of(answer) is None or answer.get("AuthenticationResult"):
        s.end(blame, f"{name} came without a Session, or with tokens", answer)
    return answer


def _by_srp(s: Scenario, client: Client, user: User) -> Exchange:
    """The last answer of a sign-in by SRP, which may be refused at its first step."""
    start = srp_first(s, client, user.login)
    if not start.challenge.ok or start.challenge.get("ChallengeName") != "PASSWORD_VERIFIER":
        return start.challenge
    return srp_answer(s, client, start, srp_proof(s, client, start, str(user.password)))


def with_tokens(s: Scenario, client: Client, user: User, answer: Exchange, blame: str) -> Session:
    """The tokens of this answer; the example ends where there are none."""
    s.need(answer, blame)
    if not answer.get("AuthenticationResult.AccessToken"):
        s.end(blame, f"{answer.operation} gave no tokens but {answer.get('ChallengeName')}", answer)
    return Session(client, user, answer)


def signed_in(s: Scenario, client: Client, user: User) -> Session:
    """Tokens of a user who has no factor where none is required."""
    return with_tokens(s, client, user, first_factor(s, client, user, PASSWORD), "MFA-027")


# -- the authenticator app ---------------------------------------------------------------------------------------------


def associate(s: Scenario, session: Session) -> App:
    """A new secret for a signed-in user."""
    answer = s.must("AssociateSoftwareToken", blame="TOTP-001", AccessToken=session.access)
    return App(secret_in(s, answer, "TOTP-002"), answer)


def enrolled(s: Scenario, session: Session) -> App:
    """A verified app, for which no preference was set yet."""
    app = associate(s, session)
    verify(s, app, AccessToken=session.access)
    return app


def prefer(s: Scenario, session: Session, *, enabled: bool = True, preferred: bool = True) -> Exchange:
    """The preference for apps, by the user or, where a target has no such operation, by an administrator."""
    settings = {"Enabled": enabled, "PreferredMfa": preferred}
    answer = s.call("SetUserMFAPreference", AccessToken=session.access, SoftwareTokenMfaSettings=settings)
    if answer.outcome == "unsupported":
        return s.need(by_admin(s, session.user, settings), "MFACONF-018")
    return s.need(answer, "MFACONF-019")


def by_admin(s: Scenario, user: User, settings: dict[str, bool]) -> Exchange:
    """AdminSetUserMFAPreference for apps."""
    return s.call(
        "AdminSetUserMFAPreference", UserPoolId=user.pool.id, Username=user.username, SoftwareTokenMfaSettings=settings
    )


@dataclass(eq=False)
class Owner:
    """A user who has set up an app, with the client and sessions used for that."""

    client: Client
    user: User
    app: App
    session: Session  # of the sign-in before the app; where the app was demanded, of the one in which it was set up


def new_owner(s: Scenario, password: str, *, base: str = "user", **more: Any) -> Owner:
    """A user who verified an app and prefers it, in a pool with MFA OPTIONAL, or ON where the setting says so."""
    required = "pool" not in more and s.wants_factors_required()
    pool = more.pop("pool", None) or mfa_pool(s, "ON" if required else "OPTIONAL")
    client = mfa_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    if required:
        app, session = set_up(s, client, user)
    else:
        session = signed_in(s, client, user)
        app = enrolled(s, session)
    prefer(s, session)
    return Owner(client, user, app, session)


def new_user(s: Scenario, password: str, mode: str, base: str = "user", **more: Any) -> tuple[Client, User]:
    """A user without an app in a pool with this mode, and a client that allows every flow."""
    pool = mfa_pool(s, mode)
    return mfa_client(s, pool), s.user(pool, password=password, username=s.name(base), **more)


def completed(s: Scenario, client: Client, user: User, verified: Exchange) -> Exchange:
    """The answer to MFA_SETUP with the Session of VerifySoftwareToken."""
    return respond(s, client, "MFA_SETUP", {"USERNAME": user.username}, session=session_of(verified))


def set_up(s: Scenario, client: Client, user: User) -> tuple[App, Session]:
    """From the password to the tokens in a pool that requires MFA, for a user who has no factor."""
    app, verified = set_up_by_session(s, to_set_up(s, client, user))
    return app, with_tokens(s, client, user, completed(s, client, user, verified), "MFA-035")


# -- codes at sign-in --------------------------------------------------------------------------------------------------


def wrong_code(s: Scenario, app: App, salt: int) -> str:
    """Six digits that are no code of this app."""
    return str(s.compute("totp.wrong", app.secret, s.clock(), salt))


def answer_code(
    s: Scenario, client: Client, user: User, challenge: Exchange, code: str, *, admin: bool = False
) -> Exchange:
    """The answer to SOFTWARE_TOKEN_MFA with the Session that came with it."""
    responses = {"USERNAME": user.username, "SOFTWARE_TOKEN_MFA_CODE": code}
    return respond(s, client, APP, responses, session=session_of(challenge), admin=admin)


def sign_in_with_app(s: Scenario, owner: Owner) -> Exchange:
    """A whole sign-in: the control of refusals."""
    challenge = asked(s, owner.client, owner.user)
    return answer_code(s, owner.client, owner.user, challenge, fresh_code(s, owner.app))


def right_code(s: Scenario, app: App, shift: int = 0) -> str:
    """The app's code now, or so many time steps later."""
    return str(s.compute("totp.code", app.secret, moment(s), shift))


def distinct(s: Scenario, app: App, other: App, blame: str) -> None:
    """The example ends where two secrets give the same codes."""
    near = {right_code(s, app, shift) for shift in (-1, 0, 1)}
    if right_code(s, other) in near:
        s.end(blame, "the two secrets give the same code", other.answer)
