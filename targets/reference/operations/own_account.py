"""What a signed-in user sees and ends of the own account."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date, listed_attributes, managed_user, remove_user
from targets.reference.core.errors import InvalidParameterException, NotAuthorizedException
from targets.reference.core.state import User
from targets.reference.core.user_attributes import former
from targets.reference.operations.attributes import readable
from targets.reference.operations.mfa_settings import shown as mfa_shown
from targets.reference.sign_in.choice import available
from targets.reference.tokens.access import caller


@operation("GetUser")
def get_user(call: Call) -> Answer:
    """Documented: the attributes the client can read, and sub always."""
    if deviates("get-user-refused"):
        raise InvalidParameterException("GetUser is not available.")
    who = caller(call)
    attributes = listed_attributes(who.user, readable(who))
    for entry in attributes:
        if entry["Name"] == "nickname":
            entry["Value"] = former(who.user, "get-user-before-update", "nickname", entry["Value"])
    if deviates("get-user-without-sub"):
        attributes = [attribute for attribute in attributes if attribute["Name"] != "sub"]
    name = who.user.username
    if deviates("get-user-shows-the-alias"):
        name = who.user.attributes.get("preferred_username", name)
    if deviates("get-user-fills-in-from-others"):
        named = {attribute["Name"] for attribute in attributes}
        others = [listed_attributes(user) for user in who.pool.users.values()]
        attributes += [entry for listed in others for entry in listed if entry["Name"] not in named][:1]
    if deviates("get-user-lists-sub-twice"):
        attributes = [*attributes, attributes[0]]
    return {"Username": name, "UserAttributes": attributes} | mfa_shown(call, who.user) | too_much(who.user)


def too_much(user: User) -> Answer:
    """What only AdminGetUser shows: for a mutant."""
    if not deviates("get-user-shows-status"):
        return {}
    return {
        "UserStatus": user.status,
        "UserCreateDate": date(user.created),
        "UserLastModifiedDate": date(user.modified),
    }


@operation("DeleteUser")
def delete_user(call: Call) -> Answer:
    """Recorded: the user is gone at once."""
    who = caller(call)
    if deviates("admuser-delete-own-refused"):
        raise NotAuthorizedException("Not allowed.")
    aliases = dict.fromkeys(who.user.claims, who.user)
    if not deviates("admuser-delete-own-lost"):
        remove_user(who.pool, who.user)
    if deviates("own-deletion-leaves-alias"):
        who.pool.aliases |= aliases
    return {}


@operation("GetUserAuthFactors")
def get_user_auth_factors(call: Call) -> Answer:
    """Documented: first factors only."""
    who = caller(call)
    hidden = varied({"PASSWORD_SRP"}, "password-is-no-factor", {"PASSWORD_SRP", "PASSWORD"})
    if deviates("passkey-is-no-factor"):
        hidden = hidden | {"WEB_AUTHN"}
    hidden = hidden | varied(set(), "email-otp-is-no-factor", {"EMAIL_OTP"})
    factors = [factor for factor in available(who.pool, who.user) if factor not in hidden]
    return {"Username": who.user.username, "ConfiguredUserAuthFactors": factors}


@operation("AdminGetUserAuthFactors")
def admin_get_user_auth_factors(call: Call) -> Answer:
    """Documented: a user's first factors and MFA settings, without the user's token."""
    pool = call.pool()
    user = managed_user(call, pool)
    hidden = varied({"PASSWORD_SRP"}, "admin-sees-no-password", {"PASSWORD_SRP", "PASSWORD"})
    factors = [factor for factor in available(pool, user) if factor not in hidden]
    mfa = mfa_shown(call, user)
    if deviates("auth-factors-without-mfa"):
        mfa = {}
    return {"Username": user.username, "ConfiguredUserAuthFactors": factors} | mfa
