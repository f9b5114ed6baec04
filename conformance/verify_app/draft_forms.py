"""The wrong forms of a token that the suite signs itself: each a right token but for one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from conformance.kit import jwt as kit
from conformance.verify_app.draft import CLIENT_CLAIM, Draft, Needs, drawn_id, drawn_name
from conformance.verify_app.forms import COMMON_LEEWAY, NO_TOKEN, Level, Step
from conformance.verify_app.issuer import STRANGER

Change = Callable[[Draft, Needs, Random], Draft]
# Seconds ago. Clocks of two machines, or of one and its containers, may differ by a few seconds: no fault may come of
# that where an application allows the common leeway.
EXPIRED = (1, 30, 90, COMMON_LEEWAY + 10, 86_400)
STRUCTURES: tuple[tuple[str, str | None], ...] = (
    (NO_TOKEN, None),
    ("Bearer without a token", "Bearer"),
    ("a text that is no token", "Bearer not-a-token"),
)


@dataclass(frozen=True)
class Wrong:
    """One way in which a draft is wrong; ``seconds`` as in ``Form``."""

    name: str
    step: Step
    level: Level
    change: Change
    seconds: int = 0


def _expired(seconds: int) -> Change:
    return lambda draft, needs, random: draft.with_claims(exp=draft.at - seconds)


def _future(claim: str, seconds: int) -> Change:
    return lambda draft, needs, random: draft.with_claims(**{claim: draft.at + seconds})


def _without(claim: str) -> Change:
    return lambda draft, needs, random: draft.with_claims(**{claim: None})


def _bit_flipped(draft: Draft, needs: Needs, random: Random) -> Draft:
    place, bit = random.randrange(256), random.randrange(8)
    return replace(draft, after=lambda token: kit.with_signature_bit_flipped(token, place, bit))


def _claims_altered(draft: Draft, needs: Needs, random: Random) -> Draft:
    """A claim that no application looks a user up by, so that nothing but the signature can refuse the token."""
    other = drawn_id(random)
    return replace(draft, after=lambda token: kit.with_claims(token, {"jti": other}))


def _other_client(draft: Draft, needs: Needs, random: Random) -> Draft:
    return draft.with_claims(**{CLIENT_CLAIM[needs.use]: drawn_name(random, 26)})


def _other_pool(draft: Draft, needs: Needs, random: Random) -> Draft:
    base, _, pool = needs.issuer.rpartition("/")
    return draft.with_claims(iss=f"{base}/{pool.partition('_')[0]}_{drawn_name(random, 9)}")


def _other_region(draft: Draft, needs: Needs, random: Random) -> Draft:
    region = needs.issuer.rpartition("/")[2].partition("_")[0]
    other = random.choice([name for name in ("eu-west-1", "ap-south-1", "us-west-2") if name != region])
    return draft.with_claims(iss=needs.issuer.replace(region, other))


def _other_use(draft: Draft, needs: Needs, random: Random) -> Draft:
    return draft.with_claims(token_use="id" if needs.use == "access" else "access")


def _without_group(draft: Draft, needs: Needs, random: Random) -> Draft:
    others = [name for name in draft.claims["cognito:groups"] if name != needs.group]
    return draft.with_claims(**{"cognito:groups": others or None})


def _without_scope(scope: str) -> Change:
    def change(draft: Draft, needs: Needs, random: Random) -> Draft:
        left = [name for name in draft.claims["scope"].split() if name != scope]
        return draft.with_claims(scope=" ".join([*left, f"other/{drawn_name(random, 6)}"]))

    return change


def _in_header(value: str | None) -> Change:
    return lambda draft, needs, random: replace(draft, scheme=lambda token: value)


def _permissions(needs: Needs) -> list[Wrong]:
    found = [
        Wrong(f"without the scope {scope}", Step.PERMISSION, Level.FAULT, _without_scope(scope))
        for scope in needs.scopes
        if needs.use == "access"
    ]
    if needs.group is not None:
        found.append(Wrong(f"not in the group {needs.group}", Step.PERMISSION, Level.FAULT, _without_group))
    return found


def expiry_level(seconds: int) -> Level:
    """What it means that a token is accepted so many seconds after its end."""
    return Level.LEEWAY if seconds <= COMMON_LEEWAY else Level.FAULT


def _times() -> list[Wrong]:
    expired = [Wrong(f"expired {one} s ago", Step.EXPIRY, expiry_level(one), _expired(one), one) for one in EXPIRED]
    return [
        *expired,
        Wrong("nbf an hour ahead", Step.BEYOND, Level.ADVICE, _future("nbf", 3600)),
        Wrong("iat an hour ahead", Step.BEYOND, Level.ADVICE, _future("iat", 3600)),
        Wrong("without exp", Step.BEYOND, Level.ADVICE, _without("exp")),
    ]


def wrong_drafts(needs: Needs) -> list[Wrong]:
    """The wrong forms for an application that needs such tokens, in the order in which they are tried."""
    client, fault = CLIENT_CLAIM[needs.use], Level.FAULT
    return [
        *(Wrong(name, Step.STRUCTURE, fault, _in_header(value)) for name, value in STRUCTURES),
        Wrong("signature altered", Step.SIGNATURE, fault, _bit_flipped),
        Wrong("claims altered after signing", Step.SIGNATURE, fault, _claims_altered),
        Wrong("signed with another key", Step.SIGNATURE, fault, lambda d, n, r: replace(d, key=STRANGER)),
        Wrong("not signed (alg none)", Step.SIGNATURE, fault, lambda d, n, r: d.with_header(alg="none")),
        Wrong("of another client", Step.CLIENT, fault, _other_client),
        Wrong(f"without {client}", Step.CLIENT, fault, _without(client)),
        Wrong("of another pool", Step.ISSUER, fault, _other_pool),
        Wrong("of a pool in another region", Step.ISSUER, fault, _other_region),
        Wrong("without iss", Step.ISSUER, fault, _without("iss")),
        Wrong("token_use of the other kind", Step.USE, fault, _other_use),
        Wrong("without token_use", Step.USE, fault, _without("token_use")),
        *_permissions(needs),
        *_times(),
        Wrong("signed as RS512", Step.BEYOND, Level.ADVICE, lambda d, n, r: d.with_header(alg="RS512")),
        # last: software that limits how often it fetches keys would refuse what follows for another reason
        Wrong("an unknown kid", Step.SIGNATURE, Level.ADVICE, lambda d, n, r: d.with_header(kid=drawn_name(r, 43))),
    ]
