"""Accepted changes are visible in every operation that reads them: attributes, passwords, groups."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.hosted_sign_in import user_info, web_client, web_pool, web_tokens, web_user
from conformance.flows.lists import forget, users_of
from conformance.flows.lists import listed as listed_users
from conformance.flows.made_again import other_password
from conformance.flows.passwords import change_password, confirm_reset, reset_code
from conformance.flows.sign_in import srp_sign_in
from conformance.flows.users import legacy_client, recovery_pool, signed_in, try_password, user_with_email
from conformance.kit.reading import claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, emails_local, group_names, names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT
from conformance.strategies.malformed import words
from conformance.strategies.pools import FOR_LISTS

BY = st.sampled_from(("UpdateUserAttributes", "AdminUpdateUserAttributes"))


def differs(found: Any, value: str, where: str) -> Difference | None:
    """The difference unless this is the new value."""
    return None if found == value else Difference("other-value", f"nickname {value!r} in {where}", f"{found!r}")


@check("EFFECT-012")
def own_attribute(user: Exchange, value: str) -> Difference | None:
    """GetUser has the new value."""
    return differs(attributes_of(user).get("nickname"), value, "GetUser")


def listed_nickname(answer: Exchange, username: str) -> Any:
    """The nickname of a user in ListUsers."""
    found = [user for user in users_of(answer) if user.get("Username") == username]
    entries = [entry for user in found for entry in user.get("Attributes") or [] if isinstance(entry, dict)]
    return next((entry.get("Value") for entry in entries if entry.get("Name") == "nickname"), None)


@check("EFFECT-013")
def listed_attribute(answer: Exchange, username: str, value: str) -> Difference | None:
    """The user in ListUsers has the new value."""
    return differs(listed_nickname(answer, username), value, "ListUsers")


@check("EFFECT-014")
def claimed_attribute(signed_in: Exchange, value: str) -> Difference | None:
    """The ID token has the new value."""
    return differs(claims_in(signed_in, "IdToken").get("nickname"), value, "the ID token")


@prop("EFFECT-012", "EFFECT-013", "EFFECT-014", by=BY, base=names(), value=attribute_values(), password=passwords())
def test_attribute(s: Scenario, by: str, base: str, value: str, password: str) -> None:
    """A nickname that the user or an administrator changes after the sign-in."""
    pool = s.pool(**FOR_LISTS)
    user = s.user(pool, username=s.name(base), password=password, attributes={"nickname": "former"})
    session = signed_in(s, pool, user)
    request: dict[str, Any] = {"UserAttributes": attribute_list({"nickname": value})}
    named = {"UserPoolId": pool.id, "Username": user.username}
    request |= named if by.startswith("Admin") else {"AccessToken": session.access}
    s.must(by, **request)
    own = s.must("GetUser", AccessToken=session.access)
    s.check("EFFECT-012", own, value=value)
    filtered = f'username = "{user.username}"'
    shown = listed_users(
        s, lambda answer: listed_nickname(answer, user.username) == value, UserPoolId=pool.id, Filter=filtered
    )
    s.check("EFFECT-013", s.need(shown, "LIST-001"), username=user.username, value=value)
    if claims_in(session.exchange, "IdToken").get("nickname") != "former":
        s.blocked("EFFECT-014", "TOKEN-022", "the ID token lacked the nickname before the change too", session.exchange)
    else:
        s.check("EFFECT-014", signed_in(s, pool, user).exchange, value=value)
    forget(s, pool, [user.username])


@check("EFFECT-015")
def attribute_in_user_info(info: Exchange, value: str) -> Difference | None:
    """userInfo has the new value."""
    return differs(info.get("nickname"), value, "userInfo")


@prop("EFFECT-015", base=names(), value=attribute_values(), word=words())
def test_attribute_at_the_domain(s: Scenario, base: str, value: str, word: str) -> None:
    """A nickname that an administrator changes between two sign-ins over the pages."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    before = web_tokens(s, client, user, "openid profile", word)
    earlier = s.need(user_info(s, pool, before.text("access_token")), "UINFO-001")
    if (
        earlier.get("nickname") != "nick"
    ):  # the requirement that it is there is disputed: nothing to blame but the answer
        s.end("", "userInfo lacked the nickname before the change too", earlier)
    s.must(
        "AdminUpdateUserAttributes",
        UserPoolId=pool.id,
        Username=user.username,
        UserAttributes=attribute_list({"nickname": value}),
    )
    tokens = web_tokens(s, client, user, "openid profile", word)
    s.check("EFFECT-015", s.need(user_info(s, pool, tokens.text("access_token")), "UINFO-001"), value=value)


