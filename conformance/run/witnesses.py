"""The witnesses of a run: the shortest steps that showed each divergence, replayed and written to the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conformance.checking.exchange import Difference, Exchange
from conformance.journal import Journal
from conformance.journal.redact import Redactor
from conformance.requirements import Catalog
from conformance.run.profiles import Profile
from conformance.run.property_run import Unfinished
from conformance.scenario.context import Shared
from conformance.scenario.steps import Judgement, Step
from conformance.transport.driver import Driver

if TYPE_CHECKING:
    from conformance.replay.witness import Replaying, Spaces, Witness

Size = tuple[int, int]
UNSOUND = "there were faults on the way to the target, and it did not come again"
ENDLESS: Size = (10_000, 0)  # more than any witness has


class Witnesses:
    """Keeps the steps that showed a divergence, and confirms it.

    ``kept`` are those of the running property, by fingerprint.
    """

    def __init__(
        self,
        driver: Driver,
        catalog: Catalog,
        profile: Profile,
        journal: Journal,
        redactor: Redactor,
        shared: Shared,
        tag: str,
    ) -> None:
        """``tag`` is the part that all names of the run contain."""
        self.kept: dict[str, Witness] = {}
        self._driver = driver
        self._catalog = catalog
        self._profile = profile
        self._journal = journal
        self._redactor = redactor
        self._shared = shared
        self._tag = tag
        self._spaces: Spaces | None = None
        self._confirmed: dict[str, Size] = {}  # fingerprint -> the size of the confirmed witness

    def keep(
        self,
        steps: Sequence[Step],
        where: tuple[str, int],
        requirement: str,
        difference: Difference,
        about: Exchange | None,
        judgement: Judgement,
    ) -> None:
        """Keep these steps, unless a smaller sequence shows the same divergence.

        ``where`` is the name of the property and the number of its example.
        """
        from conformance.replay.witness import Witness  # of a run without a divergence nothing is replayed

        operation = about.operation if about is not None else ""
        fingerprint = f"{requirement}|{operation}|{difference.kind}"
        known = self.kept.get(fingerprint)
        smallest = min(_size(known.steps) if known else ENDLESS, self._confirmed.get(fingerprint, ENDLESS))
        if _size(steps) < smallest:
            self.kept[fingerprint] = Witness(
                requirement,
                difference,
                operation,
                *where,
                list(steps),
                judgement,
                self._shared.pasts.of(steps),
            )

    def confirm(self, work: Unfinished, fingerprint: str) -> None:
        """Replay one witness of a property, and write the result."""
        from conformance.replay.witness import confirm

        witness = work.witnesses[fingerprint]
        confirmed = confirm(witness, self._replaying())
        if not (confirmed["confirmed"] or confirmed["undone"]) and self._driver.way_is_unsound():
            confirmed["undone"] = UNSOUND
        if confirmed.get("confirmed"):
            work.run.confirmed.add(witness.requirement)
            short = confirmed["steps"]
            self._confirmed[fingerprint] = len(short), sum(len(step["arguments"]) for step in short)
        self._journal.write("witness", **confirmed)

    def _replaying(self) -> Replaying:
        from conformance.replay.witness import Replaying, Spaces

        if self._spaces is None:
            self._spaces = Spaces(self._tag)
        self._spaces.fresh.adopt(self._shared.pools.values())
        profile = self._profile
        return Replaying(
            self._driver,
            self._catalog,
            self._redactor,
            self._spaces,
            self._tag,
            profile.cut_budget,
            anew=profile.anew,
        )


def _size(steps: Sequence[Step]) -> Size:
    """How many steps, and how many parameters: of what is not plain the maintainer of a target would read more."""
    return len(steps), sum(len(step.arguments) for step in steps)
