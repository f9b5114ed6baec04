"""The domain of a pool and what stands below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance import arrange
from conformance.replay.steps import Step

if TYPE_CHECKING:
    from conformance.arrange import Pool
    from conformance.scenario import Scenario


@dataclass(eq=False)
class Hosted:
    """Where the hosted UI of a pool is. ``base`` has no final slash."""

    pool: Pool
    domain: str
    base: str
    steps: list[Step] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path such as ``/oauth2/token``."""
        return self.base + path


def make_hosted(s: Scenario, pool: Pool) -> Hosted:
    """The pool's domain, made.

    A target that serves the pages without having the operation is taken as it is.
    """
    first = len(s.steps)
    domain = str(s.compute("oauth.domain_for", pool.id))
    made = s.call("CreateUserPoolDomain", Domain=domain, UserPoolId=pool.id)
    if made.outcome != "unsupported":
        s.need(made, arrange.BLAME.get("CreateUserPoolDomain"))
    base = s.hosted_base(pool, domain)
    return Hosted(pool, domain, base, s.steps[first:])
