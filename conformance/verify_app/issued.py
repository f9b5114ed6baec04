"""Tokens of the issuer on this machine: every claim can be chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random

from conformance.verify_app.draft import Draft, Needs, drawn_name, long_draft, right_draft
from conformance.verify_app.draft_forms import Wrong, wrong_drafts
from conformance.verify_app.forms import Form, Pair
from conformance.verify_app.issuer import Issuer

REVOKED = "revoked tokens, and those of users who signed out or were disabled or deleted"
NO_USERS = "the issuer has no users: --target takes tokens from a pool"


class IssuedTokens:
    """The tokens that an application needs, and wrong ones.

    ``offset`` is by how many seconds the application's clock is ahead of this machine's.
    """

    def __init__(self, issuer: Issuer, needs: Needs, offset: float = 0.0) -> None:
        self._issuer, self._needs, self._offset = issuer, needs, offset

    @property
    def untried(self) -> dict[str, str]:
        """See ``Tokens``."""
        return {REVOKED: NO_USERS}

    def right(self, random: Random, times: int) -> Iterator[tuple[str, str | None]]:
        """See ``Tokens``."""
        first, second = self._issuer.published[:2]
        for number in range(times):
            yield f"user {number + 1}", self._value(self._right(random, first))
        yield "second key of the key set", self._value(self._right(random, second))
        yield "long token", self._value(long_draft(random, self._needs, first, self._now()))

    def later(self, random: Random) -> str | None:
        """See ``Tokens``."""
        kid = drawn_name(random, 43)
        self._issuer.publish(kid)
        return self._value(self._right(random, kid))

    def forms(self) -> Sequence[Form]:
        """See ``Tokens``."""
        return [
            Form(wrong.name, wrong.step, wrong.level, self._maker(wrong), wrong.seconds)
            for wrong in wrong_drafts(self._needs)
        ]

    def _maker(self, wrong: Wrong) -> Callable[[Random], Pair]:
        def make(random: Random) -> Pair:
            right = self._right(random, random.choice(self._issuer.published[:2]))
            return Pair(self._value(wrong.change(right, self._needs, random)), partial(self._value, right))

        return make

    def _right(self, random: Random, kid: str) -> Draft:
        return right_draft(random, self._needs, kid, self._now())

    def _now(self) -> float:
        return time.time() + self._offset

    def _value(self, draft: Draft) -> str | None:
        return draft.authorization(self._issuer.keys)
