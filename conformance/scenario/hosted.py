"""The domain of a pool and what stands below it."""

from __future__ import annotations

from conformance.scenario.blame import BLAME
from conformance.scenario.resources import Hosted, Pool
from conformance.scenario.sending import Sending


def make_hosted(s: Sending, pool: Pool) -> Hosted:
    """The pool's domain, made.

    A target that serves the pages without having the operation is taken as it is.
    """
    first = len(s.steps)
    domain = str(s.compute("oauth.domain_for", pool.id))
    base = s.hosted_base(pool, domain)  # first: where there are no pages, a domain would be made in vain
    made = s.call("CreateUserPoolDomain", Domain=domain, UserPoolId=pool.id)
    if made.outcome != "unsupported":
        s.need(made, BLAME.get("CreateUserPoolDomain"))
    return Hosted(pool, domain, base, s.steps[first:])
