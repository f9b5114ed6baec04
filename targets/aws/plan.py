"""What a run would send, make and cost, from the figures of a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from targets.aws.meter import Used
from targets.aws.named import Named
from targets.aws.operations import PUBLISHED, used_of
from targets.aws.prices import AS_OF, FREE_USERS, PER_USER, SOURCE, price_of

CALL = 0.1  # seconds that a call takes from far away; an assumption, and said to be one


@dataclass(frozen=True)
class Plan:
    """``left_out``: requirements that cannot be tried there, counted by the reason."""

    named: Named
    used: Used
    left_out: Mapping[str, int]
    workers: int = 1

    def lines(self) -> Iterator[str]:
        """The plan for people."""
        used = self.used
        yield f"plan of {self.named.spec}; the figures are those of a rehearsal on this machine, nothing was sent"
        yield f"  makes     {_counted(used.made)}; all of it is deleted at the end"
        if self.named.codes:
            yield "            and a queue for each process; requests to Lambda, SQS and KMS are not counted"
        yield f"  users     {used.users.total()}, each a monthly active user ({_counted(used.users)})"
        yield "  messages  none" if "email" not in self.named.allow else "  messages  by Cognito's own sender: 50 a day"
        yield from self._calls()
        yield from self._time()
        yield f"  price     {price_of(used, self.seconds)} by prices of {AS_OF} ({SOURCE})"
        yield f"            {self._rates()}"
        yield from self._left_out()

    @property
    def seconds(self) -> float:
        """How long it takes at least, by the quotas or by the calls one after the other."""
        return max(self._by_quota()[0], self.used.calls.total() * CALL / self.workers)

    def _limit(self, category: str) -> int:
        return used_of(PUBLISHED[category], self.named.share)

    def _by_quota(self) -> tuple[float, str]:
        """The seconds that the slowest category takes, and its name."""
        found = [(count / self._limit(name), name) for name, count in self.used.calls.items() if name in PUBLISHED]
        return max(found, default=(0.0, ""))

    def _calls(self) -> Iterator[str]:
        yield f"  calls     {self.used.calls.total()}, by category of quota:"
        for name, count in sorted(self.used.calls.items(), key=lambda each: -each[1]):
            pace = f"at most {self._limit(name)} a second" if name in PUBLISHED else "no quota"
            yield f"            {name or 'none':<24} {count:>6}  {pace}"

    def _time(self) -> Iterator[str]:
        slowest, name = self._by_quota()
        yield f"  minutes   {slowest / 60:.1f} at least, by the quota of {name} at {self.named.share:.0%}"
        whole = self.used.calls.total() * CALL / 60 / self.workers
        workers = f"with {self.workers} of --workers"
        yield f"            {whole:.0f} if a call takes {CALL} s, {workers}; the quotas are those that AWS publishes"

    def _rates(self) -> str:
        tiers = [tier for tier in PER_USER if self.used.users[tier]] or ["ESSENTIALS"]
        rates = (f"{tier}: ${PER_USER[tier]} a user, {FREE_USERS[tier]} a month free" for tier in tiers)
        return "; ".join(rates) + " for an account or its whole organization"

    def _left_out(self) -> Iterator[str]:
        if not self.left_out:
            yield "  left out  nothing"
            return
        yield f"  left out  {sum(self.left_out.values())} requirements:"
        for reason, count in sorted(self.left_out.items(), key=lambda each: (-each[1], each[0])):
            yield f"            {count:>6}  {reason}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()) if count) or "nothing"
