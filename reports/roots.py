"""Where to begin: what stands in the way of other requirements, and which divergence is worth mending first. Pure.

The fold computes both from its results, and every format shows them in this order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from reports.harm import harm_in
from reports.record import RequirementInfo, Result, Root, TargetRecord

LEVELS = {"must": 3, "should": 2, "may": 1}
WITHOUT = " was accepted without "  # between an operation and the member that its answer lacks
UNPROVEN = "refused, but so was the control: "
# What differs from one example to the next: addresses, quoted texts that are no words, and whatever has digits.
_GENERATED = re.compile(r"'[^']*[^\w'.][^']*'|\"[^\"]*[^\w\".][^\"]*\"|\b[\w.+-]+@[\w.-]+|[\w+/=-]*\d[\w+/=-]*")
_OF_OAUTH = re.compile(r"\bunsupported_(grant|response)_type\b")  # the endpoint is there, and says what it lacks
_CONSTANT = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")


def harm(info: RequirementInfo, result: Result) -> int:
    """How much a divergence harms: by its level, twice as much where it accepts what Cognito refuses.

    Nobody notices that in use.
    """
    return LEVELS.get(info.level, 1) * (2 if harm_in(result) == "accepts" else 1)


def weighed(results: Sequence[Result], infos: Mapping[str, RequirementInfo]) -> list[Result]:
    """The results, each divergent one with how many others it holds up, and with its weight: harm times what it frees.

    What it frees is itself and all whose chain of causes ends at it.
    """
    held: dict[str, int] = defaultdict(int)
    for result in results:
        if result.scored and result.verdict == "blocked" and result.root:
            held[result.root] += 1
    return [_weighed(result, infos, held[result.requirement]) if result.divergent else result for result in results]


def _weighed(result: Result, infos: Mapping[str, RequirementInfo], held: int) -> Result:
    info = infos.get(result.requirement) or RequirementInfo(id=result.requirement)
    return result.model_copy(update={"holds_up": held, "weight": harm(info, result) * (1 + held)})


def roots_of(results: Sequence[Result], infos: Mapping[str, RequirementInfo]) -> list[Root]:
    """What stands in the way, the most harmful first: each with the requirements that it keeps from being judged."""
    by_id = {result.requirement: result for result in results}
    groups: dict[tuple[str, str, str], list[Result]] = defaultdict(list)
    existing = answering(results, infos)
    for result in results:
        if result.scored and (key := _place(result, existing)):
            groups[key].append(result)
    found = [_root(key, group, by_id, infos) for key, group in groups.items()]
    return sorted(found, key=lambda root: (-root.weight, -root.count, root.words))


def in_the_way(target: TargetRecord) -> list[Root]:
    """What every format lists, in the order to mend it: what keeps more than one requirement from being judged.

    Where nothing was judged, also what keeps one: there is nothing else to begin with.
    """
    return [root for root in target.roots if root.count > 1 or not target.executed]


def _place(result: Result, existing: set[str]) -> tuple[str, str, str] | None:
    """What a result waits for: kind, name, and the answer where that tells one from another."""
    answer = result.answer or result.reason
    if result.verdict == "unsupported":
        whole = result.step and result.step not in existing and not _OF_OAUTH.search(answer)
        return ("missing", result.step, "" if whole else _part(answer) or alike(answer))
    if result.verdict != "blocked":
        return None
    if result.root:
        return ("requirement", result.root, "")
    return ("refused", result.step, alike(answer))


def _part(answer: str) -> str:
    """What an answer names as if it were written in capitals in the API: a flow, a challenge, a factor."""
    named = _CONSTANT.findall(answer)
    return named[-1] if named else ""


def answering(results: Sequence[Result], infos: Mapping[str, RequirementInfo]) -> set[str]:
    """The operations that a judged requirement is about alone: these are not missing as a whole."""
    judged = (r for r in results if r.divergent or r.verdict == "pass")
    named = (infos[r.requirement].operations for r in judged if r.requirement in infos)
    return {operations[0] for operations in named if len(operations) == 1}


def _root(
    key: tuple[str, str, str],
    group: Sequence[Result],
    by_id: Mapping[str, Result],
    infos: Mapping[str, RequirementInfo],
) -> Root:
    kind, name, text = key
    answer = next((r.answer or r.reason for r in group if r.answer or r.reason), "")
    own = infos.get(name) or RequirementInfo(id=name)
    mine = harm(own, by_id[name]) if name in by_id and by_id[name].divergent else 0
    worst = max(LEVELS.get(infos[r.requirement].level, 1) if r.requirement in infos else 1 for r in group)
    return Root(
        requirement=name if kind == "requirement" else None,
        step=name if kind != "requirement" else "",
        words=_words(kind, name, text, answer, own, diverges=mine > 0),
        answer=_seen(by_id[name]) if mine else answer if name else "",
        alike=_failing_alike(name, answer, by_id.values()) if kind == "refused" else [],
        unsupported=[r.requirement for r in group if r.verdict == "unsupported"],
        blocked=[r.requirement for r in group if r.verdict == "blocked"],
        weight=max(mine, worst) * (len(group) + (1 if mine else 0)),
    )


def _words(kind: str, name: str, text: str, answer: str, info: RequirementInfo, *, diverges: bool) -> str:
    if kind == "requirement":
        said = "diverges" if diverges else "may diverge: this run does not tell"
        return f"{name} {said} ({info.title})" if info.title else f"{name} {said}"
    if kind == "refused":
        accepted, without = answer.partition(WITHOUT)[::2]
        if accepted == name and without:
            return f"{name} is answered without {without}"
        if name and f"{name}: " not in answer:  # it was accepted, and the answer is not what others need
            return f"{name} does not answer as it should"
        return f"{name or 'a request'} is refused"
    if not name:
        return answer or "something that it does not name is missing"
    if _CONSTANT.fullmatch(text):
        return f"{name} has no {text}"
    return f"a part of {name} is missing" if text else f"{name} is missing"


def _seen(result: Result) -> str:
    kind = result.kinds[0]
    return f"{kind.seen} (expected: {kind.expected})" if kind.expected else kind.seen


def _failing_alike(operation: str, answer: str, results: Iterable[Result]) -> list[str]:
    """The divergent requirements for which the same operation gave the same answer."""
    wanted = (operation, alike(answer))
    return sorted(r.requirement for r in results if wanted in {(k.operation, alike(k.seen)) for k in r.kinds})


def alike(answer: str) -> str:
    """An answer without what differs from one example to the next."""
    return _GENERATED.sub("*", answer.removeprefix(UNPROVEN))
