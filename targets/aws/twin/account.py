"""The account: everything that the twin remembers, made once and shared by all its addresses."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from targets.aws.twin.cognito import Cognito, PoolsService
from targets.aws.twin.delays import Delays
from targets.aws.twin.faults import Faults
from targets.aws.twin.foreign import Foreign, ids_of
from targets.aws.twin.journal import Journal
from targets.aws.twin.mail import CountedMailbox
from targets.aws.twin.meter import Meter
from targets.aws.twin.metering import Metering
from targets.aws.twin.policy import Policy
from targets.aws.twin.principal import Principals
from targets.aws.twin.rates import Rates
from targets.aws.twin.resources import Resources
from targets.reference.core.mailbox import Message
from targets.reference.core.state import Pool


@dataclass(frozen=True)
class Settings:
    """How a twin is to be. ``seed`` decides whatever is left to chance, but for ids and keys."""

    account: str = "123456789012"
    region: str = "us-east-1"
    seed: int = 0
    quota_scale: float = 1.0  # what every quota is multiplied by
    longest_delay: float = 3.0  # seconds until something new can be used, at most


class Account:
    """One account in one Region. What custom senders are given goes to ``hand_over``."""

    def __init__(self, settings: Settings) -> None:
        self.id, self.region = settings.account, settings.region
        chance = random.Random(settings.seed)
        self.service = PoolsService(settings.account, settings.region)
        self.foreign = Foreign(self.service, chance)
        self.hand_over: Callable[[Pool, str, Message], None] = _nobody
        self.mailbox = CountedMailbox(self.service, self._handed_over)
        self.service.mailbox = self.mailbox
        self.cognito = Cognito(self.service)
        self.principals = Principals(settings.account)
        self.policy = Policy()
        self.role_policies: Callable[[str], list[Any]] = lambda _: []  # the documents of a role's policies
        self.key_policy: Callable[[str], str] = lambda _: ""  # the document of a key, by its ARN
        self.resources = Resources(settings.account, settings.region)
        self.rates = Rates(scale=settings.quota_scale)
        self.delays = Delays(self.service.clock.now, chance, settings.longest_delay)
        self.faults = Faults()
        self.meter = Meter()
        self.metering = Metering(self.service, self.meter)
        self.journal = Journal()
        self.known: set[str] = set()  # the ids of all pools, clients and domains that there ever were
        self.remember()

    def remember(self) -> None:
        """Note the ids of what there is: something was made."""
        with self.service.lock:
            self.known.update(name for pool in self.service.pools.values() for name in ids_of(pool))

    def _handed_over(self, pool: Pool, function: str, message: Message) -> None:
        self.hand_over(pool, function, message)

    def pool_arn(self, pool_id: str) -> str:
        """The ARN of a pool, whether it is there or not."""
        return f"arn:aws:cognito-idp:{self.region}:{self.id}:userpool/{pool_id}"


def _nobody(pool: Pool, function: str, message: Message) -> None:
    raise AssertionError(f"nobody delivers to {function}: the account is not connected yet")
