"""openid-client: a certified OpenID Connect client for Node, with the pool's domain as its provider."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from conformance.judges.bench import resigned
from conformance.judges.case import Case, Unreached
from conformance.transport.installs import node_program
from conformance.transport.programs import Program, ProgramLost

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "openid-client"
ABOUT = "an OpenID Connect client for Node"
CALLBACK = "https://app.example.com/callback"
AUTHORIZE = "/oauth2/authorize"
NOBODY = "nOsUcHpOoL"


def version() -> str:
    """The package's version. Raises ``NotInstalled``."""
    locked = json.loads((node_program(__package__, NAME) / "package-lock.json").read_text("utf-8"))
    return str(locked["packages"][f"node_modules/{NAME}"]["version"])


def cases(bench: Bench) -> Iterator[Case]:
    """Discovery; code with PKCE, state and nonce, the ID token's signature checked; refresh; userInfo."""
    party = _Party(bench)
    discovery, code, refresh, info = "discovery", "code with PKCE", "refresh", "userInfo"
    served_at = bench.running.issuer(bench.pool.id)
    yield Case(discovery, "right", "the issuer that the document names", lambda: party.discovery(bench.issuer))
    yield Case(discovery, "wrong", "the issuer of a pool that does not exist", lambda: party.discovery(party.nobody()))
    if served_at.replace("127.0.0.1", "localhost") != bench.issuer:  # two names of one host
        yield Case("discovery at its own address", "right", "where it is served", lambda: party.discovery(served_at))
    yield Case(code, "right", "the code and its verifier", party.exchange, ("OTOKEN-001",))
    yield Case(code, "wrong", "another verifier", lambda: party.exchange(wrong=True), ("OTOKEN-015",))
    nonce = "the nonce of the request"
    yield Case("nonce in the ID token", "right", nonce, lambda: party.exchange(nonce=True), ("AUTHZ-021",))
    yield Case(refresh, "right", "the refresh token", lambda: party.refresh("refresh"))
    yield Case(refresh, "wrong", "an access token in its place", lambda: party.refresh("access"))
    yield Case(info, "right", "the access token", lambda: party.user_info(lambda token: token))
    yield Case(info, "wrong", "a bit of its signature changed", lambda: party.user_info(resigned))


class _Party:
    """The client of one pool, and the tokens it got."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.tokens: dict[str, str] = {}
        self._adopted: dict[str, Any] | None = None

    def ask(self, do: str, **members: Any) -> dict[str, Any]:
        """One answer of the program."""
        relay = self.bench.relay.url
        answer = _program().ask({"do": do, "relay": relay, "name": self.bench.pool.id, **members})
        if not isinstance(answer.get("refused"), str):
            raise ProgramLost(f"{NAME} answered {sorted(answer)}")
        return answer

    def discovery(self, issuer: str) -> str:
        """The client's verdict on the document below this address as the one of this issuer."""
        return str(self.ask("discover", issuer=issuer, clientId=self.client_id, name="")["refused"])

    def nobody(self) -> str:
        """The issuer of a pool that does not exist."""
        return self.bench.issuer.replace(self.bench.pool.id, f"{self.bench.running.region}_{NOBODY}")

    @property
    def client_id(self) -> str:
        """The app client with the callback."""
        return self.bench.application(CALLBACK).id

    def document(self) -> dict[str, Any]:
        """The discovery document of the pool with its domain, adopted as it is: what follows is about the flows."""
        if self._adopted is None:
            assert self.bench.hosted  # the domain comes first: the document names it
            with self.bench.turn:
                found = self.bench.s.discovery(self.bench.pool)
            document = dict(found.response) if found.ok else {}
            if not document:
                raise Unreached(f"there is no discovery document: HTTP {found.status}", offered=False)
            refused = self.ask("adopt", document=document, clientId=self.client_id)["refused"]
            if refused:
                raise ProgramLost(f"{NAME} takes no metadata: {refused}")
            self._adopted = document
        return self._adopted

    def exchange(self, *, wrong: bool = False, nonce: bool = False) -> str:
        """A sign-in by the suite's own browser, and the exchange by the client."""
        start = str(self.document().get("authorization_endpoint", ""))
        begun = self.ask("begin", redirectUri=CALLBACK, scope="openid email profile", nonce=nonce)
        if begun["refused"]:
            return str(begun["refused"])
        arrival = self.bench.browse(str(begun["url"]), start.removesuffix(AUTHORIZE))
        answer = self.ask("finish", flow=begun["flow"], callback=arrival.url, wrong=wrong)
        if not answer["refused"] and not wrong:
            self.tokens = {name: str(answer.get(name) or "") for name in ("access", "refresh", "sub")}
        return str(answer["refused"])

    def had(self, name: str) -> str:
        """A token of the exchange."""
        self.document()
        if not self.tokens.get(name):
            raise Unreached(f"the exchange gave no {name} token")
        return self.tokens[name]

    def refresh(self, name: str) -> str:
        """A refresh with this token."""
        return str(self.ask("refresh", token=self.had(name))["refused"])

    def user_info(self, made: Any) -> str:
        """userInfo with the access token, or with a changed copy."""
        return str(self.ask("userInfo", token=made(self.had("access")), sub=self.had("sub"))["refused"])


@cache
def _program() -> Program:
    return Program(NAME, [shutil.which("node") or "node", str(node_program(__package__, NAME) / "judge.mjs")])
