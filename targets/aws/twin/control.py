"""What a test may ask of the twin, and do to it, over plain HTTP: no client of AWS ever comes here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from targets.aws.twin.account import Account
from targets.aws.twin.faults import KINDS, Faults
from targets.aws.twin.messages import Answer, Request, answer
from targets.aws.twin.policy import ALLOW_ALL, BadPolicy, Policy

Said = dict[str, Any]


class Wrong(Exception):
    """A request that makes no sense here; the message says what would."""


class Control:
    """The control address of an account. Every answer is a JSON object with ``twin`` in it."""

    def __init__(self, account: Account, more: Callable[[], Said]) -> None:
        self._account = account
        self._more = more  # further members of the state
        self._routes: dict[tuple[str, str], Callable[[Mapping[str, Any]], Said]] = {
            ("GET", "/state"): self._state,
            ("GET", "/log"): self._log,
            ("POST", "/clock"): self._clock,
            ("POST", "/expire"): self._expire,
            ("POST", "/renew"): self._renew,
            ("POST", "/skew"): self._skew,
            ("POST", "/policy"): self._policy,
            ("POST", "/faults"): self._faults,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        try:
            route = self._routes.get((request.method, request.path))
            if route is None:
                known = ", ".join(f"{method} {path}" for method, path in self._routes)
                raise Wrong(f"there is no {request.method} {request.path}; there are {known}")
            status, said = 200, route(self._given(request))
        except Wrong as wrong:
            status, said = 400, {"error": str(wrong)}
        return answer(status, "application/json", json.dumps({"twin": "TWIN"} | said).encode())

    def _given(self, request: Request) -> Mapping[str, Any]:
        if request.method == "GET":
            return dict(parse_qsl(request.query))
        try:
            found = json.loads(request.body or b"{}")
        except ValueError as error:
            raise Wrong(f"the body is no JSON: {error}") from error
        if not isinstance(found, dict):
            raise Wrong("the body has to be a JSON object")
        return found

    def _state(self, _: Mapping[str, Any]) -> Said:
        from targets.aws.twin.report import state

        return state(self._account) | self._more()

    def _log(self, given: Mapping[str, Any]) -> Said:
        return {"requests": self._account.journal.after(int(number(given, "after", 0)))}

    def _clock(self, given: Mapping[str, Any]) -> Said:
        seconds = number(given, "advance")
        if seconds < 0:
            raise Wrong("advance has to be 0 or more: the clock moves forward only")
        self._account.service.clock.advance(seconds)
        return {"now": self._account.service.clock.now()}

    def _expire(self, _: Mapping[str, Any]) -> Said:
        self._account.principals.expire()
        return {"expired": True}

    def _renew(self, _: Mapping[str, Any]) -> Said:
        self._account.principals.renew()
        return {"expired": False}

    def _skew(self, given: Mapping[str, Any]) -> Said:
        self._account.principals.skew = number(given, "seconds")
        return {"skew": self._account.principals.skew}

    def _policy(self, given: Mapping[str, Any]) -> Said:
        """The policy of the principal; ``{"document": null}`` allows everything again."""
        if "document" not in given:
            raise Wrong("document is missing: a policy as IAM has it, or null to allow everything")
        try:
            self._account.policy = Policy(ALLOW_ALL if given["document"] is None else given["document"])
        except BadPolicy as error:
            raise Wrong(f"document cannot be read: {error}") from error
        return {"statements": len(self._account.policy.statements)}

    def _faults(self, given: Mapping[str, Any]) -> Said:
        """Faults from now on, in the place of those before; ``{"rate": 0}`` ends them."""
        rate, kinds = number(given, "rate", 0.0), given.get("kinds", list(KINDS))
        unknown = sorted(set(map(str, kinds)) - set(KINDS))
        if not 0 <= rate <= 1 or unknown:
            wrong = f"there is no kind {', '.join(unknown)}" if unknown else f"rate is {rate:g}"
            raise Wrong(f"{wrong}: rate is from 0 to 1, kinds are among {', '.join(KINDS)}")
        most = int(number(given, "most")) if "most" in given else None
        operations = frozenset(map(str, given.get("operations") or ()))
        seed = int(number(given, "seed", 0.0))
        before = self._account.faults
        self._account.faults = Faults(rate, tuple(kinds) if rate else (), most, operations, seed)
        return {"made_before": dict(before.made)}


def number(given: Mapping[str, Any], name: str, default: float | None = None) -> float:
    """A member that is a number. Raises ``Wrong``."""
    value = given.get(name, default)
    try:
        if value is None or isinstance(value, bool):
            raise ValueError
        return float(value)
    except (TypeError, ValueError):
        raise Wrong(f"{name} has to be a number of seconds, and is {value!r}") from None
