"""What a run does not send although it could: what costs more, sends messages, or names things of the account.

The suite asks before it sends, so that an example ends as *excluded* with the reason; the gate asks again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from targets.aws.book import Book, claims_in
from targets.aws.functions.services import function_in
from targets.aws.operations import NEVER
from targets.aws.outgoing import texts
from targets.aws.people import addresses_in, attributes_in, looks_like_address

ARN = re.compile(r"arn:[\w-]+:([\w-]+):[\w-]*:([0-9]*):(.+)", re.DOTALL)
MESSAGE_FACTORS = frozenset({"EMAIL_OTP", "SMS_OTP"})
TO_A_NAME = frozenset({"ForgotPassword", "ResendConfirmationCode", "AdminResetUserPassword"})
TO_A_TOKEN = frozenset({"GetUserAttributeVerificationCode"})
NEW_VALUES = frozenset({"UpdateUserAttributes", "AdminUpdateUserAttributes"})
PLUS_OPERATIONS = frozenset({"SetRiskConfiguration"})


def left_out(operation: str, members: Mapping[str, Any], book: Book, allow: frozenset[str]) -> str:
    """Why this is not sent, in one clause; empty where it is."""
    if operation in NEVER:
        return NEVER[operation]
    return (
        _others_pools(operation)
        or _plus(operation, members, allow)
        or _custom_domain(operation, members)
        or _things_of_the_account(members, book)
        or _message(operation, members, book, allow)
    )


def page_left_out(path: str, fields: Mapping[str, Any], pool: str, book: Book, allow: frozenset[str]) -> str:
    """The same for a page with these fields of its form, of a domain of this pool."""
    last = path.rsplit("/", 1)[-1].lower()
    given = [str(value) for value in fields.values() if isinstance(value, str)]
    if last == "signup" and fields:
        addresses = [each for text in given for each in looks_like_address(text)]
        if book.people.sends_codes_to(pool, addresses):
            return _says_message(addresses, book, allow)
    if last in ("forgotpassword", "resendcode") and any(book.people.addressed(pool, name) for name in given):
        return _says_message(["email"], book, allow)
    return ""


def _others_pools(operation: str) -> str:
    return "its answer names the other pools of the account" if operation == "ListUserPools" else ""


def _plus(operation: str, members: Mapping[str, Any], allow: frozenset[str]) -> str:
    addons = members.get("UserPoolAddOns")
    mode = addons.get("AdvancedSecurityMode") if isinstance(addons, Mapping) else None
    if "plus" in allow:
        return ""
    if members.get("UserPoolTier") == "PLUS" or mode in ("AUDIT", "ENFORCED") or operation in PLUS_OPERATIONS:
        return "users of the tier PLUS are never free: asks for allow=plus"
    return ""


def _custom_domain(operation: str, members: Mapping[str, Any]) -> str:
    if operation in ("CreateUserPoolDomain", "UpdateUserPoolDomain") and members.get("CustomDomainConfig"):
        return "a custom domain needs a certificate of the account"
    return ""


def _things_of_the_account(members: Mapping[str, Any], book: Book) -> str:
    for name, text in texts(members):
        found = ARN.match(text)
        if found is None:
            continue
        if _lent_or_made(name, text, book):
            continue
        service, account, resource = found.groups()
        pool = resource.removeprefix("userpool/")
        if service != "cognito-idp" or account != book.account or "/" in pool:
            return f"{name} names a resource that the run has not made"
    return ""


def _lent_or_made(member: str, arn: str, book: Book) -> bool:
    """Whether this is a function of the run, or what it was lent for a member of this name."""
    made = ":function:" in arn and book.owns("function", function_in(arn)) and arn.split(":")[4] == book.account
    return book.lent is not None and (made or book.lent.lends(member, arn))


# -- messages ----------------------------------------------------------------------------------------------------------


def _message(operation: str, members: Mapping[str, Any], book: Book, allow: frozenset[str]) -> str:
    reached = reached_by(operation, members, book)
    return _says_message(reached, book, allow) if reached else ""


def _says_message(reached: list[str], book: Book, allow: frozenset[str]) -> str:
    if book.lent is not None:
        return ""  # every pool of the run hands it to a function of the run, and sends nothing: the gate sees to it
    if "phone_number" in reached:
        return "Cognito would send a text message, for which the suite has no role in the account"
    if "email" in allow:
        return ""
    return "Cognito would send an e-mail, of which an account has 50 a day: asks for allow=email"


def reached_by(operation: str, members: Mapping[str, Any], book: Book) -> list[str]:
    """The kinds of addresses to which Cognito would send something on this request; it may be more than are there."""
    if operation in ("CreateUserPool", "UpdateUserPool"):
        return _of_factors(members)
    if operation == "SetUserPoolMfaConfig":
        sms = ["phone_number"] if members.get("SmsMfaConfiguration") else []
        return sms + (["email"] if members.get("EmailMfaConfiguration") else [])
    pool, name = book.pool_named(members), str(members.get("Username", ""))
    if operation in ("SignUp", "AdminCreateUser"):
        return _of_new_user(operation, members, pool, name, book)
    if operation in TO_A_NAME:
        return ["email"] if book.people.addressed(pool, name) else []
    if operation in TO_A_TOKEN:
        return ["email"] if any(book.people.addressed(pool, n) for n in names_in_token(members)) else []
    if operation in NEW_VALUES:
        changed = addresses_in(attributes_in(members))
        return changed if book.people.sends_codes_to(pool, changed) else []
    return []


def _of_factors(members: Mapping[str, Any]) -> list[str]:
    policies = members.get("Policies")
    sign_in = policies.get("SignInPolicy") if isinstance(policies, Mapping) else None
    factors = sign_in.get("AllowedFirstAuthFactors") if isinstance(sign_in, Mapping) else None
    named = set(map(str, factors)) & MESSAGE_FACTORS if isinstance(factors, list) else set()
    return ["phone_number" if factor.startswith("SMS") else "email" for factor in sorted(named)]


def _of_new_user(operation: str, members: Mapping[str, Any], pool: str, name: str, book: Book) -> list[str]:
    has = addresses_in(attributes_in(members)) + looks_like_address(name)
    if operation == "AdminCreateUser":
        return [] if members.get("MessageAction") == "SUPPRESS" else has
    return has if book.people.sends_codes_to(pool, has) else []


def names_in_token(members: Mapping[str, Any]) -> list[str]:
    """The names of the user whose access token a request has."""
    claims = list(claims_in(members.get("AccessToken")))
    return [str(each[name]) for each in claims for name in ("username", "sub") if name in each]
