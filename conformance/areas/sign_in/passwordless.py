"""Users without a password: created by an administrator, or signed up where codes are sufficient."""

from __future__ import annotations

from typing import Any

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.choice import EMAIL, choice_client, email_pool, needs_choice, preferred_challenge, with_email
from conformance.flows.sent_codes import answer, first_factors, sent_code
from conformance.flows.sign_in import session_of
from conformance.flows.users import seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import emails_local, names, passwords


@check("CHOOSE-029")
def straight_in(answered: Exchange, wanted: str) -> Difference | None:
    """The sign-up gives a Session, and the code then gives tokens."""
    if wanted == "tokens":
        return tokens_at_last(answered)
    if answered.get("Session"):
        return None
    return Difference("session-missing", f"a Session in the answer to {answered.operation}", "no Session")


# -- made without a password -------------------------------------------------------------------------------------------


@prop("CHANGEPW-010", local=emails_local(), password=passwords())
def test_first_password(s: Scenario, local: str, password: str) -> None:
    """A user without a password sets one."""
    pool = email_pool(s)
    client, user = choice_client(s, pool), without_password(s, pool, local)
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    signed = s.need(answer(s, client, challenge, EMAIL, user.login, code), "CHOOSE-006")
    token = signed.text("AuthenticationResult.AccessToken")
    s.accepted("CHANGEPW-010", s.call("ChangePassword", AccessToken=token, ProposedPassword=password))


@prop("ADMCREATE-036", local=emails_local(), base=names())
def test_created_without_password(s: Scenario, local: str, base: str) -> None:
    """A user made without a temporary password."""
    user = without_password(s, email_pool(s), local, base)
    s.check("ADMCREATE-036", seen(s, user))


def without_password(s: Scenario, pool: Pool, local: str, base: str = "user") -> User:
    """A user whom an administrator made without a temporary password."""
    login, address = newcomer(s, pool, base, local)
    attributes = {"email": address, "email_verified": "true"}
    created = s.must(
        "AdminCreateUser",
        UserPoolId=pool.id,
        Username=login,
        MessageAction="SUPPRESS",
        UserAttributes=attribute_list(attributes),
    )
    username = str(created.get("User.Username") or login)
    return User(pool, login, username, None, None, attributes, "CONFIRMED", created)


# -- signing up --------------------------------------------------------------------------------------------------------


@prop("CHOOSE-027", local=emails_local(), base=names())
def test_sign_up_without_password(s: Scenario, local: str, base: str) -> None:
    """SignUp with only a name and an address."""
    pool = email_pool(s)
    s.accepted("CHOOSE-027", sign_up(s, pool, *newcomer(s, pool, base, local)))


@prop("CHOOSE-028", local=emails_local(), base=names(), password=passwords())
def test_sign_up_where_passwords_rule(s: Scenario, local: str, base: str, password: str) -> None:
    """SignUp without a password, then with one."""
    pool = s.pool()
    attempt = sign_up(s, pool, *newcomer(s, pool, base, local))
    s.refused(
        "CHOOSE-028", attempt, control=lambda: sign_up(s, pool, *newcomer(s, pool, base, local), Password=password)
    )


def newcomer(s: Scenario, pool: Pool, base: str, local: str) -> tuple[str, str]:
    """A user name and an address; the address twice where this target makes addresses the user names."""
    address = s.email(local)
    return (address if "email" in pool.username_attributes else s.name(base)), address


def sign_up(s: Scenario, pool: Pool, name: str, address: str, **more: Any) -> Exchange:
    """SignUp, not judged."""
    attributes = attribute_list({"email": address})
    return s.call("SignUp", ClientId=choice_client(s, pool).id, Username=name, UserAttributes=attributes, **more)


@prop("CHOOSE-029", local=emails_local(), base=names(), password=passwords())
def test_straight_from_sign_up(s: Scenario, local: str, base: str, password: str) -> None:
    """One code confirms the sign-up and gives tokens."""
    pool = s.pool(**first_factors(EMAIL), AutoVerifiedAttributes=["email"])
    client, (login, address) = choice_client(s, pool), newcomer(s, pool, base, local)
    needs_choice(s, client, with_email(s, pool, local))
    signed_up = s.need(sign_up(s, pool, login, address, Password=password), "SIGNUP-001")
    if not s.check("CHOOSE-029", signed_up, wanted="Session"):
        s.end("CHOOSE-029", "there is no Session to continue with")
    user = User(pool, login, login, None, password, {"email": address}, "UNCONFIRMED", signed_up)
    code = s.code("sign_up", user, announced=signed_up)
    confirmed = s.must(
        "ConfirmSignUp", ClientId=client.id, Username=login, ConfirmationCode=code, Session=session_of(signed_up)
    )
    if not s.check("CHOOSE-029", confirmed, wanted="Session"):
        s.end("CHOOSE-029", "there is no Session to continue with")
    begun = s.call(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": login},
        Session=session_of(confirmed),
    )
    checked(s, "CHOOSE-029", begun, wanted="tokens")
