"""Asks one verifier about every form of a token, in both configurations, and counts what it accepts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from conformance.judges.forms import Draw, Form, Given, forms
from conformance.judges.issuer import Issuer
from conformance.judges.manifest import CONFIGURATIONS, Configuration, Manifest
from conformance.judges.member import Place, about_token, program
from conformance.transport.programs import Program

DRAWS = 3
TRIES = 8  # of a form that ends with the second it was made in


@dataclass(frozen=True)
class Cell:
    """One form in one configuration: how many of the draws were accepted, of how many.

    A draw whose control was refused too is in neither number: its refusal would prove nothing.
    """

    form: str
    configuration: Configuration
    accepted: int
    asked: int


def answers(manifest: Manifest, issuer: Issuer, *, seed: int, draws: int = DRAWS) -> Iterator[Cell]:
    """A cell for each form and configuration. Raises ``NotInstalled`` and ``ProgramLost``."""
    with program(manifest) as asked:
        for configuration in CONFIGURATIONS:
            session = _Session(asked, issuer, configuration)
            for form in forms():
                if form.use in manifest.uses and form.group not in manifest.unstated:
                    yield session.cell(form, seed=seed, draws=draws)


class _Session:
    """One configuration of one program."""

    def __init__(self, asked: Program, issuer: Issuer, configuration: Configuration) -> None:
        self.asked = asked
        self.issuer = issuer
        self.configuration = configuration
        self.pool = issuer.pool("Example01")

    def cell(self, form: Form, *, seed: int, draws: int) -> Cell:
        """What becomes of this form."""
        names = [f"{seed} {form.id} {number}" for number in range(draws)]
        answers = [self._presented(form, name) for name in names if form.right or self._control(form, name)]
        clear = [accepted for accepted in answers if accepted is not None]
        return Cell(form.id, self.configuration, sum(clear), len(clear))

    def _control(self, form: Form, name: str) -> bool:
        draw = self._draw(form, name)
        return self._accepted(draw.given(draw.claims()), form)

    def _presented(self, form: Form, name: str) -> bool | None:
        """Whether it is accepted; None where the token that comes before it is not.

        A form that ended before the answer came is made again with the same draws.
        """
        for _ in range(TRIES):
            draw = self._draw(form, name)
            given = form.make(draw, draw.claims())
            if given.first:
                if not self._accepted(replace(given, token=given.first), form):
                    return None
                given.then()
            accepted = self._accepted(given, form)
            if not given.until or time.time() < given.until:
                return accepted
        raise TimeoutError(f"{self.asked.name}: {form.id} had ended {TRIES} times before the answer came")

    def _draw(self, form: Form, name: str) -> Draw:
        return Draw(self.issuer, self.pool, Random(name), int(time.time()), form.use)

    def _accepted(self, given: Given, form: Form) -> bool:
        pool = given.pool
        place = Place(pool.issuer, pool.jwks_url, pool.jwks, pool.client_id, pool.id, pool.region)
        question = about_token(place, given.token, form.use, self.configuration, access_token=given.access_token)
        return not self.asked.refusal(question)
