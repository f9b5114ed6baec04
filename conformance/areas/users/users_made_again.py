"""A user who is deleted, and a new one with the same name: nothing of the former user works or is shown."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import owner_of
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.lists import settled, usernames_of
from conformance.flows.made_again import WAYS, delete, make_again, other_password, replace
from conformance.flows.passwords import confirm_reset, reset_code
from conformance.flows.sign_in import forced, new_password, srp_answer, srp_challenge, srp_proof, srp_sign_in
from conformance.flows.sign_up import confirm_sign_up, unconfirmed
from conformance.flows.users import (
    legacy_client,
    recovery_pool,
    refresh,
    seen,
    signed_in,
    sub_of,
    try_password,
    user_with_email,
)
from conformance.kit.reading import TOKENS, claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Session
from conformance.strategies import attribute_values, emails_local, group_names, names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_CLIENT
from conformance.strategies.policies import STRICT
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS

BY = st.sampled_from(WAYS)


# -- tokens, passwords, codes ------------------------------------------------------------------------------------------


@prop(
    "ADMUSER-027",
    "ADMUSER-028",
    "ADMUSER-029",
    plain=("name=email", "name=phone"),
    base=names(),
    by=BY,
    password=passwords(),
)
def test_tokens_and_password(s: Scenario, base: str, by: str, password: str) -> None:
    """The former user's tokens and password, which worked; then the new user's."""
    pool = s.pool()
    former = s.user(pool, username=s.name(base), password=password)
    session = signed_in(s, pool, former)
    s.need(s.call("GetUser", AccessToken=session.access), "ACCESS-001")
    s.need(refresh(s, session), "REFRESH-001")
    user = replace(s, former, other_password(password), session=session if by == "user" else None)
    client = legacy_client(s, pool)
    new = try_password(s, client, user, str(user.password))
    s.refused("ADMUSER-029", try_password(s, client, user, password), control=new)
    own = Session(client, user, s.need(new, "PWAUTH-001"))
    requests: dict[str, dict[str, Any]] = {
        "GetUser": {},
        "UpdateUserAttributes": {"UserAttributes": [{"Name": "nickname", "Value": "n"}]},
    }
    for operation, more in requests.items():
        attempt = s.call(operation, AccessToken=session.access, **more)
        s.refused("ADMUSER-027", attempt, control=s.call(operation, AccessToken=own.access, **more))
    s.refused("ADMUSER-028", refresh(s, session), control=lambda: refresh(s, own))


@prop("ADMUSER-030", base=names(), local=emails_local(), password=passwords())
def test_sign_up_code(s: Scenario, base: str, local: str, password: str) -> None:
    """The code of a sign-up whose user was deleted, for the next sign-up with the same name and address."""
    pool = s.pool(**AUTO_EMAIL)
    client, former = s.client(pool), unconfirmed(s, pool, base, local, password)
    old = s.code("sign_up", former, announced=former.created)
    delete(s, former)
    user = make_again(s, former, other_password(password), attributes=dict(former.attributes), status="UNCONFIRMED")
    code = s.code("sign_up", user, announced=user.created)
    if code == old:
        s.exclude("this target sends everybody the same code")
    attempt = confirm_sign_up(s, client, user, old)
    s.refused("ADMUSER-030", attempt, control=lambda: confirm_sign_up(s, client, user, code))


@prop("ADMUSER-031", plain=("name=email", "name=phone"), local=emails_local(), password=passwords())
def test_recovery_code(s: Scenario, local: str, password: str) -> None:
    """A code that the former user asked for; then one that the new user asks for at the same address."""
    pool = recovery_pool(s)
    client, former = legacy_client(s, pool), user_with_email(s, pool, local, password)
    old = reset_code(s, client, former)
    delete(s, former)
    user = make_again(s, former, other_password(password), attributes=dict(former.attributes))
    attempt = confirm_reset(s, client, user, old, f"{password}Yy8")

    def right() -> Exchange:
        return confirm_reset(s, client, user, reset_code(s, client, user), f"{password}Yy8")

    s.refused("ADMUSER-031", attempt, control=right)


@prop("ADMUSER-032", local=emails_local(), password=passwords())
def test_verification_code(s: Scenario, local: str, password: str) -> None:
    """A code for the former user's address; then one for the same address of the new user."""
    pool = s.pool(**AUTO_EMAIL)
    former = user_with_email(s, pool, local, password, flag=None)

    def code_for(session: Session) -> str:
        asked = s.call("GetUserAttributeVerificationCode", AccessToken=session.access, AttributeName="email")
        return s.code("attribute", session.user, announced=s.need(asked, "VERIFY-008"))

    def verified(session: Session, code: str) -> Exchange:
        return s.call("VerifyUserAttribute", AccessToken=session.access, AttributeName="email", Code=code)

    old = code_for(signed_in(s, pool, former))
    delete(s, former)
    user = make_again(s, former, other_password(password), attributes=dict(former.attributes))
    session = signed_in(s, pool, user)
    s.refused("ADMUSER-032", verified(session, old), control=lambda: verified(session, code_for(session)))


