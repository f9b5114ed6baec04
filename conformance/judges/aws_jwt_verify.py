"""AWS's own verifier of Cognito tokens for Node, as a judge. A requirement uses it too: its driver is in transport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from conformance.judges.case import Case
from conformance.transport.aws_jwt_verify import NAME, refusal, version

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

__all__ = ["ABOUT", "NAME", "cases", "version"]

ABOUT = "AWS's verifier of Cognito tokens for Node"


def cases(bench: Bench) -> Iterator[Case]:
    """Both tokens, in right and in wrong form."""

    def asked(token: str, use: str) -> str:
        own = {"pool_id": bench.pool.id, "client_id": bench.client.id, "token_use": use}
        return refusal(token, bench.jwks(bench.pool), now=int(bench.now()), **own)

    yield from bench.tokens_judged(asked)
