"""USER_AUTH: the user, or the app, picks the first factor; here the password in its two forms."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import new_password_asked, password_verifier, tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.choice import choose, needs_choice, offered, prefer
from conformance.flows.sign_in import (
    SrpStart,
    computable,
    initiate,
    need_computable,
    session_of,
    srp_answer,
    srp_first,
    srp_proof,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.clients import CHOICE_CLIENT
from conformance.strategies.passwords import wrong_password

UNAVAILABLE = ("EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")


@check("CHOICE-002", "CHOICE-011")
def choice_offered(begun: Exchange) -> Difference | None:
    """The answer is SELECT_CHALLENGE with a Session, and PASSWORD and PASSWORD_SRP are among the choices."""
    if not begun.ok:
        return Difference(f"refused-{begun.code}", "the challenge SELECT_CHALLENGE", f"{begun.code}: {begun.message}")
    if begun.get("ChallengeName") != "SELECT_CHALLENGE":
        return Difference("challenge-name", "SELECT_CHALLENGE", f"ChallengeName {begun.get('ChallengeName')!r}")
    offered = begun.get("AvailableChallenges")
    if not isinstance(offered, list):
        return Difference("choices-missing", "AvailableChallenges, a list", f"AvailableChallenges {offered!r}")
    missing = [name for name in ("PASSWORD", "PASSWORD_SRP") if name not in offered]
    if missing:
        return Difference("choice-missing", "PASSWORD and PASSWORD_SRP among AvailableChallenges", f"{offered!r}")
    return None if begun.get("Session") else Difference("session-missing", "a Session", "no Session")


@check("CHOICE-012")
def only_passwords_offered(begun: Exchange) -> Difference | None:
    """The answer is SELECT_CHALLENGE without EMAIL_OTP."""
    difference = choice_offered(begun)
    if difference is not None:
        return difference
    offered = begun.get("AvailableChallenges")
    return Difference("email-otp-offered", "no EMAIL_OTP", f"{offered!r}") if "EMAIL_OTP" in offered else None


@check("CHOICE-003", "CHOICE-006", "CHOICE-008")
def signed_in(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    return tokens_at_last(answered)


@check("CHOICE-005", "CHOICE-010")
def srp_begun(answered: Exchange) -> Difference | None:
    """PASSWORD_VERIFIER with its five parameters."""
    return password_verifier(answered)


@check("CHOICE-013")
def new_password_first(answered: Exchange) -> Difference | None:
    """NEW_PASSWORD_REQUIRED with a Session, and no tokens."""
    return new_password_asked(answered)


@check("CHOICE-016")
def some_challenge(begun: Exchange) -> Difference | None:
    """The answer is a challenge, as for an existing user."""
    if not begun.ok:
        return Difference(f"refused-{begun.code}", "a challenge and a Session", f"{begun.code}: {begun.message}")
    if begun.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", "a challenge and a Session", "tokens")
    missing = [name for name in ("ChallengeName", "Session") if not begun.get(name)]
    return Difference("challenge-missing", "a challenge and a Session", f"no {missing[0]}") if missing else None


@check("CHOICE-017")
def password_listed(factors: Exchange) -> Difference | None:
    """ConfiguredUserAuthFactors lists PASSWORD."""
    if not factors.ok:
        return Difference(f"refused-{factors.code}", "the factors of the user", f"{factors.code}: {factors.message}")
    seen = factors.get("ConfiguredUserAuthFactors")
    if isinstance(seen, list) and "PASSWORD" in seen:
        return None
    return Difference("password-not-listed", "PASSWORD in ConfiguredUserAuthFactors", f"{seen!r}")


def choice_user(s: Scenario, password: str, base: str = "user", *, status: str = "CONFIRMED") -> tuple[Client, User]:
    """A user of a pool whose client allows the choice and nothing else."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=CHOICE_CLIENT)
    return client, s.user(pool, password=password, username=s.name(base), status=status)


@prop("CHOICE-001", "CHOICE-002", password=passwords(), base=names())
def test_choice_offered(s: Scenario, password: str, base: str) -> None:
    """USER_AUTH without a preference."""
    client, user = choice_user(s, password, base)
    begun = s.accepted("CHOICE-001", initiate(s, client, "USER_AUTH", {"USERNAME": user.login}))
    s.check("CHOICE-002", begun)


# -- a preference ------------------------------------------------------------------------------------------------------


@prop("CHOICE-003", "CHOICE-004", plain=("mfa=ON",), password=passwords(), variant=wrong_variants())
def test_preferred_password(s: Scenario, password: str, variant: str) -> None:
    """A wrong password is refused, the right one signs in."""
    client, user = choice_user(s, password)
    needs_choice(s, client, user)
    wrong = prefer(s, client, user.login, "PASSWORD", PASSWORD=wrong_password(password, variant))
    right = prefer(s, client, user.login, "PASSWORD", PASSWORD=password)
    checked(s, "CHOICE-003", right)
    s.refused("CHOICE-004", wrong, control=right)


