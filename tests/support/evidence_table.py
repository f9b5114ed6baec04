"""How recordings are put before checks: exchanges made of recorded tokens and documents, and which check reads what.

A check of a sign-in reads two tokens, and mostly one of them was recorded. The other one is then a *companion*: it
takes the shared claims from the recorded one and is otherwise as it should be, so that a difference comes from the
recording.
Values that a source masked or cut are replaced by values of the right form; nothing else is added or left out.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.areas.tokens.token_attributes import STANDARD
from conformance.checking.exchange import Exchange
from conformance.evidence import Recording, load_evidence
from conformance.kit.reading import TOKENS
from conformance.oracle.password_policy import REASONS

Claims = dict[str, Any]
REVOCATION_BEGAN = "2021-06-10"  # before, no token had an origin_jti
USERS, ALL = frozenset({"api", "oauth"}), frozenset({"api", "oauth", "client-credentials"})
API = frozenset({"api"})
UUIDS = {
    "sub": "0f0e0d0c-0000-7000-8000-000000000001",
    "origin_jti": "0f0e0d0c-0000-4000-8000-000000000002",
    "event_id": "0f0e0d0c-0000-4000-8000-000000000003",
    "jti": "0f0e0d0c-0000-4000-8000-000000000004",
}
POOL_ID, CLIENT_ID = "us-east-1_Completed", "1completed0completed0compl"
ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
RESTORED: Claims = {
    **UUIDS,
    "iss": ISSUER,
    "aud": CLIENT_ID,
    "client_id": CLIENT_ID,
    "auth_time": 1_600_000_000,
    "iat": 1_600_000_000,
    "exp": 1_600_003_600,
}
COMPANION_JTI = "0f0e0d0c-0000-4000-8000-000000000005"
SHARED = ("sub", "iss", "event_id", "origin_jti", "auth_time", "iat", "exp", "cognito:groups")
EXPIRES_IN = {"RT-06": 3600, "RT-07": 3600, "RT-21": 3600}  # recorded next to these tokens: FRAG-1, TE-1


def jwt(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A token in the form of a JWT with a signature that is none."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join((*parts, "bm9uZQ"))


@dataclass(frozen=True)
class SignIn:
    """A sign-in of which one token or both were recorded."""

    ids: tuple[str, ...]  # of the recordings
    via: str
    recorded: str  # the earliest date
    headers: Mapping[str, Claims]
    claims: Mapping[str, Claims]
    kept: Mapping[str, frozenset[str]]  # by token: claims with the value that was sent; none for a companion
    whole_header: frozenset[str]  # tokens whose header was recorded
    traits: frozenset[str] = frozenset()
    superseded: frozenset[str] = frozenset()
    expires_in: int | None = None

    def exchange(self) -> Exchange:
        """The answer in which these tokens came."""
        tokens = {name: jwt(self.headers[name], self.claims[name]) for name in TOKENS}
        result = {**tokens, "RefreshToken": refresh_token(), "TokenType": "Bearer"}
        result["ExpiresIn"] = self.expires_in or 3600
        return answer("InitiateAuth", {"AuthenticationResult": result, "ChallengeParameters": {}})

    def reads(self, which: str) -> bool:
        """Whether the token that a check reads (access, id, either, both) was recorded."""
        has = {"access": bool(self.kept["AccessToken"]), "id": bool(self.kept["IdToken"])}
        return any(has.values()) if which == "either" else all(has.values()) if which == "both" else has[which]

    def has(self, *claims: str) -> bool:
        """Whether one of these claims was recorded, in whichever token."""
        return any(claim in kept for kept in self.kept.values() for claim in claims)

    def first(self, *claims: str) -> Any:
        """The value of the first of these claims that was recorded, else the restored one."""
        for claim in claims:
            for name in TOKENS:
                if claim in self.kept[name]:
                    return self.claims[name][claim]
        return next((self.claims[n][c] for c in claims for n in TOKENS if c in self.claims[n]), None)

    @property
    def revocable(self) -> bool:
        """Whether the client surely issues tokens that can be revoked."""
        return self.has("origin_jti") or (self.via == "api" and self.recorded >= REVOCATION_BEGAN)

    def changed(self, name: str, header: Claims | None = None, claims: Claims | None = None, drop: str = "") -> SignIn:
        """The same with something else in one token."""
        new_claims = {k: v for k, v in {**self.claims[name], **(claims or {})}.items() if k != drop}
        new_header = {k: v for k, v in {**self.headers[name], **(header or {})}.items() if k != drop}
        return replace(self, claims={**self.claims, name: new_claims}, headers={**self.headers, name: new_header})


def answer(operation: str, response: Mapping[str, Any], **more: Any) -> Exchange:
    """An exchange with this body."""
    return Exchange(operation, {}, more.pop("status", 200), body=json.dumps(response), response=response, **more)


def refresh_token() -> str:
    """A refresh token with the recorded header and four parts that nobody can read."""
    header = load_evidence()["REFRESH-1"].header
    assert header is not None
    return ".".join([base64.urlsafe_b64encode(json.dumps(header, separators=(",", ":")).encode()).decode(), *"abcd"])


def _name(recording: Recording) -> str:
    return "AccessToken" if recording.kind == "access-token" else "IdToken"


def _completed(recording: Recording) -> Claims:
    """The recorded claims, with values in the place of those that were masked, and what came after a cut."""
    claims = dict(recording.payload)
    claims |= {claim: RESTORED[claim] for claim in recording.altered if claim in RESTORED}
    if "excerpt" in recording.traits:
        begun = claims.get("auth_time", RESTORED["auth_time"])
        claims = {"iat": begun, "exp": begun + 3600} | claims
    return claims


def _companion(name: str, other: Claims) -> Claims:
    """What the other token of the sign-in must have looked like."""
    shared = {claim: other[claim] for claim in SHARED if claim in other}
    shared.setdefault("auth_time", other["iat"])
    if name == "AccessToken":
        own = {
            "client_id": other["aud"],
            "username": other["cognito:username"],
            "token_use": "access",
            "jti": COMPANION_JTI,
            "scope": "aws.cognito.signin.user.admin",
        }
    else:
        own = {"aud": other["client_id"], "cognito:username": other.get("username", "someone"), "token_use": "id"}
        own |= {"jti": COMPANION_JTI} if "origin_jti" in other else {}
    return {**shared, **own}


def _sign_in(recordings: list[Recording]) -> SignIn:
    by_name = {_name(r): r for r in recordings}
    claims = {name: _completed(r) for name, r in by_name.items()}
    for name in TOKENS:
        if name not in claims:
            claims[name] = _companion(name, next(iter(claims.values())))
    ids = tuple(r.id for r in recordings)
    kept = {name: frozenset(set(r.payload) - set(r.altered)) for name, r in by_name.items()}
    headers = {name: dict(r.header) for name, r in by_name.items() if r.header}
    return SignIn(
        ids,
        recordings[0].via,
        min(r.recorded for r in recordings),
        {name: headers.get(name, {"kid": f"{name}=", "alg": "RS256"}) for name in TOKENS},
        claims,
        {name: kept.get(name, frozenset()) for name in TOKENS},
        frozenset(headers),
        frozenset(t for r in recordings for t in r.traits),
        frozenset(i for r in recordings for i in r.superseded),
        next((EXPIRES_IN[i] for i in ids if i in EXPIRES_IN), None),
    )


def sign_ins() -> list[SignIn]:
    """Every recorded access and ID token, those of one sign-in together."""
    found, tokens = [], {i: r for i, r in load_evidence().items() if r.kind in ("access-token", "id-token")}
    for recording in tokens.values():
        if recording.same_sign_in and recording.kind == "id-token":
            continue
        partner = [tokens[recording.same_sign_in]] if recording.same_sign_in else []
        found.append(_sign_in([recording, *partner]))
    return found


# -- documents and refusals --------------------------------------------------------------------------------------------


def jwks_exchange(recording: Recording) -> Exchange:
    """The JWKS, each modulus filled up to its recorded length: the first 20 characters are those that were sent."""
    keys = [{**key, "n": _modulus(key["n"])} for key in recording.payload["keys"]]
    return answer("GET /.well-known/jwks.json", {**recording.payload, "keys": keys})


def _modulus(cut: str) -> str:
    match = re.fullmatch(r"([\w-]{20})\.\.\. \((\d+) characters\)", cut)
    assert match, cut
    return match[1].ljust(int(match[2]), "A")


def discovery_exchange(recording: Recording) -> Exchange:
    """The discovery document; what its author blanked or cut off is filled in."""
    body = dict(recording.payload)
    if recording.altered:
        for name in recording.altered:
            text = str(body[name]).replace("us-east-1_[redacted]", POOL_ID)
            text = text.replace("${aws-region}", "us-east-1").replace("${cognito_pool_id}", POOL_ID)
            body[name] = text or "https://blanked.auth.us-east-1.amazoncognito.com/oauth2/somewhere"
    if "excerpt" in recording.traits:
        body.setdefault("userinfo_endpoint", body["token_endpoint"].replace("token", "userInfo"))
        body.setdefault("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post"])
    return answer("GET /.well-known/openid-configuration", body)


def refusal_exchange(recording: Recording) -> Exchange:
    """The refusal; status 400 where the source did not keep it."""
    headers = {name.lower(): str(value) for name, value in (recording.header or {}).items()}
    return answer(
        recording.operation,
        recording.payload,
        status=recording.status or 400,
        headers=headers,
        outcome="error",
        code=recording.code,
        message=recording.message,
    )


def of_kind(*kinds: str) -> list[Recording]:
    """The recordings of these kinds that others have published; the suite's own have references for values."""
    return [r for r in load_evidence().values() if r.kind in kinds and not r.drawn]


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


OF_ANSWERS = ("SHAPE-001", "SHAPE-012", "SHAPE-013", "SHAPE-014", "SHAPE-016", "SHAPE-017")


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
    "EFFECT-014": "which attribute was changed before a recorded sign-in is not known",
    "GROUP-028": "which group was deleted before a recorded sign-in is not known",
    "ADMUSER-038": "which groups a deleted user of the name had is not known of any recorded token",
    "ADMUSER-041": "whose address it was before is not known of any recorded token",
    "ADMUSER-053": "whose address it was in another pool is not known of any recorded token",
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
