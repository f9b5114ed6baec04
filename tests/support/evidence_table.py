"""Which check reads which recordings, and why the others are applied to none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.areas.tokens.token_attributes import STANDARD
from conformance.checking.exchange import Exchange
from conformance.kit.reading import TOKENS
from conformance.oracle.password_policy import REASONS
from evidence_exchanges import (
    UUIDS,
    SignIn,
    answer,
    discovery_exchange,
    jwks_exchange,
    of_kind,
    refusal_exchange,
    sign_ins,
)

USERS, ALL = frozenset({"api", "oauth"}), frozenset({"api", "oauth", "client-credentials"})
API = frozenset({"api"})


# -- the table ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One application of a check to something recorded."""

    requirement: str
    ids: tuple[str, ...]
    arguments: tuple[Any, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    sign_in: SignIn | None = None  # what the first argument was made of
    superseded: bool = False  # the recording itself says that later ones count instead

    def __str__(self) -> str:
        return f"{self.requirement}:{'+'.join(self.ids)}"


@dataclass(frozen=True)
class Row:
    """Which sign-ins a check applies to, and the values it takes."""

    reads: str
    via: frozenset[str] = USERS
    when: Callable[[SignIn], bool] = lambda s: True
    values: Callable[[SignIn], dict[str, Any]] = lambda s: {}
    more: Callable[[SignIn], tuple[Exchange, ...]] = lambda s: ()  # further exchanges


def _texts(s: SignIn, names: tuple[str, ...] = STANDARD, start: str = "") -> dict[str, str]:
    claims = s.claims["IdToken"]
    chosen = [n for n in claims if (n in names and n != "address") or (start and n.startswith(start))]
    return {n: claims[n] for n in chosen}


def _empty(s: SignIn) -> list[str]:
    return [n for n in STANDARD if not s.claims["IdToken"].get(n)]


def _lifetime(s: SignIn, name: str) -> int:
    """The configured one: whole minutes, of which the life may be a second short."""
    claims = s.claims[name]
    return -(-(claims["exp"] - claims["iat"]) // 60) * 60


def _named_by_sub(s: SignIn) -> bool:
    names = ("username", "cognito:username")
    return s.has(*names) and s.has("sub") and s.first(*names) == s.first("sub")


def _user(s: SignIn) -> tuple[Exchange, ...]:
    return (answer("AdminGetUser", {"UserAttributes": [{"Name": "sub", "Value": s.first("sub")}]}),)


SIGN_INS: dict[str, Row] = {
    "TOKEN-001": Row("either", ALL, lambda s: bool(s.whole_header)),
    "TOKEN-002": Row("either", ALL, lambda s: bool(s.whole_header)),
    "TOKEN-003": Row("both", USERS, lambda s: len(s.whole_header) == 2),
    "TOKEN-004": Row("access"),
    "TOKEN-005": Row("id"),
    "TOKEN-006": Row("either", ALL, lambda s: s.has("iat")),
    "TOKEN-007": Row("either", ALL, lambda s: s.has("iss"), lambda s: {"pool_id": s.first("iss").rsplit("/", 1)[1]}),
    "TOKEN-008": Row("id", values=lambda s: {"client_id": s.first("client_id", "aud")}),
    "TOKEN-009": Row("id"),
    "TOKEN-010": Row("access", ALL, values=lambda s: {"client_id": s.first("aud", "client_id")}),
    "TOKEN-011": Row("access", ALL),
    "TOKEN-012": Row("either", more=_user),
    "TOKEN-013": Row("access", values=lambda s: {"username": s.first("cognito:username", "username")}),
    "TOKEN-014": Row("id", values=lambda s: {"username": s.first("username", "cognito:username")}),
    "TOKEN-015": Row("either", ALL),
    "TOKEN-016": Row("either", when=_named_by_sub),
    "TOKEN-017": Row("both", values=lambda s: {"username": s.first("username")}),
    "TOKEN-018": Row("access", API),
    "TOKEN-019": Row("access", API),
    "TOKEN-020": Row("id", API),
    "TOKEN-021": Row(
        "access",
        when=lambda s: "trigger" not in s.traits,
        values=lambda s: {"attributes": [*STANDARD, *_texts(s, (), "custom:")]},
    ),
    "TOKEN-022": Row("id", when=lambda s: bool(_texts(s)), values=lambda s: {"attributes": _texts(s)}),
    "TOKEN-023": Row(
        "id",
        when=lambda s: s.has("email_verified"),
        values=lambda s: {"expected": str(s.first("email_verified")).lower()},
    ),
    "TOKEN-024": Row(
        "id",
        when=lambda s: s.has("phone_number_verified"),
        values=lambda s: {"expected": str(s.first("phone_number_verified")).lower()},
    ),
    "TOKEN-025": Row(
        "id",
        when=lambda s: "email" in s.claims["IdToken"] and not s.has("email_verified"),
        values=lambda s: {"email": s.first("email")},
    ),
    "TOKEN-026": Row(
        "id", when=lambda s: bool(_texts(s, (), "custom:")), values=lambda s: {"attributes": _texts(s, (), "custom:")}
    ),
    "TOKEN-027": Row(
        "id", when=lambda s: "address" in s.claims["IdToken"], values=lambda s: {"address": "<masked plain string>"}
    ),
    "TOKEN-028": Row("id", values=lambda s: {"shown": _texts(s), "hidden": _empty(s)}),
    "TOKEN-029": Row("id", values=lambda s: {"unset": _empty(s)}),
    "TOKEN-030": Row(
        "either", when=lambda s: bool(s.first("cognito:groups")), values=lambda s: {"groups": s.first("cognito:groups")}
    ),
    "TOKEN-031": Row("either", ALL, lambda s: not s.first("cognito:groups")),
    "TOKEN-032": Row("id"),
    "TOKEN-033": Row("either", when=lambda s: s.revocable),
    "TOKEN-034": Row("either", when=lambda s: s.revocable),
    "TOKEN-036": Row("either", when=lambda s: s.has("event_id")),
    "TOKEN-037": Row("either", ALL),
    "TOKEN-038": Row("either", ALL, lambda s: not s.revocable),
    "TOKEN-039": Row("either", when=lambda s: s.has("exp") and {_lifetime(s, n) for n in TOKENS} == {3600}),
    "TOKEN-040": Row(
        "either", ALL, lambda s: s.expires_in is not None, lambda s: {"lifetime": _lifetime(s, "AccessToken")}
    ),
    "TOKEN-041": Row("access", ALL, lambda s: s.has("exp"), lambda s: {"lifetime": _lifetime(s, "AccessToken")}),
    "TOKEN-042": Row("id", when=lambda s: s.has("exp"), values=lambda s: {"lifetime": _lifetime(s, "IdToken")}),
    "SCOPE-002": Row("access", API),
    "SCOPE-004": Row("either", API),
    "GROUP-003": Row("either", values=lambda s: {"wanted": s.first("cognito:groups") or []}),
    "GROUP-019": Row(
        "id",
        when=lambda s: "cognito:roles" in s.claims["IdToken"],
        values=lambda s: {"roles": s.first("cognito:roles")},
    ),
    "GROUP-020": Row(
        "id",
        when=lambda s: "cognito:preferred_role" in s.claims["IdToken"],
        values=lambda s: {"role": s.first("cognito:preferred_role")},
    ),
    "GROUP-023": Row("access", when=lambda s: "trigger" not in s.traits),
    "SHAPE-020": Row("access", ALL),
    "SHAPE-021": Row("either", ALL),
    "SHAPE-022": Row("id", ALL),
    "SHAPE-023": Row("either", ALL),
    "SHAPE-024": Row("either", ALL, lambda s: s.has("iat")),
}
REFRESHED: dict[str, Row] = {
    "REFRESH-008": Row("either", when=lambda s: s.revocable),
    "REFRESH-009": Row("either", when=lambda s: s.revocable),
    "REFRESH-010": Row("either"),
    "REFRESH-011": Row("either", values=lambda s: {"passed": s.first("iat") - s.first("auth_time")}),
    "REFRESH-012": Row("either"),
    "REFRESH-013": Row("access", API),
    "REFRESH-015": Row("either", values=lambda s: {"groups": s.first("cognito:groups") or []}),
    "ROTATE-016": Row("either", when=lambda s: s.revocable),
    "ROTATE-017": Row("either"),
}
ALONE = {"REFRESH-013", "REFRESH-015"}  # these read the refreshed answer only


def _begun(s: SignIn) -> SignIn:
    """The sign-in that a recorded refresh goes back to: the same session at its auth_time."""
    jtis = dict(zip(TOKENS, (UUIDS["jti"], UUIDS["event_id"]), strict=True))
    claims = {}
    for name in TOKENS:
        now = s.claims[name]
        times = {"iat": now["auth_time"], "exp": now["auth_time"] + now["exp"] - now["iat"]}
        claims[name] = {**now, **times, **({"jti": jtis[name]} if "jti" in now else {})}
    return replace(s, claims=claims)


def _sign_in_cases() -> list[Case]:
    cases = []
    for identifier, row in SIGN_INS.items():
        for s in sign_ins():
            if s.via in row.via and s.reads(row.reads) and row.when(s):
                cases.append(
                    Case(identifier, s.ids, (s.exchange(), *row.more(s)), row.values(s), s, identifier in s.superseded)
                )
    for identifier, row in REFRESHED.items():
        for s in sign_ins():
            if "refreshed" in s.traits and s.via in row.via and s.reads(row.reads) and row.when(s):
                before = () if identifier in ALONE else (_begun(s).exchange(),)
                cases.append(Case(identifier, s.ids, (*before, s.exchange()), row.values(s)))
    by_id = {s.ids[0]: s for s in sign_ins()}
    cases.append(Case("TOKEN-035", ("RT-39", "RT-40"), (by_id["RT-39"].exchange(), by_id["RT-40"].exchange())))
    cases.append(Case("TOKEN-043", ("REFRESH-1",), (by_id["RT-30"].exchange(),)))
    return cases


def _document_cases() -> list[Case]:
    jwks = {r.id: jwks_exchange(r) for r in of_kind("jwks")}
    of_one = ("JWT-001", "JWT-003", "JWT-004", "JWT-005")
    cases = [Case(i, (name,), (document,)) for i in of_one for name, document in jwks.items()]
    cases += [Case("JWT-017", (a, b), (jwks[a], jwks[b])) for a in jwks for b in jwks if a < b]
    token = sign_ins()[0]  # of any pool: what counts is what the document says
    found = jwks["JWKS-5"]  # an access token next to it in the source had the second kid
    kids = dict(zip(TOKENS, (found.get("keys.1.kid"), found.get("keys.0.kid")), strict=True))
    with_kids = replace(token, headers={n: {"kid": kids[n], "alg": "RS256"} for n in TOKENS})
    cases.append(Case("JWT-006", ("JWKS-5",), (with_kids.exchange(), found)))
    for recording in of_kind("discovery"):
        document = discovery_exchange(recording)
        cases += [Case(i, (recording.id,), (document,)) for i in ("JWT-002", "JWT-015", "JWT-016")]
        issuer = _issuer(document)
        signed_in = replace(with_kids, claims={n: {**token.claims[n], "iss": issuer} for n in TOKENS}).exchange()
        cases.append(Case("JWT-013", (recording.id,), (signed_in, document)))
        cases.append(Case("JWT-014", (recording.id, "JWKS-5"), (signed_in, document, found)))
    return cases


OF_ANSWERS = ("SHAPE-001", "SHAPE-012", "SHAPE-013", "SHAPE-014", "SHAPE-016", "SHAPE-017", "SHAPE-026")


def _answer_cases() -> list[Case]:
    """What holds for every answer, and for every document of a pool's pages."""
    kept = {r.id: answer(r.operation, r.payload) for r in of_kind("api-answer")}
    cases = [Case(i, (name,), (shown,)) for i in OF_ANSWERS for name, shown in kept.items()]
    pages = [r for r in of_kind("jwks", "discovery", "userinfo", "oauth-answer") if "members" not in r.payload]
    return cases + [Case("SHAPE-025", (r.id,), (answer(r.operation, r.payload),)) for r in pages]


def _issuer(document: Exchange) -> str:
    """The issuer in the form that tokens have, made of the pool id alone."""
    pool_id = str(document.get("jwks_uri")).split("/")[3]
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


VALIDATION = re.compile(r"1 validation error detected: Value (?:'(?P<value>.*?)' )?at '(?P<member>\S+)' failed to ")
OF_RAW = ("WIRE-002", "WIRE-003", "WIRE-004", "WIRE-005", "WIRE-006", "WIRE-008")  # of refusals kept with their headers


def _refusal_cases() -> list[Case]:
    cases = []
    for recording in of_kind("api-error"):
        refusal, ids = refusal_exchange(recording), (recording.id,)
        raw = recording.header or {}
        if raw:
            cases += [Case(i, ids, (refusal,)) for i in OF_RAW]
        if "x-amzn-RequestId" in raw:
            cases.append(Case("WIRE-007", ids, (refusal,)))
        if match := VALIDATION.match(recording.message):
            cases.append(Case("WIRE-012", ids, (refusal,), {"count": 1}))
            if match["value"]:
                cases.append(Case("WIRE-010", ids, (refusal,), {"value": match["value"], "member": match["member"]}))
        if "WIRE-011" in recording.requirements:
            cases.append(Case("WIRE-011", ids, (refusal,), {"password": "Correct-Horse7"}))
        if "WIRE-013" in recording.requirements:
            cases.append(Case("WIRE-013", ids, (refusal,), {"members": ["tokenValidityUnits.idToken"]}))
        if "WIRE-014" in recording.requirements:
            cases.append(Case("WIRE-014", ids, (refusal,)))
        if recording.code == "InvalidPasswordException":
            cases.append(Case("PWPOLICY-023", ids, (refusal,), {"reasons": list(REASONS.values())}))
    wrong, unknown = (next(r for r in of_kind("api-error") if i in r.requirements) for i in ("PWAUTH-003", "PUEE-001"))
    cases.append(Case("PUEE-003", (wrong.id, unknown.id), (refusal_exchange(wrong), refusal_exchange(unknown))))
    return cases


def cases() -> list[Case]:
    """Every application of a check to something recorded."""
    return [*_sign_in_cases(), *_document_cases(), *_answer_cases(), *_refusal_cases()]


# -- what cannot be applied --------------------------------------------------------------------------------------------

NO_SIGNATURE = "no recording keeps a signature, so nothing can be verified"
NO_ANSWER = "the answer around the tokens was not kept: which members it had is not recorded"
TWO_SIGN_INS = "no recording holds both an API sign-in and a hosted one of the same user"
NO_REFRESH = "no recording holds an answer of the token endpoint and the refresh that followed it"
NOT_APPLIED = {
    "SCOPE-010": TWO_SIGN_INS,
    "SCOPE-013": TWO_SIGN_INS,
    "SCOPE-014": TWO_SIGN_INS,
    "DISC-011": TWO_SIGN_INS,
    "SCOPE-022": NO_REFRESH,
    "SCOPE-023": NO_REFRESH,
    "DISC-008": NO_REFRESH,
    "OREVOKE-019": NO_REFRESH,
    "M2M-021": NO_SIGNATURE,
    "DISC-010": NO_SIGNATURE,
    "JWT-007": NO_SIGNATURE,
    "JWT-008": NO_SIGNATURE,
    "JWT-009": NO_SIGNATURE,
    "JWT-010": NO_SIGNATURE,
    "JWT-011": NO_SIGNATURE,
    "JWT-012": NO_SIGNATURE,
    "JWT-018": NO_SIGNATURE,
    "REFRESH-028": NO_SIGNATURE,
    "REVOKE-009": NO_SIGNATURE,
    "REVOKE-010": NO_SIGNATURE,
    "SIGNOUT-019": NO_SIGNATURE,
    "SIGNOUT-020": NO_SIGNATURE,
    "PWAUTH-002": NO_ANSWER,
    "PWAUTH-005": NO_ANSWER,
    "ADMAUTH-002": NO_ANSWER,
    "REFRESH-003": NO_ANSWER,
    "REFRESH-004": NO_ANSWER,
    "REFRESH-007": NO_ANSWER,
    "REVOKE-018": NO_ANSWER,
    "ROTATE-002": NO_ANSWER,
    "ROTATE-019": NO_ANSWER,
    "REFRESH-014": "what the user's attributes were at the time of a recorded refresh is not known",
    "CONFIRM-014": "whose alias moved is not known of any recorded token",
    "EXPIRY-008": "at what time by another clock a recorded sign-in was made is not known",
    "TOKEN-049": "another Region than the one signed for is not known of any recorded token",
    "EFFECT-104": "that another user was deleted or changed in between is not known of any recorded answer",
    "EFFECT-014": "which attribute was changed before a recorded sign-in is not known",
    "GROUP-028": "which group was deleted before a recorded sign-in is not known",
    "ADMUSER-038": "which groups a deleted user of the name had is not known of any recorded token",
    "ADMUSER-041": "whose address it was before is not known of any recorded token",
    "ADMUSER-053": "whose address it was in another pool is not known of any recorded token",
    "ADMUSER-056": "that another pool changed a password in between is not known of any recorded answer",
    "ALIAS-059": "no recorded sign-in came after a recovery by another name",
    "ALIAS-062": "no recorded sign-in came after a recovery by another name",
    "GROUP-021": "which Precedence the groups had is not known of any recorded token",
    "GROUP-022": "which Precedence the groups had is not known of any recorded token",
    "WIRE-001": "no accepted answer was recorded with its headers",
    "WIRE-009": "no answer with dates was recorded",
    "WIRE-015": "no refusal of a missing code was recorded with its text",
    "WIRE-016": "no text of a missing member was recorded",
    "WIRE-024": "no answer to an unsigned request was recorded",
    "WIRE-025": "no answer to an unsigned request was recorded",
    "WIRE-028": "no answer to broken JSON was recorded",
    "WIRE-029": "no answer to an unknown operation was recorded",
}
# Which checks must be in the table or in NOT_APPLIED: those with such a parameter, and all of these modules.
READ_BY_TABLE = {"signed_in", "refreshed", "rotated", "jwks", "discovery"}
STRICT = ("tokens", "token_attributes", "token_lifetimes", "jwt_validation", "wire_protocol")
