"""What a divergence does to somebody who trusts the target, and the operations that a target was seen to have."""

from __future__ import annotations

import pytest

from reports.fold import fold
from reports.harm import HARMS, MEANS, NAMES, harm_in, harm_of
from reports.record import Fingerprint, Result, TargetRecord
from reports.render.rows import _cell
from reports_synthetic import Event, diverges, footer, observation, run_event, witness

REFUSED = "the request is refused with NotAuthorizedException"
ACCEPTED = "the request is accepted"


@pytest.mark.parametrize(
    ("harm", "kind", "expected", "seen"),
    [
        ("accepts", "accepted", REFUSED, "it was accepted"),
        ("accepts", "refused-accepted", "the refused password does not sign in", "it does"),
        ("accepts", "tokens", "the challenge SOFTWARE_TOKEN_MFA without tokens", "tokens"),
        ("accepts", "tampered-verifies", "a changed IdToken does not verify", "it does"),
        ("accepts", "never-locked", "a refusal with NotAuthorizedException", "12 refusals without it"),
        ("accepts", "code-issued", "no code", "a code"),
        ("refuses", "refused-InvalidParameterException", ACCEPTED, "HTTP 400"),
        ("refuses", "server-error", ACCEPTED, "HTTP 500"),
        ("refuses", "email-address-refused-UserNotFoundException", "tokens for the email address", "x"),
        ("refuses", "former-refused", "the former password signs in", "x"),
        ("code", "server-error", REFUSED, "HTTP 500"),
        ("code", "code-ResourceNotFoundException", REFUSED, "HTTP 400"),
        ("code", "code-invalid_grant", "the request is refused with invalid_request", "HTTP 400"),
        ("code", "refused-otherwise", "this Password is refused with InvalidParameterException", "x"),
        ("text", "text", "message matching Invalid Access Token", "message 'Invalid access token.'"),
        ("text", "reason", "a message that ends with too short", "message 'no'"),
        ("data", "code-delivery-details", "no CodeDeliveryDetails", "some"),
        ("data", "code-parameter", "a parameter", "none"),
        ("data", "refused-TokenError", "aws-jwt-verify accepts the id token", "x"),
        ("data", "count", "two entries", "one"),
        ("data", "lifetime", "exp - iat of the AccessToken is 300", "3600"),
    ],
)
def test_the_harm_of_a_kind(harm: str, kind: str, expected: str, seen: str) -> None:
    assert harm_of(Fingerprint(kind=kind, expected=expected, seen=seen)) == harm


def test_every_harm_is_explained() -> None:
    assert list(NAMES) == list(MEANS) == list(HARMS)


def target(*events: Event) -> TargetRecord:
    """The only target of a whole run."""
    ending = footer("moto", properties=0, properties_expected=0)
    needs = [{"id": "j", "title": "To try", "needs": ["SIGNUP-005"], "areas": []}]
    return fold([run_event(target="moto", journeys=needs), *events, ending]).targets[0]


def failing(requirement: str, *kinds: str) -> list[Event]:
    """Confirmed divergences of a requirement."""
    return [e for kind in kinds for e in (diverges(requirement, kind, kind), witness(requirement, kind))]


def test_divergences_are_counted_by_their_worst_harm() -> None:
    found = target(
        *failing("SIGNUP-001", "accepted", "other"),
        *failing("SIGNUP-003", "accepted"),
        *failing("SIGNUP-005", "accepted"),
        *failing("SIGNUP-002", "text"),
        observation("SIGNUP-004", "agrees", 1),
    )
    assert [(h.harm, h.count, h.must) for h in found.harms] == [("accepts", 3, 2), ("text", 1, 1)]
    # First what a journey stands on, then by weight: SIGNUP-003 is a should.
    assert found.harms[0].named == ["SIGNUP-005", "SIGNUP-001", "SIGNUP-003"]
    result = found.result("SIGNUP-001")
    assert result is not None
    assert {kind.kind: kind.harm for kind in result.kinds} == {"accepted": "accepts", "other": "data"}
    assert result.harm == "accepts"
    passed = found.result("SIGNUP-004")
    assert passed is not None
    assert passed.harm is None


def test_operations_answer_are_missing_or_unclear() -> None:
    found = target(
        *(observation("SIGNUP-001", "agrees", n) for n in range(3)),  # SignUp
        observation("SIGNUP-002", "unsupported", step="SignUp", reason="a part of it"),
        observation("REVOKE-001", "unsupported", step="RevokeToken", reason="HTTP 501"),  # RevokeToken
        observation("CONFIRM-001", "excluded", reason="no"),  # ConfirmSignUp
    )
    assert found.operations is not None
    assert found.operations.answered == ["SignUp"]
    assert found.operations.missing == ["RevokeToken"]
    assert "ConfirmSignUp" in found.operations.unclear
    assert not {"SignUp", "RevokeToken"} & set(found.operations.unclear)


def test_without_the_number_of_operations_nothing_is_said_of_them() -> None:
    ending = footer("moto", properties=0, properties_expected=0)
    assert fold([run_event(target="moto", model_operations=None), ending]).targets[0].operations is None


@pytest.mark.parametrize(
    ("result", "harm"),
    [
        (Result(requirement="A-001", verdict="fail", harm="code"), "code"),
        (Result(requirement="A-001", verdict="fail", kinds=[Fingerprint(kind="accepted")]), "accepts"),
        (Result(requirement="A-001", verdict="fail"), "data"),
    ],
)
def test_a_divergence_whose_harm_was_not_written_down_is_no_matter_of_words(result: Result, harm: str) -> None:
    assert harm_in(result) == harm
    assert HARMS[_cell(result, {})[5]] == harm  # type: ignore[index]
