"""How many passkeys a user can have."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.differences import not_refused
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.passkeys import complete, credential, new_key, passkey_user, registered, start
from conformance.scenario import Scenario, prop

PASSKEYS_OF_A_USER = 20


@check("PASSKEY-046")
def one_too_many(answer: Exchange) -> Difference | None:
    """The last passkey is refused at one of the two steps, with any error of the caller's."""
    return not_refused(answer, "the 21st passkey")


@prop("PASSKEY-046", algorithm=st.sampled_from(("ES256", "RS256")))
def test_too_many(s: Scenario, algorithm: str) -> None:
    """The maximum number of passkeys, and one more."""
    session = passkey_user(s, "Correct-Horse7")
    for _ in range(PASSKEYS_OF_A_USER):
        registered(s, session)
    begun = start(s, session)
    challenge = begun.get("CredentialCreationOptions.challenge")
    if not begun.ok or not isinstance(challenge, str):
        s.check("PASSKEY-046", begun)
        return
    s.check("PASSKEY-046", complete(s, session, credential(s, new_key(s, algorithm), challenge)))
