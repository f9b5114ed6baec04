"""The ``identities`` of a user: which providers vouch for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from targets.reference.core.deviation import deviates
from targets.reference.core.state import User

IDENTITIES = "identities"


@dataclass(frozen=True)
class ProviderIdentity:
    """One of them. Recorded: only SAML providers have an issuer here."""

    subject: str
    provider: str
    kind: str
    created: int  # milliseconds since the epoch
    primary: bool = False
    issuer: str | None = None

    def described(self) -> dict[str, Any]:
        """As the attribute has it."""
        return {
            "userId": self.subject,
            "providerName": self.provider,
            "providerType": self.kind,
            "issuer": self.issuer,
            "primary": self.primary,
            "dateCreated": self.created,
        }


def identities_of(user: User) -> list[ProviderIdentity]:
    """Read from the attribute."""
    listed = json.loads(user.attributes.get(IDENTITIES, "[]"))
    return [
        ProviderIdentity(
            one["userId"], one["providerName"], one["providerType"], one["dateCreated"], one["primary"], one["issuer"]
        )
        for one in listed
    ]


def set_identities(user: User, identities: list[ProviderIdentity]) -> None:
    """Documented: the attribute is JSON in a string, with a boolean and a number."""
    if identities:
        listed = [one.described() for one in identities]
        if deviates("federation-identities-as-claim"):
            listed = [one | {"primary": str(one["primary"]), "dateCreated": str(one["dateCreated"])} for one in listed]
        user.attributes[IDENTITIES] = json.dumps(listed, separators=(",", ":"))
    else:
        user.attributes.pop(IDENTITIES, None)


def identity_claim(value: str) -> list[dict[str, Any]]:
    """Recorded: in the ID token both are strings."""
    if deviates("federation-identities-as-attribute"):
        return list(json.loads(value))
    return [
        one | {"primary": str(one["primary"]).lower(), "dateCreated": str(one["dateCreated"])}
        for one in json.loads(value)
    ]
