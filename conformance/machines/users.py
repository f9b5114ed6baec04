"""The model of the machine on users, and the steps that its actions consist of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import with_password
from conformance.machines.accounts import Account, Password
from conformance.machines.base import Machine, pick
from conformance.oracle.user_life import CONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, UNCONFIRMED, Standing
from conformance.scenario import Scenario
from conformance.scenario.beliefs import known, unknown
from conformance.scenario.resources import Client, Pool

FIRST = (CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, CONFIRMED)
ANY = (CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED)
SHOWN_BY = {UNCONFIRMED: "STATUS-001", FORCE_CHANGE_PASSWORD: "STATUS-002"}


class Users(Machine):
    """Users of one pool. After a divergence they are read again, or others take their place."""

    pool: Pool
    client: Client
    kind: str  # how users are named
    accounts: list[Account]
    name_seen: bool
    by_username: bool
    tells_apart: bool | None  # whether a wrong password was seen refused
    made: dict[str, Exchange]  # an accepted SignUp and AdminCreateUser, as controls

    def _on(self, a: Account, action: str, **features: Any) -> AbstractContextManager[Scenario]:
        """A step with this account; its known state defines the situation."""
        standing = a.standing.value if a.standing.known else None
        return self.step(
            action,
            status=standing and standing.status,
            enabled=standing and standing.enabled,
            kind=self.kind,
            has=sorted(standing.attributes) if standing else [],
            **features,
        )

    def _some(
        self, number: int, fits: Callable[[Account], bool], prefer: Callable[[Account], bool] = bool
    ) -> Account | None:
        """An account that fits, preferably one about which something is unknown."""
        found = [a for a in self.accounts if not a.quarantined and not a.stale and fits(a)]
        return pick(number, [a for a in found if prefer(a)] or found)

    def _make(self, status: str, password: str) -> None:
        """A fresh user, in place of the longest-serving one when there are enough."""
        with self.step("make", status=status, kind=self.kind, users=min(len(self.accounts), len(FIRST))) as s:
            login = s.email() if self.kind == "email" else s.name()
            attributes = self._attributes(login, verified=status != UNCONFIRMED, s=s)
            user = s.user(self.pool, username=login, password=password, attributes=attributes, status=status)
            operation = {UNCONFIRMED: "SignUp", FORCE_CHANGE_PASSWORD: "AdminCreateUser"}.get(
                status, "AdminSetUserPassword"
            )
            if user.created.operation == "SignUp" and status == CONFIRMED:
                operation = "SignUp"
            a = Account(
                user, known(Password(password, operation, status == FORCE_CHANGE_PASSWORD), operation), stale=True
            )
            self.made[user.created.operation] = user.created
            self.accounts = [*self.accounts, a]
            shown = self._shown(s, a)
            if status in SHOWN_BY:
                self._stands(s, a, SHOWN_BY[status], shown)
            if a.is_(status):
                s.check("ADMUSER-001", shown, username=user.username, status=status, attributes=judged(attributes))
            else:
                a.quarantined = True

    def _attributes(self, login: str, *, verified: bool, s: Scenario) -> dict[str, str]:
        address = {"email": login if self.kind == "email" else s.email()}
        return {**address, **({"email_verified": "true"} if verified else {}), "nickname": "Nick"}

    def _create(self, s: Scenario, operation: str, login: str, password: str, **more: Any) -> Exchange:
        if operation == "SignUp":
            return s.call("SignUp", ClientId=self.client.id, Username=login, Password=password, **more)
        return s.call(
            "AdminCreateUser",
            UserPoolId=self.pool.id,
            Username=login,
            MessageAction="SUPPRESS",
            TemporaryPassword=password,
            **more,
        )

    def _try(self, s: Scenario, a: Account, password: str) -> Exchange:
        return with_password(s, self.client, self._name(a), password)

    def _name(self, a: Account) -> str:
        """The name to sign in with: the address where addresses are names, unless that was refused here."""
        return a.user.username if self.by_username else a.user.login

    def _know_names(self) -> None:
        """Check once, where addresses are names, that the address signs in: later steps rely on it."""
        a = self._some(0, lambda a: a.password.known and a.is_(CONFIRMED) and not a.password.value.temporary)
        if self.kind == "plain" or self.name_seen or a is None:
            return
        self.name_seen = True
        with self._on(a, "sign_in", set_by=a.password.value.set_by, by="address") as s:
            answer = self._try(s, a, a.password.value.value)
            self.by_username = answer.outcome == "error"
            s.accepted("PWAUTH-020", answer)

    def _decided(self, s: Scenario, answer: Exchange) -> Exchange:
        """An answer that a check can look at, accepted or refused."""
        return s.need(answer, None) if answer.outcome in ("unsupported", "indeterminate") else answer

    def _do(self, s: Scenario, a: Account, operation: str, **more: Any) -> Exchange:
        """An administrator's operation on the user."""
        answer = s.call(operation, UserPoolId=self.pool.id, Username=a.user.username, **more)
        self._sent(a, answer)
        return answer

    def _sent(self, a: Account, answer: Exchange) -> None:
        """Note a request; after an answer that leaves its effect open, forget what was known."""
        if answer.outcome != "unsupported":
            a.stale = True
        if answer.outcome == "indeterminate" or (answer.outcome == "error" and (answer.status or 0) >= 500):
            a.forgets(f"{answer.operation} may have happened")

    def _shown(self, s: Scenario, a: Account) -> Exchange:
        """AdminGetUser, adopted."""
        answer = s.need(s.call("AdminGetUser", UserPoolId=self.pool.id, Username=a.user.username), "ADMUSER-001")
        a.shown(answer)
        return answer

    def _look(self, s: Scenario, a: Account) -> Exchange:
        """AdminGetUser, which should show what it showed last: nothing was done to this user since."""
        expected = a.standing.value
        shown = self._shown(s, a)
        self._same(s, a, shown, expected)
        return shown

    def _read(self, s: Scenario, a: Account, expected: Standing | None, written: Iterable[str] = ()) -> Exchange:
        """AdminGetUser after something was done; what should not have changed has not.

        The attributes in ``written`` and the status are judged elsewhere.
        """
        shown = self._shown(s, a)
        if expected is not None and a.standing.value.status == expected.status:
            kept = {name: value for name, value in expected.attributes.items() if name not in set(written)}
            self._same(s, a, shown, replace(expected, attributes=kept))
        return shown

    def _stands(self, s: Scenario, a: Account, requirement: str, *shown: Exchange, **values: Any) -> None:
        """Apply a check on the user's state. When it diverges, the operation and the state shown contradict each other.

        Whichever of them is wrong, nothing can be believed of this user any more.
        """
        if not s.check(requirement, *shown, **values):
            a.quarantined = True

    def _same(self, s: Scenario, a: Account, shown: Exchange, expected: Standing) -> None:
        if expected.enabled:
            s.check(
                "ADMUSER-001",
                shown,
                username=a.user.username,
                status=expected.status,
                attributes=judged(expected.attributes),
            )

    def _repair(self) -> None:
        """Read the users that were changed since they were last read; those that cannot be read are replaced."""
        for a in [a for a in self.accounts if a.stale and not a.quarantined]:
            with self.step("repair") as s:
                a.standing = unknown("not read since")
                a.quarantined = True
                self._shown(s, a)
                a.quarantined = False
        for status in FIRST[: sum(a.quarantined for a in self.accounts)]:
            self._make(status, "Correct-Horse7")
        self.accounts = [a for a in self.accounts if not a.quarantined][-len(FIRST) :]


def seen_working(a: Account) -> bool:
    """Whether its present password was seen working."""
    return a.worked is not None


def judged(attributes: Any) -> dict[str, str]:
    """The attributes that only a write changes; verification flags are modelled elsewhere."""
    return {name: value for name, value in attributes.items() if not name.endswith("_verified")}