# -- passwords ---------------------------------------------------------------------------------------------------------

WAYS = ("ChangePassword", "AdminSetUserPassword", "ConfirmForgotPassword")


def set_password(s: Scenario, way: str, user: User, password: str) -> None:
    """Set the password in one of these ways; the example ends where it is refused."""
    pool = user.pool
    if way == "ChangePassword":
        session = signed_in(s, pool, user)
        s.need(change_password(s, session.access, str(user.password), password), "CHANGEPW-001")
    elif way == "AdminSetUserPassword":
        s.must(way, UserPoolId=pool.id, Username=user.username, Password=password, Permanent=True)
    else:
        client = legacy_client(s, pool)
        s.need(confirm_reset(s, client, user, reset_code(s, client, user), password), "FORGOT-011")


@prop(
    "EFFECT-016",
    "EFFECT-017",
    way=st.sampled_from(WAYS),
    local=emails_local(),
    password=passwords(),
    new=passwords(),
)
def test_password_by_srp(s: Scenario, way: str, local: str, password: str, new: str) -> None:
    """A password that is seen to sign in by SRP is replaced; the new one is seen to sign in where it is sent."""
    s.assume(new != password)
    pool = recovery_pool(s)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = user_with_email(s, pool, local, password)
    wrong = srp_sign_in(s, client, user.login, other_password(new))
    s.need(srp_sign_in(s, client, user.login, password), "SRP-002")
    set_password(s, way, user, new)
    s.need(try_password(s, client, user, new), "PWAUTH-001")
    right = s.accepted("EFFECT-016", srp_sign_in(s, client, user.login, new))
    if wrong.ok:
        s.blocked("EFFECT-017", "SRP-008", "so did any other password, before this one was replaced", wrong)
        return
    s.refused("EFFECT-017", srp_sign_in(s, client, user.login, password), control=right)


# -- groups ------------------------------------------------------------------------------------------------------------


@check("EFFECT-018", "EFFECT-019")
def group_as_updated(listed: Exchange, group: str, description: str) -> Difference | None:
    """The group in the list has the new description."""
    found = listed.get("Groups")
    entries = found if isinstance(found, list) else []
    shown = [entry for entry in entries if isinstance(entry, dict) and entry.get("GroupName") == group]
    if not shown:
        return Difference("not-listed", f"{group} in the list", f"{len(entries)} others")
    value = shown[0].get("Description")
    return None if value == description else Difference("description", f"Description {description!r}", f"{value!r}")


@prop("EFFECT-018", "EFFECT-019", base=group_names(), user_base=names(), text=attribute_values())
def test_group(s: Scenario, base: str, user_base: str, text: str) -> None:
    """A description that is changed, in both lists of groups."""
    pool = s.own_pool()
    user = s.user(pool, username=s.name(user_base))
    group = make_group(s, pool, base, Description="former")
    must_add_to_group(s, user, group)
    s.must("UpdateGroup", blame="GROUP-017", UserPoolId=pool.id, GroupName=group, Description=text)
    s.check("EFFECT-018", s.must("ListGroups", blame="GROUP-015", UserPoolId=pool.id), group=group, description=text)
    own = s.must("AdminListGroupsForUser", blame="GROUP-012", UserPoolId=pool.id, Username=user.username)
    s.check("EFFECT-019", own, group=group, description=text)
