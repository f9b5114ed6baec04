"""SignUp, and what both ways to make a user check about the name."""

from __future__ import annotations

from targets.reference.attributes import check_writable
from targets.reference.calls import Answer, Call, operation
from targets.reference.choice import AFTER_SIGN_UP
from targets.reference.codes import send_code
from targets.reference.directory import add_user, attribute_map, find_by_alias
from targets.reference.errors import InvalidParameterException, NotAuthorizedException, UsernameExistsException
from targets.reference.mailbox import SIGN_UP
from targets.reference.masks import EMAIL, PHONE
from targets.reference.passwords import AT_SIGN_UP, check_policy, set_password
from targets.reference.schema import EMAIL_FORM, PHONE_FORM, check_new_user
from targets.reference.secret_hash import check_secret_hash, check_unexpected
from targets.reference.sessions import new_session
from targets.reference.state import UNCONFIRMED, Client, Pool, User


@operation("SignUp")
def sign_up(call: Call) -> Answer:
    """A user makes an account. Recorded: CodeDeliveryDetails is there only if a code went out."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_unexpected(client, call.get("SecretHash"))
    check_secret_hash(client, name, call.get("SecretHash"))
    check_open(pool)
    check_name_form(pool, name)
    attributes = attribute_map(call.get("UserAttributes"))
    check_writable(client, attributes)
    check_preferred_name(pool, attributes)
    check_new_user(pool.schema, with_name(pool, name, attributes), required=True)
    check_password(pool, call.get("Password"))
    check_free(pool, name, attributes)
    user = add_user(call, pool, name, unverified(with_name(pool, name, attributes)), UNCONFIRMED)
    if "Password" in call.params:
        set_password(call, user, call["Password"])
    return {"UserConfirmed": False, "UserSub": user.sub} | first_code(call, pool, user) | choice(call, client, user)


def check_open(pool: Pool) -> None:
    """Recorded."""
    if pool.settings["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]:
        raise NotAuthorizedException("SignUp is not permitted for this user pool")


def check_name_form(pool: Pool, name: str) -> None:
    """Recorded: a name must look like the attribute it stands for, and must not look like an alias."""
    is_email, is_phone = bool(EMAIL_FORM.fullmatch(name)), bool(PHONE_FORM.fullmatch(name))
    accepted = set(pool.username_attributes)
    if accepted == {EMAIL} and not is_email:
        raise InvalidParameterException("Username should be an email.")
    if accepted == {PHONE} and not is_phone:
        raise InvalidParameterException("Username should be a phone number.")
    if accepted == {EMAIL, PHONE} and not (is_email or is_phone):
        raise InvalidParameterException("Username should be either an email or a phone number.")
    if EMAIL in pool.alias_attributes and is_email:
        raise InvalidParameterException(
            "Username cannot be of email format, since user pool is configured for email alias."
        )
    if PHONE in pool.alias_attributes and is_phone:
        raise InvalidParameterException(
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )


def check_preferred_name(pool: Pool, attributes: dict[str, str]) -> None:
    """Documented: a preferred name that signs in can be set after confirmation only."""
    if "preferred_username" in pool.alias_attributes and attributes.get("preferred_username"):
        raise InvalidParameterException("preferred_username cannot be provided at sign-up when it is an alias.")


def check_password(pool: Pool, password: str | None) -> None:
    """Documented: optional where users can live without one."""
    if password is not None:
        check_policy(pool, password, AT_SIGN_UP)
    elif not pool.passwordless:
        raise InvalidParameterException(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
        )


def check_free(pool: Pool, name: str, attributes: dict[str, str]) -> None:
    """Recorded: the name must be free, whatever the client says about existence; an alias may be taken till later."""
    if pool.fold(name) in pool.names or find_by_alias_name(pool, name, attributes):
        raise UsernameExistsException("User already exists")


def find_by_alias_name(pool: Pool, name: str, attributes: dict[str, str]) -> User | None:
    """Who signs in by what this user would be named by, in a pool where attributes stand in for names."""
    if not pool.username_attributes:
        return None
    values = [name, *(attributes[key] for key in pool.username_attributes if attributes.get(key))]
    return next((owner for value in values if (owner := find_by_alias(pool, value))), None)


def with_name(pool: Pool, name: str, attributes: dict[str, str]) -> dict[str, str]:
    """Recorded: the name fills in the attribute it stands for."""
    if not pool.username_attributes:
        return attributes
    named = PHONE if PHONE_FORM.fullmatch(name) else EMAIL
    return {named: name} | attributes


def unverified(attributes: dict[str, str]) -> dict[str, str]:
    """Recorded: SignUp stores the verified flag as ``"false"``, which AdminCreateUser does not."""
    flags = {f"{name}_verified": "false" for name in (EMAIL, PHONE) if attributes.get(name)}
    return attributes | flags


def first_code(call: Call, pool: Pool, user: User) -> Answer:
    """Documented: one code only, by SMS where the pool verifies both."""
    for name in (PHONE, EMAIL):
        if name in pool.auto_verified and user.attributes.get(name):
            return {"CodeDeliveryDetails": send_code(call, pool, user, SIGN_UP, name)}
    return {}


def choice(call: Call, client: Client, user: User) -> Answer:
    """Documented: where sign-in by choice is allowed, a session leads from here through ConfirmSignUp to tokens."""
    if "ALLOW_USER_AUTH" not in client.settings.get("ExplicitAuthFlows", ()):
        return {}
    return {"Session": new_session(call, client, user, AFTER_SIGN_UP, username=call["Username"]).text}
