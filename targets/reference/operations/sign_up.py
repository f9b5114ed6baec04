"""SignUp, and what both ways to make a user check about the name."""

from __future__ import annotations

from collections.abc import Mapping

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.contention import registered_meanwhile
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import add_user, attribute_map
from targets.reference.core.errors import (
    AliasExistsException,
    ApiError,
    InvalidParameterException,
    NotAuthorizedException,
    UsernameExistsException,
)
from targets.reference.core.mailbox import SIGN_UP
from targets.reference.core.masks import EMAIL, PHONE, delivery_details
from targets.reference.core.name_index import find_by_alias, other_owner
from targets.reference.core.passwords import AT_SIGN_UP, ELSEWHERE, check_policy, set_password
from targets.reference.core.schema import EMAIL_FORM, PHONE_FORM, check_new_user
from targets.reference.core.secret_hash import check_hash_of, check_unexpected
from targets.reference.core.sessions import new_session
from targets.reference.core.state import UNCONFIRMED, Client, Pool, User
from targets.reference.operations.attributes import check_writable
from targets.reference.sign_in.choice import AFTER_SIGN_UP
from targets.reference.triggers.fire import confirmed_by, post_confirmation, pre_sign_up
from targets.reference.triggers.messages import send_code


@operation("SignUp")
def sign_up(call: Call) -> Answer:
    """A user makes an account. Recorded: CodeDeliveryDetails is there only if a code went out."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_unexpected(client, call.get("SecretHash"))
    check_hash_of(call, client)
    check_open(pool)
    check_name_form(pool, name)
    attributes = attribute_map(call.get("UserAttributes"))
    check_writable(client, attributes)
    check_preferred_name(pool, attributes)
    try:
        check_new_user(pool.schema, with_name(pool, name, attributes), required=True)
        check_wanted(pool, attributes)
        check_password(pool, call.get("Password"))
    except ApiError:
        if deviates("refused-sign-up-makes-user"):
            add_user(call, pool, name, {}, UNCONFIRMED)
        raise
    change_owner(call, pool, name, attributes, call.get("Password"))
    if not (client.hides_existence and deviates("hiding-client-takes-taken-name")):
        check_free(pool, name, attributes)
    registered_meanwhile(call, pool)
    user = add_user(call, pool, name, unverified(with_name(pool, name, attributes)), UNCONFIRMED)
    if "Password" in call.params:
        set_password(call, user, call["Password"])
    response = pre_sign_up(call, pool, user, "PreSignUp_SignUp", with_name(pool, name, attributes))
    confirmed = confirmed_by(pool, user, response)
    sub = ids.unique() if deviates("sign-up-random-user-sub") else user.sub
    if deviates("sign-up-sub-of-namesake"):
        sub = next(u.sub for u in pool.users.values() if u.username.lower() == user.username.lower())
    sent = {} if confirmed else delivery(call, pool, user)
    if confirmed:
        post_confirmation(call, pool, user, "ConfirmSignUp")
    said = confirmed or deviates("sign-up-says-confirmed")
    return {"UserConfirmed": said, "UserSub": sub} | sent | choice(call, client, user)


def change_owner(call: Call, pool: Pool, name: str, attributes: Mapping[str, str], password: str | None) -> None:
    """Where mutants change the user who has the name that is asked for, before the request is refused."""
    owner = pool.names.get(pool.fold(name))
    if owner is None:
        return
    where = "sign-up" if call.operation == "SignUp" else "invitation"
    if attributes and deviates(f"taken-name-at-{where}-changes-user"):
        owner.attributes |= attributes
    if password and deviates("taken-name-sets-password"):
        set_password(call, owner, password)


def delivery(call: Call, pool: Pool, user: User) -> Answer:
    """CodeDeliveryDetails, if a code went out."""
    sent = first_code(call, pool, user)
    details = sent.get("CodeDeliveryDetails")
    if details is not None:
        if deviates("sign-up-says-sms"):
            details["DeliveryMedium"] = "SMS"
        if deviates("sign-up-address-not-masked"):
            details["Destination"] = user.attributes[details["AttributeName"]]
    elif "phone_number" in pool.username_attributes and user.attributes.get("phone_number"):
        number = user.attributes["phone_number"]
        said = deviates("delivery-to-numbers")
        return {"CodeDeliveryDetails": delivery_details("phone_number", number)} if said else sent
    elif not user.attributes.get(EMAIL):
        wrong = "delivery-without-address" if pool.auto_verified else "delivery-without-address-or-setting"
        return {"CodeDeliveryDetails": delivery_details(EMAIL, "nobody@nowhere")} if deviates(wrong) else {}
    elif deviates("delivery-to-any-address") or (EMAIL in pool.username_attributes and deviates("delivery-to-names")):
        return {"CodeDeliveryDetails": delivery_details(EMAIL, user.attributes[EMAIL])}
    return sent


def check_wanted(pool: Pool, attributes: dict[str, str]) -> None:
    """Recorded: nothing more is wanted. The places of mutants that want more."""
    if not attributes and deviates("sign-up-wants-attributes"):
        raise InvalidParameterException("Attributes are required.")
    if EMAIL in pool.auto_verified and not attributes.get(EMAIL) and deviates("auto-verified-is-required"):
        raise InvalidParameterException("An email is required.")
    taken = other_owner(pool, None, EMAIL, attributes.get(EMAIL, ""))
    if EMAIL in pool.alias_attributes and taken and deviates("sign-up-refuses-foreign-alias"):
        raise AliasExistsException("An account with the given email already exists.")


def check_open(pool: Pool) -> None:
    """Recorded."""
    closed = pool.settings["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    if closed and not deviates("closed-pool-lets-sign-up"):
        text = "SignUp is not permitted for this user pool"
        raise NotAuthorizedException(varied(text, "closed-pool-text", "Sign-up is disabled."))


def check_name_form(pool: Pool, name: str) -> None:
    """Recorded: a name must look like the attribute it is used for, and must not look like an alias."""
    is_email, is_phone = bool(EMAIL_FORM.fullmatch(name)), bool(PHONE_FORM.fullmatch(name))
    accepted = set(pool.username_attributes)
    either = "Username should be either an email or a phone number."
    if accepted == {EMAIL} and not is_email and not deviates("email-name-not-checked"):
        raise InvalidParameterException(varied("Username should be an email.", "email-name-text", either))
    if accepted == {PHONE} and not is_phone and not deviates("phone-name-not-checked"):
        raise InvalidParameterException(varied("Username should be a phone number.", "phone-name-text", either))
    if accepted == {EMAIL, PHONE} and not (is_email or is_phone):
        if deviates("email-or-phone-name-code"):
            raise NotAuthorizedException(either)
        raise InvalidParameterException(varied(either, "email-or-phone-name-text", "Username should be an email."))
    if EMAIL in pool.alias_attributes and is_email and not deviates("name-like-email-alias"):
        text = "Username cannot be of email format, since user pool is configured for email alias."
        raise InvalidParameterException(varied(text, "name-like-email-alias-text", "Username cannot be an email."))
    if PHONE in pool.alias_attributes and is_phone and not deviates("name-like-phone-alias"):
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
        if not deviates("pw-sign-up-unchecked"):
            check_policy(pool, password, varied(AT_SIGN_UP, "pw-sign-up-text", ELSEWHERE))
    elif varied(not pool.passwordless, "sign-up-always-wants-a-password", True):
        if deviates("sign-up-never-wants-a-password"):
            return
        raise InvalidParameterException(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
        )


def check_free(pool: Pool, name: str, attributes: dict[str, str]) -> None:
    """Recorded: the name must be free, whatever the client says about existence; an alias may be taken till later."""
    if pool.fold(name) in pool.names and not takes_taken_name(pool, name):
        raise UsernameExistsException(varied("User already exists", "sign-up-taken-text", name))
    if find_by_alias_name(pool, name, attributes) and not deviates("sign-up-takes-taken-address"):
        raise UsernameExistsException(varied("User already exists", "sign-up-taken-address-text", name))
    if name.lower() in (known.lower() for known in pool.names) and deviates("names-of-any-case-are-taken"):
        raise UsernameExistsException("User already exists")


def takes_taken_name(pool: Pool, name: str) -> bool:
    """Recorded: never. Mutants make a second user of the name, or one of the name in another case."""
    exactly = pool.names[pool.fold(name)].username == name
    return deviates("sign-up-takes-taken-name") if exactly else deviates("sign-up-compares-names-exactly")


def find_by_alias_name(pool: Pool, name: str, attributes: dict[str, str]) -> User | None:
    """Who already signs in by the name of this new user, in a pool where attributes are used as names."""
    if not pool.username_attributes:
        return None
    values = [name, *(attributes[key] for key in pool.username_attributes if attributes.get(key))]
    return next((owner for value in values if (owner := find_by_alias(pool, value))), None)


def with_name(pool: Pool, name: str, attributes: dict[str, str]) -> dict[str, str]:
    """Recorded: the name fills in the attribute it is used for."""
    if not pool.username_attributes:
        filled_in = "@" in name and deviates("address-like-name-becomes-email")
        return {EMAIL: name} | attributes if filled_in else attributes
    named = PHONE if PHONE_FORM.fullmatch(name) else EMAIL
    return {named: name} | attributes


def unverified(attributes: dict[str, str]) -> dict[str, str]:
    """Recorded: SignUp stores the verified flag as ``"false"``, which AdminCreateUser does not."""
    if deviates("sign-up-stores-no-verified-flag"):
        return attributes
    flags = {f"{name}_verified": "false" for name in (EMAIL, PHONE) if attributes.get(name)}
    return attributes | flags


def first_code(call: Call, pool: Pool, user: User) -> Answer:
    """Documented: one code only, by SMS where the pool verifies both."""
    for name in varied((PHONE, EMAIL), "sign-up-email-first", (EMAIL, PHONE)):
        verified = name in pool.auto_verified or (pool.auto_verified and deviates("sign-up-code-goes-to-phone"))
        if verified and user.attributes.get(name):
            return {"CodeDeliveryDetails": send_code(call, pool, user, SIGN_UP, name)}
    return {}


def choice(call: Call, client: Client, user: User) -> Answer:
    """Documented: where sign-in by choice is allowed, a session leads from here through ConfirmSignUp to tokens."""
    if "ALLOW_USER_AUTH" not in client.settings.get("ExplicitAuthFlows", ()):
        return {}
    return {"Session": new_session(call, client, user, AFTER_SIGN_UP, username=call["Username"]).text}
