"""Asks one verifier about every form of a token, in both configurations, and counts what it accepts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from conformance.judges.forms import Draw, Form, Given, forms
from conformance.judges.issuer import Issuer, Pool
from conformance.judges.manifest import CONFIGURATIONS, Configuration, Manifest
from conformance.judges.member import Place, about_token, program
from conformance.transport.programs import Program

DRAWS = 3
TRIES = 8  # of a form that ends with the second it was made in


@dataclass(frozen=True)
class Cell:
    """One form in one configuration: how many of the draws were accepted, and what was said of the last refused one.

    ``asked`` is 0 where the control of a wrong form was refused too: its refusal would prove nothing.
    """

    form: str
    configuration: Configuration
    accepted: int
    asked: int
    said: str = ""


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
        accepted, counted, said = 0, 0, ""
        for number in range(draws):
            name = f"{seed} {form.id} {number}"
            if not form.right:
                refused = self._control(form, name)
                if refused:
                    said = f"the control is refused: {refused}"
                    continue
            counted += 1
            refused = self._presented(form, name)
            accepted += not refused
            said = refused or said
        return Cell(form.id, self.configuration, accepted, counted, _plain(said))

    def _control(self, form: Form, name: str) -> str:
        draw = self._draw(form, name)
        return self._refusal(draw.given(draw.claims()), form)

    def _presented(self, form: Form, name: str) -> str:
        """Why it is refused. A form that ended before the answer came is made again with the same draws."""
        for _ in range(TRIES):
            draw = self._draw(form, name)
            given = form.make(draw, draw.claims())
            if given.first:
                refused = self._asked(given.first, given.pool, given, form)
                if refused:
                    return f"the token before is refused: {refused}"
                given.then()
            refused = self._refusal(given, form)
            if not given.until or time.time() < given.until:
                return refused
        raise TimeoutError(f"{self.asked.name}: {form.id} had ended {TRIES} times before the answer came")

    def _draw(self, form: Form, name: str) -> Draw:
        return Draw(self.issuer, self.pool, Random(name), int(time.time()), form.use)

    def _refusal(self, given: Given, form: Form) -> str:
        return self._asked(given.token, given.pool, given, form)

    def _asked(self, token: str, pool: Pool, given: Given, form: Form) -> str:
        place = Place(pool.issuer, pool.jwks_url, pool.jwks, pool.client_id, pool.id, pool.region)
        question = about_token(place, token, form.use, self.configuration, access_token=given.access_token)
        return self.asked.refusal(question)


def _plain(said: str) -> str:
    """On one line, and without what differs from run to run."""
    return " ".join(said.split())[:200]
