"""The second target of a run: each example is repeated there, and what the two answer differently is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.journal import Journal
from conformance.journal.redact import Redactor
from conformance.replay.against.comparing import Contrast
from conformance.replay.against.gathering import Done, Gathering, Group
from conformance.replay.against.repeating import Shown
from conformance.replay.against.script import script_for
from conformance.replay.statements import Unscripted
from conformance.requirements import Catalog
from conformance.run.tidying import delete_pools
from conformance.transport.driver import Driver, TargetLost
from targets.interface import Running

ENDINGS = 12  # reasons why examples could not be compared to their end that are named


class Against:
    """The comparison of an engine's target with a second one, from the examples to the events."""

    def __init__(self, first: Driver, second: Running, catalog: Catalog, redactor: Redactor, tag: str) -> None:
        """``tag``: the part that all names of the run contain."""
        self.driver = Driver(second)
        self._first, self._redactor, self._tag = first, redactor, tag
        self._gathering = Gathering(first, self.driver, catalog, redactor, tag)

    def example(self, done: Done) -> None:
        """Repeat an example of the run that has come to its end."""
        self._gathering.example(done)

    def finish(self, journal: Journal, ended: str = "") -> None:
        """Repeat the differences that were found, on both, and write the events.

        ``ended``: why the run ended early; then nothing is repeated, and the event says so.
        """
        groups = self._gathering.finish(ended)
        for group in groups:
            journal.write("contrast", **self._event(group))
        identity, counts = self.driver.running.identity, self._gathering.counts
        journal.write(
            "against",
            spec=identity.spec,
            product=identity.product,
            version=identity.version,
            mode=identity.mode,
            region=self.driver.running.region,
            examples=counts.examples,
            answers=counts.answers,
            ended=dict(counts.ended.most_common(ENDINGS)),
            ended_in_all=counts.ended.total(),
            dropped=len(self._gathering.left_out),
            left_out=[self._words(contrast) for contrast in self._gathering.left_out],
            lost=self._gathering.lost,
        )

    def tidy(self, note: Callable[[str], None]) -> None:
        """Delete the pools of the run on an endpoint that outlives it. What cannot be deleted is noted."""
        if self.driver.running.identity.extras.get("runs") == "attached" and not self._gathering.second_lost:
            try:
                delete_pools(self.driver, note)
            except TargetLost as error:
                note(str(error))

    def _event(self, group: Group) -> dict[str, Any]:
        shown = group.shown
        assert shown is not None  # those that did not come again are left out
        return {
            **self._words(shown.contrast),
            "count": group.count,
            "properties": sorted(group.properties, key=lambda name: (-group.properties[name], name)),
            "requirements": sorted(group.requirements),
            "steps": list(shown.steps),
            "answers": [self._answer(exchange) for exchange in shown.answers],
            **self._scripts(shown),
        }

    def _words(self, contrast: Contrast) -> dict[str, str]:
        """A difference in words, fit to be written."""
        words = {"operation": contrast.operation, "kind": contrast.kind, "where": contrast.where}
        return {
            n: self._redactor.text(v) for n, v in (words | {"first": contrast.first, "second": contrast.second}).items()
        }

    def _answer(self, exchange: Any) -> dict[str, Any]:
        clean = self._redactor.clean
        return {
            "request": clean(dict(exchange.request)),
            "status": exchange.status,
            "response": clean(dict(exchange.response)) or clean(exchange.body[:2000]),
        }

    def _scripts(self, shown: Shown) -> dict[str, Any]:
        """The script for each of the two, one where it is the same for both; or why there is none."""
        both = (self._first.running, self.driver.running)
        try:
            found = [script_for(side, shown, both, self._tag) for side in (0, 1)]
        except Unscripted as error:
            return {"scripts": [], "unscripted": str(error)}
        except (ValueError, KeyError) as error:
            return {"scripts": [], "unscripted": f"a defect of this suite, please report it: {error!r}"}
        return {"scripts": list(dict.fromkeys(found))}
