"""Results of many runs in order: for each product and mode its releases, and what all have in common. Pure.

Runs of different catalogs are compared on the requirements that all of them scored, and on no other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from packaging.version import InvalidVersion, Version

from reports.compare import TargetDiff, diff_targets
from reports.harm import counted, harm_of, worst_of
from reports.journeys import journeys_of
from reports.record import (
    HarmCount,
    Journey,
    JourneyResult,
    RequirementInfo,
    Result,
    RunRecord,
    Scores,
    TargetRecord,
    plain_mode,
)
from reports.scores import scores_of
from reports.site.run import Run, SiteError

NAMED = 6  # releases that a note names


@dataclass(frozen=True)
class Release:
    """One version of a product in one mode, as one run found it; its results are those that all runs have."""

    origin: Run
    run: RunRecord
    target: TargetRecord
    results: Mapping[str, Result]
    scores: Scores
    journeys: Mapping[str, JourneyResult]
    harms: Sequence[HarmCount]

    @property
    def version(self) -> str:
        """The version for people."""
        return self.target.version or "unknown version"


@dataclass(frozen=True)
class Standing:
    """What became of a requirement over the releases of a line."""

    result: Result | None  # on the newest release
    since: str  # the first version from which on it has this verdict
    before: str  # the version tested before that one, which had another; empty where there is none
    otherwise: Sequence[str]  # how ``since`` was tested otherwise than ``before``: the change may come from the suite


@dataclass(frozen=True)
class Line:
    """The releases of one product in one mode, the oldest first."""

    slug: str
    name: str
    releases: Sequence[Release]

    @property
    def newest(self) -> Release:
        """The release with the highest version."""
        return self.releases[-1]

    @cached_property
    def changes(self) -> list[TargetDiff | None]:
        """For each release what changed since the one before; None for the first."""
        pairs = zip(self.releases, self.releases[1:], strict=False)
        return [None, *(diff_targets(_common(old), _common(new)) for old, new in pairs)]

    def differs(self, number: int) -> list[str]:
        """How this release was tested otherwise than the one before: a change may then come from the suite."""
        if number == 0:
            return []
        old, new = (self.releases[n].run for n in (number - 1, number))
        members = {"catalog_digest": "catalog", "suite_version": "suite", "profile": "profile"}
        return [words for member, words in members.items() if getattr(old, member) != getattr(new, member)]

    def standing(self, requirement: str) -> Standing:
        """The verdict on the newest release, and since when it has been so."""
        found = [release.results.get(requirement) for release in self.releases]
        now = found[-1]
        since = len(found) - 1
        while since and now and (earlier := found[since - 1]) and earlier.verdict == now.verdict:
            since -= 1
        before = self.releases[since - 1].version if since else ""
        return Standing(now, self.releases[since].version, before, self.differs(since))


@dataclass(frozen=True)
class History:
    """All that a site shows."""

    lines: Sequence[Line]
    infos: Mapping[str, RequirementInfo]  # of the newest catalog; those that are common to all runs
    areas: Mapping[str, str]  # name -> title, of these requirements
    journeys: Sequence[Journey]
    notes: Sequence[str]  # what a reader has to know about the comparison
    newest: RunRecord


def history_of(runs: Sequence[Run]) -> History:
    """The history that these runs tell. Raises ``SiteError`` where they have nothing in common."""
    whole = [run for run in runs if not run.record.partial]
    if not whole:
        raise SiteError(
            "none of these runs came to its end, and what they miss would look like a change: run them again"
        )
    newest = max((run.record for run in whole), key=lambda record: record.started or 0.0)
    found = [(run, target) for run in whole for target in run.record.targets]
    common = _shared([target for _, target in found], newest)
    if not common:
        raise SiteError("these runs have no requirement in common: make sites of them one by one")
    journeys = [journey for journey in newest.journeys if set(journey.needs) <= set(common)]
    groups: dict[tuple[str, str], list[Release]] = defaultdict(list)
    for run, target in found:
        release = _release(run, target, common, newest, journeys)
        groups[target.product or target.spec or target.slug, plain_mode(target.mode)].append(release)
    lines = _renamed([_line(product, mode, releases) for (product, mode), releases in sorted(groups.items())])
    areas = {area: newest.areas.get(area) or area for area in _areas_of(newest, common)}
    notes = _notes(runs, whole, common, lines)
    if missing := len(newest.journeys) - len(journeys):
        notes.append(
            f"{missing} of {len(newest.journeys)} journeys are left out: they also stand on requirements that not all "
            "of these runs have."
        )
    return History(lines, common, areas, journeys, notes, newest)


def _shared(targets: Iterable[TargetRecord], newest: RunRecord) -> dict[str, RequirementInfo]:
    """The requirements of the newest catalog that every target has a score for, in the catalog's order."""
    scored = [{result.requirement for result in target.results if result.scored} for target in targets]
    every = set.intersection(*scored)
    return {info.id: info for info in newest.requirements if info.id in every and info.status == "active"}


