"""Users who forget their passwords: before the change, during it and after it."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.pool.check.bench import NotTold, Person
from conformance.pool.diff.lives.living import Deed, Living, Through, outcome
from targets.interface import CODES

ASKS = "asks for a code to reset a forgotten password"
RESETS = "resets a forgotten password with a code from before, to one as short as OLD allows"


class ForgetfulUser(Living):
    """One asks for a code twice; two others have asked under OLD, and use the code before and after the change."""

    kind = "recovery"

    @staticmethod
    def suits(through: Through) -> bool:
        """Everywhere: a client needs no flow for it. Where administrators alone reset, the begin says so."""
        return True

    def begin(self) -> None:
        """Three users with verified addresses."""
        self.asking = self._person()
        if CODES["forgot_password"] in self.bench.driver.running.capabilities:
            self.waiting = {after: self._asked() for after in (False, True)}
        else:
            self.waiting = {}

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

    def _asked(self) -> tuple[Person, str]:
        person = self._person()
        answer = self._ask(person)
        code = self._read(person, answer)
        if not answer.ok or not code:
            raise NotTold(f"no code came: {answer.code or 'it cannot be read'}")
        return person, code

    def _ask(self, person: Person) -> Exchange:
        proof = self.bench.hash_of(self.client, person.login)
        secret = {"SecretHash": proof["SECRET_HASH"]} if proof else {}
        return self.bench.call(
            "ForgotPassword", ClientId=self.bench.client(self.client), Username=person.login, **secret
        )

    def _read(self, person: Person, answer: Exchange) -> str:
        medium = "email" if answer.get("CodeDeliveryDetails.DeliveryMedium") == "EMAIL" else "phone_number"
        shown = self.bench.call("AdminGetUser", UserPoolId=self.bench.pool, Username=person.login)
        listed = shown.get("UserAttributes") or []
        addresses = [one.get("Value") for one in listed if isinstance(one, dict) and one.get("Name") == medium]
        found = self.bench.driver.running.read_code(
            "forgot_password",
            pool_id=self.bench.pool,
            username=str(shown.get("Username") or person.login),
            destination=str(next(iter(addresses), "")),
            headers=answer.headers,
        )
        return found or ""

    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """Where the code goes, and what the code from before is good for."""
        found: dict[str, Deed] = {ASKS: lambda: _delivery(self._ask(self.asking))}
        if after in self.waiting:
            found[RESETS] = lambda: self._reset(*self.waiting[after])
        return found

    def _reset(self, person: Person, code: str) -> str:
        proof = self.bench.hash_of(self.client, person.login)
        least = int(self.bench.shape["pool"]["Policies"]["PasswordPolicy"]["MinimumLength"])
        answer = self.bench.call(
            "ConfirmForgotPassword",
            ClientId=self.bench.client(self.client),
            Username=person.login,
            ConfirmationCode=code,
            Password=self.bench.password(least),
            **({"SecretHash": proof["SECRET_HASH"]} if proof else {}),
        )
        return outcome(answer)


def _delivery(answer: Exchange) -> str:
    medium = answer.get("CodeDeliveryDetails.DeliveryMedium")
    return f"a code by {medium}" if answer.ok and medium else outcome(answer)
