"""The account: everything that the twin remembers, made once and shared by all its addresses."""

from __future__ import annotations

import random
from dataclasses import dataclass

from targets.aws.twin.cognito import Cognito
from targets.aws.twin.journal import Journal
from targets.aws.twin.principal import Principals
from targets.aws.twin.rates import Rates
from targets.reference.service import Service


@dataclass(frozen=True)
class Settings:
    """How a twin is to be. ``seed`` decides whatever is left to chance, but for ids and keys."""

    account: str = "123456789012"
    region: str = "us-east-1"
    seed: int = 0
    quota_scale: float = 1.0  # what every quota is multiplied by
    longest_delay: float = 3.0  # seconds until something new can be used, at most


class Account:
    """One account in one Region."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.id, self.region = settings.account, settings.region
        self.chance = random.Random(settings.seed)
        self.service = Service(region=settings.region)
        self.service.account = settings.account
        self.cognito = Cognito(self.service)
        self.principals = Principals(settings.account)
        self.rates = Rates(scale=settings.quota_scale)
        self.journal = Journal()
