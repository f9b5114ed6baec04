"""The wrong forms: each a right token but for one thing, with the step of the documentation that it breaks.

The steps are those of "Verifying JSON web tokens" in the developer guide of Amazon Cognito.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from conformance.kit import jwt as kit
from conformance.verify_app.draft import CLIENT_CLAIM, Draft, Needs, drawn_id, drawn_name
from conformance.verify_app.issuer import STRANGER

COMMON_LEEWAY = 300  # seconds; what .NET's TokenValidationParameters allows by default


class Level(Enum):
    """What it means that an application accepts a form."""

    FAULT = "fault"  # a step of the documentation, or a requirement the user named, is not kept
    LEEWAY = "leeway"  # within the leeway that libraries allow by default: reported, no fault
    ADVICE = "advice"  # no step forbids it, or it harms nobody; stricter applications refuse it


class Step(Enum):
    """A step of the validation."""

    STRUCTURE = "structure"
    SIGNATURE = "signature"
    EXPIRY = "exp"
    CLIENT = "aud or client_id"
    ISSUER = "iss"
    USE = "token_use"
    PERMISSION = "scope or group"
    BEYOND = "beyond the documentation"


CHANGES = {
    Step.STRUCTURE: "Refuse a request whose Authorization header is not one well-formed bearer token.",
    Step.SIGNATURE: "Verify the signature with the key of the pool's JWKS that the header's kid names, as RS256 only.",
    Step.EXPIRY: "Refuse a token whose exp has passed; keep the leeway under a minute or so.",
    Step.CLIENT: "Compare aud (ID token) or client_id (access token) with the id of your app client.",
    Step.ISSUER: "Compare iss with the issuer of your pool, the whole text.",
    Step.USE: "Compare token_use with the one kind of token that this endpoint takes.",
    Step.PERMISSION: "Check the required scope (scope claim) or group (cognito:groups) in addition to the token.",
    Step.BEYOND: "Not required; a stricter setting of your library refuses it.",
}
Change = Callable[[Draft, Needs, Random], Draft]


@dataclass(frozen=True)
class Form:
    """One way in which a token is wrong. ``seconds`` is how far a time is off, for forms that measure the leeway."""

    name: str
    step: Step
    level: Level
    change: Change
    seconds: int = 0


def _expired(seconds: int) -> Change:
    return lambda draft, needs, random: draft.with_claims(exp=int(time.time()) - seconds)


def _future(claim: str, seconds: int) -> Change:
    return lambda draft, needs, random: draft.with_claims(**{claim: int(time.time()) + seconds})


def _without(claim: str) -> Change:
    return lambda draft, needs, random: draft.with_claims(**{claim: None})


def _bit_flipped(draft: Draft, needs: Needs, random: Random) -> Draft:
    place, bit = random.randrange(256), random.randrange(8)
    return replace(draft, after=lambda token: kit.with_signature_bit_flipped(token, place, bit))


def _claims_altered(draft: Draft, needs: Needs, random: Random) -> Draft:
    other = drawn_id(random)
    return replace(draft, after=lambda token: kit.with_claims(token, {"sub": other}))


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


def _in_header(made: Callable[[str], str | None]) -> Change:
    return lambda draft, needs, random: replace(draft, scheme=made)


def _permissions(needs: Needs) -> list[Form]:
    found = [
        Form(f"without the scope {scope}", Step.PERMISSION, Level.FAULT, _without_scope(scope))
        for scope in needs.scopes
        if needs.use == "access"
    ]
    if needs.group is not None:
        found.append(Form(f"not in the group {needs.group}", Step.PERMISSION, Level.FAULT, _without_group))
    return found


def _times() -> list[Form]:
    expired = [
        Form(
            f"expired {seconds} s ago",
            Step.EXPIRY,
            Level.LEEWAY if seconds <= COMMON_LEEWAY else Level.FAULT,
            _expired(seconds),
            seconds,
        )
        for seconds in (1, 30, 90, 301, 86_400)
    ]
    return [
        *expired,
        Form("nbf an hour ahead", Step.BEYOND, Level.ADVICE, _future("nbf", 3600)),
        Form("iat an hour ahead", Step.BEYOND, Level.ADVICE, _future("iat", 3600)),
        Form("without exp", Step.BEYOND, Level.ADVICE, _without("exp")),
    ]


def wrong_forms(needs: Needs) -> list[Form]:
    """The wrong forms for an application that needs such tokens, in the order in which they are tried."""
    client, fault = CLIENT_CLAIM[needs.use], Level.FAULT
    return [
        Form("no token", Step.STRUCTURE, fault, _in_header(lambda token: None)),
        Form("Bearer without a token", Step.STRUCTURE, fault, _in_header(lambda token: "Bearer")),
        Form("a text that is no token", Step.STRUCTURE, fault, _in_header(lambda token: "Bearer not-a-token")),
        Form("signature altered", Step.SIGNATURE, fault, _bit_flipped),
        Form("claims altered after signing", Step.SIGNATURE, fault, _claims_altered),
        Form("signed with another key", Step.SIGNATURE, fault, lambda d, n, r: replace(d, key=STRANGER)),
        Form("not signed (alg none)", Step.SIGNATURE, fault, lambda d, n, r: d.with_header(alg="none")),
        Form("of another client", Step.CLIENT, fault, _other_client),
        Form(f"without {client}", Step.CLIENT, fault, _without(client)),
        Form("of another pool", Step.ISSUER, fault, _other_pool),
        Form("of a pool in another region", Step.ISSUER, fault, _other_region),
        Form("without iss", Step.ISSUER, fault, _without("iss")),
        Form("token_use of the other kind", Step.USE, fault, _other_use),
        Form("without token_use", Step.USE, fault, _without("token_use")),
        *_permissions(needs),
        *_times(),
        Form("signed as RS512", Step.BEYOND, Level.ADVICE, lambda d, n, r: d.with_header(alg="RS512")),
        # last: software that limits how often it fetches keys would refuse what follows for another reason
        Form("an unknown kid", Step.SIGNATURE, Level.ADVICE, lambda d, n, r: d.with_header(kid=drawn_name(r, 43))),
    ]
