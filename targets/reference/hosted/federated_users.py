"""A user of the pool, made from what an identity provider says about somebody."""

from __future__ import annotations

import json
from typing import Any

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import add_user, touch
from targets.reference.core.errors import ApiError
from targets.reference.core.identities import ProviderIdentity, set_identities
from targets.reference.core.name_index import index
from targets.reference.core.schema import missing_required, value_problem
from targets.reference.core.state import EXTERNAL_PROVIDER, Group, Pool, Provider, User
from targets.reference.hosted.federated_triggers import after_first, after_later, before_first, before_later
from targets.reference.hosted.refusals import ErrorPage
from targets.reference.hosted.saml_metadata import metadata_of
from targets.reference.hosted.visit import Visit

# Recorded for these: their users are in a group of the provider's. Disputed for OpenID Connect.
GROUPED = ("Google", "Facebook", "SAML")


class Unfit(Exception):
    """What the provider said does not make a user. The texts for SAML providers differ."""

    def __init__(self, text: str, saml: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.saml = saml or text


def user_of(
    visit: Visit, provider: Provider, subject: str, profile: dict[str, Any], client_id: str | None = None
) -> User:
    """The user that the identity is, or is linked to, with the triggers of a first sign-in or of a later one."""
    try:
        return _user_of(visit, provider, subject, profile, client_id)
    except ApiError as error:
        raise Unfit(varied(error.message, "federation-trigger-refusal-text", "Not allowed")) from error


def _user_of(visit: Visit, provider: Provider, subject: str, profile: dict[str, Any], client_id: str | None) -> User:
    """Made at the first sign-in, changed at later ones."""
    linked = None if deviates("federation-links-forgotten") else visit.pool.links.get((provider.name, subject))
    name = folded(visit.pool, varied(f"{provider.name}_{subject}", "federation-bare-subject", subject))
    user = linked or visit.pool.names.get(visit.pool.fold(name))
    attributes = mapped(visit.pool, provider, profile)
    check(visit.pool, provider, user, attributes)
    known = user is not None
    if user is not None:
        before_later(visit, user, client_id)
    if user is None:
        if deviates("federation-made-before-asked"):
            first_time(visit, provider, subject, name, attributes)
        before_first(visit, name, attributes, client_id)
        user = visit.pool.names.get(visit.pool.fold(name)) or first_time(visit, provider, subject, name, attributes)
    elif linked is None and deviates("federation-new-user-each-time"):
        visit.pool.users.pop(user.sub)
        user = first_time(visit, provider, subject, name, attributes)
    if not user.enabled and not deviates("federation-disabled-signs-in"):
        raise Unfit("User is not enabled")
    kept = "saml-first-profile-stays" if provider.kind == "SAML" else "federation-first-profile-stays"
    if linked is None and not deviates(kept):
        user.attributes |= attributes
    index(visit.pool, user)
    touch(visit.call, user)
    (after_later if known else after_first)(visit, user, client_id)
    return user


def folded(pool: Pool, name: str) -> str:
    """Recorded: a pool that folds case folds all of it."""
    return name if deviates("federation-keeps-case") else pool.fold(name)


def mapped(pool: Pool, provider: Provider, profile: dict[str, Any]) -> dict[str, str]:
    """Attributes of the pool from the provider's claims. Documented: an address is unverified unless it says so."""
    if deviates("federation-maps-nothing") or (provider.kind == "SAML" and deviates("saml-maps-nothing")):
        return {}
    found = {
        name: text(profile[claim])
        for name, claim in provider.mapping.items()
        if name != "username" and claim in profile and name in pool.schema
    }
    if deviates("federation-flag-unmapped"):
        found.pop("email_verified", None)
    if "email" in found:
        assumed = varied("false", "federation-email-verified", "true")
        return {"email_verified": assumed} | found
    return found


def text(value: Any) -> str:
    """A claim as an attribute. Documented: of several values all, between brackets."""
    if isinstance(value, list):
        return varied(f"[{', '.join(value)}]", "federation-first-value-only", str(value[0]))
    return value if isinstance(value, str) else json.dumps(value)


def check(pool: Pool, provider: Provider, user: User | None, attributes: dict[str, str]) -> None:
    """Recorded: what is required must come from the provider; what cannot change must not come again."""
    present = user.attributes if user else {}
    missing = missing_required(pool.schema, present | attributes)
    if missing and not deviates("federation-required-ignored"):
        message = varied(f"attributes required: [{', '.join(missing)}]", "federation-required-text", "invalid profile")
        raise Unfit(message, f"Invalid user attributes: {missing[0]}: The attribute is required")
    again = {name for name, value in attributes.items() if present.get(name) == value}
    free = again if deviates("federation-immutable-repeated") else set()
    fixed = next((n for n in attributes if n in present and not pool.schema[n].mutable and n not in free), None)
    lax = deviates("federation-immutable-updated") or (provider.kind == "SAML" and deviates("saml-immutable-updated"))
    problem = "Attribute cannot be updated." if fixed and not lax else ""
    for name, value in attributes.items():
        if not problem and (found := value_problem(pool.schema[name], value)):
            fixed, problem = name, found
    if problem:
        raise Unfit(f"Invalid user attributes: {fixed}: {problem}")


def first_time(visit: Visit, provider: Provider, subject: str, name: str, attributes: dict[str, str]) -> User:
    """A user of the provider's. Recorded: named after both, with the status EXTERNAL_PROVIDER."""
    status = varied(EXTERNAL_PROVIDER, "federation-status-confirmed", "CONFIRMED")
    try:
        user = add_user(visit.call, visit.pool, name, attributes, status)
    except ApiError as error:
        raise ErrorPage(error.message) from error
    rename(visit.pool, user, name)
    created = int(visit.call.now * 1000)
    issuer = None if deviates("federation-saml-without-issuer") else metadata_of(provider).entity or None
    identity = ProviderIdentity(subject, provider.name, provider.kind, created, primary=True, issuer=issuer)
    set_identities(user, [identity])
    if provider.kind in GROUPED and not deviates("federation-without-group"):
        join(visit, user, f"{visit.pool.id}_{provider.name}")
    return user


def rename(pool: Pool, user: User, name: str) -> None:
    """A federated user keeps the provider's name even where an address is used as the name."""
    pool.names.pop(pool.fold(user.username), None)
    for attribute in pool.username_attributes:
        if user.attributes.get(attribute) == name:
            del user.attributes[attribute]
    user.username = name
    pool.names[pool.fold(name)] = user


def join(visit: Visit, user: User, name: str) -> None:
    """Recorded: a group of the pool and the provider, made when it is needed."""
    visit.pool.groups.setdefault(name, Group(name, visit.call.now, visit.call.now))
    user.groups.append(name)
