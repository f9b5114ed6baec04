"""What probes are done with: the pool that was made, and users, names and passwords drawn for it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit import secret, srp
from conformance.oracle.password_policy import ALPHABETS
from conformance.pool.creating.make import Made
from conformance.pool.form.fold import folded
from conformance.pool.snapshot.reader import said
from conformance.transport.driver import Driver

SYMBOLS = "!@#%&*+-.:;?_~"
KINDS = {**ALPHABETS, "symbols": SYMBOLS}
# What a required attribute is given; names that are not here take any text.
VALUES = {
    "birthdate": "2000-01-01",
    "updated_at": "1700000000",
    "email_verified": "true",
    "phone_number_verified": "true",
}


class Unclear(Exception):
    """What is asked is unclear; the message says why, with the target's answer where there is one.

    ``answer`` is that of an earlier step than the one that is meant, where that step was not accepted.
    """

    def __init__(self, message: str, answer: Exchange | None = None) -> None:
        super().__init__(message)
        self.answer = answer


def clear(answer: Exchange) -> Exchange:
    """The same answer, where it says what the target does: accepted or refused.

    Raises ``Unclear`` where the target does not have the operation, or nobody knows what became of the request.
    """
    if answer.outcome in ("unsupported", "indeterminate"):
        raise Unclear(f"{answer.operation}: {said(answer)}", answer)
    return answer


@dataclass(frozen=True)
class Person:
    """A user that was made for one probe."""

    login: str
    password: str


class Bench:
    """One made pool. Draws come from ``chance`` alone, so a seed repeats them."""

    def __init__(self, driver: Driver, made: Made, chance: random.Random) -> None:
        self.driver, self.made, self.chance = driver, made, chance
        self.shape = folded(made.wanted)
        self._secrets: dict[str, str] = {}

    # -- draws ---------------------------------------------------------------------------------------------------------

    def word(self, length: int = 10) -> str:
        """Lower-case letters and digits."""
        return "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    def login(self, *, plain: bool = False) -> str:
        """A new name of the kind that the pool's users have."""
        kinds = self.shape["pool"].get("UsernameAttributes") or []
        if plain or not kinds:
            return f"u{self.word()}"
        return f"{self.word()}@example.com" if "email" in kinds else self.phone()

    def phone(self) -> str:
        """A phone number."""
        return "+1" + "".join(self.chance.choices("0123456789", k=10))

    def password(self, length: int = 0, without: Iterable[str] = ()) -> str:
        """A password with every kind of character but these; by default one that the pool takes."""
        least = int(self.shape["pool"]["Policies"]["PasswordPolicy"]["MinimumLength"])
        kinds = [kind for kind in KINDS if kind not in set(without)]
        characters = [self.chance.choice(KINDS[kind]) for kind in kinds]
        size = length or max(least, 12)
        characters += [self.chance.choice(KINDS[self.chance.choice(kinds)]) for _ in range(size - len(characters))]
        self.chance.shuffle(characters)
        return "".join(characters[:size])

    # -- arrangement ---------------------------------------------------------------------------------------------------

    def call(self, operation: str, **parameters: Any) -> Exchange:
        """One call."""
        return self.driver.call(operation, parameters)

    def must(self, operation: str, **parameters: Any) -> Exchange:
        """One call that a probe builds on. Raises ``Unclear``."""
        answer = self.call(operation, **parameters)
        if not answer.ok:
            raise Unclear(f"{operation}: {said(answer)}", answer)
        return answer

    @property
    def pool(self) -> str:
        """The pool's id."""
        return self.made.pool_id

    def client(self, key: str) -> str:
        """The id of a client. Raises ``Unclear`` where the target did not make it."""
        found = self.made.clients.get(key, "")
        if not found:
            raise Unclear(f"the target did not make client {key}")
        return found

    def secret(self, key: str) -> str:
        """The secret of a client; empty where it has none."""
        if key not in self._secrets:
            shown = self.must("DescribeUserPoolClient", UserPoolId=self.pool, ClientId=self.client(key))
            self._secrets[key] = str(shown.get("UserPoolClient.ClientSecret") or "")
        return self._secrets[key]

    def hash_of(self, key: str, login: str) -> dict[str, str]:
        """SECRET_HASH, as a parameter of a flow, where the client needs one. Raises ``Unclear``."""
        return self._hash("SECRET_HASH", key, login)

    def hash_member(self, key: str, login: str) -> dict[str, str]:
        """SecretHash, as a member of a request, where the client needs one. Raises ``Unclear``."""
        return self._hash("SecretHash", key, login)

    def _hash(self, name: str, key: str, login: str) -> dict[str, str]:
        known = self.secret(key)
        return {name: secret.secret_hash(login, self.client(key), known)} if known else {}

    def person(self, login: str = "", attributes: Mapping[str, str] | None = None, *, shortest: bool = False) -> Person:
        """A confirmed user with a password, if need be as short as the pool takes. Raises ``Unclear``."""
        least = int(self.shape["pool"]["Policies"]["PasswordPolicy"]["MinimumLength"])
        chosen = self.password(least if shortest else 0)
        listed = [{"Name": name, "Value": value} for name, value in (attributes or {}).items()]
        made = self.create(login or self.login(), UserAttributes=listed)
        who = {"UserPoolId": self.pool, "Username": made}
        self.must("AdminSetUserPassword", **who, Password=chosen, Permanent=True)
        return Person(made, chosen)

    def create(self, login: str, **more: Any) -> str:
        """AdminCreateUser; the name that it took. Raises ``Unclear``.

        Some targets want addresses whatever the pool says. Users are made all the same: the promise on sign-up says so.
        """
        given = {"UserPoolId": self.pool, "MessageAction": "SUPPRESS", **more}
        answer = self.call("AdminCreateUser", **given, Username=login)
        if not answer.ok and "@" not in login and answer.code == "InvalidParameterException":
            login = f"{login}@example.com"
            answer = self.call("AdminCreateUser", **given, Username=login)
        if not answer.ok:
            raise Unclear(f"AdminCreateUser: {said(answer)}")
        return login

    def username(self, person: Person) -> str:
        """The user name proper: where users are named by addresses it is another one than the login."""
        shown = self.call("AdminGetUser", UserPoolId=self.pool, Username=person.login)
        return str(shown.get("Username") or person.login)

    def required(self, login: str) -> list[dict[str, str]]:
        """A value for each attribute that a sign-up has to give.

        An address that is the user's name is the attribute too: Cognito refuses another one beside it.
        """
        schema = self.shape["pool"].get("Schema") or {}
        needed = [name for name, attribute in schema.items() if attribute.get("Required")]
        values = {"email": f"{self.word()}@example.com", "phone_number": self.phone(), **VALUES}
        kinds = self.shape["pool"].get("UsernameAttributes") or []
        kind = "email" if "@" in login else "phone_number"
        values |= {kind: login} if kind in kinds else {}
        return [{"Name": name, "Value": values.get(name, self.word())} for name in needed if name != "sub"]

    # -- sign-in -------------------------------------------------------------------------------------------------------

    def begin(self, key: str, flow: str, person: Person) -> Exchange:
        """The first call of a flow."""
        parameters = {"USERNAME": person.login, **self.hash_of(key, person.login)}
        if flow in ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"):
            parameters["PASSWORD"] = person.password
        if flow == "USER_SRP_AUTH":
            parameters["SRP_A"] = srp.start(f"{self.chance.getrandbits(256):x}")["A"]
        more = {"UserPoolId": self.pool} if flow.startswith("ADMIN") else {}
        operation = "AdminInitiateAuth" if more else "InitiateAuth"
        return self.call(operation, **more, ClientId=self.client(key), AuthFlow=flow, AuthParameters=parameters)

    def by_password(self, key: str, way: str, person: Person, device: str = "") -> Exchange:
        """The answer to the right password, by whatever flow the client has; by SRP it may name a device."""
        if way != "USER_SRP_AUTH":
            return self.begin(key, way, person)
        start, named = srp.start(f"{self.chance.getrandbits(256):x}"), {"DEVICE_KEY": device} if device else {}
        parameters = {"USERNAME": person.login, "SRP_A": start["A"], **named, **self.hash_of(key, person.login)}
        challenge = self.must(
            "InitiateAuth", ClientId=self.client(key), AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
        )
        return self._prove(key, start, challenge, person, named)

    def _prove(
        self, key: str, start: Mapping[str, str], challenge: Exchange, person: Person, named: Mapping[str, str]
    ) -> Exchange:
        shown = challenge.get("ChallengeParameters")
        needed = ("USER_ID_FOR_SRP", "SRP_B", "SALT", "SECRET_BLOCK")
        if not isinstance(shown, Mapping) or any(name not in shown for name in needed):
            raise Unclear(f"InitiateAuth: USER_SRP_AUTH gave {challenge.get('ChallengeName')}, and no SRP parameters")
        at = srp.timestamp(str(int(self.driver.running.now())))
        who, block = shown["USER_ID_FOR_SRP"], shown["SECRET_BLOCK"]
        name = str(shown.get("USERNAME") or who)  # on Cognito the same: SRP-018
        signature = srp.claim(
            start["a"], start["A"], shown["SRP_B"], shown["SALT"], self.pool, who, person.password, block, at
        )
        return self.call(
            "RespondToAuthChallenge",
            ClientId=self.client(key),
            ChallengeName="PASSWORD_VERIFIER",
            **({"Session": challenge.get("Session")} if challenge.get("Session") else {}),
            ChallengeResponses={
                "USERNAME": name,
                "PASSWORD_CLAIM_SECRET_BLOCK": block,
                "PASSWORD_CLAIM_SIGNATURE": signature,
                "TIMESTAMP": at,
                **named,
                **self.hash_of(key, name),
            },
        )

    def tokens(self, key: str, way: str, person: Person) -> Mapping[str, Any]:
        """The tokens of a sign-in. Raises ``Unclear`` where it gives none."""
        answer = self.by_password(key, way, person)
        found = answer.get("AuthenticationResult")
        if not answer.ok or not isinstance(found, Mapping) or not found.get("AccessToken"):
            raise Unclear(f"a sign-in by {way} gave no tokens: {answer.get('ChallengeName') or said(answer)}")
        return found
