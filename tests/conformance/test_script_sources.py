"""What a script shows of the suite stands by itself: nothing is missing, and each name means one thing."""

from __future__ import annotations

import builtins
import dis
import re
from collections.abc import Iterator
from inspect import isfunction
from itertools import chain
from types import CodeType

from conformance import kit
from conformance.checking.exchange import Exchange
from conformance.checking.http_outcome import web_outcome
from conformance.checking.registry import registered
from conformance.command import properties
from conformance.replay.rounds import RACE
from conformance.replay.source import sources_of
from conformance.replay.template import FUNCTIONS, HEAD, PAGES
from conformance.transport.browsers import Browsers
from targets.functions import SNIPPET

WITH_THE_SUITE = {"JWT-011", "JWT-012"}  # they start the judge of another family, which the suite installs


def test_checks_can_stand_in_a_script() -> None:
    """What a script shows of a check imports nothing of the suite, which is not there where it is run."""
    properties.tests()
    ours = re.compile(r"^\s*(from|import) (conformance|targets|reports)\b", re.MULTILINE)
    found = {name for name, check in registered().items() if ours.search("\n".join(chain(*sources_of(check))))}
    assert found == WITH_THE_SUITE


def test_nothing_is_missing_in_a_script() -> None:
    """All global names of what a script shows of a check are there."""
    properties.tests()
    for name, check in registered().items():
        if name not in WITH_THE_SUITE:
            imports, definitions = sources_of(Exchange, check)
            code = compile("\n".join(["from __future__ import annotations", *imports, *definitions]), name, "exec")
            there: dict[str, object] = {"__name__": __name__}
            exec(code, there)
            missing = {word for word in _globals_of(code) if word not in there and not hasattr(builtins, word)}
            assert not missing, name


def _globals_of(code: CodeType) -> Iterator[str]:
    yield from (one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _globals_of(inner)


def test_names_in_a_script_mean_one_thing() -> None:
    """Whatever is computed before a check is made stands beside it, and what is the same in all scripts."""
    properties.tests()
    frame = "\n".join([HEAD.template, PAGES.template, FUNCTIONS, RACE.template, SNIPPET])
    taken = set(re.findall(r"^(?:def |class )?(\w+)(?: = |[(:])", frame, re.MULTILINE))
    computations = [one for module in kit._MODULES for one in vars(module).values() if isfunction(one)]
    assert {"Answer", "call", "issuer", "REGION", "hosted", "race", "deploy_function"} <= taken
    for name, check in registered().items():
        if name not in WITH_THE_SUITE:
            _, definitions = sources_of(Exchange, web_outcome, Browsers, *computations, check)
            defined = set(re.findall(r"^(?:def |class )?(\w+)(?: = |[(:])", "\n".join(definitions), re.MULTILINE))
            assert defined & taken == set(), name
