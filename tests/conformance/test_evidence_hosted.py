"""What was recorded of the hosted UI passes the checks of its areas; a change of it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.checking.acceptance import judge_refused
from conformance.checking.exchange import Exchange
from conformance.checking.http_outcome import web_outcome
from conformance.checking.registry import find_check
from conformance.evidence import load_evidence
from conformance.flows.code_grant import CALLBACK
from conformance.requirements import load_catalog
from evidence_exchanges import jwt

EVIDENCE, CATALOG = load_evidence(), load_catalog().requirements
TOKEN = jwt({"alg": "RS256"}, {"sub": "someone"})


def redirected(location: str) -> Exchange:
    """A recorded redirect; what its source left out is put in."""
    location = location.replace("<callback>", CALLBACK).replace("<JWT>", TOKEN).replace("<state>", "s1")
    headers = {"location": location.replace("<RT-06>", TOKEN).replace("<RT-07>", TOKEN)}
    outcome, code, message = web_outcome(302, headers, {})
    return Exchange("GET", {}, 302, headers, outcome=outcome, code=code, message=message)  # type: ignore[arg-type]


def answered(payload: Mapping[str, Any], status: int) -> Exchange:
    """A recorded answer of the token endpoint."""
    response: dict[str, Any] = {name: TOKEN if value == "eyJ..." else value for name, value in payload.items()}
    outcome, code, message = web_outcome(status, {}, response)
    seen = Exchange("POST /oauth2/token", {}, status, {}, response=response, code=code, message=message)
    return replace(seen, outcome=outcome)  # type: ignore[arg-type]


def kind_of(requirement: str, *arguments: Any) -> str:
    """The kind of the difference that a check sees."""
    difference = find_check(requirement)(*arguments)
    assert difference is not None
    return difference.kind


@pytest.mark.parametrize("recording", ["FRAG-1", "FRAG-2"])
def test_tokens_of_the_implicit_grant(recording: str) -> None:
    fragment = EVIDENCE[recording].payload["fragment"]
    callback = redirected(f"{CALLBACK}#{fragment}")
    assert find_check("AUTHZ-018")(callback) is None
    assert find_check("AUTHZ-019")(callback) is None
    assert kind_of("AUTHZ-018", redirected(f"{CALLBACK}?{fragment}")) == "in-query"
    assert kind_of("AUTHZ-019", redirected(f"{CALLBACK}#{fragment}&refresh_token=x")) == "refresh-token"


def test_a_redirect_uri_that_is_not_registered() -> None:
    answer = redirected(EVIDENCE["CB-ERR-3"].payload["location"])
    assert judge_refused(CATALOG["AUTHZ-006"], answer) is None
    assert find_check("AUTHZ-005")(answer, CALLBACK) is None
    assert kind_of("AUTHZ-005", redirected(f"{CALLBACK}?code=x"), CALLBACK) == "redirected-to-it"


def test_an_error_at_the_callback_has_the_state() -> None:
    answer = redirected(EVIDENCE["CB-ERR-2"].payload["location"])
    assert answer.code == "invalid_request"
    assert find_check("AUTHZ-016")(answer, "s1") is None
    assert kind_of("AUTHZ-016", answer, "s2") == "state"


def test_a_sign_up_through_a_provider_that_a_trigger_refused() -> None:
    answer = redirected(EVIDENCE["CB-ERR-1"].payload["location"])
    assert find_check("TRIG-063")(answer, CALLBACK) is None
    assert find_check("TRIG-064")(answer, "'email'") is None
    assert kind_of("TRIG-064", answer, "email") == "text"


def test_an_answer_of_the_token_endpoint() -> None:
    payload = EVIDENCE["TE-2"].payload
    for requirement in ("OTOKEN-001", "OTOKEN-002", "OTOKEN-003", "OTOKEN-004"):
        assert find_check(requirement)(answered(payload, 200)) is None
    assert kind_of("OTOKEN-002", answered({**payload, "expires_in": "3600"}, 200)) == "expires-in"
    assert kind_of("OTOKEN-004", answered({**payload, "scope": "openid"}, 200)) == "scope"


@pytest.mark.parametrize(("recording", "requirement"), [("TE-ERR-1", "OTOKEN-013"), ("TE-ERR-3", "OTOKEN-029")])
def test_errors_of_the_token_endpoint(recording: str, requirement: str) -> None:
    assert judge_refused(CATALOG[requirement], answered(EVIDENCE[recording].payload, 400)) is None
    assert judge_refused(CATALOG[requirement], answered({"error": "server_error"}, 400)) is not None
