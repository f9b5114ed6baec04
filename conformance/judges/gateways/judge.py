"""A target's own REST API, HTTP API or GraphQL API as a judge of the tokens of the target's own pools.

An emulator that has API Gateway or AppSync beside its user pools takes or refuses tokens there, too. These services are
no part of Cognito, so the catalog has no requirements on them and the reference target does not have them: what comes
is shown beside the other judges, and changes no verdict. Where it differs from the documentation, there is a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from conformance.judges.case import Case, Form, Unreached
from conformance.judges.gateways.apis import Send, api
from conformance.judges.gateways.place import NotServed, Place, Undecided
from conformance.judges.gateways.pools import Pools
from conformance.judges.gateways.probe import let_in
from conformance.judges.gateways.rules import RULES, Rule
from conformance.judges.gateways.script import script_of

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

ABOUT = {
    "rest": "the target's own REST APIs, behind a COGNITO_USER_POOLS authorizer",
    "http": "the target's own HTTP APIs, behind a JWT authorizer",
    "appsync": "the target's own GraphQL APIs (AppSync), with a user pool",
}
# Raised where an answer lacks what is read of it or has another form.
UNEXPECTED = (LookupError, TypeError, ValueError, RuntimeError)


class Gateway:
    """A judge: one kind of API of the target itself."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.NAME = f"gateway-{kind}"
        self.ABOUT = ABOUT[kind]

    def version(self) -> str:
        """Empty: it is part of the target."""
        return ""

    def cases(self, bench: Bench) -> Iterator[Case]:
        """The rules of the documentation, right ones first. What is needed for them is made before the first."""
        keys = bench.running.made_up_keys
        place = Place(bench.relay.url, bench.running.region, keys)
        try:
            pools = Pools(place)
            with api(self.kind, place, pools) as send:
                for rule in self._rules():
                    yield self._case(bench, rule, lambda rule=rule: _refusal(rule, send, pools))  # type: ignore[misc]
        except NotServed as error:
            yield from self._unmade(bench, Unreached(str(error), offered=False))
        except (Undecided, *UNEXPECTED) as error:
            yield from self._unmade(bench, _unreached(error))
        finally:
            place.tidy()

    def _rules(self) -> list[Rule]:
        return [rule for rule in RULES.values() if rule.api == self.kind]

    def _unmade(self, bench: Bench, reason: Unreached) -> Iterator[Case]:
        """Each task once, in its right form, with why it could not be tried."""

        def ask() -> str:
            raise reason

        for rule in self._rules():
            if rule.right:
                yield self._case(bench, rule, ask)

    def _case(self, bench: Bench, rule: Rule, ask: Callable[[], str]) -> Case:
        form: Form = "right" if rule.right else "wrong"
        script = script_of(rule, self.ABOUT, bench.running.region, bench.running.made_up_keys)
        return Case(rule.task, form, rule.given, ask, name=rule.id, script=script)


def _refusal(rule: Rule, send: Send, pools: Pools) -> str:
    try:
        through, said = let_in(rule, send, pools)
    except (Undecided, *UNEXPECTED) as error:
        raise _unreached(error) from error
    return "" if through else said


def _unreached(error: Exception) -> Unreached:
    if isinstance(error, Undecided):
        return Unreached(str(error))
    return Unreached(f"an answer is not as expected: {type(error).__name__} {error}")
