"""Messages that a pool sends: each must have a place for what it brings, and is kept as it was given."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
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
INVITATIONS = ("EmailMessage", "SMSMessage")
INVITATION = "AdminCreateUserConfig.InviteMessageTemplate"
# Texts that are shown where they were given; without those of VerificationMessageTemplate that older members repeat.
KEPT = {
    "EmailVerificationMessage": "Your code: {{####}} {}",
    "EmailVerificationSubject": "{}",
    "SmsVerificationMessage": "Your code: {{####}} {}",
    "SmsAuthenticationMessage": "Your code: {{####}} {}",
    LINK: "Please verify: {{##{}##}}",
    "VerificationMessageTemplate.EmailSubjectByLink": "{}",
    f"{INVITATION}.EmailMessage": "{{username}} {{####}} {}",
    f"{INVITATION}.EmailSubject": "{}",
    f"{INVITATION}.SMSMessage": "{{username}} {{####}} {}",
}
messages = st.tuples(words(), words()).map(" ".join)


def given(member: str, text: str) -> dict[str, Any]:
    """The settings that have this text as this message."""
    outer, _, inner = member.partition(".")
    return {outer: given(inner, text) if inner else text}


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


def invited(s: Scenario, by_update: bool, member: str, text: str) -> Exchange:
    """A new pool or an update with this text of an invitation."""
    return tried(s, by_update, given(f"{INVITATION}.{member}", text))


@prop("POOL-106", member=st.sampled_from(INVITATIONS), by_update=st.booleans(), text=messages)
def test_invitation_without_name(s: Scenario, member: str, by_update: bool, text: str) -> None:
    """An invitation without {username}; with it, it is accepted."""
    attempt = invited(s, by_update, member, f"{{####}} {text}")
    s.refused("POOL-106", attempt, control=lambda: invited(s, by_update, member, f"{{username}} {{####}} {text}"))


@prop("POOL-107", member=st.sampled_from(INVITATIONS), by_update=st.booleans(), text=messages)
def test_invitation_without_password(s: Scenario, member: str, by_update: bool, text: str) -> None:
    """An invitation without {####}; with it, it is accepted."""
    attempt = invited(s, by_update, member, f"{{username}} {text}")
    s.refused("POOL-107", attempt, control=lambda: invited(s, by_update, member, f"{{username}} {{####}} {text}"))


@check("POOL-110")
def text_kept(answer: Exchange, member: str, text: str) -> Difference | None:
    """The pool shows the text that it was given, in the same place."""
    shown = answer.get(f"UserPool.{member}")
    if shown == text:
        return None
    return Difference(
        f"{'another' if shown else 'no'}-{member.rpartition('.')[2]}", f"{member} as it was given", f"{shown!r}"
    )


@prop("POOL-110", member=st.sampled_from(sorted(KEPT)), by_update=st.booleans(), text=messages)
def test_kept(s: Scenario, member: str, by_update: bool, text: str) -> None:
    """A message of a new or an updated pool, as it is shown."""
    message = KEPT[member].format(text)
    pool = s.pool(**FOR_UPDATES) if by_update else s.own_pool(**given(member, message))
    if by_update:
        s.need(s.call("UpdateUserPool", UserPoolId=pool.id, **given(member, message)), "POOL-025")
    s.check("POOL-110", s.must("DescribeUserPool", UserPoolId=pool.id), member=member, text=message)
