"""CreateUserPoolDomain: taken prefixes."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.scenario import Scenario, prop

PREFIXES = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)


@prop("DOMAIN-001", "DOMAIN-002", base=PREFIXES)
def test_prefix_of_another_pool(s: Scenario, base: str) -> None:
    """One prefix for two pools; then another one for the second."""
    first, second = s.own_pool(), s.own_pool()
    taken, free = f"{base}{s.suffix()}", f"{base}{s.suffix()}"
    s.accepted("DOMAIN-001", s.call("CreateUserPoolDomain", UserPoolId=first.id, Domain=taken))
    attempt = s.call("CreateUserPoolDomain", UserPoolId=second.id, Domain=taken)
    s.refused("DOMAIN-002", attempt, control=lambda: s.call("CreateUserPoolDomain", UserPoolId=second.id, Domain=free))
