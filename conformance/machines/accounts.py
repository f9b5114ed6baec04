"""What the machine on users believes about one user: state, password, and the observations of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Exchange
from conformance.oracle.user_life import Standing
from conformance.scenario.beliefs import Belief, known, unknown
from conformance.scenario.resources import User

LIMIT = 3  # ChangePassword, reset codes, wrong tries in a row: below what Cognito lets one user do in an hour


@dataclass(frozen=True)
class Password:
    """A password with the operation that it came with."""

    value: str
    set_by: str
    temporary: bool = False


@dataclass(eq=False)
class Account:
    """A user with what is believed about it. ``quarantined``.

    Nothing about it is certain, so it is not used until it is read again.
    """

    user: User
    password: Belief[Password]
    standing: Belief[Standing] = field(default_factory=lambda: unknown("never read"))
    seen: Exchange | None = None  # AdminGetUser as it answered last
    stale: bool = False  # changed since then
    worked: Exchange | None = None  # the last sign-in with the present password that was answered as it should be
    enabled_again: bool = False  # since then it was disabled and enabled
    former: dict[str, str] = field(default_factory=dict)  # passwords seen working, and why each is refused now
    earlier: list[str] = field(default_factory=list)  # of deleted users of this name
    pending: Exchange | None = None  # what announced the code of a reset
    changes: int = 0
    codes: int = 0
    wrong: int = 0  # tries since the last right one
    quarantined: bool = False

    def is_(self, *statuses: str, enabled: bool | None = True) -> bool:
        """Whether it is known to have one of these statuses, and to be enabled (or not)."""
        if self.quarantined or not self.standing.known or self.standing.value.status not in statuses:
            return False
        return enabled is None or self.standing.value.enabled is enabled

    def shown(self, answer: Exchange) -> None:
        """Adopt what AdminGetUser shows. A password that contradicts the status becomes unknown."""
        status = str(answer.get("UserStatus"))
        standing = Standing(status, answer.get("Enabled") is True, without_sub(attributes_of(answer)))
        self.standing, self.seen, self.stale = known(standing, "AdminGetUser"), answer, False
        if self.password.known and self.password.value.temporary is not (status == "FORCE_CHANGE_PASSWORD"):
            self.password, self.worked = unknown(f"it does not go with the status {status}"), None

    def takes(self, password: Password, *, kills: str | None = None) -> None:
        """Note a new password; ``kills`` is the requirement that says that the former one, seen working, is refused."""
        if kills and self.worked and self.password.known:
            self.former[self.password.value.value] = kills
        self.former.pop(password.value, None)
        self.password, self.worked, self.enabled_again = known(password, password.set_by), None, False

    def forgets(self, why: str, blame: str = "") -> None:
        """Forget the password."""
        self.password, self.worked = unknown(why, blame), None

    def unused(self, drawn: str) -> str:
        """The drawn password, changed if this user ever had it."""
        had = {*self.former, *self.earlier, *([self.password.value.value] if self.password.known else [])}
        while drawn in had:
            drawn += "x"
        return drawn


def without_sub(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that are given, not made."""
    return {name: value for name, value in attributes.items() if name != "sub"}
