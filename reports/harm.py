"""What a divergence does to somebody who trusts the target. Pure; the fold computes it.

It is read from the kind of the difference and from what was expected. For requests that must be accepted or refused,
and for messages, these say it exactly. Kinds of other checks are in the lists below; what is in none of them is other
data than Cognito's, which every difference is at least.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reports.record import PASSING_KINDS, Fingerprint, Harm, HarmCount, Journey, RequirementInfo, Result

HARMS: tuple[Harm, ...] = ("accepts", "refuses", "data", "code", "text")  # the worst first
NAMES: dict[Harm, str] = {
    "accepts": "accepts what Cognito refuses",
    "refuses": "refuses what Cognito accepts",
    "data": "other data than Cognito's",
    "code": "another error code",
    "text": "another text",
}
MEANS: dict[Harm, str] = {
    "accepts": "Tests pass here and the application fails on Cognito, or a security hole stays hidden",
    "refuses": "What works on Cognito cannot be used here",
    "data": "Answers, tokens, pages, redirects or stored values differ from Cognito's",
    "code": "Refused as on Cognito, but code that handles errors takes another branch",
    "text": "Only the words of a message differ",
}
WORDS: dict[Harm, str] = {  # where there is little room
    "accepts": "too lax",
    "refuses": "too strict",
    "data": "other data",
    "code": "other code",
    "text": "other text",
}
NAMED = 8  # divergences that are named for each harm
# How the expectation of a request begins that has to be accepted (conformance.checking.acceptance).
ACCEPTANCE = "the request is accepted"
ACCEPTING = re.compile(
    r"(.*-)?accepted|tokens(-given|-issued)?|(.*-)?(code|token)-issued|(.*-)?granted|(session-)?alive|signed-in|not-refused"
    r"|(tampered-)?verifies|never-(locked|limited)"
)
REFUSING = re.compile(
    r"(.*-)?refused(-by-policy|-(?!otherwise$|accepted$)[^-].*)?|revoked|(.*-)?no-tokens|(.*-)?not-set"
)
VERIFIED = re.compile(r"(PyJWT|aws-jwt-verify) accepts ")  # it is the token that such a verifier refuses
CODES = re.compile(r"code-[A-Z].*|code-[a-z]+(_[a-z]+)+|refused-otherwise|status-\d+")
TEXTS = re.compile(r"text|reason|other-text|parts|not-named|count")
TEXT_EXPECTED = re.compile(r"(a |the )?message |x-amzn-ErrorMessage ")


def harm_of(kind: Fingerprint) -> Harm:
    """The harm of one kind of divergence."""
    if ACCEPTING.fullmatch(kind.kind):
        return "accepts"
    if kind.expected.startswith(ACCEPTANCE):
        return "refuses"
    if CODES.fullmatch(kind.kind) or kind.kind.startswith(PASSING_KINDS):
        return "code"
    if REFUSING.fullmatch(kind.kind) and not VERIFIED.match(kind.expected):
        return "refuses"
    if kind.kind == "text" or (TEXTS.fullmatch(kind.kind) and _of_a_message(kind)):
        return "text"
    return "data"


def _of_a_message(kind: Fingerprint) -> bool:
    return kind.seen.startswith("message ") or bool(TEXT_EXPECTED.match(kind.expected))


def worst_of(kinds: Iterable[Fingerprint]) -> Harm | None:
    """The worst harm of several kinds; None without any."""
    found = {harm_of(kind) for kind in kinds}
    return next((harm for harm in HARMS if harm in found), None)


def harm_in(result: Result) -> Harm:
    """The harm of a divergent result, which is other data at least. Runs of earlier versions did not write it down."""
    return result.harm or worst_of(result.kinds) or "data"


def counted(
    results: Sequence[Result], infos: Mapping[str, RequirementInfo], journeys: Sequence[Journey]
) -> list[HarmCount]:
    """How many divergent requirements do each harm, the worst harm first.

    Those are named first that journeys stand on, then those that are worth most.
    """
    needed = Counter(need for journey in journeys for need in journey.needs)
    found: dict[Harm, list[Result]] = {harm: [] for harm in HARMS}
    for result in results:
        if result.scored and result.divergent:
            found[harm_in(result)].append(result)
    return [_count(harm, some, infos, needed) for harm, some in found.items() if some]


def _count(
    harm: Harm, results: Sequence[Result], infos: Mapping[str, RequirementInfo], needed: Mapping[str, int]
) -> HarmCount:
    worth = sorted(results, key=lambda r: (-needed[r.requirement], -r.weight, r.requirement))
    must = sum(1 for r in results if r.requirement in infos and infos[r.requirement].level == "must")
    return HarmCount(harm=harm, count=len(results), must=must, named=[r.requirement for r in worth[:NAMED]])
