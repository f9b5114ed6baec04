"""pycognito: SRP and the verification of tokens, as scripts in Python do it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from conformance.judges.bench import PASSWORD, WRONG
from conformance.judges.case import Case
from conformance.transport.installs import python_environment
from conformance.transport.programs import Program

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "pycognito"
ABOUT = "a client for Python: SRP, tokens"
WANTED = ("pycognito==2024.5.1",)


def version() -> str:
    """The package's version. Raises ``NotInstalled``."""
    python_environment(NAME, *WANTED)
    return WANTED[0].partition("==")[2]


def cases(bench: Bench) -> Iterator[Case]:
    """Sign-in by SRP, and verification of both tokens: this client derives the issuer from the pool's id and region."""

    def signed_in(password: str) -> str:
        key, secret = bench.running.made_up_keys
        return _program().refusal(
            _common(bench)
            | {
                "do": "srp",
                "username": bench.user.login,
                "password": password,
                "endpoint": bench.relay.url,
                "key": key,
                "secret": secret,
            }
        )

    def verified(token: str, use: str) -> str:
        return _program().refusal(
            _common(bench)
            | {
                "do": "verify",
                "token": token,
                "use": use,
                "access": bench.session.access,
                "jwks": bench.jwks(bench.pool),
            }
        )

    yield Case("SRP sign-in", "right", "the right password", lambda: signed_in(PASSWORD))
    yield Case("SRP sign-in", "wrong", "a wrong password", lambda: signed_in(WRONG))
    yield from bench.tokens_judged(verified)


def _common(bench: Bench) -> dict[str, Any]:
    return {"pool": bench.pool.id, "client": bench.client.id, "region": bench.running.region}


@cache
def _program() -> Program:
    python = python_environment(NAME, *WANTED) / "bin" / "python"
    return Program(NAME, [str(python), str(files(__package__) / "judge.py")])
