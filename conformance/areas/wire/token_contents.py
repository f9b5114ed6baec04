"""Rules for every token that an answer issues, and for every JSON document of a pool's pages."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.issued_tokens import (
    claim_repeated,
    claims_not_in_seconds,
    is_object,
    issues_tokens,
    null_claim,
    null_in_document,
    scope_repeated,
)
from conformance.checking.registry import every_answer


@every_answer("SHAPE-020", to=issues_tokens, changeable=True)
def scopes_once(answer: Exchange) -> Difference | None:
    """The claim scope has each scope once."""
    return scope_repeated(answer)


@every_answer("SHAPE-021", to=issues_tokens, changeable=True)
def groups_once(answer: Exchange) -> Difference | None:
    """cognito:groups, and amr where there is one, have each value once."""
    return claim_repeated(answer, "cognito:groups", "amr")


@every_answer("SHAPE-022", to=issues_tokens, changeable=True)
def roles_once(answer: Exchange) -> Difference | None:
    """cognito:roles has each role once."""
    return claim_repeated(answer, "cognito:roles")


@every_answer("SHAPE-023", to=issues_tokens, changeable=True)
def claims_have_values(answer: Exchange) -> Difference | None:
    """No claim is null."""
    return null_claim(answer)


@every_answer("SHAPE-024", to=issues_tokens, changeable=True)
def claims_in_seconds(answer: Exchange) -> Difference | None:
    """exp, iat, nbf and auth_time are seconds since 1970."""
    return claims_not_in_seconds(answer)


@every_answer("SHAPE-025", to=is_object)
def documents_without_nulls(answer: Exchange) -> Difference | None:
    """No member is null."""
    return null_in_document(answer)
