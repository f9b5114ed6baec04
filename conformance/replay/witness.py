"""Witnesses: a divergence is replayed from its written form in a fresh namespace, and cut while it still shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.checking.exchange import SERVER_ERRORS, Difference, Exchange
from conformance.checking.registry import judges_form
from conformance.journal.redact import Redactor
from conformance.replay.execute import NotReplayable, Spoiled, decide, execute
from conformance.replay.history import with_history
from conformance.replay.needed import must_work, refused_now, went_alike
from conformance.replay.plainer import in_use, unneeded, without
from conformance.replay.rounds import FRUITLESS
from conformance.replay.script import script_of
from conformance.replay.space import MADE_ONCE, OF_A_POOL, Outcome, Space, made_anew
from conformance.replay.undecided import where_undecided
from conformance.requirements import Catalog, Requirement
from conformance.scenario.pool_pasts import about, with_past
from conformance.scenario.references import references
from conformance.scenario.steps import Judgement, Step, encode
from conformance.transport.driver import Driver
from conformance.transport.races import fault_in
from conformance.transport.waiting import TooLate

REPEATS = 3  # replays of a witness that is not confirmed because the target gave no clear answer
CHANCES = 12  # replays of a witness judged by form: values that the target draws are wrong now and then only
SPOILED = 8  # replays in a row that faults on the way may spoil
LASTS = 3  # further replays that must show a server error: an occasional one may recur by chance
ROUNDS = 150  # replays of a race until it goes wrong again
NOTHING: Mapping[str, Any] = {"kind": "", "name": "", "arguments": {}}  # replaces a step that is left out
PASTS = (1, 4, 1000)  # things that other examples made in a pool which replays add, until the difference shows
BRIEF = 5.0  # waits of up to this many seconds are always repeated


@dataclass
class Witness:
    """A divergence as it was first seen, before it is confirmed."""

    requirement: str
    difference: Difference
    operation: str
    property: str
    scenario: int
    steps: list[Step]
    judgement: Judgement
    past: list[list[Step]] = field(default_factory=list)  # what other examples made in its pools before


class Spaces:
    """The pools that replays share."""

    def __init__(self, tag: str) -> None:
        self.fresh = Space(tag)
        self.worn = Space(tag)  # its pools may have been changed by judged requests


@dataclass(frozen=True)
class Replaying:
    """The run's settings and objects that replays use. ``tag``: the part that all names of the run contain.

    ``cut_budget``: replays spent to cut one witness. ``anew``: whether the cut witness is replayed once more with new
    pools.
    """

    driver: Driver
    catalog: Catalog
    redactor: Redactor
    spaces: Spaces
    tag: str
    cut_budget: int
    anew: bool


@dataclass
class _Trial:
    difference: Difference | None
    outcomes: list[Outcome | None]
    space: Space | None


class _Replayer:
    """Replays one encoded witness with some of its steps."""

    def __init__(
        self, steps: Sequence[Mapping[str, Any]], judgement: Mapping[str, Any], witness: Witness, host: Replaying
    ):
        self.whole = self.steps = steps  # as they were met, and as they are replayed: perhaps with fewer arguments
        self.judgement = judgement
        self.kind = witness.difference.kind
        self.requirement = host.catalog.requirements[witness.requirement]
        self.driver = host.driver
        self.form = judges_form(witness.requirement)
        self._spaces, self._tag = host.spaces, host.tag
        judged = set(references(list(judgement["arguments"])))
        self.alone = made_anew(steps, judged)
        last = max(closure(steps, judgement), default=len(steps) - 1)
        self.everything = frozenset(range(last + 1))
        self.replays = 0
        self.races = any(step["kind"] == "race" for step in steps)
        # The outcomes of the steps when the divergence was first seen, then in the last full replay that showed it.
        met = [Outcome(step.result, step.exchange) for step in witness.steps]
        self.first: Sequence[Outcome | None] = () if self.races else met
        self.met: Sequence[Outcome | None] = ()  # the outcomes of the steps of the last replay
        self.faults = [fault_in(step.exchange) if step.exchange is not None else "" for step in witness.steps]
        self.judges_fault = any(self.faults[number] for number in judged)
        self.undone = ""  # why the last replay says nothing; empty where it does
        self.waits = sum(s["arguments"]["seconds"] for s in steps if s["kind"] == "advance" and s["name"] == "wait")

    def space(self, kept: frozenset[int]) -> Space | None:
        """Pools can be shared if no step changes them and their creation is not judged.

        A witness judged by form alone may change its pool, which then serves other such witnesses.
        """
        judged = set(references(list(self.judgement["arguments"])))
        counting = kept - judged if self.form else kept
        steps = [step if n in counting else NOTHING for n, step in enumerate(self.steps)]
        making = [self.steps[n] for n in judged if self.steps[n]["name"] in MADE_ONCE | {"DeleteUserPool"}]
        if not Space.fits(steps) or not all(self._one_of_many(step) for step in making):
            return None
        return (self._spaces.worn if self.form else self._spaces.fresh).next(self.alone)

    def _one_of_many(self, step: Mapping[str, Any]) -> bool:
        """Whether replays may create this resource side by side in one pool: those with a name of their own."""
        named = step["arguments"].get("ProviderName")
        return step["name"] in OF_A_POOL and (named is None or (isinstance(named, str) and self._tag in named))

    def shows(self, kept: frozenset[int], *, anew: bool = False) -> _Trial | None:
        """The trial when the same kind of difference shows with these steps alone, else None.

        ``anew``: with pools of its own. Replays that a fault on the way spoils do not count.
        """
        for _ in range(SPOILED):
            try:
                return self._tried(kept, anew)
            except Spoiled as error:
                self.met, self.undone = error.outcomes or self.met, str(error)
        return None

    def _tried(self, kept: frozenset[int], anew: bool) -> _Trial | None:
        """One replay. Raises ``Spoiled``."""
        self.replays += 1
        self.undone = ""
        space = (None if anew else self.space(kept)) or self._apart()
        try:
            outcomes = self.met = execute(self.steps, kept.__contains__, self.driver, space, faults=self.faults)
            difference = decide(self.judgement, outcomes, self.requirement, space)
        except Spoiled:
            raise
        except NotReplayable as error:
            self.met, self.undone = error.outcomes or self.met, self._refused(error.outcomes) or str(error)
            return None
        except TooLate as error:
            self.undone = str(error)
            return None
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, LookupError):
            self.undone = "an answer no longer fits the check"  # as a shorter sequence may make it
            return None
        self.undone = self._refused(outcomes)
        if not isinstance(difference, Difference) or difference.kind != self.kind:
            return None
        if (kept == self.everything and self.steps is self.whole) or not self.first:
            self.first = outcomes
        alike = went_alike(self.steps, self.judgement, self.first, outcomes)
        return _Trial(difference, outcomes, space) if alike else None

    def _apart(self) -> Space:
        """Nothing is shared, nor any name: the run and earlier replays left theirs behind."""
        return self._spaces.fresh.next(frozenset(range(len(self.steps))))

    def _refused(self, outcomes: Sequence[Outcome | None]) -> str:
        """That a step which was accepted before, and is not judged, was not accepted now; empty where all were."""
        refused = refused_now(must_work(self.steps, self.judgement, self.first), outcomes)
        return f"{refused} was refused" if refused else ""

    def silence(self) -> str:
        """The operation that got no clear answer in the last replay; empty when all did."""
        met = (o.exchange for o in self.met if o is not None and o.exchange is not None)
        return next((e.operation for e in met if e.outcome == "indeterminate"), "")


def closure(steps: Sequence[Mapping[str, Any]], judgement: Mapping[str, Any]) -> frozenset[int]:
    """The steps that a judgement cannot do without: those it refers to, and those that they refer to."""
    found: set[int] = set()
    todo = list(references(judgement["arguments"])) + list(references(judgement["values"]))
    while todo:
        number = todo.pop()
        if number not in found:
            found.add(number)
            todo += references(steps[number]["arguments"])
    return frozenset(found)


def confirm(witness: Witness, host: Replaying) -> dict[str, Any]:
    """Replay the witness, cut it, and return the members of its ``witness`` event.

    One that does not show in pools of its own is tried in pools with the past that they had in the run.
    """
    alone = _confirm(witness, host)
    if alone["confirmed"] or alone["undecided"]:
        return alone
    past = sorted(witness.past, key=lambda entry: not about(entry, witness.operation))
    for size in sorted({min(size, len(past)) for size in PASTS} - {0}):
        behind = replace(witness, steps=with_past(witness.steps, past[:size]), past=[])
        again = _confirm(behind, host)
        if again["confirmed"]:
            return again
    return alone


def _confirm(witness: Witness, host: Replaying) -> dict[str, Any]:
    steps, judgement = encode(witness.steps, witness.judgement, host.redactor)
    replayer = _Replayer(steps, judgement, witness, host)
    kept, shown = _confirmed(replayer, _needed(replayer, host.tag), host)
    if shown is not None and not _lasts(replayer, kept):
        shown, replayer.undone = None, replayer.undone or "a server error that did not come again"
    short, judge = renumber(replayer.steps, judgement, kept)
    difference = (shown.difference if shown else None) or witness.difference
    requirement = host.catalog.requirements[witness.requirement]
    if shown is not None:
        judge |= where_undecided(replayer.steps, judgement, shown.outcomes, requirement, difference.kind, shown.space)
    clean = host.redactor
    transcript = (
        _exchanges(shown.outcomes, host)
        if shown is not None
        else [_exchange(s.exchange, host) for s in witness.steps[: len(replayer.everything)] if s.exchange is not None]
    )
    unconfirmed: dict[str, Any] = {
        "replayed": _exchanges(replayer.met, host),
        "undecided": replayer.silence(),
        "undone": replayer.undone,
    }
    return {
        "requirement": witness.requirement,
        "kind": witness.difference.kind,
        "operation": witness.operation,
        "property": witness.property,
        "scenario": witness.scenario,
        "confirmed": shown is not None,
        "replays": replayer.replays,
        "expected": clean.text(difference.expected),
        "seen": clean.text(difference.seen),
        "steps": short,
        "judge": judge,
        "transcript": transcript,
        "script": _script(requirement, difference, short, judge, shown, host) if shown is not None else "",
        **({"tag": host.tag} if replayer.races else {}),
        **({"accepted": sorted(_accepted(short, judge, shown))} if shown is not None else {}),
        **({} if shown is not None else unconfirmed),
    }


def _needed(replayer: _Replayer, tag: str) -> frozenset[int]:
    """The steps that are never cut.

    They are those the judgement refers to, and those its meaning depends on, without which the same answer could be
    right. A judgement by form alone depends on none.
    """
    needed = closure(replayer.steps, replayer.judgement)
    if replayer.form:
        return needed
    return with_history(replayer.steps, needed, tag, replayer.judgement["values"]) & replayer.everything


def _confirmed(replayer: _Replayer, needed: frozenset[int], host: Replaying) -> tuple[frozenset[int], _Trial | None]:
    """The fewest steps that show the difference in a namespace of their own; all of them, and None, when none do."""
    everything = replayer.everything
    if replayer.races:
        return _raced_again(replayer, needed)
    if replayer.waits > BRIEF:  # once, since each trial would have to wait again
        return everything, replayer.shows(everything)
    kept, shown = _fewest(replayer, needed, host.cut_budget)
    if shown is not None:
        kept, shown = _plainer(replayer, kept, shown, host.cut_budget)
        if not host.anew or replayer.space(kept) is None:
            return kept, shown
        shown = replayer.shows(kept, anew=True)
        if shown is not None:
            return kept, shown
    replayer.steps = replayer.whole
    for number in range(CHANCES):
        shown = replayer.shows(everything, anew=True)
        if shown is not None or not (replayer.form or (replayer.silence() and number < REPEATS - 1)):
            break
    return everything, shown


def _lasts(replayer: _Replayer, kept: frozenset[int]) -> bool:
    """Whether a server error, or what is said of one, shows again and again; for all else one replay is enough."""
    passing = replayer.kind.startswith(SERVER_ERRORS) or replayer.judges_fault
    if not passing or replayer.races or replayer.waits > BRIEF:
        return True
    return all(replayer.shows(kept) is not None for _ in range(LASTS))


def _fewest(replayer: _Replayer, needed: frozenset[int], budget: int) -> tuple[frozenset[int], _Trial | None]:
    """The needed steps, if they show the difference alone; else the result of cutting all steps."""
    shown = replayer.shows(needed)
    if shown is not None or needed == replayer.everything:
        return needed, shown
    shown = replayer.shows(replayer.everything)
    return _cut(replayer, needed, shown, budget) if shown is not None else (needed, None)


def _plainer(replayer: _Replayer, kept: frozenset[int], shown: _Trial, budget: int) -> tuple[frozenset[int], _Trial]:
    """Do without what only the setting brought: without all of it, else without as much as still shows."""
    places = unneeded(replayer.steps, replayer.judgement, kept)
    for group in [places, *([place] for place in places if len(places) > 1)]:
        if replayer.replays >= budget:
            break
        before = replayer.steps
        fewer = in_use(without(before, group), replayer.judgement, kept, group)
        replayer.steps = without(before, group)
        trial = replayer.shows(fewer) if group else None
        if trial is None:
            replayer.steps = before
        else:
            kept, shown = fewer, trial
        if trial is not None and group == places:
            break
    return kept, shown


def _raced_again(replayer: _Replayer, needed: frozenset[int]) -> tuple[frozenset[int], _Trial | None]:
    """A race is run until it goes wrong again; steps that are not needed are left out in one go.

    Which rounds say nothing is chance: of those that show no difference, one that says something counts.
    """
    said: Sequence[Outcome | None] | None = None
    for kept in (needed, replayer.everything):
        for number in range(ROUNDS):
            shown = replayer.shows(kept)
            if shown is not None:
                return kept, shown
            if not replayer.undone and not replayer.silence():
                said = replayer.met
            elif said is None and number + 1 == FRUITLESS:
                break
    if said is not None:
        replayer.met, replayer.undone = said, ""
    return replayer.everything, None


def _script(
    requirement: Requirement,
    difference: Difference,
    steps: Sequence[Mapping[str, Any]],
    judge: Mapping[str, Any],
    shown: _Trial,
    host: Replaying,
) -> str:
    return script_of(
        requirement, difference, steps, judge, _accepted(steps, judge, shown), host.driver.running, tag=host.tag
    )


def _accepted(steps: Sequence[Mapping[str, Any]], judge: Mapping[str, Any], shown: _Trial) -> frozenset[int]:
    """The accepted steps by their numbers in the cut witness."""
    return must_work(steps, judge, [outcome for outcome in shown.outcomes if outcome is not None])


def _cut(replayer: _Replayer, needed: frozenset[int], shown: _Trial, budget: int) -> tuple[frozenset[int], _Trial]:
    """Delta debugging: remove ever smaller runs of unneeded steps, from the end. All at once was tried before."""
    kept, best = replayer.everything, shown
    size = len(kept - needed) // 2
    while size >= 1 and replayer.replays < budget:
        for chunk in _chunks(sorted(kept - needed), size):
            fewer = kept
            for number in chunk:
                fewer -= _dependents(replayer.steps, number, fewer)
            if replayer.replays >= budget or not needed <= fewer or fewer == kept:
                continue
            trial = replayer.shows(fewer)
            if trial is not None:
                kept, best = fewer, trial
        size = min(size // 2, len(kept - needed))
    return kept, best


def _chunks(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    """Runs of ``size`` numbers, the last ones first."""
    return [numbers[max(0, end - size) : end] for end in range(len(numbers), 0, -size)]


def _dependents(steps: Sequence[Mapping[str, Any]], number: int, kept: frozenset[int]) -> frozenset[int]:
    """A step and those kept that refer to it, directly or not."""
    gone = {number}
    for later in sorted(n for n in kept if n > number):
        if gone & set(references(steps[later]["arguments"])):
            gone.add(later)
    return frozenset(gone)


def renumber(
    steps: Sequence[Mapping[str, Any]], judgement: Mapping[str, Any], kept: frozenset[int]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The steps that are kept and the judgement, with references to where those steps are now."""
    place = {old: new for new, old in enumerate(sorted(kept))}

    def change(value: Any) -> Any:
        if isinstance(value, Mapping):
            if "$ref" in value:
                return {"$ref": [place.get(value["$ref"][0], -1), value["$ref"][1]]}
            if "$step" in value:
                return {"$step": place.get(value["$step"], -1)}
            return {name: change(member) for name, member in value.items()}
        if isinstance(value, list):
            return [change(member) for member in value]
        return value

    used = [{name: value for name, value in steps[n].items() if name != "unneeded"} for n in sorted(kept)]
    return [change(step) for step in used], change(dict(judgement))


def _exchanges(outcomes: Sequence[Outcome | None], host: Replaying) -> list[dict[str, Any]]:
    met = (e for o in outcomes if o is not None for e in (*o.before, o.exchange) if e is not None)
    return [_exchange(exchange, host) for exchange in {id(e): e for e in met}.values()]


def _exchange(exchange: Exchange, host: Replaying) -> dict[str, Any]:
    clean = host.redactor.clean
    where = {"location": exchange.headers["location"]} if "location" in exchange.headers else {}
    return {
        "operation": exchange.operation,
        "request": clean(dict(exchange.request)),
        "status": exchange.status,
        "outcome": exchange.outcome,
        "response": clean({**exchange.response, **where}) or clean(exchange.body[:2000]),
    }
