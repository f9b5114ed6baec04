"""A judge by its manifest: its program, and the questions that it is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.judges.case import Case
from conformance.judges.manifest import Configuration, Manifest, Use
from conformance.judges.toolchains import command, installed
from conformance.transport.programs import Program, ProgramLost

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

# Nothing of the person's own account or proxy may reach a judge; what it asks for is on this machine.
ENVIRONMENT = {
    "HTTP_PROXY": "http://127.0.0.1:9",  # where nobody listens: what is meant for another machine ends here
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_ACCESS_KEY_ID": "made",
    "AWS_SECRET_ACCESS_KEY": "up",
    "PYTHONDONTWRITEBYTECODE": "1",
}
SUITE = Path(__file__).parents[2]  # the folder with the package conformance
FOREIGN = ("AWS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "PYTHON", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS")


@dataclass(frozen=True)
class Place:
    """Where a verifier's tokens come from, as it is configured."""

    issuer: str
    jwks_url: str
    jwks: dict[str, Any]
    client_id: str
    pool_id: str
    region: str


def environment(*, rule: bool = False) -> dict[str, str]:
    """The environment of a judge's program; a rule of the documentation also finds this suite's modules."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(FOREIGN)}
    return kept | ENVIRONMENT | ({"PYTHONPATH": str(SUITE)} if rule else {})


@contextmanager
def program(manifest: Manifest) -> Iterator[Program]:
    """The judge's program, which ends with the context. Raises ``NotInstalled`` and ``ProgramLost``."""
    try:
        started = Program(manifest.name, command(manifest), environment(rule=manifest.language == "rule"))
    except OSError as error:
        raise ProgramLost(f"{manifest.name} did not start: {error}") from error
    try:
        yield started
    finally:
        started.close()


def about_token(
    place: Place, token: str, use: Use, configuration: Configuration, *, access_token: str = ""
) -> dict[str, Any]:
    """The question whether this token is accepted as one of this use."""
    return {
        "configuration": configuration,
        "token": token,
        "use": use,
        "access_token": access_token,
        "issuer": place.issuer,
        "jwks_url": place.jwks_url,
        "jwks": place.jwks,
        "client_id": place.client_id,
        "pool_id": place.pool_id,
        "region": place.region,
    }


class Member:
    """A judge of the panel that is asked through its program."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.NAME = manifest.name
        self.ABOUT = manifest.about

    def version(self) -> str:
        """The version; the judge is installed if necessary. Raises ``NotInstalled``."""
        installed(self.manifest)
        return self.manifest.version

    def cases(self, bench: Bench) -> Iterator[Case]:
        """Tokens in the recommended configuration, and what a client does; each in right and in wrong form."""
        from conformance.judges.tasks import client_cases

        with program(self.manifest) as asked:
            if self.manifest.verifies:
                yield from bench.tokens_judged(
                    lambda token, use: _refusal(asked, bench, token, use),
                    self.manifest.uses,
                    own=self.manifest.decides,
                    decides=self.manifest.kind != "rule",
                )
            yield from client_cases(self.manifest, asked, bench)


def _refusal(asked: Program, bench: Bench, token: str, use: Use) -> str:
    place = Place(
        issuer=bench.issuer,
        jwks_url=bench.jwks_address(bench.pool),
        jwks=bench.jwks(bench.pool),
        client_id=bench.client.id,
        pool_id=bench.pool.id,
        region=bench.running.region,
    )
    access = bench.session.access if use == "id" else ""
    return asked.refusal(about_token(place, token, use, "recommended", access_token=access))
