"""Users of the pool that are linked to identities elsewhere, and how a link or a password ends."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import touch
from targets.reference.core.errors import (
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    user_not_found,
)
from targets.reference.core.identities import ProviderIdentity, identities_of, set_identities
from targets.reference.core.name_index import find
from targets.reference.core.state import Pool, User

LINKS = 5  # documented
NATIVE = "Cognito"
MERGING = "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"


@operation("AdminLinkProviderForUser")
def admin_link_provider_for_user(call: Call) -> Answer:
    """Recorded: an identity that signed in already has a user of its own and cannot be linked."""
    pool, source = call.pool(), call["SourceUser"]
    user = destination_of(pool, call["DestinationUser"])
    identity = identity_of(pool, source)
    if identity in pool.links:
        raise InvalidParameterException("SourceUser is already linked to DestinationUser")
    if len(identities_of(user)) >= LINKS and not deviates("federation-links-without-end"):
        raise LimitExceededException("The user has too many linked identities.")
    name, subject = identity
    pool.links[identity] = user
    if deviates("federation-link-unverifies"):
        user.attributes["email_verified"] = "false"
    provider = pool.providers.get(name)
    kind = provider.kind if provider else "OIDC"
    if not deviates("federation-linked-not-listed"):
        set_identities(user, [*identities_of(user), ProviderIdentity(subject, name, kind, int(call.now * 1000))])
    touch(call, user)
    return {}


def identity_of(pool: Pool, source: Params) -> tuple[str, str]:
    """The identity that is to be linked: of a provider of the pool, and nobody's yet."""
    identity = (source.get("ProviderName", ""), source.get("ProviderAttributeValue", ""))
    if identity[0] not in pool.providers and not (identity[0] == NATIVE and deviates("federation-links-native-users")):
        raise InvalidParameterException("Invalid SourceUser: there is no such identity provider.")
    if pool.names.get(pool.fold("_".join(identity))) and not deviates("federation-link-merges"):
        raise InvalidParameterException(varied(MERGING, "federation-merging-text", "SourceUser exists."))
    return identity


@operation("AdminDisableProviderForUser")
def admin_disable_provider_for_user(call: Call) -> Answer:
    """Documented: a link ends, and the identity may become a user of its own; a native user loses the password."""
    pool, named = call.pool(), call["User"]
    identity = (named.get("ProviderName", ""), named.get("ProviderAttributeValue", ""))
    if identity[0] == NATIVE:
        user = destination_of(pool, named)
        user.password = user.password if deviates("federation-native-keeps-password") else None
        return {}
    linked = pool.links.get(identity)
    if linked is not None and not deviates("federation-link-remains"):
        del pool.links[identity]
    found = linked or pool.names.get(pool.fold("_".join(identity)))
    if found is None:
        raise user_not_found()
    if deviates("federation-unlinks-all"):
        set_identities(found, [])
    set_identities(found, [one for one in identities_of(found) if (one.provider, one.subject) != identity])
    return {}


def destination_of(pool: Pool, destination: Params) -> User:
    """A user of the pool: native by name, or federated by provider and subject."""
    value = destination.get("ProviderAttributeValue", "")
    name = value if destination.get("ProviderName") == NATIVE else f"{destination.get('ProviderName')}_{value}"
    user = find(pool, name)
    if user is None:
        if deviates("federation-unknown-destination-code"):
            raise ResourceNotFoundException("User does not exist.")
        raise user_not_found()
    return user
