"""Forty pools that were in the account before anybody came, and that nobody may touch.

Most are ordinary. Others look like the suite's own in one way and are not in another: the name without the tag, the
tag without the name, both with the tag of a run that is not over, or with an expiry that nobody can read. None of them
may be deleted, changed, or even signed in to: ``Foreign.digests`` sees any of that.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from targets.aws.twin.described import described
from targets.aws.twin.digest import digest
from targets.marking import EXPIRES, NAME, RUN, TAG, VERSION, YES
from targets.reference.core.state import Pool
from targets.reference.service import Service

COUNT = 40
FAR = "2099-01-01T00:00:00Z"  # an expiry that no test gets to
PAST = "2020-01-01T00:00:00Z"
SIGNATURE = "AWS4-HMAC-SHA256 TWIN"  # the reference asks no more of one; these requests come from nowhere
COMPANIES = ("shop", "billing", "portal", "partner", "support", "members", "academy", "fleet")
STAGES = ("prod", "staging", "dev")
PEOPLE = ("ana", "ben", "chloe", "dmitri", "emeka", "fatima", "goro", "hana")
PASSWORD = "Foreign-Passw0rd!"


@dataclass(frozen=True)
class Likeness:
    """What a foreign pool has in common with the suite's own: its name and its tags, ``{n}`` for a number."""

    name: str
    tags: Mapping[str, str]


def _all(run: str = "b7f3", expires: str = FAR, yes: str = YES) -> dict[str, str]:
    return {TAG: yes, RUN: run, EXPIRES: expires, VERSION: "0.1.0"}


LIKENESSES = (
    Likeness(f"{NAME}b7f3-{{n}}", {}),  # the name without the tag
    Likeness(f"{NAME}test-{{n}}", {"team": "identity"}),
    Likeness(f"{TAG}-{{n}}", {}),
    Likeness("billing-{n}", _all(expires=PAST)),  # the tag, past its time, without the name
    Likeness("portal-{n}", _all()),
    Likeness(f"{NAME.capitalize()}b7f3-{{n}}", _all(expires=PAST)),  # not quite the name
    Likeness(f"{NAME}c0de-{{n}}", _all("c0de")),  # of another run, which is not over
    Likeness(f"{NAME}c0de-{{n}}", _all("c0de") | {"CostCenter": "4711"}),
    Likeness(f"{NAME}b7f3-{{n}}", _all(expires="soon")),  # an expiry that cannot be read
    Likeness(f"{NAME}b7f3-{{n}}", {TAG: YES, RUN: "b7f3"}),  # no expiry
    Likeness(f"{NAME}b7f3-{{n}}", _all(expires=PAST, yes="false")),  # the tag with another value
    Likeness(f"{NAME}b7f3-{{n}}", {TAG.upper(): YES, RUN: "b7f3", EXPIRES: PAST}),  # in capitals
)


class Foreign:
    """The pools of others in a service; made at once. ``chance`` decides what they are like."""

    def __init__(self, service: Service, chance: random.Random) -> None:
        self._service = service
        self._chance = chance
        for number in range(COUNT):
            self._make(number)
        self.pools: dict[str, Pool] = dict(service.pools)
        self.ids = {name for pool in self.pools.values() for name in ids_of(pool)}
        self._before = self.digests()

    def digests(self) -> dict[str, str]:
        """A digest of everything that the service knows of each pool; of one that is gone it is empty."""
        with self._service.lock:
            there, domains = self._service.pools, self._service.domain_states
            return {name: digest(there[name], domains.get(name)) if name in there else "" for name in self.pools}

    def touched(self) -> list[str]:
        """The pools that are not as they were, byte for byte."""
        return sorted(name for name, now in self.digests().items() if now != self._before[name])

    def described(self) -> list[dict[str, Any]]:
        """What there is, for whoever looks for it in requests."""
        return [described(pool) for pool in self.pools.values()]

    def _make(self, number: int) -> None:
        looks = self._looks(number)
        pool = self._ask(
            "CreateUserPool",
            PoolName=looks.name.format(n=number),
            UserPoolTags=dict(looks.tags),
            DeletionProtection=self._chance.choice(["ACTIVE", "INACTIVE"]),
            UserPoolTier=self._chance.choice(["LITE", "ESSENTIALS"]),
        )["UserPool"]["Id"]
        for client in range(self._chance.randint(1, 3)):
            flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
            self._ask("CreateUserPoolClient", UserPoolId=pool, ClientName=f"app-{client}", ExplicitAuthFlows=flows)
        for person in self._chance.sample(PEOPLE, self._chance.randint(2, 5)):
            self._make_user(pool, person)
        if number % 2:
            prefix = f"{looks.name.format(n=number).lower().replace('cognito', 'c')}-{self._chance.getrandbits(24):06x}"
            self._ask("CreateUserPoolDomain", UserPoolId=pool, Domain=prefix)

    def _looks(self, number: int) -> Likeness:
        if number < len(LIKENESSES) * 2:
            return LIKENESSES[number % len(LIKENESSES)]
        name = f"{self._chance.choice(COMPANIES)}-{self._chance.choice(STAGES)}-{{n}}"
        return Likeness(name, {"team": "identity"} if number % 3 else {})

    def _make_user(self, pool: str, person: str) -> None:
        attributes = [{"Name": "email", "Value": f"{person}@example.com"}]
        named = {"UserPoolId": pool, "Username": person}
        self._ask("AdminCreateUser", **named, UserAttributes=attributes, MessageAction="SUPPRESS")
        self._ask("AdminSetUserPassword", **named, Password=PASSWORD, Permanent=True)

    def _ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        reply = self._service.answer(operation, json.dumps(parameters).encode(), SIGNATURE)
        assert reply.status == 200, (operation, reply.body)
        found: dict[str, Any] = json.loads(reply.body)
        return found


def ids_of(pool: Pool) -> Iterator[str]:
    """The ids by which a request can name a pool: its own, its ARN, its clients', its domain."""
    yield from (pool.id, pool.arn, *pool.clients)
    if pool.domain:
        yield pool.domain
