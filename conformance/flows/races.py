"""What the areas on races share: contenders, and what must hold for the same calls made one after the other.

A race is only worth running where the same calls, one after the other, do what Cognito does: ``supposed`` checks that
once in a run for each setting. A divergence in the race then means that the target checks and changes in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Exchange
from conformance.scenario.dimensions import PLAIN
from conformance.scenario.setup import password_step

if TYPE_CHECKING:
    from conformance.scenario import Scenario
    from conformance.scenario.resources import Client
    from conformance.transport.races import Call


def api(call: str, operation: str, *, does: str = "", after: float = 0.0, **parameters: Any) -> Call:
    """One call of a race: its label, the operation with its parameters, what it does to the object of the race."""
    return {
        "call": call,
        "operation": operation,
        "parameters": parameters,
        **({"does": does} if does else {}),
        **({"after": after} if after else {}),
    }


def send(s: Scenario, call: Call) -> Exchange:
    """A single call of a race, sent alone."""
    if "operation" in call:
        return s.call(str(call["operation"]), **call["parameters"])
    return s.request(str(call["method"]), str(call["url"]), form=call["form"])


def supposed(s: Scenario, sequential: str, race: str, against: Callable[[], Exchange | None]) -> None:
    """Check that what the race relies on holds for calls one after the other; else blame ``sequential``.

    ``against`` gives the answer that shows that it does not hold, if there is one. It is asked once in a run for each
    setting: a fault in one alone would look like one of the race. Where calls are not made at the same time, the
    example ends before anything is asked of the target.
    """
    if not s.offers("threads"):
        s.lack("calls are not made at the same time on this target")
    remembered = s.context.shared.supposed
    key = " ".join((race, *(f"{name}={value}" for name, value in (s.setting or PLAIN).items() if value != PLAIN[name])))
    if key not in remembered:
        remembered[key] = against()
    answer = remembered[key]
    if answer is not None:
        s.end(sequential, "it does not hold for calls one after the other", answer)


def second_not_refused(s: Scenario, calls: Sequence[Call], works: str) -> Exchange | None:
    """Make the first two calls one after the other; returns the second answer unless it is a refusal.

    ``works`` says that the first is accepted.
    """
    s.need(send(s, calls[0]), works)
    return not_a_refusal(s, send(s, calls[1]))


def not_a_refusal(s: Scenario, answer: Exchange) -> Exchange | None:
    """This answer unless it is a refusal; the example ends where it does not decide that."""
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, None)
    return answer if answer.ok or answer.server_error else None


def signs_in(s: Scenario, client: Client, login: str, password: str) -> Exchange:
    """One USER_PASSWORD_AUTH request, not judged."""
    return password_step(s, client, login, password, "USER_PASSWORD_AUTH")


# -- models: pure, shown in scripts ------------------------------------------------------------------------------------


# -- parts of checks ---------------------------------------------------------------------------------------------------
