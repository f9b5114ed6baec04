"""Which operations of the API a target was seen to have. Pure; the fold computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from reports.record import OperationUse, RequirementInfo, Result
from reports.roots import answering


def used(modelled: Set[str], results: Sequence[Result], infos: Mapping[str, RequirementInfo]) -> OperationUse:
    """The operations that the scored results are about, each in one list.

    Missing is one that the target says it does not have, unless a requirement that is about it alone was judged: then
    only a part of it is missing.
    """
    scored = [
        (result, infos[result.requirement]) for result in results if result.scored and result.requirement in infos
    ]
    named = {operation for _, info in scored for operation in info.operations} & modelled
    whole = answering([result for result, _ in scored], infos)
    refused = {result.step for result, _ in scored if result.verdict == "unsupported"}
    missing = (refused & named) - whole
    judged = {o for result, info in scored if result.divergent or result.verdict == "pass" for o in info.operations}
    answered = (judged & named) - missing
    return OperationUse(answered=sorted(answered), missing=sorted(missing), unclear=sorted(named - answered - missing))