@prop("CHOICE-005", "CHOICE-006", "CHOICE-007", plain=("mfa=ON",), password=passwords(), variant=wrong_variants())
def test_preferred_srp(s: Scenario, password: str, variant: str) -> None:
    """SRP by preference: the challenge, a wrong proof and a right one."""
    client, user = choice_user(s, password)
    needs_choice(s, client, user)

    def started() -> SrpStart:
        return srp_first(s, client, user.login, flow="USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP")

    first = started()
    if not checked(s, "CHOICE-005", first.challenge):
        s.end("CHOICE-005", "no PASSWORD_VERIFIER")
    need_computable(s, first)
    wrong = srp_answer(s, client, first, srp_proof(s, client, first, wrong_password(password, variant)))
    second = started()
    if not computable(second):
        s.end("CHOICE-005", "no PASSWORD_VERIFIER a second time", second.challenge)
    right = srp_answer(s, client, second, srp_proof(s, client, second, password))
    checked(s, "CHOICE-006", right)
    s.refused("CHOICE-007", wrong, control=right)


@prop("CHOICE-011", password=passwords(), base=names(), preferred=st.sampled_from(UNAVAILABLE))
def test_unavailable_preference(s: Scenario, password: str, base: str, preferred: str) -> None:
    """A preference for a factor that the pool does not offer is no error."""
    client, user = choice_user(s, password, base)
    needs_choice(s, client, user)
    checked(s, "CHOICE-011", prefer(s, client, user.login, preferred))


@prop("CHOICE-012", "CHOICE-013", password=passwords(), base=names())
def test_temporary_password(s: Scenario, password: str, base: str) -> None:
    """A user with a temporary password: only the password, and it must be replaced."""
    client, user = choice_user(s, password, base, status="FORCE_CHANGE_PASSWORD")
    needs_choice(s, client, user)
    checked(s, "CHOICE-012", prefer(s, client, user.login, "EMAIL_OTP"))
    checked(s, "CHOICE-013", prefer(s, client, user.login, "PASSWORD", PASSWORD=password))


# -- the choice answered -----------------------------------------------------------------------------------------------


@prop("CHOICE-008", "CHOICE-009", plain=("mfa=ON",), password=passwords(), variant=wrong_variants())
def test_chosen_password(s: Scenario, password: str, variant: str) -> None:
    """PASSWORD chosen with a wrong password, and from a fresh choice with the right one."""
    client, user = choice_user(s, password)
    session = session_of(offered(s, client, user))
    wrong = choose(s, client, user, session, "PASSWORD", PASSWORD=wrong_password(password, variant))
    right = choose(s, client, user, session_of(offered(s, client, user)), "PASSWORD", PASSWORD=password)
    checked(s, "CHOICE-008", right)
    s.refused("CHOICE-009", wrong, control=right)


@prop("CHOICE-010", password=passwords(), base=names())
def test_chosen_srp(s: Scenario, password: str, base: str) -> None:
    """PASSWORD_SRP chosen."""
    client, user = choice_user(s, password, base)
    session = session_of(offered(s, client, user))
    checked(s, "CHOICE-010", choose(s, client, user, session, "PASSWORD_SRP", SRP_A=s.srp_start()["A"]))


@prop("CHOICE-018", password=passwords(), made_up=st.text("ABCDEFabcdef0123456789_-", min_size=20, max_size=1200))
def test_choice_without_its_session(s: Scenario, password: str, made_up: str) -> None:
    """The choice with a made-up Session, then with the Session of the offer."""
    client, user = choice_user(s, password)
    attempt = choose(s, client, user, made_up, "PASSWORD", PASSWORD=password)

    def right() -> Exchange:
        return choose(s, client, user, session_of(offered(s, client, user)), "PASSWORD", PASSWORD=password)

    s.refused("CHOICE-018", attempt, control=right)


# -- pools and users ---------------------------------------------------------------------------------------------------


@prop("CHOICE-015", base=names(), explicit=st.booleans())
def test_unknown_user(s: Scenario, base: str, explicit: bool) -> None:
    """A LEGACY client reports that there is no such user."""
    pool = s.pool()
    legacy = {"PreventUserExistenceErrors": "LEGACY"} if explicit else {}
    client = s.client(pool, ExplicitAuthFlows=CHOICE_CLIENT, **legacy)
    user = s.user(pool, username=s.name(base))
    needs_choice(s, client, user)
    s.refused(
        "CHOICE-015",
        initiate(s, client, "USER_AUTH", {"USERNAME": s.name(base)}),
        control=lambda: initiate(s, client, "USER_AUTH", {"USERNAME": user.login}),
    )


@prop("CHOICE-016", base=names())
def test_unknown_user_hidden(s: Scenario, base: str) -> None:
    """An ENABLED client sees a challenge."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=CHOICE_CLIENT, PreventUserExistenceErrors="ENABLED")
    needs_choice(s, client, s.user(pool))
    checked(s, "CHOICE-016", initiate(s, client, "USER_AUTH", {"USERNAME": s.name(base)}))


@prop("CHOICE-017", password=passwords(), base=names())
def test_factors(s: Scenario, password: str, base: str) -> None:
    """GetUserAuthFactors of a signed-in user."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    session = s.sign_in(client, s.user(pool, password=password, username=s.name(base)))
    checked(s, "CHOICE-017", s.call("GetUserAuthFactors", AccessToken=session.access))
