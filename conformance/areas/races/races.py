"""Races that one contender may win: the same name, code, session or token, used at the same time."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.race_models import first_wins, sub_in, winner_shown
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK, Site, application, code_for, proof_key
from conformance.flows.passwords import reset_code
from conformance.flows.races import api, not_a_refusal, second_not_refused, signs_in, supposed
from conformance.flows.second_factors import asked, new_owner
from conformance.flows.sign_in import forced, session_of, temporary_password_user
from conformance.flows.sign_up import unconfirmed as signed_up
from conformance.flows.users import fresh_login, legacy_client, recovery_pool, user_with_email
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import fresh_code
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.malformed import words
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS
from conformance.transport.races import Call

RIVALS = st.lists(passwords(), min_size=3, max_size=4, unique=True)  # a password for each contender
MANY = st.integers(3, 4)


@check("RACE-001", "RACE-002")
def winner_is_the_user(raced: Exchange, shown: Exchange) -> Difference | None:
    """One call is accepted, and the user who is there afterwards is the one its answer showed."""
    return winner_shown(raced, shown)


@check("RACE-003", "RACE-005", "RACE-008", "RACE-009", "RACE-011", "RACE-012", "RACE-021")
def one_accepted(raced: Exchange) -> Difference | None:
    """Exactly one of the calls is accepted."""
    return first_wins(raced)


@check("RACE-004", "RACE-006", "RACE-007", "RACE-010")
def one_password_counts(raced: Exchange, *sign_ins: Exchange) -> Difference | None:
    """One of the calls is accepted, and its password is the one that signs in."""
    return first_wins(raced, *sign_ins)


# -- names -------------------------------------------------------------------------------------------------------------


@prop("RACE-001", rivals=RIVALS, base=names())
def test_sign_up(s: Scenario, rivals: list[str], base: str) -> None:
    """Several sign-ups with one user name."""
    pool = s.pool()
    client = s.client(pool)

    def calls(login: str) -> list[Call]:
        return [
            api(f"SignUp {number}", "SignUp", ClientId=client.id, Username=login, Password=password)
            for number, password in enumerate(rivals, 1)
        ]

    earlier, login = fresh_login(s, pool, base), fresh_login(s, pool, base)
    supposed(s, "SIGNUP-011", "RACE-001", lambda: second_not_refused(s, calls(earlier), "SIGNUP-001"))
    supposed(s, "SIGNUP-003", "the UserSub of RACE-001", lambda: _other_sub(s, client, fresh_login(s, pool, base)))
    raced = s.race(*calls(login))
    shown = s.call("AdminGetUser", UserPoolId=pool.id, Username=login)
    s.check("RACE-001", raced, shown)


def _other_sub(s: Scenario, client: Client, login: str) -> Exchange | None:
    """The answer to SignUp whose UserSub is not the sub that AdminGetUser shows."""
    signed_up = s.must("SignUp", ClientId=client.id, Username=login, Password="Correct-Horse7")
    seen = s.must("AdminGetUser", UserPoolId=client.pool.id, Username=login)
    return None if signed_up.get("UserSub") == sub_in(seen.get("UserAttributes")) else signed_up


@prop("RACE-002", rivals=RIVALS, base=names())
def test_admin_create_user(s: Scenario, rivals: list[str], base: str) -> None:
    """Several AdminCreateUser requests with one user name."""
    pool = s.pool()

    def calls(login: str) -> list[Call]:
        return [
            api(
                f"AdminCreateUser {number}",
                "AdminCreateUser",
                UserPoolId=pool.id,
                Username=login,
                TemporaryPassword=password,
                MessageAction="SUPPRESS",
            )
            for number, password in enumerate(rivals, 1)
        ]

    earlier, login = fresh_login(s, pool, base), fresh_login(s, pool, base)
    supposed(s, "ADMCREATE-009", "RACE-002", lambda: second_not_refused(s, calls(earlier), "ADMCREATE-001"))
    raced = s.race(*calls(login))
    shown = s.call("AdminGetUser", UserPoolId=pool.id, Username=login)
    s.check("RACE-002", raced, shown)


def _aliases(s: Scenario) -> Pool:
    """A pool where an address is an alias."""
    pool = s.pool(**EMAIL_ALIAS)
    if pool.username_attributes:
        s.exclude("this target makes addresses the user names")
    return pool


@prop("RACE-005", many=MANY, local=emails_local(), base=names())
def test_verified_address(s: Scenario, many: int, local: str, base: str) -> None:
    """An administrator gives one verified address to several users."""
    pool = _aliases(s)

    def calls(address: str) -> list[Call]:
        verified = attribute_list({"email": address, "email_verified": "true"})
        users = [s.user(pool, username=s.name(base)) for _ in range(many)]
        return [
            api(
                f"AdminUpdateUserAttributes {number}",
                "AdminUpdateUserAttributes",
                UserPoolId=pool.id,
                Username=user.username,
                UserAttributes=verified,
            )
            for number, user in enumerate(users, 1)
        ]

    supposed(s, "ALIAS-013", "RACE-005", lambda: second_not_refused(s, calls(s.email(local)), "ATTR-001"))
    s.check("RACE-005", s.race(*calls(s.email(local))))


@prop("RACE-011", many=MANY, base=st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20))
def test_create_group(s: Scenario, many: int, base: str) -> None:
    """One group created several times."""
    pool = s.pool()

    def calls(name: str) -> list[Call]:
        return [
            api(f"CreateGroup {number}", "CreateGroup", UserPoolId=pool.id, GroupName=name)
            for number in range(1, many + 1)
        ]

    earlier, name = f"{base}{s.resource_name()}", f"{base}{s.resource_name()}"
    supposed(s, "GROUP-008", "RACE-011", lambda: second_not_refused(s, calls(earlier), "GROUP-001"))
    s.check("RACE-011", s.race(*calls(name)))


@prop("RACE-012", many=st.integers(2, 3), base=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_create_domain(s: Scenario, many: int, base: str) -> None:
    """One domain prefix for several pools."""

    def calls(contenders: int) -> list[Call]:
        # Apart, so that no base and no fresh letters make a reserved word: a, ws.
        pools, domain = [s.own_pool() for _ in range(contenders)], f"{base}-{s.suffix()}"
        return [
            api(f"CreateUserPoolDomain {number}", "CreateUserPoolDomain", UserPoolId=pool.id, Domain=domain)
            for number, pool in enumerate(pools, 1)
        ]

    supposed(s, "DOMAIN-002", "RACE-012", lambda: second_not_refused(s, calls(2), "DOMAIN-001"))
    s.check("RACE-012", s.race(*calls(many)))


# -- codes -------------------------------------------------------------------------------------------------------------


@prop("RACE-003", many=MANY, base=names(), local=emails_local())
def test_confirm_sign_up(s: Scenario, many: int, base: str, local: str) -> None:
    """One confirmation code sent several times."""
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool)

    def calls(user: User) -> list[Call]:
        code = s.code("sign_up", user, announced=user.created)
        return [
            api(
                f"ConfirmSignUp {number}",
                "ConfirmSignUp",
                ClientId=client.id,
                Username=user.login,
                ConfirmationCode=code,
            )
            for number in range(1, many + 1)
        ]

    supposed(
        s,
        "CONFIRM-007",
        "RACE-003",
        lambda: second_not_refused(s, calls(signed_up(s, pool, base, local)), "CONFIRM-001"),
    )
    s.check("RACE-003", s.race(*calls(signed_up(s, pool, base, local))))


@prop("RACE-004", rivals=RIVALS, base=names(), local=emails_local())
def test_confirm_one_address(s: Scenario, rivals: list[str], base: str, local: str) -> None:
    """Several users with one address confirm at the same time; the address then signs one of them in."""
    pool = _aliases(s)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)

    def calls(address: str) -> list[Call]:
        users = [
            s.user(pool, username=s.name(base), password=password, attributes={"email": address}, status="UNCONFIRMED")
            for password in rivals
        ]
        codes = [s.code("sign_up", user, announced=user.created) for user in users]
        return [
            api(
                f"ConfirmSignUp {number}",
                "ConfirmSignUp",
                ClientId=client.id,
                Username=user.login,
                ConfirmationCode=code,
            )
            for number, (user, code) in enumerate(zip(users, codes, strict=True), 1)
        ]

    def against() -> Exchange | None:
        address = s.email(local)
        confirmed = second_not_refused(s, calls(address), "CONFIRM-001")
        s.need(signs_in(s, client, address, rivals[0]), "ALIAS-001")
        return confirmed or not_a_refusal(s, signs_in(s, client, address, rivals[1]))

    supposed(s, "CONFIRM-012", "RACE-004", against)
    address = s.email(local)
    raced = s.race(*calls(address))
    s.check("RACE-004", raced, *(signs_in(s, client, address, password) for password in rivals))


@prop("RACE-006", old=passwords(), rivals=RIVALS, local=emails_local())
def test_confirm_forgot_password(s: Scenario, old: str, rivals: list[str], local: str) -> None:
    """One reset code used several times, each time with another new password."""
    s.assume(old not in rivals)
    pool = recovery_pool(s)
    client = legacy_client(s, pool)

    def calls(user: User) -> list[Call]:
        code = reset_code(s, client, user)
        return [
            api(
                f"ConfirmForgotPassword {number}",
                "ConfirmForgotPassword",
                ClientId=client.id,
                Username=user.login,
                ConfirmationCode=code,
                Password=password,
            )
            for number, password in enumerate(rivals, 1)
        ]

    def against() -> Exchange | None:
        user = user_with_email(s, pool, local, old)
        return second_not_refused(s, calls(user), "FORGOT-011") or _not_only_first(s, client, user, rivals)

    supposed(s, "FORGOT-016", "RACE-006", against)
    user = user_with_email(s, pool, local, old)
    raced = s.race(*calls(user))
    s.check("RACE-006", raced, *(signs_in(s, client, user.login, password) for password in rivals))


def _not_only_first(s: Scenario, client: Client, user: User, rivals: Sequence[str]) -> Exchange | None:
    """The first password has to sign in; returns the answer to the second where that is no refusal."""
    s.need(signs_in(s, client, user.login, rivals[0]), "PWAUTH-001")
    return not_a_refusal(s, signs_in(s, client, user.login, rivals[1]))


@prop("RACE-008", plain=("client",), many=MANY, password=passwords(), word=words())
def test_authorization_code(s: Scenario, many: int, password: str, word: str) -> None:
    """One authorization code, exchanged several times."""
    site = application(s)
    verifier, key = proof_key(s, word)

    def calls() -> list[Call]:
        site.browser.forget()
        code = code_for(s, site, s.user(site.pool, password=password), scope="openid", **key).code
        return [_exchange(site, number, code, verifier) for number in range(1, many + 1)]

    supposed(s, "OTOKEN-007", "RACE-008", lambda: second_not_refused(s, calls(), "OTOKEN-001"))
    s.check("RACE-008", s.race(*calls()))


def _exchange(site: Site, number: int, code: str, verifier: str) -> Call:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": verifier,
        "client_id": site.client.id,
    }
    return {
        "call": f"POST /oauth2/token {number}",
        "method": "POST",
        "url": site.hosted.url("/oauth2/token"),
        "form": form,
    }


# -- sessions, tokens, passwords ---------------------------------------------------------------------------------------


@prop("RACE-007", old=passwords(), rivals=RIVALS, base=names())
def test_session(s: Scenario, old: str, rivals: list[str], base: str) -> None:
    """One Session answered several times, each time with another new password."""
    s.assume(old not in rivals)

    def calls(client: Client, user: User) -> list[Call]:
        session = session_of(forced(s, client, user))
        return [
            api(
                f"RespondToAuthChallenge {number}",
                "RespondToAuthChallenge",
                ClientId=client.id,
                Session=session,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                ChallengeResponses={"USERNAME": user.username, "NEW_PASSWORD": password},
            )
            for number, password in enumerate(rivals, 1)
        ]

    def against() -> Exchange | None:
        client, user = temporary_password_user(s, old, base)
        return second_not_refused(s, calls(client, user), "NEWPW-007") or _not_only_first(s, client, user, rivals)

    supposed(s, "SESSION-002", "RACE-007", against)
    client, user = temporary_password_user(s, old, base)
    raced = s.race(*calls(client, user))
    s.check("RACE-007", raced, *(signs_in(s, client, user.login, password) for password in rivals))


@prop("RACE-021", many=MANY, password=passwords(), base=names())
def test_code_of_an_app(s: Scenario, many: int, password: str, base: str) -> None:
    """One code of an authenticator app used in several sign-ins."""

    def calls() -> list[Call]:
        owner = new_owner(s, password, base=base)
        client, user = owner.client, owner.user
        sessions = [session_of(asked(s, client, user)) for _ in range(many)]
        responses = {"USERNAME": user.username, "SOFTWARE_TOKEN_MFA_CODE": fresh_code(s, owner.app)}
        return [
            api(
                f"RespondToAuthChallenge {number}",
                "RespondToAuthChallenge",
                ClientId=client.id,
                Session=session,
                ChallengeName="SOFTWARE_TOKEN_MFA",
                ChallengeResponses=responses,
            )
            for number, session in enumerate(sessions, 1)
        ]

    supposed(s, "MFA-018", "RACE-021", lambda: second_not_refused(s, calls(), "MFA-008"))
    s.check("RACE-021", s.race(*calls()))


@prop("RACE-009", many=MANY, password=passwords(), base=names())
def test_rotation(s: Scenario, many: int, password: str, base: str) -> None:
    """One refresh token rotated several times, without a grace period."""
    pool = s.pool()
    client = s.client(
        pool,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )

    def calls() -> list[Call]:
        token = s.sign_in(client, s.user(pool, password=password, username=s.name(base))).refresh
        return [
            api(
                f"GetTokensFromRefreshToken {number}",
                "GetTokensFromRefreshToken",
                ClientId=client.id,
                RefreshToken=token,
            )
            for number in range(1, many + 1)
        ]

    supposed(s, "ROTATE-004", "RACE-009", lambda: second_not_refused(s, calls(), "ROTATE-001"))
    s.check("RACE-009", s.race(*calls()))


@prop("RACE-010", old=passwords(), rivals=RIVALS, base=names())
def test_change_password(s: Scenario, old: str, rivals: list[str], base: str) -> None:
    """One password changed several times, each time to another one."""
    s.assume(old not in rivals)
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)

    def calls(user: User) -> list[Call]:
        token = s.sign_in(client, user).access
        return [
            api(
                f"ChangePassword {number}",
                "ChangePassword",
                AccessToken=token,
                PreviousPassword=old,
                ProposedPassword=password,
            )
            for number, password in enumerate(rivals, 1)
        ]

    def against() -> Exchange | None:
        user = _user(s, pool, old, base)
        return second_not_refused(s, calls(user), "CHANGEPW-001") or _not_only_first(s, client, user, rivals)

    supposed(s, "CHANGEPW-004", "RACE-010", against)
    user = _user(s, pool, old, base)
    raced = s.race(*calls(user))
    s.check("RACE-010", raced, *(signs_in(s, client, user.login, password) for password in rivals))


def _user(s: Scenario, pool: Pool, password: str, base: str) -> User:
    return s.user(pool, password=password, username=s.name(base))
