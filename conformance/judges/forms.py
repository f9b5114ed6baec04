"""The forms of a token that a verifier is asked about: right ones, and wrong ones with one thing wrong each.

Each form is made of drawn claims, several times. A wrong form's control is the same token with that one thing right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from conformance.judges import claims as drawn
from conformance.judges.claims import Claims
from conformance.judges.issuer import OTHER_REGION, Issuer, Key, Pool, issuer_of, mac_signed
from conformance.judges.manifest import USES, Use
from conformance.kit.jwt import with_claims, with_signature_bit_flipped

SECONDS = (1, 30, 90, 301)  # around the leeways in use: none, 30 s, 60 s, 5 minutes
CLOSE = 8  # seconds that a token which is about to expire still has


@dataclass(frozen=True)
class Given:
    """A token as it is presented. ``until`` is when its form ends, in seconds since 1970: asked later, it is another.

    ``first`` is a token that has to be accepted before; ``then`` happens between the two.
    """

    token: str
    pool: Pool
    access_token: str = ""
    until: float = 0.0
    first: str = ""
    then: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True)
class Draw:
    """What a form is made of: the issuer, a pool, the clock, and drawn values."""

    issuer: Issuer
    pool: Pool
    random: Random
    now: int
    use: Use

    def claims(self) -> Claims:
        """Claims as the API issues them."""
        make = drawn.access if self.use == "access" else drawn.identity
        return make(self.pool, self.random, self.now)

    def given(self, claims: Claims, **more: Any) -> Given:
        """A token with these claims under the right key."""
        return Given(self.pool.key(self.use).signed(claims), self.pool, **more)


Make = Callable[[Draw, Claims], Given]


@dataclass(frozen=True)
class Form:
    """One form. ``group`` is what it is about; ``words`` say what is right or wrong about it."""

    id: str
    use: Use
    right: bool
    group: str
    words: str
    make: Make


def forms() -> Iterator[Form]:
    """All of them, right ones first."""
    for use in USES:
        for name, words, make in _right(use):
            group = "rotated" if name == "rotated" else "right"
            yield Form(f"{use}-{name}", use, True, group, words, make)
    for use in USES:
        for name, group, words, make in _wrong(use):
            yield Form(f"{use}-{name}", use, False, group, words, make)


# -- right ----------------------------------------------------------------------------------------------------------


def _right(use: Use) -> Iterator[tuple[str, str, Make]]:
    yield "api", "as InitiateAuth gives it", lambda draw, claims: draw.given(claims)
    yield "hosted", "as the hosted UI gives it", _hosted
    yield "groups", "with groups", lambda draw, claims: draw.given(drawn.with_groups(claims, draw.random))
    yield "custom", "with custom claims", lambda draw, claims: draw.given(drawn.with_custom(claims, draw.random))
    yield "long", "of eight to twelve thousand characters", _long
    yield "closing", f"with at most {CLOSE} seconds left", _closing
    yield "rotated", "under a new key of the pool, published after its keys were fetched", _rotated
    if use == "id":
        unverified = {"email_verified": False}
        yield (
            "unverified",
            "with an e-mail address that is not verified",
            lambda d, claims: d.given(claims | unverified),
        )
        alone = ("email", "email_verified")
        yield "nameless", "without an e-mail address", lambda d, claims: d.given(_without(claims, alone))
    if use == "access":
        yield "machine", "of client_credentials", _machine
        yield "resource", "with the aud of a resource", _resource


def _without(claims: Claims, names: Sequence[str]) -> Claims:
    return {name: value for name, value in claims.items() if name not in names}


def _hosted(draw: Draw, claims: Claims) -> Given:
    if draw.use == "access":
        return draw.given(drawn.hosted_access(claims, draw.random))
    beside = drawn.hosted_access(drawn.access(draw.pool, draw.random, draw.now), draw.random)
    token = draw.pool.access_key.signed(beside)
    return draw.given(drawn.hosted_identity(claims, token), access_token=token)


def _long(draw: Draw, claims: Claims) -> Given:
    return draw.given(drawn.lengthened(claims, draw.random))


def _closing(draw: Draw, claims: Claims) -> Given:
    end = draw.now + CLOSE
    return draw.given(claims | {"exp": end, "iat": end - drawn.HOUR, "auth_time": end - drawn.HOUR}, until=end)


def _machine(draw: Draw, claims: Claims) -> Given:
    return draw.given(drawn.machine(draw.pool, draw.random, draw.now))


def _resource(draw: Draw, claims: Claims) -> Given:
    return draw.given(claims | {"aud": f"https://api{draw.random.randint(1, 99)}.example.com"})


def _rotated(draw: Draw, claims: Claims) -> Given:
    # a pool of its own each time it is asked: a verifier that has met this one before would know the new key already
    pool = draw.issuer.pool(f"Rotated{draw.issuer.number()}", client_id=draw.pool.client_id)
    own = claims | {"iss": pool.issuer}
    fresh = Key.made(f"new-{pool.id}")
    return Given(
        fresh.signed(own), pool, first=pool.key(draw.use).signed(own), then=lambda: pool.keys.append(fresh.jwk)
    )


# -- wrong ----------------------------------------------------------------------------------------------------------


def _wrong(use: Use) -> Iterator[tuple[str, str, str, Make]]:
    yield "signature", "signature", "a bit of the signature changed", _bit
    yield "claims", "signature", "another sub under the old signature", _other_sub
    yield "other-key", "signature", "under a key of no pool, with the kid of the right one", _other_key
    yield "unknown-kid", "kid", "under a key of no pool, with a kid of no pool", _unknown_kid
    yield "swapped-kid", "kid", "under the right key, with the kid of the pool's other key", _swapped_kid
    yield "rs512", "alg", "RS512 under the right key, where the pool's keys are for RS256", _rs512
    yield "hs256", "alg", "HS256 under a secret of no pool", _hs256
    yield "other-pool", "issuer", "the issuer of another pool", _issued_by(_other_pool)
    yield "other-region", "issuer", "the issuer of the same pool in another region", _issued_by(_other_region)
    name = "aud" if use == "id" else "client_id"
    yield "client", "client", f"{name} of another client", _other_client
    other = "an ID token in the place of an access token" if use == "access" else "an access token in the place of one"
    yield "use", "use", other, _other_use
    for seconds in SECONDS:
        yield f"expired-{seconds}", "expired", f"expired {seconds} s ago", _expired(seconds)
    for seconds in SECONDS:
        yield f"early-{seconds}", "early", f"with an nbf {seconds} s ahead", _ahead(seconds, "nbf")
    for seconds in SECONDS:
        yield f"issued-{seconds}", "issued", f"with an iat {seconds} s ahead", _ahead(seconds, "iat")


def _bit(draw: Draw, claims: Claims) -> Given:
    place, bit = draw.random.randrange(256), draw.random.randrange(8)
    return Given(with_signature_bit_flipped(draw.given(claims).token, place, bit), draw.pool)


def _other_sub(draw: Draw, claims: Claims) -> Given:
    return Given(with_claims(draw.given(claims).token, {"sub": f"{draw.random.getrandbits(64):x}"}), draw.pool)


def _other_key(draw: Draw, claims: Claims) -> Given:
    return Given(draw.issuer.spare.signed(claims, {"kid": draw.pool.key(draw.use).kid}), draw.pool)


def _unknown_kid(draw: Draw, claims: Claims) -> Given:
    return Given(draw.issuer.spare.signed(claims, {"kid": f"k{draw.random.getrandbits(64):x}"}), draw.pool)


def _swapped_kid(draw: Draw, claims: Claims) -> Given:
    return Given(draw.pool.key(draw.use).signed(claims, {"kid": draw.pool.other_key(draw.use).kid}), draw.pool)


def _rs512(draw: Draw, claims: Claims) -> Given:
    return Given(draw.pool.key(draw.use).signed(claims, {"alg": "RS512"}), draw.pool)


def _hs256(draw: Draw, claims: Claims) -> Given:
    return Given(mac_signed(claims, draw.pool.key(draw.use).kid, draw.random.randbytes(32)), draw.pool)


def _issued_by(make: Callable[[Draw], str]) -> Make:
    return lambda draw, claims: draw.given(claims | {"iss": make(draw)})


def _other_pool(draw: Draw) -> str:
    return issuer_of(f"{draw.pool.region}_Other{draw.random.randrange(1000)}")


def _other_region(draw: Draw) -> str:
    return draw.pool.issuer.replace(draw.pool.region, OTHER_REGION)


def _other_client(draw: Draw, claims: Claims) -> Given:
    name = "aud" if draw.use == "id" else "client_id"
    return draw.given(claims | {name: f"{draw.random.getrandbits(96):026x}"})


def _other_use(draw: Draw, claims: Claims) -> Given:
    make, use = (drawn.identity, "id") if draw.use == "access" else (drawn.access, "access")
    return Given(draw.pool.key(use).signed(make(draw.pool, draw.random, draw.now)), draw.pool)


def _expired(seconds: int) -> Make:
    def make(draw: Draw, claims: Claims) -> Given:
        end = draw.now - seconds
        return draw.given(claims | {"exp": end, "iat": end - drawn.HOUR, "auth_time": end - drawn.HOUR})

    return make


def _ahead(seconds: int, name: str) -> Make:
    """Up to one second further than said, and never nearer: asked in the next second, it would be."""

    def make(draw: Draw, claims: Claims) -> Given:
        start = draw.now + 1 + seconds
        own = {"nbf": start} if name == "nbf" else {"iat": start, "auth_time": start}
        return draw.given(claims | own | {"exp": start + drawn.HOUR}, until=start - seconds)

    return make
