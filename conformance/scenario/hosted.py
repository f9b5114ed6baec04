"""The domain of a pool and the URL of its pages."""

from __future__ import annotations

from conformance.scenario.blame import BLAME
from conformance.scenario.resources import Hosted, Pool
from conformance.scenario.sending import Sending


def make_hosted(s: Sending, pool: Pool) -> Hosted:
    """Create the pool's domain.

    A target that serves the pages without this operation is used as it is.
    """
    first = len(s.steps)
    domain = str(s.compute("oauth.domain_for", pool.id))
    base = s.hosted_base(pool, domain)  # first: without pages a domain would be useless
    made = s.call("CreateUserPoolDomain", Domain=domain, UserPoolId=pool.id)
    if made.outcome != "unsupported":
        s.need(made, BLAME.get("CreateUserPoolDomain"))
    return Hosted(pool, domain, base, s.steps[first:])
