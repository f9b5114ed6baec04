"""AdminCreateUser: what is accepted, stored and answered, and what is refused."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import must_change_password
from conformance.flows.sign_in import password_sign_in
from conformance.flows.sign_up import typed_name
from conformance.flows.users import RESEND, admin_create
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import attribute_values, emails_local, given_names, names, passwords
from conformance.strategies.accounts import unknown_attributes
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.passwords import wrong_password
from conformance.strategies.pools import EMAIL_ALIAS, EMAIL_NAMES, REQUIRED_NAME

TEXT_ATTRIBUTES = ("name", "nickname", "given_name", "family_name", "middle_name")

check("ADMCREATE-025", "ADMCREATE-033")(must_change_password)


@check("ADMCREATE-002")
def new_user(created: Exchange) -> Difference | None:
    """The user has UserStatus FORCE_CHANGE_PASSWORD, Enabled true and an attribute sub."""
    status, is_enabled = created.get("User.UserStatus"), created.get("User.Enabled")
    if status != "FORCE_CHANGE_PASSWORD":
        return Difference("status", "UserStatus FORCE_CHANGE_PASSWORD", f"UserStatus {status!r}")
    if is_enabled is not True:
        return Difference("not-enabled", "Enabled true", f"Enabled {is_enabled!r}")
    if not attributes_of(created, "User.Attributes").get("sub"):
        return Difference("no-sub", "an attribute sub", f"Attributes {created.get('User.Attributes')!r}")
    return None


@check("ADMCREATE-003")
def dates(created: Exchange) -> Difference | None:
    """UserCreateDate and UserLastModifiedDate are numbers, and the latter is not earlier."""
    made, changed = created.get("User.UserCreateDate"), created.get("User.UserLastModifiedDate")
    for name, value in (("UserCreateDate", made), ("UserLastModifiedDate", changed)):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Difference("date", f"a number as {name}", f"{name} {value!r}")
    if changed < made:
        return Difference("dates-order", "UserLastModifiedDate not before UserCreateDate", f"{changed} before {made}")
    return None


@check("ADMCREATE-004", "ADMCREATE-005")
def kept(user: Exchange, attributes: dict[str, str]) -> Difference | None:
    """The user has these attributes, as they were given."""
    stored = attributes_of(user)
    for name, value in attributes.items():
        if stored.get(name) != value:
            kind = "attribute-missing" if name not in stored else "attribute-changed"
            return Difference(kind, f"{name} {value!r}", f"{name} {stored.get(name)!r}")
    return None


@check("ADMCREATE-006")
def no_email_verified(user: Exchange) -> Difference | None:
    """The user has no attribute email_verified."""
    value = attributes_of(user).get("email_verified")
    return None if value is None else Difference("email-verified", "no email_verified", f"email_verified {value!r}")


@check("ADMCREATE-017")
def named_by_sub(created: Exchange, user: Exchange) -> Difference | None:
    """Username is the sub, in the answer and when the user is read."""
    sub = attributes_of(user).get("sub")
    answered, stored = created.get("User.Username"), user.get("Username")
    if not sub or stored != sub:
        return Difference("username-not-sub", f"AdminGetUser shows the sub {sub!r} as Username", f"Username {stored!r}")
    if answered != sub:
        return Difference("username-in-answer", f"Username {sub!r} in the answer", f"Username {answered!r}")
    return None


@check("ADMCREATE-018")
def email_filled_in(user: Exchange, address: str) -> Difference | None:
    """The attribute email is the address, and there is no email_verified."""
    stored = attributes_of(user)
    if stored.get("email") != address:
        kind = "email" if "email" in stored else "email-missing"
        return Difference(kind, f"email {address!r}", f"email {stored.get('email')!r}")
    if "email_verified" in stored:
        return Difference("email-verified", "no email_verified", f"email_verified {stored['email_verified']!r}")
    return None


@check("ADMCREATE-022")
def password_not_shown(created: Exchange, password: str) -> Difference | None:
    """The answer has neither the temporary password nor a member for it."""
    if password in created.body or json.dumps(password)[1:-1] in created.body:
        return Difference("password-in-answer", "an answer without the temporary password", "the password is in it")
    user = created.get("User")
    shown = [n for n in ("TemporaryPassword", "Password") if created.get(n) or (isinstance(user, dict) and user.get(n))]
    return Difference("password-member", "no member for the password", f"a member {shown[0]}") if shown else None


def _read(s: Scenario, pool: Pool, username: str) -> Exchange:
    return s.must("AdminGetUser", UserPoolId=pool.id, Username=username)


@prop(
    "ADMCREATE-001",
    "ADMCREATE-002",
    "ADMCREATE-003",
    plain=("names=addresses",),
    name=names(),
    temporary=st.none() | passwords(),
)
def test_new_user(s: Scenario, name: str, temporary: str | None) -> None:
    """A user with a given or a generated temporary password."""
    more = {} if temporary is None else {"TemporaryPassword": temporary}
    created = admin_create(s, s.pool(), s.name(name), **more)
    s.accepted("ADMCREATE-001", created)
    s.check("ADMCREATE-002", created)
    s.check("ADMCREATE-003", created)


@prop(
    "ADMCREATE-004",
    name=names(),
    value=attribute_values(),
    given=given_names(),
    chosen=st.sets(st.sampled_from(TEXT_ATTRIBUTES), min_size=1, max_size=4),
)
def test_attributes_are_kept(s: Scenario, name: str, value: str, given: str, chosen: set[str]) -> None:
    """Several text attributes, in several scripts."""
    pool = s.pool()
    username = typed_name(s, pool, name)
    attributes = {each: (given if each == "given_name" else value) for each in sorted(chosen)}
    s.need(admin_create(s, pool, username, attributes=attributes), "ADMCREATE-001")
    s.check("ADMCREATE-004", _read(s, pool, username), attributes=attributes)


@prop(
    "ADMCREATE-005",
    "ADMCREATE-006",
    plain=("names=addresses",),
    name=names(),
    local=emails_local(),
    written=st.sampled_from(("True", "true")),
)
def test_email_verified_as_given(s: Scenario, name: str, local: str, written: str) -> None:
    """email_verified as it was written, and not there when it was not given."""
    pool, username, silent = s.pool(), s.name(name), s.name(name)
    attributes = {"email": s.email(local), "email_verified": written}
    s.need(admin_create(s, pool, username, attributes=attributes), "ADMCREATE-001")
    s.check("ADMCREATE-005", _read(s, pool, username), attributes=attributes)
    s.need(admin_create(s, pool, silent, attributes={"email": s.email(local)}), "ADMCREATE-001")
    s.check("ADMCREATE-006", _read(s, pool, silent))


@prop("ADMCREATE-007", plain=("names=addresses",), name=names(), local=emails_local(), value=attribute_values())
def test_verified_without_an_address(s: Scenario, name: str, local: str, value: str) -> None:
    """email_verified alone; then with an address."""
    pool, username = s.pool(), s.name(name)
    verified = {"nickname": value, "email_verified": "true"}
    attempt = admin_create(s, pool, username, attributes=verified)
    control = {**verified, "email": s.email(local)}
    s.refused("ADMCREATE-007", attempt, control=lambda: admin_create(s, pool, username, attributes=control))


@prop("ADMCREATE-009", plain=("names=addresses",), name=names(), temporary=passwords(), signed_up=st.booleans())
def test_taken_name(s: Scenario, name: str, temporary: str, signed_up: bool) -> None:
    """The name of a user who signed up, or whom an administrator made."""
    pool, username = s.pool(), s.name(name)
    if signed_up:
        s.user(pool, username=username, status="UNCONFIRMED")
    else:
        s.need(admin_create(s, pool, username), "ADMCREATE-001")
    attempt = admin_create(s, pool, username, TemporaryPassword=temporary)
    s.refused(
        "ADMCREATE-009", attempt, control=lambda: admin_create(s, pool, s.name(name), TemporaryPassword=temporary)
    )


@prop("ADMCREATE-011", local=emails_local(), temporary=passwords())
def test_taken_address(s: Scenario, local: str, temporary: str) -> None:
    """An address a second time, where addresses are user names."""
    pool, address = s.pool(**EMAIL_NAMES), s.email(local)
    first = s.need(admin_create(s, pool, address, TemporaryPassword=temporary), "ADMCREATE-001")
    s.refused("ADMCREATE-011", admin_create(s, pool, address, TemporaryPassword=temporary), control=first)


@prop(
    "ADMCREATE-013",
    plain=("name=email", "name=phone", "name=preferred_username", "names"),
    name=names(),
    other=names(),
    local=emails_local(),
    verified=st.booleans(),
)
def test_address_of_two_users(s: Scenario, name: str, other: str, local: str, verified: bool) -> None:
    """The same address for two users, where it is not the user name."""
    pool = s.pool()
    attributes = {"email": s.email(local), **({"email_verified": "true"} if verified else {})}
    s.need(admin_create(s, pool, s.name(name), attributes=attributes), "ADMCREATE-001")
    s.accepted("ADMCREATE-013", admin_create(s, pool, s.name(other), attributes=attributes))


@prop("ADMCREATE-014", "ADMCREATE-016", name=names(), attribute=unknown_attributes(), value=attribute_values())
def test_unknown_attribute(s: Scenario, name: str, attribute: str, value: str) -> None:
    """An attribute that is not in the schema, with a free and with a taken user name."""
    pool = s.pool()
    attempt = admin_create(s, pool, typed_name(s, pool, name), attributes={attribute: value})
    first = admin_create(s, pool, typed_name(s, pool, name), attributes={"nickname": value})
    s.refused("ADMCREATE-014", attempt, control=first)
    taken = str(first.request.get("Username"))
    s.need(first, "ADMCREATE-001")
    s.refused("ADMCREATE-016", admin_create(s, pool, taken, attributes={attribute: value}), control=first)


@prop("ADMCREATE-017", "ADMCREATE-018", local=emails_local(), temporary=passwords())
def test_address_as_name(s: Scenario, local: str, temporary: str) -> None:
    """The attributes stored where addresses are user names."""
    pool, address = s.pool(**EMAIL_NAMES), s.email(local)
    created = s.need(admin_create(s, pool, address, TemporaryPassword=temporary), "ADMCREATE-001")
    user = _read(s, pool, address)
    s.check("ADMCREATE-017", created, user)
    s.check("ADMCREATE-018", user, address=address)


@prop("ADMCREATE-019", name=names(), value=attribute_values())
def test_required_attribute_left_out(s: Scenario, name: str, value: str) -> None:
    """A pool that requires given_name."""
    pool = s.pool(**REQUIRED_NAME)
    s.need(admin_create(s, pool, typed_name(s, pool, name), attributes={"given_name": value}), "ADMCREATE-001")
    s.accepted("ADMCREATE-019", admin_create(s, pool, typed_name(s, pool, name), attributes={"nickname": value}))


@prop("ADMCREATE-022", name=names(), temporary=passwords(min_size=12))
def test_temporary_password(s: Scenario, name: str, temporary: str) -> None:
    """The answer does not show a given temporary password."""
    pool = s.pool()
    created = s.need(admin_create(s, pool, typed_name(s, pool, name), TemporaryPassword=temporary), "ADMCREATE-001")
    s.check("ADMCREATE-022", created, password=temporary)


@prop(
    "ADMCREATE-024",
    "ADMCREATE-025",
    plain=("names=addresses",),
    name=names(),
    local=emails_local(),
    old=passwords(),
    new=passwords(),
)
def test_invited_again(s: Scenario, name: str, local: str, old: str, new: str) -> None:
    """RESEND with a new temporary password, which then signs in."""
    s.assume(old != new)
    pool, username = s.pool(), s.name(name)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    attributes = {"email": s.email(local), "email_verified": "true"}
    s.need(admin_create(s, pool, username, TemporaryPassword=old, attributes=attributes), "ADMCREATE-001")
    again = admin_create(s, pool, username, TemporaryPassword=new, **RESEND)
    s.accepted("ADMCREATE-024", again)
    wrong = password_sign_in(s, client, username, wrong_password(new, "other"))
    if wrong.ok:
        s.end("NEWPW-019", "any temporary password is accepted", wrong)
    s.check("ADMCREATE-025", password_sign_in(s, client, username, new))


@prop(
    "ADMCREATE-026",
    plain=("name=email", "name=phone", "name=preferred_username", "names"),
    name=names(),
    local=emails_local(),
    password=passwords(),
)
def test_confirmed_user_invited_again(s: Scenario, name: str, local: str, password: str) -> None:
    """RESEND for a CONFIRMED user; then for one in FORCE_CHANGE_PASSWORD."""
    pool = s.pool()
    attributes = {"email": s.email(local), "email_verified": "true"}
    user = s.user(pool, username=s.name(name), password=password, attributes=attributes, made_by="admin")
    shown = _read(s, pool, user.username)
    if shown.get("UserStatus") != "CONFIRMED":
        s.end("ADMPW-002", "a permanent password does not make the user CONFIRMED", shown)
    waiting = s.name(name)
    s.need(admin_create(s, pool, waiting, attributes=attributes), "ADMCREATE-001")
    attempt = admin_create(s, pool, user.login, **RESEND)
    s.refused("ADMCREATE-026", attempt, control=lambda: admin_create(s, pool, waiting, **RESEND))


@prop("ADMCREATE-027", plain=("names=addresses",), name=names(), local=emails_local(), unknown=names())
def test_nobody_invited_again(s: Scenario, name: str, local: str, unknown: str) -> None:
    """RESEND for a user who does not exist; then for one in FORCE_CHANGE_PASSWORD."""
    pool, waiting = s.pool(), s.name(name)
    attributes = {"email": s.email(local), "email_verified": "true"}
    s.need(admin_create(s, pool, waiting, attributes=attributes), "ADMCREATE-001")
    attempt = admin_create(s, pool, s.name(unknown), **RESEND)
    s.refused("ADMCREATE-027", attempt, control=lambda: admin_create(s, pool, waiting, **RESEND))


@prop("ADMCREATE-029", plain=("names=addresses",), name=names(), value=names(), local=emails_local())
def test_malformed_email(s: Scenario, name: str, value: str, local: str) -> None:
    """An email attribute without an at sign."""
    pool, username = s.pool(), s.name(name)
    attempt = admin_create(s, pool, username, attributes={"email": value})
    s.refused(
        "ADMCREATE-029", attempt, control=lambda: admin_create(s, pool, username, attributes={"email": s.email(local)})
    )


@prop("ADMCREATE-031", name=names(), local=emails_local(), temporary=passwords())
def test_name_like_an_alias(s: Scenario, name: str, local: str, temporary: str) -> None:
    """An address as a user name, where e-mail addresses are aliases."""
    pool = s.pool(**EMAIL_ALIAS)
    attempt = admin_create(s, pool, s.email(local), TemporaryPassword=temporary)
    s.refused(
        "ADMCREATE-031", attempt, control=lambda: admin_create(s, pool, s.name(name), TemporaryPassword=temporary)
    )


@prop("ADMCREATE-032", "ADMCREATE-033", name=names(), local=emails_local(), old=passwords(), new=passwords())
def test_foreign_alias(s: Scenario, name: str, local: str, old: str, new: str) -> None:
    """Another user's alias: refused, or moved with ForceAliasCreation."""
    s.assume(old != new)
    pool = s.pool(**EMAIL_ALIAS)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    address = s.email(local)
    attributes = {"email": address, "email_verified": "true"}
    s.user(pool, username=s.name(name), password=old, attributes=attributes)
    s.need(password_sign_in(s, client, address, old), "ALIAS-001")
    s.need(admin_create(s, pool, s.name(name)), "ADMCREATE-001")
    other = s.name(name)
    attempt = admin_create(s, pool, other, TemporaryPassword=new, attributes=attributes)
    if attempt.ok:
        other = s.name(name)  # this user should not have been created; the alias is forced for another one
    forced = admin_create(s, pool, other, TemporaryPassword=new, attributes=attributes, ForceAliasCreation=True)
    s.refused("ADMCREATE-032", attempt, control=forced)
    if not forced.ok:
        s.accepted("ADMCREATE-033", forced)
    s.check("ADMCREATE-033", password_sign_in(s, client, address, new))
