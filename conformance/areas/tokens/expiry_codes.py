"""When one-time credentials expire: sessions of challenges, codes, temporary passwords, tokens of lists."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.addresses import at_once_pool, verify_address
from conformance.flows.lists import listed, usernames_of
from conformance.flows.passwords import confirm_reset, reset_code
from conformance.flows.sign_in import initiate, new_password, respond, session_of, with_password
from conformance.flows.sign_up import confirm_sign_up, resend_code, unconfirmed
from conformance.flows.users import RESEND, admin_create, legacy_client, recovery_pool, signed_in, user_with_email
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import CHOICE_AND_PASSWORD_CLIENT
from conformance.strategies.passwords import wrong_password
from conformance.strategies.pools import AUTO_EMAIL

MINUTE, HOUR, DAY = 60, 3600, 86_400
EDGE = 60  # seconds before the end of a code
MINUTES = st.integers(3, 15)
DAYS = st.sampled_from((None, 1, 2, 5, 14, 60, 365))


@check("EXPIRY-021")
def new_password_asked(answer: Exchange) -> Difference | None:
    """The second step is accepted and gives tokens."""
    if not answer.ok:
        return Difference(
            f"refused-{answer.code}",
            "the Session of the second step has its own lifetime",
            f"{answer.code}: {answer.message}",
        )
    tokens = answer.get("AuthenticationResult.AccessToken")
    return None if tokens else Difference("no-tokens", "tokens", f"{answer.get('ChallengeName')!r}")


# -- sessions ----------------------------------------------------------------------------------------------------------


def _choosing(s: Scenario, password: str, minutes: int, status: str = "CONFIRMED") -> tuple[Client, User]:
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=CHOICE_AND_PASSWORD_CLIENT, AuthSessionValidity=minutes)
    return client, s.user(pool, password=password, status=status)


def _choice(s: Scenario, client: Client, user: User) -> str:
    """The Session of SELECT_CHALLENGE; the example ends without it."""
    begun = s.need(initiate(s, client, "USER_AUTH", {"USERNAME": user.login}), "CHOICE-001")
    session = session_of(begun)
    if begun.get("ChallengeName") != "SELECT_CHALLENGE" or session is None:
        s.end("CHOICE-002", f"USER_AUTH gave {begun.get('ChallengeName')!r}", begun)
    return session


def _chosen(s: Scenario, client: Client, user: User, password: str, session: str) -> Exchange:
    responses = {"USERNAME": user.login, "ANSWER": "PASSWORD", "PASSWORD": password}
    return respond(s, client, "SELECT_CHALLENGE", responses, session=session)


@prop("EXPIRY-019", "EXPIRY-020", password=passwords(), minutes=MINUTES, late=st.integers(20, 600))
def test_session_of_a_choice(s: Scenario, password: str, minutes: int, late: int) -> None:
    """Two sessions, one answered in time."""
    minutes = s.soon(minutes, 3)
    client, user = _choosing(s, password, minutes)
    early, tardy = _choice(s, client, user), _choice(s, client, user)
    s.advance(minutes * MINUTE - 20)
    control = s.accepted("EXPIRY-019", _chosen(s, client, user, password, early))
    s.advance(20 + s.soon(late, 20))
    s.refused("EXPIRY-020", _chosen(s, client, user, password, tardy), control=control)


@prop("EXPIRY-021", password=passwords(), new=passwords(), minutes=MINUTES)
def test_session_of_the_second_step(s: Scenario, password: str, new: str, minutes: int) -> None:
    """The choice is made shortly before its expiry, and so is the new password."""
    s.assume(new != password)
    minutes = s.soon(minutes, 3)
    client, user = _choosing(s, password, minutes, status="FORCE_CHANGE_PASSWORD")
    session = _choice(s, client, user)
    s.advance(minutes * MINUTE - 20)
    chosen = s.need(_chosen(s, client, user, password, session), "CHOICE-006")
    if chosen.get("ChallengeName") != "NEW_PASSWORD_REQUIRED" or session_of(chosen) is None:
        s.end("CHOICE-013", f"the choice led to {chosen.get('ChallengeName')!r}", chosen)
    s.advance(minutes * MINUTE - 20)
    answer = new_password(s, client, chosen, user, new)
    s.need(answer, None) if answer.outcome in ("unsupported", "indeterminate") else s.check("EXPIRY-021", answer)


# -- codes -------------------------------------------------------------------------------------------------------------


@prop("EXPIRY-022", "EXPIRY-023", base=names(), local=emails_local(), sent_again=st.integers(60, DAY - 3600))
def test_codes_of_a_sign_up(s: Scenario, base: str, local: str, sent_again: int) -> None:
    """A code almost a day old; and another almost a day old, of an older sign-up."""
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool)
    first, second = unconfirmed(s, pool, base, local), unconfirmed(s, pool, base, local)
    code = s.code("sign_up", first, announced=first.created)
    s.advance(sent_again)
    again = s.need(resend_code(s, client, second.login), "RESEND-001")
    code_again = s.code("sign_up", second, announced=again)
    s.advance(DAY - sent_again - EDGE)
    s.accepted("EXPIRY-022", confirm_sign_up(s, client, first, code))
    s.advance(sent_again)
    s.accepted("EXPIRY-023", confirm_sign_up(s, client, second, code_again))


@prop("EXPIRY-024", local=emails_local(), password=passwords(), age=st.one_of(st.just(DAY - EDGE), st.integers(1, DAY)))
def test_code_of_an_attribute(s: Scenario, local: str, password: str, age: int) -> None:
    """A code within its day."""
    pool = at_once_pool(s)
    user = user_with_email(s, pool, local, password, flag="false")
    sent = s.must(
        "GetUserAttributeVerificationCode",
        blame="VERIFY-009",
        AccessToken=signed_in(s, pool, user).access,
        AttributeName="email",
    )
    code = s.code("attribute", user, announced=sent)
    s.advance(min(age, DAY - EDGE))
    s.accepted("EXPIRY-024", verify_address(s, signed_in(s, pool, user), code))


@prop("EXPIRY-025", old=passwords(), new=passwords(), local=emails_local(), asked_again=st.integers(60, HOUR - 60))
def test_recovery_asked_for_again(s: Scenario, old: str, new: str, local: str, asked_again: int) -> None:
    """The second code is accepted after the first one's hour is over."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, old)
    reset_code(s, client, user)
    s.advance(s.soon(asked_again, 90))
    code = reset_code(s, client, user)
    s.advance(HOUR - EDGE)
    s.accepted("EXPIRY-025", confirm_reset(s, client, user, code, new))


