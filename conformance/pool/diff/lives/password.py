"""A user with a password as short as OLD allows, who is signed in."""

from __future__ import annotations

from conformance.pool.check.bench import clear
from conformance.pool.diff.lives.living import Deed, Living, Through, outcome, step, tokens_of

SIGNS_IN = "signs in with the password from before"
USES = "uses the access token from before"
REFRESHES = "refreshes with the token from before"


class PasswordUser(Living):
    """Signs in, uses the access token and refreshes."""

    kind = "password"

    @staticmethod
    def suits(through: Through) -> bool:
        """Wherever there is a flow with a password."""
        return bool(through.way)

    def begin(self) -> None:
        """A first sign-in."""
        self.person = self.bench.person(shortest=True)
        self.username = self.bench.username(self.person)
        self.tokens = tokens_of(clear(self.sign_in(self.person)))

    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """Tokens are used where the first sign-in gave some."""
        found: dict[str, Deed] = {SIGNS_IN: lambda: step(self.sign_in(self.person))}
        if "AccessToken" in self.tokens:
            found[USES] = lambda: outcome(self.bench.call("GetUser", AccessToken=self.tokens["AccessToken"]))
        if "RefreshToken" in self.tokens:
            found[REFRESHES] = lambda: self.refresh(self.tokens["RefreshToken"], self.username)
        return found
