"""Where the tokens of a trial come from: an issuer of the suite's own, or a pool on a target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import SystemRandom

from conformance.verify_app.clock import Offset
from conformance.verify_app.draft import Needs, drawn_name
from conformance.verify_app.forms import Tokens
from conformance.verify_app.issued import IssuedTokens
from conformance.verify_app.issuer import Issuer
from conformance.verify_app.on_target import opened
from conformance.verify_app.pool_tokens import PoolTokens
from conformance.verify_app.trouble import Say


@dataclass(frozen=True)
class Source:
    """What an application has to be set to, and the tokens for it. ``endpoint`` is that of a target over HTTP."""

    needs: Needs
    jwks_url: str
    pool_id: str
    what: str
    tokens: Callable[[Offset], Tokens]
    endpoint: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings as environment variables."""
        found = {
            "COGNITO_ISSUER": self.needs.issuer,
            "COGNITO_JWKS_URL": self.jwks_url,
            "COGNITO_CLIENT_ID": self.needs.client_id,
            "COGNITO_POOL_ID": self.pool_id,
            "COGNITO_REGION": self.pool_id.partition("_")[0],
        }
        return found | ({"COGNITO_ENDPOINT": self.endpoint} if self.endpoint else {})


@contextmanager
def own_issuer(port: int, pool_id: str, needs: Needs, *, cognito: bool) -> Iterator[Source]:
    """An issuer on 127.0.0.1; with ``cognito`` its tokens name Cognito's own issuer. Raises IssuerError."""
    # Key ids are new in each run whatever the seed, so that no application takes a cached key for the new one.
    kids = [drawn_name(SystemRandom(), 43) for _ in range(2)]
    issuer = Issuer(port, pool_id, kids)
    with issuer:
        region = pool_id.partition("_")[0]
        claimed = f"https://cognito-idp.{region}.amazonaws.com/{pool_id}" if cognito else issuer.url
        needed = replace(needs, issuer=claimed)

        def tokens(clock: Offset) -> Tokens:
            return IssuedTokens(issuer, needed, clock.seconds)

        yield Source(needed, issuer.jwks_url, pool_id, "an issuer on this machine", tokens)


@contextmanager
def pool_of(spec: str, port: int, needs: Needs, seed: int, wait: float, say: Say) -> Iterator[Source]:
    """A pool on a target; raises what ``opened`` raises."""
    with opened(spec, port, needs, seed, say, short=wait > 0) as found:

        def tokens(clock: Offset) -> Tokens:
            return PoolTokens(found.pool, found.other, found.needs, wait=wait, clock=clock, say=say)

        what = f"a pool on {found.product}"
        yield Source(found.needs, found.jwks_url, found.pool.id, what, tokens, found.endpoint)