@prop("ADMUSER-033", plain=("name=email", "name=phone"), base=names(), password=passwords(), changed=passwords())
def test_challenge_of_former_user(s: Scenario, base: str, password: str, changed: str) -> None:
    """The Session of a challenge that the former user left unanswered; then the new user's own."""
    pool = s.pool()
    client = legacy_client(s, pool)
    former = s.user(pool, username=s.name(base), password=password, status="FORCE_CHANGE_PASSWORD")
    challenge = forced(s, client, former)
    delete(s, former)
    user = make_again(s, former, other_password(password), status="FORCE_CHANGE_PASSWORD")
    attempt = new_password(s, client, challenge, user, f"{changed}Yy8")

    def right() -> Exchange:
        return new_password(s, client, forced(s, client, user), user, f"{changed}Yy8")

    s.refused("ADMUSER-033", attempt, control=right)


@prop("ADMUSER-048", plain=("name=email", "name=phone"), base=names(), password=passwords())
def test_srp_challenge_of_former_user(s: Scenario, base: str, password: str) -> None:
    """A right proof of the former user's password for a challenge from before; then a whole sign-in of the new user."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    former = s.user(pool, username=s.name(base), password=password)
    s.need(srp_sign_in(s, client, former.login, password), "SRP-002")
    start = srp_challenge(s, client, former.login)
    user = replace(s, former, other_password(password))
    attempt = srp_answer(s, client, start, srp_proof(s, client, start, password))
    s.refused("ADMUSER-048", attempt, control=lambda: srp_sign_in(s, client, user.login, str(user.password)))


@prop("ADMUSER-034", plain=("name=email", "name=phone"), base=names(), stem=passwords(max_size=30))
def test_password_history(s: Scenario, base: str, stem: str) -> None:
    """In a pool with a password history: the former user's password, for the new user."""
    pool = s.pool(Policies={"PasswordPolicy": {**STRICT, "PasswordHistorySize": 3}})
    former = s.user(pool, username=s.name(base), password=stem)
    user = replace(s, former, f"{stem}1")
    answer = s.call("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=stem, Permanent=True)
    s.accepted("ADMUSER-034", answer)


# -- what shows --------------------------------------------------------------------------------------------------------


@check("ADMUSER-035")
def without_values(user: Exchange, values: dict[str, str]) -> Difference | None:
    """None of these attributes has the value it had."""
    listed = attributes_of(user)
    for name, value in values.items():
        if listed.get(name) == value:
            return Difference(f"kept-{name.replace('_', '-')}", f"no {name} of the former user", f"{name} {value!r}")
    return None


@check("ADMUSER-036")
def in_no_group(listed: Exchange) -> Difference | None:
    """The list is empty."""
    found = listed.get("Groups")
    return Difference("in-group", "no groups", f"{found!r}") if found else None


@check("ADMUSER-037")
def not_a_member(listed: Exchange, username: str) -> Difference | None:
    """The user is not in the list."""
    there = username in usernames_of(listed)
    return Difference("listed", f"a list without {username}", "it is there") if there else None


@check("ADMUSER-038")
def tokens_without_groups(signed_in: Exchange) -> Difference | None:
    """Neither token names a group."""
    for name in TOKENS:
        groups = claims_in(signed_in, name).get("cognito:groups")
        if groups:
            return Difference(f"groups-in-{name}", f"no groups in the {name}", f"cognito:groups {groups!r}")
    return None


@prop(
    "ADMUSER-035",
    "ADMUSER-036",
    "ADMUSER-037",
    "ADMUSER-038",
    base=names(),
    group=group_names(),
    local=emails_local(),
    nickname=attribute_values(),
    by=BY,
    password=passwords(),
)
def test_attributes_and_groups(
    s: Scenario, *, base: str, group: str, local: str, nickname: str, by: str, password: str
) -> None:
    """A user with attributes in two groups; a new one who was given nothing."""
    pool = s.pool()
    attributes = {"email": s.email(local), "phone_number": s.phone(), "nickname": f"x{nickname}"}
    attributes["email_verified"] = "true"
    former = s.user(pool, username=s.name(base), password=password, attributes=attributes)
    groups = [make_group(s, pool, group), make_group(s, pool, group)]
    for name in groups:
        must_add_to_group(s, former, name)
    user = replace(s, former, other_password(password), session=signed_in(s, pool, former) if by == "user" else None)
    # Named by an address, the new user has been given that, too.
    own = {user.login, *(value for name, value in user.attributes.items() if attributes.get(name) == value)}
    kept = {name: value for name, value in attributes.items() if value not in own}
    s.check("ADMUSER-035", seen(s, user), values=kept)
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    s.check("ADMUSER-036", s.must("AdminListGroupsForUser", blame="GROUP-012", **who))

    def members() -> Exchange:
        return s.must("ListUsersInGroup", blame="GROUP-014", UserPoolId=pool.id, GroupName=groups[0])

    listed = settled(s, members, lambda answer: user.username not in usernames_of(answer))
    s.check("ADMUSER-037", listed, username=user.username)
    s.check("ADMUSER-038", signed_in(s, pool, user).exchange)


@check("ADMUSER-039")
def new_user_is_enabled(user: Exchange) -> Difference | None:
    """Enabled is true."""
    return None if user.get("Enabled") is True else Difference("disabled", "Enabled true", f"{user.get('Enabled')!r}")


@prop("ADMUSER-039", "ADMUSER-040", plain=("name=email", "name=phone"), base=names(), password=passwords())
def test_of_a_disabled_user(s: Scenario, base: str, password: str) -> None:
    """A disabled user is deleted; the new one is enabled."""
    pool = s.pool()
    former = s.user(pool, username=s.name(base), password=password)
    s.must("AdminDisableUser", UserPoolId=pool.id, Username=former.username)
    user = replace(s, former, other_password(password))
    s.check("ADMUSER-039", seen(s, user))
    s.accepted("ADMUSER-040", try_password(s, legacy_client(s, pool), user, str(user.password)))


@check("ADMUSER-041")
def address_of_new_user(signed_in: Exchange, sub: str) -> Difference | None:
    """The address signs the new user in."""
    if not signed_in.ok:
        refusal = f"{signed_in.code}: {signed_in.message}"
        return Difference("alias-refused", "the address signs the new user in", refusal)
    found = claims_in(signed_in, "AccessToken").get("sub")
    return None if found == sub else Difference("other-user", f"the sub {sub}", f"the sub {found!r}")


@prop("ADMUSER-041", base=names(), other=names(), local=emails_local(), password=passwords())
def test_address_of_a_deleted_user(s: Scenario, base: str, other: str, local: str, password: str) -> None:
    """An address that signed a deleted user in, verified by another user with a name of their own."""
    pool = s.pool(**EMAIL_ALIAS)
    address = {"email": s.email(local), "email_verified": "true"}
    former = owner_of(s, pool, base, password, **address)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)

    def by_address(known: str) -> Exchange:
        typed = {"USERNAME": address["email"], "PASSWORD": known}
        return s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=typed)

    s.need(by_address(str(former.password)), "ALIAS-001")  # else the second sign-in proves nothing
    delete(s, former)
    user = owner_of(s, pool, other, other_password(password), **address)
    answer = by_address(str(user.password))
    s.check("ADMUSER-041", answer, sub=sub_of(s, user))
