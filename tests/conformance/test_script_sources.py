"""What a script shows of the suite stands by itself: nothing is missing, and each name means one thing."""

from __future__ import annotations

import builtins
import dis
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from inspect import isfunction
from itertools import chain
from types import CodeType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance import kit
from conformance.checking.exchange import Exchange
from conformance.checking.http_outcome import web_outcome
from conformance.checking.registry import registered
from conformance.checking.sign_in import goes_on, has_more
from conformance.command import properties
from conformance.replay.frame import Kinds, frame_for
from conformance.replay.pruning import parts_of
from conformance.replay.script import GIVEN, _functions
from conformance.replay.source import methods_of, sources_of
from conformance.replay.template import MEMBERS
from conformance.requirements import load_catalog
from conformance.transport.browsers import Browsers
from conformance.transport.driver import _from_http
from fakes import FakeRunning
from targets.clients import Connection
from targets.functions import LambdaFunctions
from targets.moto_embedded import IN_PROCESS
from witnesses import call, computed, page, script, step

WITH_THE_SUITE = {"JWT-011", "JWT-012"}  # they start the judge of another family, which the suite installs
METHODS = {"get", "text"}
# As a check judges sign-ins that have ended, one of them on a page.
ENDED = {"how": "check", "arguments": [{"$step": 0}, {"$step": 1}], "values": {}, "ended": [0, 1]}


def test_checks_can_stand_in_a_script() -> None:
    """What a script shows of a check imports nothing of the suite, which is not there where it is run."""
    properties.tests()
    ours = re.compile(r"^\s*(from|import) (conformance|targets|reports)\b", re.MULTILINE)
    found = {name for name, check in registered().items() if ours.search("\n".join(chain(*sources_of(check))))}
    assert found == WITH_THE_SUITE


def test_nothing_is_missing_in_a_script() -> None:
    """All global names of what a script shows of a check are there, or are what every script has."""
    properties.tests()
    for name, check in registered().items():
        if name not in WITH_THE_SUITE:
            imports, definitions = sources_of(check, given=GIVEN)
            code = compile("\n".join(["from __future__ import annotations", *imports, *definitions]), name, "exec")
            there: dict[str, object] = {"__name__": __name__}
            exec(code, there)
            missing = {word for word in _globals_of(code) if word not in there and not hasattr(builtins, word)}
            assert missing <= GIVEN, name


def _globals_of(code: CodeType) -> Iterator[str]:
    yield from (one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _globals_of(inner)


def test_names_in_a_script_mean_one_thing() -> None:
    """Whatever a script can show stands beside each check, and what is the same in all scripts.

    That is all computations, what pages need, and what asks whether a sign-in goes on.
    """
    properties.tests()
    catalog, kinds = load_catalog(), Kinds([page("GET", "x"), call("InitiateAuth"), *_computations()])
    taken = _names_of_frames() | {"Exchange", "replace"}
    assert {"call", "issuer", "REGION", "hosted", "race", "rounds", "deploy_function", "advance", "read_code"} <= taken
    _, methods, _ = methods_of(Exchange, METHODS, given=GIVEN)
    for name, check in registered().items():
        if name not in WITH_THE_SUITE and name in catalog.requirements:  # other tests register checks of their own
            functions = _functions(catalog.requirements[name], ENDED, kinds)
            assert {check, web_outcome, Browsers, goes_on, has_more} <= set(functions)
            _, definitions = sources_of(*functions, given=GIVEN)  # raises where two of them have one name
            parts = [part for text in [*definitions, *methods] for part in parts_of(text)]
            assert not taken & {word for part in parts for word in part.defines}, name


def _computations() -> list[dict[str, Any]]:
    """A step for each computation that there is."""
    found = [
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in kit._MODULES
        for name, value in vars(module).items()
        if isfunction(value)
    ]
    return [computed(name) for name in found]


def _names_of_frames() -> frozenset[str]:
    """What scripts of all kinds define."""
    running = FakeRunning(lambda *_: (200, {}))
    running.functions = LambdaFunctions(Connection("http://127.0.0.1:9", "eu-west-1"), tag="x")
    running.in_process = IN_PROCESS
    code = step("code", purpose="sign_up", pool_id="x", username="x", destination="x")
    kinds = [[call("GetUser"), code], [step("race", calls=[]), page("GET", "x")], [step("function", plan={})]]
    frames = [frame_for(Kinds(steps), running, length=4, members=MEMBERS) for steps in kinds]
    return frozenset(name for frame in frames for name in frame.names)


def test_an_exchange_of_a_script_has_what_checks_read() -> None:
    """All attributes but the time it took, and all methods, so that checks take the one for the other."""
    properties.tests()
    data = {field.name for field in fields(Exchange)} - {"elapsed"}
    methods = {name for name in vars(Exchange) if not name.startswith("_")} - {field.name for field in fields(Exchange)}
    assert data | {"ok", "shown", "server_error"} == set(MEMBERS)
    assert methods - {"ok", "server_error"} == METHODS
    read = re.compile(r"\.elapsed\b")
    assert not [name for name, check in registered().items() if read.search("\n".join(sources_of(check)[1]))]


ERRORS = st.fixed_dictionaries(
    {},
    optional={
        "__type": st.sampled_from(["X", "com.amazonaws#X", "X:http://x.example/"]),
        "code": st.just("Y"),
        "message": st.just("text"),
        "Message": st.just("Text"),
    },
)
HEADERS = st.fixed_dictionaries({}, optional={"X-Amzn-ErrorType": st.just("Z:1"), "Content-Type": st.just("text")})


@given(status=st.sampled_from([200, 204, 302, 400, 404, 500]), response=ERRORS, headers=HEADERS, plain=st.booleans())
def test_a_script_reads_an_answer_as_the_suite_does(
    status: int, response: dict[str, Any], headers: dict[str, str], plain: bool
) -> None:
    body = b"<html>" if plain else json.dumps(response).encode()
    there: dict[str, Any] = {"__name__": __name__}
    text = script("PWAUTH-001", [step("raw", headers={}, body="")], 0, how="accepted")
    built = next(part.text for part in parts_of(text) if "exchange_of" in part.defines)
    exec("import json\nfrom types import SimpleNamespace\n" + built, there)
    made = there["exchange_of"]("X", {}, {"status_code": status, "headers": _Headers(headers), "body": body})
    known = _from_http("X", {}, status, headers, body, 0.0)
    for name in ("operation", "request", "status", "headers", "body", "response", "code", "ok"):
        assert getattr(made, name) == getattr(known, name), name
    assert (made.message or "") == (known.message or "")


class _Headers(dict[str, str]):
    """Looked up in any case, as botocore and requests have them."""

    def get(self, name: str, default: Any = None) -> Any:
        return {key.lower(): value for key, value in self.items()}.get(name.lower(), default)
