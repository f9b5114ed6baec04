"""Executes encoded steps on a running target, resolving references as it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from conformance import kit
from conformance.checking.acceptance import describe
from conformance.checking.exchange import Exchange
from conformance.checking.registry import checks_on_every_answer, judges_absence
from conformance.checking.sign_in import goes_on
from conformance.replay.space import MADE_ONCE, Outcome, Space, configurations
from conformance.requirements import Requirement
from conformance.scenario.steps import page_result
from conformance.transport import functions
from conformance.transport.browsers import Browsers
from conformance.transport.driver import Driver
from conformance.transport.races import fault_in, race
from targets.interface import FunctionsUnavailable, TargetUnusable


class NotReplayable(Exception):
    """A step cannot be executed here: a value it refers to is missing. ``outcomes``: of the steps before it."""

    outcomes: Sequence[Outcome | None] = ()


class Spoiled(NotReplayable):
    """A fault on the way to the target: this replay shows nothing, another may."""


def _at(value: Any, path: str) -> Any:
    for part in path.split(".") if path else []:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, list) and part.startswith("@"):
            value = _named(value, part[1:])
        else:
            raise NotReplayable(f"no {path} in the answer")
    return value


def _named(members: Sequence[Any], name: str) -> Any:
    for member in members:
        if isinstance(member, Mapping) and member.get("Name") == name:
            return member
    raise NotReplayable(f"no {name} in the answer")


def resolve(value: Any, outcomes: Sequence[Outcome | None], rename: Callable[[str], str] = str) -> Any:
    """An encoded value with its references filled in; literals pass through ``rename``. Raises ``NotReplayable``."""
    if isinstance(value, Mapping):
        if "$ref" in value:
            return _resolve_path(_outcome(outcomes, value["$ref"][0]), value["$ref"][1])
        if "$step" in value:
            exchange = _outcome(outcomes, value["$step"]).exchange
            if exchange is None:
                raise NotReplayable(f"step {value['$step']} sent nothing")
            return exchange
        if "$join" in value:
            return "".join(str(resolve(part, outcomes, rename)) for part in value["$join"])
        return {name: resolve(member, outcomes, rename) for name, member in value.items()}
    if isinstance(value, list):
        return [resolve(member, outcomes, rename) for member in value]
    return rename(value) if isinstance(value, str) else value


def _outcome(outcomes: Sequence[Outcome | None], number: int) -> Outcome:
    outcome = outcomes[number]
    if outcome is None:
        raise NotReplayable(f"step {number} was left out")
    return outcome


def _resolve_path(outcome: Outcome, path: str) -> Any:
    """Member names may hold dots or colons, so the longest fitting names win."""
    value, rest = outcome.result, path
    while rest:
        if isinstance(value, Mapping):
            name = next(
                (n for n in sorted(value, key=len, reverse=True) if rest == n or rest.startswith(f"{n}.")), None
            )
            if name is None:
                raise NotReplayable(f"no {path} in the answer")
            value, rest = value[name], rest[len(name) + 1 :]
        else:
            head, _, rest = rest.partition(".")
            value = _at(value, head)
    return value


def execute(
    steps: Sequence[Mapping[str, Any]],
    keep: Callable[[int], bool],
    driver: Driver,
    space: Space | None = None,
    *,
    faults: Sequence[str] | None = None,
) -> list[Outcome | None]:
    """Execute the steps whose number ``keep`` accepts. Raises ``NotReplayable`` and ``TargetLost``.

    Without a ``space`` every resource is created anew under its recorded name. ``faults`` has for each step the fault
    with which it was answered when it was met (``fault_in``), mostly none: given that, ``Spoiled`` is raised where one
    is met now that was not met then.
    """
    outcomes: list[Outcome | None] = []
    browsers = Browsers(driver)
    kept = [step if keep(number) else {"name": "", "arguments": {}} for number, step in enumerate(steps)]
    later = configurations(kept) if space is not None else {}
    try:
        for number, step in enumerate(steps):
            rest = [[steps[n]["name"], _unnamed(steps[n]["arguments"])] for n in later.get(number, ())]
            way = Way(driver, browsers, None if faults is None else faults[number])
            outcomes.append(execute_one(step, outcomes, way, space, rest) if keep(number) else None)
    except NotReplayable as error:
        error.outcomes = outcomes
        raise
    return outcomes


class Way:
    """How the requests of one step are sent. ``fault`` was met there before; None where nobody knows."""

    def __init__(self, driver: Driver, browsers: Browsers, fault: str | None) -> None:
        self.driver = driver
        self.browsers = browsers
        self._looks = fault == ""

    def sent(self, send: Callable[[], Exchange]) -> Exchange:
        """The answer to one request. Raises ``Spoiled``."""
        if not self._looks:
            return send()
        answer = self.driver.insistence.ask(send)
        return answer.exchange if answer.certain else self.whole(answer.exchange)

    def whole(self, exchange: Exchange) -> Exchange:
        """An answer to what cannot be sent twice. Raises ``Spoiled``."""
        if self._looks and fault_in(exchange):
            raise Spoiled(f"fault on the way to the target: {describe(exchange)}")
        return exchange


def _unnamed(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in ("UserPoolId", "Domain")}


def execute_one(
    step: Mapping[str, Any],
    outcomes: Sequence[Outcome | None],
    way: Way,
    space: Space | None,
    later: Sequence[Any] = (),
) -> Outcome:
    """Execute the step that follows on those of ``outcomes``. Raises as ``execute``.

    ``later`` is the rest of the configuration of a pool that this step makes.
    """
    rename = space.rename if space is not None else str
    arguments = resolve(step["arguments"], outcomes, rename)
    shared = step["name"] in MADE_ONCE or step["kind"] == "function"
    if space is not None and shared and len(outcomes) not in space.alone:
        return space.made(step["name"], arguments, lambda: _send(step, arguments, outcomes, way), later=later)
    return _send(step, arguments, outcomes, way)


def _send(step: Mapping[str, Any], arguments: Any, outcomes: Sequence[Outcome | None], way: Way) -> Outcome:
    kind, driver, browsers = step["kind"], way.driver, way.browsers
    if kind == "call":
        signed = step.get("signed", True)
        exchange = way.sent(lambda: driver.call(step["name"], arguments, signed=signed))
        return Outcome(exchange.response, exchange)
    if kind == "race":
        exchange = way.whole(race(driver, arguments["calls"]))
        return Outcome(exchange.response, exchange)
    if kind == "hosted":
        base = driver.running.hosted_ui(arguments["pool"], arguments["domain"])
        if base is None:
            raise NotReplayable("this target has no hosted UI")
        return Outcome(base, None)
    if kind == "http" and arguments.keys() & {"method", "filled"}:
        send = partial(browsers.submit if "filled" in arguments else browsers.request, **arguments)
        exchange = send() if arguments.get("elsewhere") else way.sent(send)
        return Outcome(page_result(exchange), exchange)
    if kind == "pages":
        lead = browsers.finish if step["name"] == "finish" else browsers.follow
        sent = [way.whole(each) for each in lead(**arguments)] or [arguments["answer"]]
        return Outcome(page_result(sent[-1]), sent[-1], sent)
    if kind == "http":
        url = arguments.get("url") or driver.running.issuer(arguments["pool"]) + arguments["path"]
        exchange = way.sent(lambda: driver.fetch(step["name"], url, arguments.get("headers"), None))
        return Outcome(exchange.response, exchange)
    if kind == "raw":
        exchange = way.sent(lambda: driver.raw(step["name"], arguments["headers"], arguments["body"]))
        return Outcome(exchange.response, exchange)
    if kind == "compute":
        return Outcome(kit.find(step["name"])(*arguments["arguments"], **arguments["values"]), None)
    if kind in ("function", "watch", "events"):
        return _use_function(kind, arguments, driver)
    if kind in ("clock", "advance"):
        return _use_clock(kind, step["name"], arguments, driver)
    return Outcome(_read_code(arguments, outcomes, driver), None)


def _use_clock(kind: str, name: str, arguments: Mapping[str, Any], driver: Driver) -> Outcome:
    if kind == "clock":
        return Outcome(str(int(driver.running.now())), None)
    if name == "wait":
        driver.pause(arguments["seconds"])
    else:
        try:
            driver.running.advance(arguments["seconds"])
        except TargetUnusable as error:
            raise Spoiled(str(error)) from error
    return Outcome(None, None)


def _use_function(kind: str, arguments: Mapping[str, Any], driver: Driver) -> Outcome:
    try:
        if kind == "function":
            return Outcome(functions.deploy(driver.running, arguments["plan"]), None)
        if kind == "watch":
            return Outcome(functions.watch(driver.running, arguments["function"]), None)
        return Outcome(None, functions.events_since(driver.running, arguments["since"]))
    except FunctionsUnavailable as error:
        raise NotReplayable(str(error)) from error


def _read_code(arguments: Mapping[str, Any], outcomes: Sequence[Outcome | None], driver: Driver) -> str:
    last = next((o.exchange for o in reversed(outcomes) if o is not None and o.exchange is not None), None)
    code = driver.read_code(
        arguments["purpose"],
        pool_id=arguments["pool_id"],
        username=arguments["username"],
        destination=arguments["destination"],
        headers=last.headers if last is not None else {},
    )
    if code is None:
        raise NotReplayable("no code could be read")
    return code


def decide(
    judgement: Mapping[str, Any],
    outcomes: Sequence[Outcome | None],
    requirement: Requirement,
    space: Space | None = None,
) -> Any:
    """The difference, or None, when the judgement is applied to the executed steps. Raises ``NotReplayable``.

    A sign-in or a list that ended when it was recorded, and goes on now, is not judged: its further steps are unknown.
    Nor is a refusal where the answer was accepted then, and lacks the same (``conformance.replay.undecided``).
    """
    from conformance.checking.acceptance import judge

    rename = space.rename if space is not None else str
    arguments = resolve(list(judgement["arguments"]), outcomes, rename)
    values = resolve(dict(judgement["values"]), outcomes, rename)
    met = {a.outcome for a in arguments if isinstance(a, Exchange)}
    if "indeterminate" in met:
        raise NotReplayable("no answer")
    if "unsupported" in met and not judges_absence(requirement.id):
        raise NotReplayable("the target does not have it")
    applied = checks_on_every_answer().get(requirement.id)
    if applied is not None and isinstance(arguments[0], Exchange) and not applied.to(arguments[0]):
        raise NotReplayable("this requirement is not about such an answer")
    difference = judge(requirement, str(judgement["how"]), arguments, values)
    ended = [arguments[n] for n in judgement.get("ended", ())]  # others may be challenges that came before
    if difference is not None and any(isinstance(answer, Exchange) and goes_on(answer) for answer in ended):
        raise NotReplayable("it goes on here, where it ended then")
    for answer in [arguments[n] for n in judgement.get("accepted", ())]:
        if difference is not None and isinstance(answer, Exchange) and not answer.ok:
            raise NotReplayable(f"{answer.operation} was accepted then and is refused now")
    return difference
