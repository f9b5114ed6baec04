"""What a client of the API is asked to do on a target, in right and in wrong form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from conformance.judges.bench import PASSWORD, WRONG, resigned
from conformance.judges.case import Case
from conformance.judges.manifest import Manifest

if TYPE_CHECKING:
    from conformance.judges.bench import Bench
    from conformance.transport.programs import Program

# The requirements that a client's answer is about, in right and in wrong form; a manifest may name others.
DECIDED = {
    "srp": (("SRP-002",), ("SRP-008",)),
    "sign_in": (("PWAUTH-001",), ("PWAUTH-003",)),
    "refresh": (("REFRESH-001",), ("REFRESH-020",)),
    "get_user": (("ACCESS-001",), ("ACCESS-007",)),
}
WORDS = {"srp": "SRP sign-in", "sign_in": "password sign-in", "refresh": "refreshed session", "get_user": "get-user"}


def client_cases(manifest: Manifest, asked: Program, bench: Bench) -> Iterator[Case]:
    """The tasks that the manifest names."""

    def does(do: str, **more: str) -> str:
        return asked.refusal(question(bench, do) | more)

    for do in manifest.does:
        word, own = WORDS[do], manifest.decides.get(do, {})
        right, wrong = own.get("right", DECIDED[do][0]), own.get("wrong", DECIDED[do][1])
        if do in ("srp", "sign_in"):
            yield Case(word, "right", "the right password", lambda do=do: does(do, password=PASSWORD), right)  # type: ignore[misc]
            yield Case(word, "wrong", "a wrong password", lambda do=do: does(do, password=WRONG), wrong)  # type: ignore[misc]
        elif do == "refresh":
            other = "an access token in its place"
            yield Case(word, "right", "the refresh token", lambda: does("refresh", token=bench.session.refresh), right)
            yield Case(word, "wrong", other, lambda: does("refresh", token=bench.session.access), wrong)
        else:
            changed = "a bit of its signature changed"
            yield Case(word, "right", "the access token", lambda: does("get_user", token=bench.session.access), right)
            yield Case(word, "wrong", changed, lambda: does("get_user", token=resigned(bench.session.access)), wrong)


def question(bench: Bench, do: str) -> dict[str, Any]:
    """What a client is given in each of its tasks. Its own retries are off: they would only repeat a refusal."""
    return {
        "do": do,
        "endpoint": bench.relay.url,
        "region": bench.running.region,
        "pool_id": bench.pool.id,
        "client_id": bench.client.id,
        "access": bench.session.access,  # some begin a refresh with the session that they have
        "jwks": bench.jwks(bench.pool) if do == "refresh" else {},
        "username": bench.user.login,
        "retries": False,
    }
