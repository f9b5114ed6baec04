"""PasswordHistorySize: recent passwords are refused, older ones are not."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.users import legacy_client, try_password
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import passwords
from conformance.strategies.policies import STRICT

SIZES = st.sampled_from((1, 2, 3))


def _history_pool(s: Scenario, size: int) -> Pool:
    return s.pool(Policies={"PasswordPolicy": {**STRICT, "PasswordHistorySize": size}})


def _series(stem: str, count: int) -> list[str]:
    """Different passwords that keep the policy."""
    return [f"{stem}{number}" for number in range(count)]


@prop("PWPOLICY-025", stem=passwords(max_size=30), size=st.sampled_from((1, 2)), back=st.integers(0, 1))
def test_change_to_recent_password(s: Scenario, stem: str, size: int, back: int) -> None:
    """ChangePassword to the current password or to one of the last ``size``; a new one is then accepted."""
    pool = _history_pool(s, size)
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    used = _series(stem, size + 1)
    user = s.user(pool, password=used[0])
    session = s.sign_in(client, user)

    def change(previous: str, proposed: str) -> Exchange:
        return s.call(
            "ChangePassword", PreviousPassword=previous, ProposedPassword=proposed, AccessToken=session.access
        )

    for previous, proposed in pairwise(used[:-1]):
        s.need(change(previous, proposed), "CHANGEPW-001")
    current, recent = used[-2], used[-2 - back % size]
    s.refused("PWPOLICY-025", change(current, recent), control=lambda: change(current, used[-1]))


@prop("PWPOLICY-026", stem=passwords(max_size=30), size=SIZES, back=st.integers(0, 2))
def test_set_recent_password(s: Scenario, stem: str, size: int, back: int) -> None:
    """AdminSetUserPassword to the current password or to one of the last ``size``; a new one is then accepted."""
    pool = _history_pool(s, size)
    used = _series(stem, size + 1)
    user = s.user(pool, password=used[0])

    def set_password(password: str) -> Exchange:
        return s.call(
            "AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=password, Permanent=True
        )

    for password in used[1:-1]:
        s.need(set_password(password), "ADMPW-001")
    s.need(try_password(s, legacy_client(s, pool), user, used[-2]), "ADMPW-003")
    s.refused("PWPOLICY-026", set_password(used[-2 - back % size]), control=lambda: set_password(used[-1]))


@prop("PWPOLICY-027", stem=passwords(max_size=30), size=SIZES)
def test_set_old_password(s: Scenario, stem: str, size: int) -> None:
    """A password that more than ``size`` others have followed is accepted again."""
    pool = _history_pool(s, size)
    used = _series(stem, size + 2)
    user = s.user(pool, password=used[0])
    for password in used[1:]:
        s.must("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=password, Permanent=True)
    s.need(try_password(s, legacy_client(s, pool), user, used[-1]), "ADMPW-003")
    again = s.call("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=used[0], Permanent=True)
    s.accepted("PWPOLICY-027", again)
