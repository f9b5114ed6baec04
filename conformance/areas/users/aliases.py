"""Aliases: which names sign in and find a user, and conflicts with other users' aliases."""

from __future__ import annotations

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import must_update, owner_of, read, update
from conformance.flows.answers import judged
from conformance.flows.sign_in import password_sign_in
from conformance.scenario import Scenario, prop
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import EMAIL_ALIAS, EMAIL_NAMES, PREFERRED_NAME_ALIAS


@check("ALIAS-006")
def real_name(user: Exchange, username: str) -> Difference | None:
    """Username is the user's name in the pool, not the alias."""
    if user.get("Username") == username:
        return None
    return Difference("username", f"Username {username!r}", f"Username {user.get('Username')!r}")


@check("ALIAS-008", "ALIAS-010", "CASE-007")
def same_user(found: Exchange, user: Exchange) -> Difference | None:
    """The same user was found: the same user name and sub."""
    if not found.ok:
        return Difference(f"refused-{found.code}", "the user is found", f"{found.code}: {found.message}")
    sub, other = attributes_of(user).get("sub"), attributes_of(found).get("sub")
    if not sub or sub != other:
        return Difference("sub", f"the user with the sub {sub!r}", f"the sub {other!r}")
    if found.get("Username") != user.get("Username"):
        return Difference("username", f"Username {user.get('Username')!r}", f"Username {found.get('Username')!r}")
    return None


@check("ALIAS-009")
def changed_through_alias(user: Exchange, update: Exchange, value: str) -> Difference | None:
    """The update was accepted and reached the user."""
    if not update.ok:
        return Difference(f"refused-{update.code}", "the update is accepted", f"{update.code}: {update.message}")
    seen = attributes_of(user).get("nickname")
    return None if seen == value else Difference("not-changed", f"nickname {value!r}", f"nickname {seen!r}")


@check("ALIAS-018")
def name_stays(before: Exchange, after: Exchange) -> Difference | None:
    """Username is the same before and after."""
    earlier, now = before.get("Username"), after.get("Username")
    return None if now and now == earlier else Difference("username", f"Username {earlier!r}", f"Username {now!r}")


@prop("ALIAS-001", "ALIAS-008", name=names(), local=emails_local(), password=passwords())
def test_verified_email_alias(s: Scenario, name: str, local: str, password: str) -> None:
    """A verified address signs in and finds the user."""
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = owner_of(s, pool, name, password, email=address, email_verified="true")
    s.need(password_sign_in(s, client, user.login, password), "PWAUTH-001")
    by_name = read(s, pool, user.login)
    s.check("ALIAS-008", judged(s, s.call("AdminGetUser", UserPoolId=pool.id, Username=address)), by_name)
    s.accepted("ALIAS-001", password_sign_in(s, client, address, password))


@prop("ALIAS-002", name=names(), local=emails_local(), password=passwords())
def test_unverified_email_alias(s: Scenario, name: str, local: str, password: str) -> None:
    """The same address, before and after it is verified."""
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = owner_of(s, pool, name, password, email=address)
    attempt = password_sign_in(s, client, address, password)

    def verified() -> Exchange:
        must_update(s, pool, user.username, email=address, email_verified="true")
        return s.need(password_sign_in(s, client, address, password), "ALIAS-001")

    s.refused("ALIAS-002", attempt, control=verified)


@prop("ALIAS-003", name=names(), password=passwords())
def test_verified_phone_alias(s: Scenario, name: str, password: str) -> None:
    """A verified phone number signs in."""
    pool, number = s.pool(AliasAttributes=["phone_number"]), s.phone()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = owner_of(s, pool, name, password, phone_number=number, phone_number_verified="true")
    s.need(password_sign_in(s, client, user.login, password), "PWAUTH-001")
    s.accepted("ALIAS-003", password_sign_in(s, client, number, password))


@prop(
    "ALIAS-004",
    plain=("name=email", "name=phone", "name=preferred_username", "names"),
    name=names(),
    local=emails_local(),
    password=passwords(),
)
def test_address_that_is_no_alias(s: Scenario, name: str, local: str, password: str) -> None:
    """A verified address in a pool without aliases; then the user name."""
    pool, address = s.pool(), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = owner_of(s, pool, name, password, email=address, email_verified="true")
    attempt = password_sign_in(s, client, address, password)
    s.refused("ALIAS-004", attempt, control=lambda: password_sign_in(s, client, user.login, password))


@prop(
    "ALIAS-024",
    plain=("name=email", "name=phone", "name=preferred_username", "names"),
    name=names(),
    local=emails_local(),
    password=passwords(),
)
def test_found_by_no_alias(s: Scenario, name: str, local: str, password: str) -> None:
    """AdminGetUser with a verified address in a pool without aliases; then with the user name."""
    pool, address = s.pool(), s.email(local)
    user = owner_of(s, pool, name, password, email=address, email_verified="true")
    attempt = s.call("AdminGetUser", UserPoolId=pool.id, Username=address)
    s.refused("ALIAS-024", attempt, control=lambda: read(s, pool, user.username))


@prop("ALIAS-024", plain=("name=case",), local=emails_local(), password=passwords())
def test_found_by_no_other_address(s: Scenario, local: str, password: str) -> None:
    """The same where phone numbers are user names; then with the number."""
    pool, number, address = s.pool(UsernameAttributes=["phone_number"]), s.phone(), s.email(local)
    attributes = {"phone_number": number, "email": address, "email_verified": "true"}
    s.user(pool, username=number, password=password, attributes=attributes)
    attempt = s.call("AdminGetUser", UserPoolId=pool.id, Username=address)
    s.refused("ALIAS-024", attempt, control=lambda: read(s, pool, number))


