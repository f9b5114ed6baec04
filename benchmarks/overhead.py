"""What the suite costs on top of the target: the time of a run over the time of the same requests sent bare.

``python benchmarks/overhead.py moto --runs 3`` runs the suite once to record its requests, then times, alternating,
whole processes of the suite and whole processes that send the recorded requests with nothing around them: direct WSGI
calls for the embedded moto, keep-alive HTTP for the others. It prints the medians and their ratio.

``--oauth`` takes the areas on the pool's domain alone. Forms, redirects and cookies are sent bare as well.

Values that the target makes (ids, tokens) are renamed while replaying, as each server makes its own; requests whose
values were computed from them (proofs, hashes, forgeries) are then refused. The share of answers with the recorded
status is printed.
"""

from __future__ import annotations

import http.client
import io
import json
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

import web  # noqa: E402

SERVICE = "AWSCognitoIdentityProviderService"


# The areas on the pool's domain: what --oauth is about.
OAUTH = (
    "authorize",
    "client-credentials",
    "hosted-discovery",
    "hosted-scopes",
    "login",
    "logout",
    "oauth-revoke",
    "token-endpoint",
    "user-info",
)


def record(target: str, profile: str, seed: int, areas: Sequence[str], file: Path) -> None:
    """Run the suite in this process and keep every request with its answer."""
    import pytest

    from conformance.command import launch
    from conformance.command.options import RunOptions

    kept: list[Any] = []
    ends: set[str] = set()  # the endpoint
    _keep_requests(kept, ends)
    with tempfile.TemporaryDirectory() as out:
        plan = launch.Plan([target], RunOptions(profile=profile, seed=seed, areas=tuple(areas)), Path(out))
        status = pytest.main(launch.command(plan, target, "benchmark")[3:])
    if status != pytest.ExitCode.OK or not kept:
        raise SystemExit(
            f"The run that records {target}'s requests ended with status {status} and {len(kept)} requests."
        )
    web.keep_what_is_needed(kept)
    file.write_bytes(pickle.dumps((kept, next(iter(ends), ""))))


def _keep_requests(kept: list[Any], ends: set[str]) -> None:
    """Record what the driver sends: API calls as tuples, everything else as HTTP requests."""
    from conformance.transport import driver

    original_call, original_request, original_fetch = driver.Driver.call, driver.Driver.request, driver.Driver.fetch

    def call(self: Any, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Any:
        exchange = original_call(self, operation, parameters, signed=signed)
        kept.append((operation, dict(parameters), exchange.status, exchange.response))
        return exchange

    def request(self: Any, method: str, url: str, **parts: Any) -> Any:
        exchange = original_request(self, method, url, **parts)
        if not parts.get("elsewhere"):
            given = {name: value for name, value in parts.items() if value is not None and name != "elsewhere"}
            keep(self, web.WebRequest(method, url, **given), exchange)
        return exchange

    def fetch(self: Any, method: str, url: str, headers: Any, body: bytes | None) -> Any:
        exchange = original_fetch(self, method, url, headers, body)
        keep(self, web.WebRequest(method, url, headers=dict(headers or {})), exchange)
        return exchange

    def keep(self: Any, sent: web.WebRequest, exchange: Any) -> None:
        sent.status, sent.answered = exchange.status, web.answered_by(exchange.headers, exchange.body, sent.url)
        kept.append(sent)
        ends.add(str(self.running.endpoint or ""))

    driver.Driver.call = call  # type: ignore[method-assign]
    driver.Driver.request = request  # type: ignore[method-assign]
    driver.Driver.fetch = fetch  # type: ignore[method-assign]


Answer = tuple[int, Mapping[str, str], bytes]  # header names in lower case; of repeated ones a line each


class Wsgi:
    """moto's application, called directly."""

    def __init__(self) -> None:
        import moto.cognitoidp.models
        from moto.server import DomainDispatcherApplication, create_backend_app

        from targets.moto_key import read_keys_once

        read_keys_once(moto.cognitoidp.models)  # as the suite's runs have it
        self.app = DomainDispatcherApplication(create_backend_app)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """One request."""
        status: list[str] = []
        place, _, query = path.partition("?")
        named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": place,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "QUERY_STRING": query,
            "HTTP_HOST": "cognito-idp.us-east-1.amazonaws.com",
            **named,
            "CONTENT_TYPE": named.get("HTTP_CONTENT_TYPE", ""),
            "CONTENT_LENGTH": str(len(body or b"")),
            "wsgi.input": io.BytesIO(body or b""),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        answer = b"".join(self.app(environ, lambda line, headers, info=None: status.append(line)))
        return int(status[0].split()[0]), {}, answer


class Http:
    """A server, over one connection that is kept."""

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        self.connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """One request."""
        self.connection.request(method, path, body, dict(headers))
        answer = self.connection.getresponse()
        named: dict[str, str] = {}
        for name, value in answer.getheaders():
            key = name.lower()
            named[key] = f"{named[key]}\n{value}" if key in named else value
        return answer.status, named, answer.read()


AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00"
)