def _areas_of(newest: RunRecord, common: Mapping[str, RequirementInfo]) -> list[str]:
    used = {info.area for info in common.values()}
    return [area for area in newest.areas if area in used]


def _release(
    run: Run,
    target: TargetRecord,
    common: Mapping[str, RequirementInfo],
    newest: RunRecord,
    journeys: Sequence[Journey],
) -> Release:
    results = {r.requirement: _with_harm(r) for r in target.results if r.requirement in common}
    listed = list(results.values())
    return Release(
        run,
        run.record,
        target,
        results,
        scores_of(listed, common, newest.areas),
        {journey.id: journey for journey in journeys_of(journeys, listed, common)},
        counted(listed, common, journeys),
    )


def _with_harm(result: Result) -> Result:
    """The result with its harms, as runs of earlier versions of the suite did not have them."""
    kinds = [kind.model_copy(update={"harm": harm_of(kind)}) for kind in result.kinds]
    return result.model_copy(update={"kinds": kinds, "harm": worst_of(kinds)})


def _common(release: Release) -> TargetRecord:
    return release.target.model_copy(update={"results": list(release.results.values())})


def _line(product: str, mode: str, releases: Sequence[Release]) -> Line:
    """The releases in the order of their versions; of several runs of one version the latest."""
    by_version: dict[str, Release] = {}
    for release in sorted(releases, key=lambda r: r.run.started or 0.0):
        by_version[release.target.version] = release
    name = f"{product} ({mode})" if mode else product
    return Line(slug_of(name), name, sorted(by_version.values(), key=_order))


def _renamed(lines: Sequence[Line]) -> list[Line]:
    """The lines with a number after a slug that an earlier one has."""
    taken: dict[str, int] = defaultdict(int)
    found = []
    for line in lines:
        taken[line.slug] += 1
        number = taken[line.slug]
        found.append(line if number == 1 else Line(f"{line.slug}--{number}", line.name, line.releases))
    return found


def _order(release: Release) -> tuple[bool, Version, float]:
    """By version; what is no version comes first, in the order of the runs."""
    try:
        return True, Version(release.target.version), 0.0
    except InvalidVersion:
        return False, Version("0"), release.run.started or 0.0


def slug_of(name: str) -> str:
    """The name as part of an address: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "target"


def _notes(
    runs: Sequence[Run], whole: Sequence[Run], common: Mapping[str, RequirementInfo], lines: Sequence[Line]
) -> list[str]:
    notes = []
    records = [run.record for run in whole]
    catalogs = {record.catalog_digest for record in records}
    largest = max(target.expected for record in records for target in record.targets)
    if len(catalogs) > 1 or len(common) < largest:
        of = f"{len(catalogs)} catalogs" if len(catalogs) > 1 else "parts of one catalog"
        notes.append(
            f"These runs used {of}. Everything here is scored on the {len(common)} requirements that all of them "
            f"have; the largest run has {largest}."
        )
    profiles = sorted({record.profile for record in records if record.profile})
    if len(profiles) > 1:
        notes.append(
            f"Profiles differ ({', '.join(profiles)}): in some, a pass stands on more situations than in others."
        )
    for run in runs:
        if run.record.partial:
            names = ", ".join(target.label for target in run.record.targets)
            notes.append(f"Left out: the run of {names} in {run.folder.name} did not come to its end.")
    used = {id(release.target) for line in lines for release in line.releases}
    earlier = [target.label for record in records for target in record.targets if id(target) not in used]
    if earlier:
        named = ", ".join(dict.fromkeys(earlier[:NAMED])) + (" and others" if earlier[NAMED:] else "")
        notes.append(
            f"Where a release was tested more than once, the latest result is shown: {len(earlier)} left out ({named})."
        )
    return notes
