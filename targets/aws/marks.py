"""The marks of what a run makes: the beginning of names, and tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from targets.aws.outgoing import given_object
from targets.marking import EXPIRES, NAME, RUN, TAG, VERSION, YES

LIFE = 24 * 3600.0  # seconds after which a pool may be swept away whoever made it
MARKED = frozenset({"CreateUserPool", "UpdateUserPool"})  # an update without tags takes those away that there are


@dataclass(frozen=True)
class Marks:
    """Of one run. ``expires``: seconds since 1970. ``more``: tags that the user's company asks for."""

    run: str
    expires: float
    version: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def tags(self) -> dict[str, str]:
        """All of them."""
        return {**self.more, TAG: YES, RUN: self.run, EXPIRES: as_text(self.expires), VERSION: self.version}

    def dressed(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parameters with the tags, where the operation takes tags of a pool."""
        if operation not in MARKED:
            return parameters
        given = given_object(parameters, "UserPoolTags")
        if given is None:
            return parameters
        return {**parameters, "UserPoolTags": {**given, **self.tags}}

    def missing(self, operation: str, members: Mapping[str, Any]) -> str:
        """What a request lacks of them, or takes away; empty where all is well."""
        name = members.get("PoolName")
        if operation == "CreateUserPool" and isinstance(name, str) and name and not name.startswith(NAME):
            return f"the name of the pool does not begin with {NAME}"
        if operation in ("TagResource", "UntagResource"):
            given = members.get("TagKeys") or members.get("Tags") or ()
            return "it changes the marks of a pool" if set(map(str, given)) & set(self.tags) else ""
        if operation not in MARKED:
            return ""
        tags = members.get("UserPoolTags")
        whole = isinstance(tags, Mapping) and self.tags.items() <= tags.items()
        return "" if whole else "the pool would lack the tags of the run"


def as_text(seconds: float) -> str:
    """A time as tags have it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_ours(name: str, tags: Mapping[str, Any]) -> bool:
    """Whether both say that the suite has made it: the name and the tag."""
    return name.startswith(NAME) and tags.get(TAG) == YES and bool(tags.get(RUN))


def has_expired(tags: Mapping[str, Any], now: float) -> bool:
    """Whether its time is over; not where the tag cannot be read."""
    try:
        expires = datetime.strptime(str(tags.get(EXPIRES)), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return expires.timestamp() <= now
