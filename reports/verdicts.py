"""The rules of the verdicts: how a requirement's tally leads to its verdict. ``docs/reports.md`` explains them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import NamedTuple

from reports.cells import never_met, outcomes_with
from reports.members import Event, text_in
from reports.record import PASSING_KINDS, RequirementInfo, Verdict
from reports.tally import Tally

IN_THE_WAY: tuple[Verdict, ...] = ("blocked", "unsupported", "excluded", "inconclusive")  # the first of these is named


class Status(NamedTuple):
    """A verdict with its explanation."""

    verdict: Verdict
    reason: str = ""
    blamed: str | None = None  # the requirement that blocked it
    root: str | None = None  # the requirement at which the chain of blames ends
    step: str = ""  # the operation or page that was refused, or is missing
    answer: str = ""  # what the target answered there


def needed_of(need: int | None, verdict: Verdict, agreed: int) -> int | None:
    """The situations needed for a pass: fewer than in the profile if there are no more to try."""
    return agreed if verdict == "pass" and need is not None and agreed < need else need


class Evidence(NamedTuple):
    """The data that the verdict on one requirement is based on."""

    tally: Tally
    witnesses: Mapping[tuple[str, str], Event]  # by operation and kind
    need: int | None  # situations that a pass asks for; None when the run did not say
    complete: bool  # the run came to its end
    failing: set[str]  # properties that list the requirement and ended by a defect of this suite
    exhausted: bool  # its properties have no further situations to offer
    unvaried: Set[str] = frozenset()  # values of dimensions that the target does not have
    plain: Set[str] = frozenset()  # values of dimensions without which no agreement is enough
    unfinished: set[str] = set()  # properties that the end of the run kept from trying each value of their draws
    broken: Set[str] = frozenset()  # all properties that ended by a defect of this suite

    @property
    def hindered(self) -> bool:
        """Whether something kept it from being judged with a value of a draw, or in the plain setting."""
        return bool(self.tally.hindered or self.plain & set(self.tally.hindered_settings))

    @property
    def tried(self) -> str:
        """The number of situations in which it agreed, in words."""
        wanted = "an unknown number of" if self.need is None else str(self.need)
        agreed = len(self.tally.agreed)
        return f"agreed in {agreed} of {wanted} situations" if agreed else "never exercised"


def status_of(info: RequirementInfo | None, evidence: Evidence) -> Status:
    """The verdict of one requirement: first what the catalog says, then what was observed."""
    if info is not None and info.status == "excluded":
        return Status("excluded", info.reason or "excluded in the catalog")
    if info is not None and info.status != "active":
        return Status("not-scored", f"{info.status}: {info.reason}" if info.reason else info.status)
    return _verdict(evidence, info.over if info is not None else {})


def _verdict(evidence: Evidence, over: Mapping[str, list[str]]) -> Status:
    """The rules, most severe first. ``over``: by dimension the values of which a pass needs each."""
    tally, failing = evidence.tally, evidence.failing
    if tally.diverged:
        return _diverged(evidence)
    enough = evidence.need is not None and len(tally.agreed) >= max(evidence.need, 1)
    wanted = never_met(tally.combinations, over) if evidence.need != 1 else []
    lacking = [value for value in wanted if value not in evidence.unvaried]
    if enough and lacking and not evidence.hindered:
        return _lacking(tally, lacking)
    if enough and (not evidence.hindered or evidence.need == 1):
        return _passed(evidence)
    if failing and not tally.agreed and tally.properties <= failing:
        return Status("error", f"a defect of this suite in {', '.join(sorted(failing)) or 'the engine'}")
    return _hindered(tally, evidence.tried) or _short(evidence)


def _passed(evidence: Evidence) -> Status:
    """A pass, unless values that a divergence may come with were never tried: in one situation nobody expects them."""
    if evidence.unfinished and evidence.need != 1:
        names = ", ".join(sorted(evidence.unfinished))
        return Status("inconclusive", f"{evidence.tried}; the run ended before each value of {names} was tried")
    return Status("pass", evidence.tally.left_out)


def _diverged(evidence: Evidence) -> Status:
    """The verdict after a divergence: fail, flaky or inconclusive."""
    keys, witnesses = evidence.tally.diverged, evidence.witnesses
    if any((w := witnesses.get(key)) is not None and w.get("confirmed") is True for key in keys):
        return Status("fail")
    lasting = [key for key in keys if not key[1].startswith(PASSING_KINDS)]
    if not lasting:
        return Status("inconclusive", "a server error or a lost answer that did not repeat")
    tried = [witnesses[key] for key in lasting if key in witnesses]
    if tried and all(text_in(witness, "undecided") for witness in tried):
        return Status("inconclusive", "it diverged, but the target gave no clear answer when that was replayed")
    undone = [text_in(witness, "undone") or text_in(witness, "undecided") for witness in tried]
    if undone and all(undone):
        return Status("inconclusive", f"it diverged, but that could not be replayed: {undone[0]}")
    broken = sorted(evidence.tally.properties & evidence.broken)
    if broken and not tried:
        return Status("error", f"it diverged, and a defect of this suite in {', '.join(broken)} came before the replay")
    if not evidence.complete and not tried:
        return Status("inconclusive", "it diverged, but the run ended before that could be replayed")
    return Status("flaky", "it diverged, but not when it was replayed")


def _hindered(tally: Tally, count: str) -> Status | None:
    """The verdict if too few situations agreed, or none with some value of a draw, and something was in the way."""
    lead = f"never judged with {', '.join(tally.hindered[:3])}: " if tally.agreed and tally.hindered else ""
    blocked = Status("blocked", lead + (tally.reason("blocked") or count))
    unsupported = Status("unsupported", tally.reason("unsupported") or "the target says that it does not have it")
    excluded = Status("excluded", lead + (tally.reason("excluded") or "not testable on this target"))
    unclear = Status("inconclusive", lead + (tally.reason("inconclusive") or "timeouts, throttling or lost answers"))
    first = [blocked, unsupported] if tally.agreed else [unsupported, blocked]
    return next((status for status in [*first, excluded, unclear] if tally.outcomes[status.verdict]), None)


def _lacking(tally: Tally, values: list[str]) -> Status:
    """The verdict if enough agreed, but nothing was judged with these values: what was in the way with them, if any."""
    lead = f"never judged with {', '.join(values)}"
    met = set().union(*(outcomes_with(tally.combinations, value) for value in values))
    for verdict in IN_THE_WAY:
        if verdict in met:
            return Status(verdict, f"{lead}: {tally.reason(verdict)}")
    return Status("not-reached", lead)


def _short(evidence: Evidence) -> Status:
    """The verdict if too few situations or none agreed, and the target is not the cause."""
    count, agreed = evidence.tried, len(evidence.tally.agreed)
    if evidence.failing:
        return Status("error", f"{count}; a defect of this suite in {', '.join(sorted(evidence.failing))}")
    if not evidence.complete:
        return Status("inconclusive", f"{count}; the run ended early")
    if agreed and evidence.exhausted and evidence.need is not None:
        return Status("pass", f"in all situations that there are to try ({agreed})")
    return Status("not-reached", f"{count}: a gap in this suite's generators")
