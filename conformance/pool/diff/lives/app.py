"""A user with an authenticator app, set up under OLD."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.kit import totp
from conformance.pool.check.bench import Person, Unclear
from conformance.pool.diff.lives.living import Deed, Living, Through, step, tokens_of
from conformance.pool.form.document import is_unknown

APP = "SOFTWARE_TOKEN_MFA"
SIGNS_IN = "signs in with the password and the app from before"


class WithApp(Living):
    """What users of an app do. A code is good once, so there is at most one in each round: the clock moves between."""

    secret = ""

    def set_up(self) -> Person:
        """A user whose app is verified and asked for. Raises ``Unclear``."""
        person = self.bench.person(shortest=True)
        answer = self.sign_in(person)
        if answer.get("ChallengeName") == "MFA_SETUP":
            self._at_sign_in(person, answer)
        else:
            self._signed_in(answer)
        wanted = {"Enabled": True, "PreferredMfa": True}  # what becomes of an app that nobody chose is another question
        who = {"UserPoolId": self.bench.pool, "Username": person.login}
        self.bench.must("AdminSetUserMFAPreference", **who, SoftwareTokenMfaSettings=wanted)
        return person

    def _signed_in(self, answer: Exchange) -> None:
        access = tokens_of(answer).get("AccessToken", "")
        if not access:
            raise Unclear(f"the sign-in gave no tokens: {step(answer)}")
        self._verify({"AccessToken": access})

    def _at_sign_in(self, person: Person, answer: Exchange) -> None:
        verified = self._verify({"Session": str(answer.get("Session"))})
        self._respond("MFA_SETUP", str(verified.get("Session") or answer.get("Session")), person, {})

    def _verify(self, whose: dict[str, str]) -> Exchange:
        """Associate and verify, with the code of the time step that has just ended: this one's is for a sign-in."""
        associated = self.bench.must("AssociateSoftwareToken", **whose)
        self.secret = str(associated.get("SecretCode") or "")
        if not totp.usable(self.secret):
            raise Unclear("AssociateSoftwareToken gave no secret that codes can be computed with")
        again = {"Session": str(associated.get("Session") or whose["Session"])} if "Session" in whose else whose
        return self.bench.must("VerifySoftwareToken", **again, UserCode=self._code(-1))

    def _code(self, shift: int = 0) -> str:
        return totp.code(self.secret, str(int(self.bench.driver.running.now())), shift)

    def by_app(self, person: Person, answer: Exchange) -> Exchange:
        """The answer to the app's code, where that is asked for; otherwise the answer itself."""
        if answer.get("ChallengeName") != APP:
            return answer
        name = str(answer.get("ChallengeParameters.USER_ID_FOR_SRP") or person.login)
        code = {"SOFTWARE_TOKEN_MFA_CODE": self._code()}
        return self._respond(APP, str(answer.get("Session")), person, code, name)

    def _respond(self, name: str, session: str, person: Person, given: dict[str, str], who: str = "") -> Exchange:
        login = who or person.login
        responses = {"USERNAME": login, **given, **self.bench.hash_of(self.client, login)}
        where = {"ClientId": self.bench.client(self.client), "ChallengeName": name, "Session": session}
        operation = "RespondToAuthChallenge"
        if self.through.way.startswith("ADMIN"):
            operation, where["UserPoolId"] = "AdminRespondToAuthChallenge", self.bench.pool
        return self.bench.call(operation, **where, ChallengeResponses=responses)


class AppUser(WithApp):
    """Signs in with the password, and with a code where that is asked for."""

    kind = "app"

    @staticmethod
    def suits(through: Through) -> bool:
        """Where the pool has apps as second factor."""
        apps, mode = through.mfa.get("SoftwareTokenMfaConfiguration"), through.mfa.get("MfaConfiguration", "OFF")
        return bool(through.way and apps) and not is_unknown(apps) and mode in ("ON", "OPTIONAL")

    def begin(self) -> None:
        """Set the app up."""
        self.person = self.set_up()

    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """One sign-in a round."""
        return {SIGNS_IN: self._whole}

    def _whole(self) -> str:
        first = self.sign_in(self.person)
        last = self.by_app(self.person, first)
        return step(first) if last is first else f"{step(first)}, then {step(last)}"
