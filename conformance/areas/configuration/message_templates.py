"""Messages that a pool sends with a code or a link: each must have a place for it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.pools import new_pool
from conformance.scenario import Scenario, prop
from conformance.strategies.malformed import words
from conformance.strategies.pools import FOR_UPDATES

# Where a message with a code can be given; behind a dot, the member of VerificationMessageTemplate.
CODES = (
    "EmailVerificationMessage",
    "SmsVerificationMessage",
    "SmsAuthenticationMessage",
    "VerificationMessageTemplate.EmailMessage",
    "VerificationMessageTemplate.SmsMessage",
)
LINK = "VerificationMessageTemplate.EmailMessageByLink"
messages = st.tuples(words(), words()).map(" ".join)


def given(member: str, text: str) -> dict[str, Any]:
    """The settings that have this text as this message."""
    outer, _, inner = member.partition(".")
    return {outer: {inner: text} if inner else text}


def tried(s: Scenario, by_update: bool, settings: dict[str, Any]) -> Exchange:
    """A new pool or an update with these settings."""
    if by_update:
        return s.call("UpdateUserPool", UserPoolId=s.pool(**FOR_UPDATES).id, **settings)
    return new_pool(s, **settings)


@prop("POOL-099", member=st.sampled_from(CODES), by_update=st.booleans(), text=messages)
def test_code(s: Scenario, member: str, by_update: bool, text: str) -> None:
    """A message without {####}; with it, it is accepted."""
    attempt = tried(s, by_update, given(member, f"Your code: {text}"))
    s.refused("POOL-099", attempt, control=lambda: tried(s, by_update, given(member, f"Your code: {{####}} {text}")))


@prop("POOL-100", by_update=st.booleans(), text=messages)
def test_link(s: Scenario, by_update: bool, text: str) -> None:
    """A message without a place for the link; with it, it is accepted."""
    wrong = f"Please verify: {text}"
    right = f"Please verify: {{##{text}##}}"
    s.refused(
        "POOL-100", tried(s, by_update, given(LINK, wrong)), control=lambda: tried(s, by_update, given(LINK, right))
    )