# -- temporary passwords -----------------------------------------------------------------------------------------------


def _pool_of(s: Scenario, days: int | None) -> Pool:
    if days is None:
        return s.pool()
    return s.pool(Policies={"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": days}})


def _is_temporary(s: Scenario, client: Client, user: User, password: str) -> Exchange:
    """Sign-in with a temporary password that is still good; the example ends where any password is taken."""
    wrong = with_password(s, client, user.login, wrong_password(password, "other"))
    if wrong.ok:
        s.end("NEWPW-019", "any temporary password is accepted", wrong)
    answer = s.need(with_password(s, client, user.login, password), "NEWPW-001")
    if answer.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        s.end("NEWPW-002", "the password is not a temporary one", answer)
    return answer


@prop(
    "EXPIRY-026",
    "EXPIRY-027",
    plain=("names=addresses",),
    base=names(),
    local=emails_local(),
    old=passwords(),
    new=passwords(),
    days=DAYS,
    part=st.floats(0.05, 2),
)
def test_invited_again(s: Scenario, base: str, local: str, old: str, new: str, days: int | None, part: float) -> None:
    """An invitation sent again before or after the end of the first one."""
    s.assume(old != new)
    pool, username = _pool_of(s, days), s.name(base)
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    attributes = {"email": s.email(local), "email_verified": "true"}
    created = s.need(admin_create(s, pool, username, TemporaryPassword=old, attributes=attributes), "ADMCREATE-001")
    user = User(pool, username, username, None, old, attributes, "FORCE_CHANGE_PASSWORD", created)
    _is_temporary(s, client, user, old)
    life = (days or 7) * DAY
    s.advance(int(life * part))
    s.need(admin_create(s, pool, username, TemporaryPassword=new, **RESEND), "ADMCREATE-024")
    s.advance(life - HOUR)
    alive = s.accepted("EXPIRY-026", with_password(s, client, username, new))
    s.advance(2 * HOUR)
    s.refused("EXPIRY-027", with_password(s, client, username, new), control=alive)


@prop("EXPIRY-028", base=names(), old=passwords(), new=passwords(), days=DAYS, permanent=st.booleans())
def test_set_after_the_end(s: Scenario, base: str, old: str, new: str, days: int | None, permanent: bool) -> None:
    """An administrator sets another password when the temporary one has expired."""
    s.assume(old != new)
    pool = _pool_of(s, days)
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    user = s.user(pool, username=s.name(base), password=old, status="FORCE_CHANGE_PASSWORD")
    _is_temporary(s, client, user, old)
    s.advance((days or 7) * DAY + HOUR)
    late = with_password(s, client, user.login, old)
    if late.ok:
        s.end("NEWPW-020", "the temporary password did not expire", late)
    s.must("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=new, Permanent=permanent)
    s.accepted("EXPIRY-028", with_password(s, client, user.login, new))


@prop("EXPIRY-029", base=names(), password=passwords(), days=DAYS, later=st.integers(1, 400))
def test_permanent_password(s: Scenario, base: str, password: str, days: int | None, later: int) -> None:
    """Days after a temporary password would have expired."""
    pool = _pool_of(s, days)
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    user = s.user(pool, username=s.name(base), password=password)
    s.sign_in(client, user)
    s.advance(((days or 7) + later) * DAY)
    wrong = with_password(s, client, user.login, wrong_password(password, "other"))
    if wrong.ok:
        s.end("PWAUTH-003", "any password signs in", wrong)
    s.accepted("EXPIRY-029", with_password(s, client, user.login, password))


# -- lists -------------------------------------------------------------------------------------------------------------


@prop("EXPIRY-030", "LIST-026", base=names(), late=st.integers(61, 600))
def test_page_token(s: Scenario, base: str, late: int) -> None:
    """The token of the next page, within an hour and after it."""
    pool = s.pool(UserPoolTags={"for": "users"})
    family = s.name("family")
    made = [
        s.user(pool, username=s.name(base), attributes={"family_name": family}, status="FORCE_CHANGE_PASSWORD")
        for _ in range(3)
    ]
    query: dict[str, Any] = {"UserPoolId": pool.id, "Filter": f'family_name = "{family}"', "Limit": 1}
    listed(s, lambda answer: len(usernames_of(answer)) == len(made), **(query | {"Limit": 60}))
    first = s.must("ListUsers", blame="LIST-001", **query)
    token = first.get("PaginationToken")
    if not isinstance(token, str):
        s.end("LIST-012", "a list of more than Limit users came without PaginationToken", first)
    s.advance(HOUR - EDGE)
    within = s.accepted("EXPIRY-030", s.call("ListUsers", PaginationToken=token, **query))
    s.advance(EDGE + s.soon(late, 61))
    s.refused("LIST-026", s.call("ListUsers", PaginationToken=token, **query), control=within)
