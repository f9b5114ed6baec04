"""A whole comparison: layers 1 and 2, what is accepted, and the exit status."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.oracle.update_members import Via
from conformance.pool.diff.accepted import Accepted, Entry
from conformance.pool.diff.meaning import Meaning, meaning
from conformance.pool.diff.members import compare
from conformance.pool.diff.noticed import is_noticed
from conformance.pool.diff.trial import Trial, attempt
from conformance.pool.diff.ways import Deciding, Way
from conformance.pool.form.document import PoolDocument
from conformance.pool.form.known import unknown_members
from conformance.requirements import Catalog

ROLLED_BACK = (
    "CloudFormation rolls the stack back when something is refused: what is listed as applied is undone, unless the "
    "stack has to keep it"
)
LOST = ("refused", "replaces", "kept", "reset", "partly applied")


@dataclass
class Report:
    """What a change does, as far as members and tools go."""

    old: str
    new: str
    via: Via
    ways: list[Way]
    accepted: list[tuple[Way, Entry]]
    not_compared: list[str]
    unread: list[str]
    strange: list[str]  # members that this version does not know
    remarks: list[str] = field(default_factory=list)
    meaning: Meaning = field(default_factory=lambda: Meaning([], []))

    @property
    def unclear(self) -> list[Way]:
        """Differences of which it is unclear what becomes of them."""
        return [one for one in self.ways if one.way == "unknown"]

    @property
    def exit_status(self) -> int:
        """0: nothing changed for users; 1: something did, or would not get there; 3: it is unclear."""
        if any(one.way in LOST or (one.way == "applied" and is_noticed(one.difference)) for one in self.ways):
            return 1
        unclear = any(is_noticed(one.difference) for one in self.unclear)
        return 3 if unclear or self.strange or self.unread else 0


def report(
    old: PoolDocument, new: PoolDocument, via: Via, accepted: Accepted, catalog: Catalog | None = None
) -> Report:
    """Compare two documents and say how the change gets there by this tool; with the catalog, also what it means."""
    compared = compare(old, new)
    trial = attempt(old, new, compared.differences, via) if compared.differences else Trial()
    deciding = Deciding(old, new, via, trial)
    ways = [deciding.way(one) for one in compared.differences]
    taken = [(way, entry) for way in ways if (entry := accepted.covers(way)) is not None]
    left = [way for way in ways if accepted.covers(way) is None]
    strange = [place for place in sorted({*unknown_members(old), *unknown_members(new)}) if not accepted.names(place)]
    remarks = [*accepted.stale(ways, strange)]
    if via == "cfn" and any(one.way in ("refused", "partly applied") for one in ways):
        remarks.append(ROLLED_BACK)
    if trial.impossible:
        remarks.append(f"not tried on the reference: {trial.impossible}")
    silent, unread = compared.not_compared, compared.unread
    found = Report(old.source, new.source, via, left, taken, silent, unread, strange, remarks)
    if catalog is not None and ways and not trial.impossible:
        found.meaning = meaning(old, new, ways, via, catalog)
        found.remarks += found.meaning.unclear
        if found.meaning.silent:
            found.remarks.append(f"what it means was not tried: {found.meaning.silent}")
    return found
