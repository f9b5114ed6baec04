"""Changes of the e-mail address and their codes. Sent, not judged."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Pool, Session


def at_once_pool(s: Scenario) -> Pool:
    """A pool that sends a code for a new address and takes the address at once."""
    return s.pool(AutoVerifiedAttributes=["email"])


def verify_address(s: Scenario, session: Session, code: str) -> Exchange:
    """VerifyUserAttribute of the address, not judged."""
    return s.call("VerifyUserAttribute", AccessToken=session.access, AttributeName="email", Code=code)
