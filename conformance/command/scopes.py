"""One user's tokens from the API and the hosted UI, scope by scope, for the report's page. Changes no verdict.

Collected once, at the end of a run that was about the area ``hosted-scopes``: a sign-in through the API, and one at the
pool's domain for each of a few sets of scopes. What Cognito has comes from the catalog's requirements and from the
recordings of the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.evidence import load_evidence
from conformance.flows.hosted_sign_in import READABLE, user_info, web_client, web_pool, web_tokens, web_user
from conformance.kit.reading import claims_in, part_of
from conformance.run.stop import RunOver
from conformance.scenario import ExampleOver
from conformance.scenario.unjudged import Quiet
from conformance.strategies.scopes import ADMIN
from conformance.transport.driver import TargetLost

if TYPE_CHECKING:
    from conformance.run.engine import Engine
    from conformance.scenario.resources import Client, User

API: tuple[str, ...] = ()
SETS: tuple[tuple[str, ...], ...] = (
    ("openid",),
    ("openid", "email"),
    ("openid", "phone"),
    ("openid", "profile"),
    ("openid", "email", "phone", "profile"),
    (ADMIN,),
    ("openid", "email", "phone", "profile", ADMIN),
)
ACCESS = ("token_use", "scope", "version", "client_id", "username", "sub", "iss", "jti", "origin_jti", "auth_time")
IDENTITY = ("token_use", "at_hash", "aud", "cognito:username", "sub", "iss", "jti", "origin_jti", "auth_time")
PRESENT, ABSENT = "present", "absent"
LONGEST = 120  # characters kept of a value


@dataclass
class Token:
    """The tokens of one sign-in, and what its access token could be used for."""

    scopes: tuple[str, ...]  # empty: through the API
    reason: str = ""  # why there are no tokens
    access: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, Any] = field(default_factory=dict)
    may: Mapping[str, str] = field(default_factory=dict)

    @property
    def api(self) -> bool:
        """Whether this is the API's."""
        return self.scopes == API


@dataclass(frozen=True)
class Rule:
    """Cognito's value, and the requirement that states it."""

    should: str
    by: str


def collect(engine: Engine) -> None:
    """Write the event ``scopes``, if the run was about them and the target has a hosted UI. Raises ``JournalError``."""
    asked = engine.selected is None or any(i.startswith("SCOPE-") for i in engine.selected)
    if engine.over is not None or not asked or "hosted-ui" not in engine.running.capabilities:
        return
    try:
        tokens = _tokens(Quiet(engine, "scopes"))
    except (TargetLost, RunOver) as lost:
        engine.journal.write("note", text=f"the page on scopes could not be made: {lost}")
        return
    if tokens:
        engine.journal.write("scopes", **comparison(tokens, engine.redactor.text))


def _tokens(s: Quiet) -> list[Token]:
    """The tokens, the API's first; empty if the target turns out to have no hosted UI."""
    try:
        pool = web_pool(s)
        client = web_client(s, pool, EnableTokenRevocation=True)
        user = web_user(s, pool, "scopes")
    except ExampleOver:
        return []
    found = [_one(s, API, client, user)]
    found += [_one(s, scopes, client, user) for scopes in SETS]
    return found if any(token.access for token in found[1:]) else []


def _one(s: Quiet, scopes: tuple[str, ...], client: Client, user: User) -> Token:
    try:
        if scopes == API:
            answer = s.sign_in(client, user).exchange
            access, identity = claims_in(answer, "AccessToken"), claims_in(answer, "IdToken")
            text = str(answer.get("AuthenticationResult.AccessToken"))
        else:
            answer = web_tokens(s, client, user, " ".join(scopes), "-".join(scopes))
            access, identity = (part_of(str(answer.get(name)), 1) for name in ("access_token", "id_token"))
            text = str(answer.get("access_token"))
    except ExampleOver:
        return Token(scopes, reason=s.ended[1])
    calls = {"GetUser": s.call("GetUser", AccessToken=text), "userInfo": user_info(s, client.pool, text)}
    may = {name: "accepted" if call.ok else f"refused: {call.code}" for name, call in calls.items()}
    return Token(scopes, access=access, identity=identity, may=may)


# -- what Cognito has -------------------------------------------------------------------------------------------------


def rule(part: str, name: str, scopes: tuple[str, ...]) -> Rule | None:
    """The catalog's statement on a claim or a call; None where it has none, or where sources disagree."""
    rules: dict[str, Callable[[str, tuple[str, ...]], Rule | None]] = {
        "access": _in_access,
        "id": _in_identity,
        "may": _may,
    }
    return rules[part](name, scopes)


def _in_access(name: str, scopes: tuple[str, ...]) -> Rule | None:
    if name == "scope":
        return Rule(ADMIN, "SCOPE-002") if scopes == API else Rule(" ".join(scopes), "SCOPE-001")
    if name == "version":
        return Rule(ABSENT, "SCOPE-004") if scopes == API else Rule("2", "SCOPE-003")
    if scopes == API:
        return None
    if name in READABLE[:5]:
        return Rule(ABSENT, "SCOPE-011")
    if name == "token_use":
        return Rule("access", "SCOPE-009")
    if name == "origin_jti":
        return Rule(PRESENT, "SCOPE-012") if "openid" in scopes else None
    return Rule(PRESENT, "SCOPE-009") if name in ACCESS else None


