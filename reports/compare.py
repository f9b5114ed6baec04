"""Comparison of an old run with a new one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from reports.record import DIVERGENT, Model, Result, RunRecord, TargetRecord, plain_mode

Change = Literal["fixed", "new", "changed", "other"]
Sort = Literal["fixed", "broke", "added", "shown", "lost", "otherwise", "chance"]
CHANGES: Mapping[Sort | None, Change] = {
    "fixed": "fixed",
    "broke": "new",
    "shown": "new",
    "otherwise": "changed",
    "added": "other",
    "lost": "other",
    None: "other",
}


RACE = "RACE-"  # the ids of the area races begin so


class Difference(Model):
    """One requirement whose result has changed."""

    requirement: str
    title: str = ""
    old: str = ""
    new: str = ""
    old_kinds: list[str] = []
    new_kinds: list[str] = []

    @property
    def sort(self) -> Sort | None:
        """What may be said of the change; None where neither run judged the requirement.

        ``fixed`` only if it passes now: blocked or not reached does not mean fixed. A divergence where nothing could be
        judged before is as old as it may be: it is ``shown``, and no release is said to have broken it. A race goes
        wrong now and then, and a replay did not show again what is flaky: that was ``chance``.
        """
        before, after = (verdict == "pass" or verdict in DIVERGENT for verdict in (self.old, self.new))
        if not before:
            return ("shown" if self.new in DIVERGENT else "added") if after else None
        if not after:
            return "lost"
        if "pass" not in (self.old, self.new):  # of the same kinds, a replay alone tells fail from flaky
            return "otherwise" if self.old_kinds != self.new_kinds else "chance"
        if self.requirement.startswith(RACE) or "flaky" in (self.old, self.new):
            return "chance"
        return "broke" if self.old == "pass" else "fixed"

    @property
    def change(self) -> Change:
        """The same in the four words of a comparison of two runs, where every divergence that was not there is new."""
        if self.sort == "chance":
            return "new" if self.old == "pass" else "fixed" if self.new == "pass" else "other"
        return CHANGES[self.sort]


class TargetDiff(Model):
    """The changes between two results of a target, or of two versions of it."""

    old: str
    new: str
    differences: list[Difference] = []
    notes: list[str] = []

    def of(self, change: Change) -> list[Difference]:
        """The differences of one sort: fixed, new, changed (diverges in another way), other."""
        return [d for d in self.differences if d.change == change]


def diff(old: RunRecord, new: RunRecord) -> list[TargetDiff]:
    """The changes from one run to another, for each pair of targets.

    Targets are paired by slug, then by product and mode (so that two versions are paired), then the last one with the
    last one. Targets without a partner are named in a note of an empty difference.
    """
    pairs, alone = _pairs(old.targets, new.targets)
    titles = {r.id: r.title for r in [*old.requirements, *new.requirements]}
    notes = _notes(old, new)
    found = [diff_targets(a, b, titles).model_copy(update={"notes": notes}) for a, b in pairs]
    found += [TargetDiff(old=t.label, new="", notes=["only in the old run"]) for t in old.targets if t.slug in alone[0]]
    return found + [
        TargetDiff(old="", new=t.label, notes=["only in the new run"]) for t in new.targets if t.slug in alone[1]
    ]


def _notes(old: RunRecord, new: RunRecord) -> list[str]:
    members = ("catalog_digest", "suite_version", "profile", "botocore_version")
    return [
        f"{member.replace('_', ' ')} differs: {getattr(old, member)}, {getattr(new, member)}"
        for member in members
        if getattr(old, member) != getattr(new, member)
    ] + [f"the {name} run is partial" for name, run in (("old", old), ("new", new)) if run.partial]


def _pairs(
    old: Iterable[TargetRecord], new: Iterable[TargetRecord]
) -> tuple[list[tuple[TargetRecord, TargetRecord]], tuple[set[str], set[str]]]:
    left, right = list(old), list(new)
    pairs = []
    for same in (lambda t: t.slug, lambda t: (t.product, plain_mode(t.mode))):
        for a in list(left):
            b = next((b for b in right if same(b) == same(a)), None)
            if b is not None:
                pairs.append((a, b))
                left.remove(a)
                right.remove(b)
    if len(left) == len(right) == 1:
        pairs.append((left.pop(), right.pop()))
    return pairs, ({t.slug for t in left}, {t.slug for t in right})


def diff_targets(old: TargetRecord, new: TargetRecord, titles: dict[str, str] | None = None) -> TargetDiff:
    """The changes from one target's results to another's."""
    before = {r.requirement: r for r in old.results if r.scored}
    after = {r.requirement: r for r in new.results if r.scored}
    found = [_difference(i, before.get(i), after.get(i), titles or {}) for i in sorted({*before, *after})]
    return TargetDiff(old=old.label, new=new.label, differences=[d for d in found if d is not None])


def _difference(identifier: str, old: Result | None, new: Result | None, titles: dict[str, str]) -> Difference | None:
    sides = [(result.verdict if result else "", _kinds(result)) for result in (old, new)]
    if sides[0] == sides[1]:
        return None
    (before, old_kinds), (after, new_kinds) = sides
    title = titles.get(identifier, "")
    return Difference(
        requirement=identifier, title=title, old=before, new=after, old_kinds=old_kinds, new_kinds=new_kinds
    )


def _kinds(result: Result | None) -> list[str]:
    return sorted(k.name for k in result.kinds) if result is not None and result.divergent else []


HEADINGS: tuple[tuple[Change, str], ...] = (
    ("fixed", "fixed"),
    ("new", "new divergences"),
    ("changed", "diverge in another way"),
    ("other", "other changes"),
)


def diff_text(diffs: Iterable[TargetDiff]) -> str:
    """The differences as plain lines."""
    lines: list[str] = []
    for found in diffs:
        lines.append(f"{found.old or '(none)'} -> {found.new or '(none)'}")
        lines += [f"  note: {note}" for note in found.notes]
        if not found.differences and found.old and found.new:
            lines.append("  no difference")
        for change, heading in HEADINGS:
            some = found.of(change)
            lines += [f"  {len(some)} {heading}"] if some else []
            lines += [f"    {_line(d)}" for d in some]
        lines.append("")
    return "\n".join(lines)


def _line(difference: Difference) -> str:
    def side(verdict: str, kinds: list[str]) -> str:
        names = f" ({', '.join(kinds)})" if kinds else ""
        return f"{verdict or 'not in that run'}{names}"

    old, new = side(difference.old, difference.old_kinds), side(difference.new, difference.new_kinds)
    return f"{difference.requirement}  {difference.title}: {old} -> {new}"