def bare(target: str, file: Path) -> float:
    """Send the recorded requests; returns the share of answers with the recorded status."""
    kept, recorded_at = pickle.loads(file.read_bytes())
    running = None
    if target == "moto":
        sender: Any = Wsgi()
    else:
        from targets.registry import resolve

        running = resolve(target).start()
        sender = Http(str(running.endpoint))
    names: dict[str, str] = {}
    same = 0
    try:
        for sent in kept:
            if isinstance(sent, web.WebRequest):
                same += _browse(sender, sent, names, recorded_at)
            else:
                same += _call(sender, *sent, names)
    finally:
        if running is not None:
            running.stop()
    return same / max(len(kept), 1)


def _call(sender: Any, operation: str, parameters: Any, status: int, response: Any, names: dict[str, str]) -> bool:
    headers = {
        "X-Amz-Target": f"{SERVICE}.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": AUTHORIZATION,
    }
    got, _, body = _send(sender, "POST", "/", headers, json.dumps(_renamed(parameters, names)).encode())
    if got == 200 and response and body:
        _learn(response, json.loads(body), names)
    return got == status


def _browse(sender: Any, sent: web.WebRequest, names: dict[str, str], recorded_at: str) -> bool:
    got, headers, body = _send(sender, sent.method, *web.prepared(sent, names, recorded_at))
    web.learn(sent, headers, body, names)
    return got == sent.status


def _send(sender: Any, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    try:
        answer: Answer = sender.send(method, path, headers, body)
        return answer
    except (NotImplementedError, KeyError, TypeError, AttributeError, ValueError, IndexError):
        return 500, {}, b""  # an in-process target raises its own defects


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {name: _renamed(member, names) for name, member in value.items()}
    return [_renamed(member, names) for member in value] if isinstance(value, list | tuple) else value


def _learn(old: Any, new: Any, names: dict[str, str]) -> None:
    for before, after in _pairs(old, new):
        if before != after:
            names[before] = after


def _pairs(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in old.keys() & new.keys():
            yield from _pairs(old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list):
        for before, after in zip(old, new, strict=False):
            yield from _pairs(before, after)
    elif isinstance(old, str) and isinstance(new, str):
        yield old, new


def _timed(command: list[str]) -> tuple[float, float, str]:
    """Wall and CPU seconds of a process with its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


@click.command(help=__doc__)
@click.argument("target", default="moto")
@click.option("--runs", default=3, show_default=True)
@click.option("--profile", default="quick", show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--workers", default=1, show_default=True)
@click.option("--oauth", is_flag=True, help="Only the areas on the pool's domain: pages, tokens, userInfo.")
@click.option("--area", "areas", multiple=True, help="Only this area; may be repeated.")
@click.option("--record", "record_to", type=click.Path(path_type=Path), hidden=True)
@click.option("--bare", "bare_from", type=click.Path(path_type=Path), hidden=True)
def main(
    *,
    target: str,
    runs: int,
    profile: str,
    seed: int,
    workers: int,
    oauth: bool,
    areas: tuple[str, ...],
    record_to: Path | None,
    bare_from: Path | None,
) -> None:
    """See the module's text."""
    chosen = OAUTH if oauth else areas
    selection = [f"--area={area}" for area in chosen]
    if record_to:
        return record(target, profile, seed, chosen, record_to)
    if bare_from:
        return click.echo(f"{bare(target, bare_from):.3f}")
    me = [sys.executable, __file__, target, "--profile", profile, "--seed", str(seed), *selection]
    suite, alone, share = [], [], ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requests.pickle"
        recording = subprocess.run([*me, "--record", str(file)], capture_output=True, text=True, check=False)
        if recording.returncode:
            raise click.ClickException(recording.stdout[-2000:] + recording.stderr[-2000:])
        for number in range(runs):
            command = [
                sys.executable,
                "-m",
                "conformance",
                "run",
                target,
                "--profile",
                profile,
                *selection,
                "--seed",
                str(seed),
                "--workers",
                str(workers),
                "--out",
                f"{folder}/{number}",
            ]
            suite.append(_timed(command)[:2])
            wall, cpu, share = _timed([*me, "--bare", str(file)])
            alone.append((wall, cpu))
        count = len(pickle.loads(file.read_bytes())[0])
    _print(target, profile, count, suite, alone, share.strip())
    return None


def _print(target: str, profile: str, count: int, suite: list[Any], alone: list[Any], share: str) -> None:
    def median(rows: list[Any], column: int) -> float:
        return statistics.median(row[column] for row in rows)

    click.echo(f"{target}, {profile}, {count} requests, {len(suite)} runs, medians of whole processes")
    click.echo(f"{'':8}{'suite':>10}{'bare':>10}{'ratio':>8}")
    for column, name in enumerate(("wall s", "CPU s")):
        one, other = median(suite, column), median(alone, column)
        click.echo(f"{name:8}{one:10.2f}{other:10.2f}{one / other:8.2f}")
    click.echo(f"share of bare answers with the recorded status: {share}")


if __name__ == "__main__":
    main()