def _in_identity(name: str, scopes: tuple[str, ...]) -> Rule | None:
    if scopes == API:
        return Rule(ABSENT, "SCOPE-004") if name == "at_hash" else None
    if "openid" not in scopes:
        return Rule(ABSENT, "SCOPE-007")
    if name == "token_use":
        return Rule("id", "SCOPE-008")
    if name == "at_hash":
        return Rule(PRESENT, "SCOPE-005")
    if name == "origin_jti":
        return Rule(PRESENT, "SCOPE-012")
    return _attribute(name, scopes) if name in READABLE else None


def _attribute(name: str, scopes: tuple[str, ...]) -> Rule | None:
    if scopes == ("openid",):
        return None if name == "nickname" else Rule(PRESENT, "SCOPE-013")
    of = next((scope for scope in ("email", "phone") if name.startswith(scope)), "")
    if of and of in scopes:
        return Rule(PRESENT, "SCOPE-014")
    alone = {"email", "phone"} & set(scopes) and "profile" not in scopes
    return Rule(ABSENT, "SCOPE-015") if of and alone else None


def _may(name: str, scopes: tuple[str, ...]) -> Rule | None:
    if name == "GetUser":
        if scopes == API:
            return Rule("accepted", "ACCESS-001")
        return Rule("accepted", "SCOPE-019") if ADMIN in scopes else Rule("refused", "SCOPE-016")
    if scopes == API:
        return Rule("refused", "UINFO-013")
    return Rule("accepted", "UINFO-001") if "openid" in scopes else Rule("refused", "UINFO-014")


def fits(seen: str | None, wanted: Rule | None) -> bool | None:
    """Whether the value seen matches Cognito's; None where the catalog has no statement."""
    if wanted is None:
        return None
    if wanted.should in (PRESENT, ABSENT):
        return (seen is not None) == (wanted.should == PRESENT)
    if wanted.should in ("accepted", "refused"):
        return (seen or "").startswith(wanted.should)
    return seen is not None and set(seen.split()) == set(wanted.should.split())


# -- the event --------------------------------------------------------------------------------------------------------


def comparison(tokens: Sequence[Token], clean: Callable[[str], str]) -> dict[str, Any]:
    """The members of the event: one row for each claim and call, one cell for each token."""
    rows = []
    for part, names in _names(tokens).items():
        for name in names:
            cells = [_cell(part, name, token, clean) for token in tokens]
            rows.append({"part": part, "name": name, "cells": cells, "recorded": _recorded(part, name)})
    described = [{"scopes": list(t.scopes), "reason": clean(t.reason)[:LONGEST]} for t in tokens]
    return {"tokens": described, "rows": rows, "sources": _sources()}


def _names(tokens: Sequence[Token]) -> dict[str, list[str]]:
    """The claims to show: a fixed list, then all others that a token has."""
    found = {"access": [*ACCESS, *READABLE], "id": [*IDENTITY, *READABLE], "may": ["GetUser", "userInfo"]}
    for token in tokens:
        found["access"] += token.access
        found["id"] += token.identity
    return {part: [n for n in dict.fromkeys(names) if n not in ("iat", "exp")] for part, names in found.items()}


def _cell(part: str, name: str, token: Token, clean: Callable[[str], str]) -> dict[str, Any]:
    claims: Mapping[str, Any] = {"access": token.access, "id": token.identity, "may": token.may}[part]
    value = claims.get(name)
    seen = None if value is None else _text(value)
    wanted = rule(part, name, token.scopes) if not token.reason else None
    members = {"seen": None if seen is None else clean(seen)[:LONGEST], "fits": fits(seen, wanted)}
    return members | ({"should": wanted.should, "by": wanted.by} if wanted else {})


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tokens_of_real_pools() -> list[Any]:
    """Recorded tokens of sign-ins by name and password, as a pool issues them without triggers."""
    kinds, skipped = ("access-token", "id-token"), {"trigger", "federated", "excerpt", "refreshed"}
    tokens = [r for r in load_evidence().values() if r.kind in kinds and r.via in ("api", "oauth")]
    return [r for r in tokens if not skipped & set(r.traits)]


def _recorded(part: str, name: str) -> dict[str, list[int]]:
    """In how many of how many recorded tokens a claim occurs, by issuer (API or hosted UI)."""
    if part == "may":
        return {}
    kind = "access-token" if part == "access" else "id-token"
    found = {}
    for via, column in (("api", "api"), ("oauth", "hosted")):
        recorded = [r for r in _tokens_of_real_pools() if r.kind == kind and r.via == via]
        found[column] = [sum(1 for r in recorded if name in r.payload), len(recorded)]
    return found


def _sources() -> list[str]:
    return sorted({r.source for r in _tokens_of_real_pools() if r.source.startswith("https://")})
