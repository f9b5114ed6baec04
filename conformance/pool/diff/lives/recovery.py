"""Users who forget their passwords: before the change, during it and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.pool.check.bench import Person, Unclear, clear
from conformance.pool.diff.lives.living import Deed, Living, Through, outcome

ASKS = "asks for a code to reset a forgotten password"
BY_EMAIL = "a code by EMAIL"
RESETS = "resets a forgotten password with a code from before, to one as short as OLD allows"


@dataclass(frozen=True)
class Waiting:
    """A user who has asked for a code under OLD."""

    person: Person
    code: str  # empty where it cannot be read
    unread: str  # why it cannot


class ForgetfulUser(Living):
    """One asks for a code twice; two others have asked under OLD, and use the code before and after the change.

    Where OLD sends no codes, nobody has one from before: then only the first is there.
    """

    kind = "recovery"

    @staticmethod
    def suits(through: Through) -> bool:
        """Everywhere: a client needs no flow for it, and where OLD refuses it the change may allow it."""
        return True

    def begin(self) -> None:
        """Three users with verified addresses."""
        self.asking = self._person()
        self.waiting = {after: self._asked() for after in (False, True)}

    def _person(self) -> Person:
        login = self.bench.login()
        kinds = self.through.pool.get("UsernameAttributes") or []
        attributes = {} if "phone_number" in kinds and "@" not in login else {"email_verified": "true"}
        if "email_verified" in attributes:
            attributes["email"] = login if "@" in login else f"{self.bench.word()}@example.com"
        if self.through.pool.get("SmsConfiguration") or not attributes:
            attributes["phone_number_verified"] = "true"
            attributes["phone_number"] = self.bench.phone() if "@" in login or not kinds else login
        return self.bench.person(login, attributes)

    def _asked(self) -> Waiting | None:
        """None where OLD sends no codes."""
        person = self._person()
        answer = clear(self._ask(person))
        return self._waiting(person, answer) if answer.ok else None

    def _ask(self, person: Person) -> Exchange:
        return self.bench.call(
            "ForgotPassword",
            ClientId=self.bench.client(self.client),
            Username=person.login,
            **self.bench.hash_member(self.client, person.login),
        )

    def _waiting(self, person: Person, answer: Exchange) -> Waiting:
        medium = "email" if answer.get("CodeDeliveryDetails.DeliveryMedium") == "EMAIL" else "phone_number"
        shown = self.bench.call("AdminGetUser", UserPoolId=self.bench.pool, Username=person.login)
        listed = shown.get("UserAttributes") or []
        addresses = [one.get("Value") for one in listed if isinstance(one, dict) and one.get("Name") == medium]
        running = self.bench.driver.running
        sent: dict[str, Any] = {
            "pool_id": self.bench.pool,
            "username": str(shown.get("Username") or person.login),
            "destination": str(next(iter(addresses), "")),
            "headers": answer.headers,
        }
        code = running.read_code("forgot_password", **sent) or ""
        return Waiting(person, code, "" if code else running.no_code("forgot_password", **sent))

    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """Where the code goes, and what the code from before is good for."""
        found: dict[str, Deed] = {ASKS: lambda: _delivery(self._ask(self.asking))}
        waiting = self.waiting[after]
        if waiting is not None:
            found[RESETS] = lambda: self._reset(waiting)
        return found

    def _reset(self, waiting: Waiting) -> str:
        if not waiting.code:
            raise Unclear(waiting.unread)
        least = int(self.bench.shape["pool"]["Policies"]["PasswordPolicy"]["MinimumLength"])
        answer = self.bench.call(
            "ConfirmForgotPassword",
            ClientId=self.bench.client(self.client),
            Username=waiting.person.login,
            ConfirmationCode=waiting.code,
            Password=self.bench.password(least),
            **self.bench.hash_member(self.client, waiting.person.login),
        )
        return outcome(answer)


def _delivery(answer: Exchange) -> str:
    medium = answer.get("CodeDeliveryDetails.DeliveryMedium")
    return f"a code by {medium}" if answer.ok and medium else outcome(answer)
