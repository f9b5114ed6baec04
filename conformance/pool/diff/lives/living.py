"""What everybody who lives through a change has in common: a beginning under OLD, and things that are done twice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from conformance.checking.exchange import Exchange
from conformance.pool.check.bench import Bench, Person, Unclear, clear
from conformance.pool.check.probes import step_of
from conformance.pool.form.document import Members

DISAGREE = "sources disagree"
Deed = Callable[[], str]  # does one thing and says what came of it


Came = str | Unclear  # what came of a deed, or why that is unclear


@dataclass(frozen=True)
class Life:
    """Something that a user who was there before the change did before, and does after it."""

    key: str  # unique in a report
    client: str
    what: str
    before: str
    after: str
    requirement: str = ""  # that says so; empty where nobody but the reference does

    @property
    def disputed(self) -> bool:
        """Whether nobody can tell what comes after: ``requirement`` names the disagreement."""
        return self.after == DISAGREE


@dataclass(frozen=True)
class UnclearLife:
    """Something that could not be tried before or after the change."""

    key: str  # of a life, or how the keys of all lives begin that this is about
    why: str

    def covers(self, key: str) -> bool:
        """Whether this is about the life with this key."""
        return f"{key}.".startswith(f"{self.key}.")

    @property
    def sentence(self) -> str:
        """For a report."""
        return f"{self.key}: what becomes of these users could not be tried: {self.why}"


@dataclass(frozen=True)
class Through:
    """One client, as it is set under OLD, and the flow in which its users give a password."""

    client: str
    way: str
    shape: Members  # the client, folded
    pool: Members
    mfa: Members
    domain: str


class Living(ABC):
    """One kind of user of one client."""

    kind: str = ""

    def __init__(self, bench: Bench, through: Through) -> None:
        self.bench, self.through = bench, through
        self.client = through.client
        self.seen: dict[str, str] = {}

    @staticmethod
    @abstractmethod
    def suits(through: Through) -> bool:
        """Whether there are such users of this client under OLD."""

    @abstractmethod
    def begin(self) -> None:
        """Make the user, and what the user has. Raises ``Unclear`` where that does not work.

        What OLD refuses to its users is no failure: a deed says so, for the change may allow it.
        """

    @abstractmethod
    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """What is done, in this order. It must leave alone what the second round needs."""

    def now(self, *, after: bool) -> dict[str, Came]:
        """What comes of each deed."""
        return {what: _done(deed) for what, deed in self.deeds(after=after).items()}

    @property
    def key(self) -> str:
        """How the keys of all deeds begin."""
        return f"clients.{self.client}.lives.{self.kind}"

    def key_of(self, what: str) -> str:
        """The name of a deed in a report and in its script."""
        return f"{self.key}.{'-'.join(what.split()[:2])}"

    # -- what several kinds do -----------------------------------------------------------------------------------------

    def sign_in(self, person: Person, device: str = "") -> Exchange:
        """The answer to the password."""
        return self.bench.by_password(self.client, self.through.way, person, device)

    def refresh(self, token: str, username: str, device: str = "") -> str:
        """REFRESH_TOKEN_AUTH."""
        named = {"DEVICE_KEY": device} if device else {}
        answer = self.bench.call(
            "InitiateAuth",
            ClientId=self.bench.client(self.client),
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token, **named, **self.bench.hash_of(self.client, username)},
        )
        return outcome(answer)


def _done(deed: Deed) -> Came:
    """What came of it. Where an earlier step than the one that is meant was refused, that is what came."""
    try:
        return deed()
    except Unclear as error:
        answer = error.answer
        return str(answer.code) if answer is not None and answer.outcome == "error" else error


def outcome(answer: Exchange) -> str:
    """``accepted``, or the code of the refusal. Raises ``Unclear`` where the answer says neither."""
    return "accepted" if clear(answer).ok else str(answer.code)


def step(answer: Exchange) -> str:
    """The challenge, ``tokens``, ``nothing``, or the code of the refusal. Raises ``Unclear`` like ``outcome``."""
    return step_of(answer) if clear(answer).ok else str(answer.code)


def tokens_of(answer: Exchange) -> dict[str, str]:
    """The tokens of an answer; empty where it gives none."""
    result = answer.get("AuthenticationResult")
    given = result if isinstance(result, dict) else {}
    return {name: value for name, value in given.items() if isinstance(value, str)}
