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

WORDS = {"srp": "SRP sign-in", "sign_in": "password sign-in", "refresh": "refreshed session", "get_user": "get-user"}


def client_cases(manifest: Manifest, asked: Program, bench: Bench) -> Iterator[Case]:
    """The tasks that the manifest names."""

    def does(do: str, **more: str) -> str:
        return asked.refusal(question(bench, do) | more)

    for do in manifest.does:
        word = WORDS[do]
        if do in ("srp", "sign_in"):
            yield Case(word, "right", "the right password", lambda do=do: does(do, password=PASSWORD))  # type: ignore[misc]
            yield Case(word, "wrong", "a wrong password", lambda do=do: does(do, password=WRONG))  # type: ignore[misc]
        elif do == "refresh":
            yield Case(word, "right", "the refresh token", lambda: does("refresh", token=bench.session.refresh))
            yield Case(
                word, "wrong", "an access token in its place", lambda: does("refresh", token=bench.session.access)
            )
        else:
            yield Case(word, "right", "the access token", lambda: does("get_user", token=bench.session.access))
            changed = "a bit of its signature changed"
            yield Case(word, "wrong", changed, lambda: does("get_user", token=resigned(bench.session.access)))


def question(bench: Bench, do: str) -> dict[str, Any]:
    """What a client is told in each of its tasks. Its own retries are off: they would only repeat a refusal."""
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