@prop(
    "ALIAS-005",
    "ALIAS-006",
    "ALIAS-007",
    plain=("name=case",),
    name=names(),
    preferred=names(),
    other=names(),
    password=passwords(),
)
def test_preferred_username(s: Scenario, name: str, preferred: str, other: str, password: str) -> None:
    """A sign-in by preferred user name, before and after it is changed."""
    pool = s.pool(**PREFERRED_NAME_ALIAS)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = owner_of(s, pool, name, password)
    first, second = s.name(preferred), s.name(other)
    must_update(s, pool, user.username, preferred_username=first)
    signed_in = password_sign_in(s, client, first, password)
    s.accepted("ALIAS-005", signed_in)
    token = signed_in.text("AuthenticationResult.AccessToken")
    s.check("ALIAS-006", s.must("GetUser", AccessToken=token, signed=False), username=user.login)
    must_update(s, pool, user.username, preferred_username=second)
    control = s.need(password_sign_in(s, client, second, password), "ALIAS-005")
    s.refused("ALIAS-007", password_sign_in(s, client, first, password), control=control)


@prop("ALIAS-008", "ALIAS-009", name=names(), preferred=names(), value=attribute_values())
def test_found_by_preferred_username(s: Scenario, name: str, preferred: str, value: str) -> None:
    """Administrators find a user by the preferred user name."""
    pool, alias = s.pool(**PREFERRED_NAME_ALIAS), s.name(preferred)
    user = owner_of(s, pool, name, "Correct-Horse7")
    must_update(s, pool, user.username, preferred_username=alias)
    by_name = read(s, pool, user.username)
    s.check("ALIAS-008", judged(s, s.call("AdminGetUser", UserPoolId=pool.id, Username=alias)), by_name)
    changed = judged(s, update(s, pool, alias, nickname=value))
    s.check("ALIAS-009", read(s, pool, user.username), changed, value=value)


@prop("ALIAS-010", name=names(), password=passwords())
def test_found_by_sub(s: Scenario, name: str, password: str) -> None:
    """The sub finds the user in a pool of plain names."""
    pool = s.pool()
    user = s.user(pool, username=s.name(name), password=password)
    by_name = read(s, pool, user.username)
    sub = attributes_of(by_name).get("sub")
    if not sub:
        s.end("SIGNUP-003", "the user has no sub", by_name)
    s.check("ALIAS-010", judged(s, s.call("AdminGetUser", UserPoolId=pool.id, Username=sub)), by_name)


@prop("ALIAS-011", "ALIAS-013", name=names(), other=names(), local=emails_local(), password=passwords())
def test_foreign_alias(s: Scenario, name: str, other: str, local: str, password: str) -> None:
    """Another user's verified address; then a free one."""
    pool, taken, free = s.pool(**EMAIL_ALIAS), s.email(local), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    owner_of(s, pool, name, password, email=taken, email_verified="true")
    s.need(password_sign_in(s, client, taken, password), "ALIAS-001")
    user = owner_of(s, pool, other, password)
    token = s.sign_in(client, user).access

    def by_user(address: str) -> Exchange:
        return s.call(
            "UpdateUserAttributes", AccessToken=token, signed=False, UserAttributes=attribute_list({"email": address})
        )

    by_admin = update(s, pool, user.username, email=taken, email_verified="true")
    s.refused("ALIAS-013", by_admin, control=lambda: update(s, pool, user.username, email=free, email_verified="true"))
    if by_admin.ok:
        s.end("ALIAS-013", "the address belongs to another user now", by_admin)
    s.refused("ALIAS-011", by_user(taken), control=lambda: by_user(s.email(local)))


@prop("ALIAS-011", name=names(), other=names(), local=emails_local(), password=passwords())
def test_foreign_alias_by_the_user(s: Scenario, name: str, other: str, local: str, password: str) -> None:
    """Another user's verified address, set by the user with UpdateUserAttributes; then a free one."""
    pool, taken = s.pool(**EMAIL_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    owner_of(s, pool, name, password, email=taken, email_verified="true")
    s.need(password_sign_in(s, client, taken, password), "ALIAS-001")
    token = s.sign_in(client, owner_of(s, pool, other, password)).access

    def attempt(address: str) -> Exchange:
        return s.call(
            "UpdateUserAttributes", AccessToken=token, signed=False, UserAttributes=attribute_list({"email": address})
        )

    s.refused("ALIAS-011", attempt(taken), control=lambda: attempt(s.email(local)))


@prop("ALIAS-016", "ALIAS-017", "ALIAS-018", local=emails_local(), other=emails_local(), password=passwords())
def test_changed_address(s: Scenario, local: str, other: str, password: str) -> None:
    """Where addresses are user names, a user moves to another address."""
    pool, old, new = s.pool(**EMAIL_NAMES), s.email(local), s.email(other)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, username=old, password=password)
    s.need(password_sign_in(s, client, old, password), "PWAUTH-001")
    before = read(s, pool, user.username)
    must_update(s, pool, user.username, email=new, email_verified="true")
    s.check("ALIAS-018", before, read(s, pool, user.username))
    by_new, by_old = password_sign_in(s, client, new, password), password_sign_in(s, client, old, password)
    s.accepted("ALIAS-016", by_new)
    s.refused("ALIAS-017", by_old, control=by_new)
