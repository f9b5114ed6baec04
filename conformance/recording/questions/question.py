"""What a question is, and how one is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit.reading import part_of
from conformance.scenario.unjudged import Quiet


@dataclass(frozen=True)
class Said:
    """What came of a question. ``about`` is the answer that decided it, which is kept."""

    words: str
    holds: bool | None  # whether the statement holds; None where it has two sides and the words say which
    about: Exchange
    answered: bool = True


@dataclass(frozen=True)
class Asked:
    """One question: the requirement, what is done, in words, and the steps."""

    requirement: str
    asked: str
    steps: Callable[[Quiet], Said]


QUESTIONS: dict[str, Asked] = {}


def question(requirement: str, asked: str) -> Callable[[Callable[[Quiet], Said]], Callable[[Quiet], Said]]:
    """Register the steps that find out about a disputed requirement. Each has one."""

    def decorate(steps: Callable[[Quiet], Said]) -> Callable[[Quiet], Said]:
        if requirement in QUESTIONS:
            raise ValueError(f"{requirement} has a question already: {QUESTIONS[requirement].asked}")
        QUESTIONS[requirement] = Asked(requirement, asked, steps)
        return steps

    return decorate


def readable_claims(s: Quiet, token: str, about: Exchange) -> dict[str, Any]:
    """The claims of a token; the question is not answered where they cannot be read, so that none is missed in vain."""
    claims = part_of(token, 1)
    if not claims:
        s.end("JWT-009", "no claims can be read from the token", about)
    return claims


def in_words(answer: Exchange) -> str:
    """Accepted, or refused with which code and message."""
    if answer.ok:
        return "accepted"
    return f"refused with {answer.code or answer.status}: {answer.message or 'no message'}"


def refusal_expected(answer: Exchange, *codes: str, control: Callable[[], Exchange]) -> Said:
    """The statement is a refusal, with one of these codes where there are any.

    ``control``: the same request with the one thing put right. If that is refused, too, a refusal tells nothing.
    """
    refused = answer.outcome == "error" and (not codes or answer.code in codes)
    if answer.outcome == "error" and not (proof := control()).ok:
        return Said(f"{in_words(answer)}; and so was the control: {in_words(proof)}", None, answer, answered=False)
    return Said(in_words(answer), refused, answer)


def acceptance_expected(answer: Exchange) -> Said:
    """The statement is that this is accepted."""
    return Said(in_words(answer), answer.ok, answer)
