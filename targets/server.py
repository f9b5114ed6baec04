"""A target reached over HTTP: started here from a definition, or already running."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from targets import install
from targets.calls import HttpCalls
from targets.clients import CONNECT_TIMEOUT, READ_TIMEOUT, Connection, make_client
from targets.codes import Codes, Kind, Sent, snippet, walk
from targets.definition import Definition, Fixed
from targets.install import Environment
from targets.interface import Availability, Functions, HttpResponse, Identity, Purpose, Running, Target, TargetUnusable
from targets.process import Process, ProcessFailed, Workspace, free_port
from targets.spec import Spec
from targets.web import Web

PURPOSES: tuple[Purpose, ...] = ("sign_up", "forgot_password", "attribute", "sign_in")
COMMON_OPTIONS = frozenset({"endpoint", "region", "ca", "code", "dir", "read_timeout", "connect_timeout", "upgrade"})
KEY_NAMES = ("aws_access_key_id", "aws_secret_access_key")
ATTEMPTS = 3  # another program may take the port between its choice and its use


@dataclass(frozen=True)
class Started:
    """What was started here for a running target."""

    process: Process
    workspace: Workspace
    environment: Environment
    port: int


class DefinedTarget(Target):
    """A target made of a definition and the options of its spec."""

    def __init__(self, spec: Spec, definition: Definition) -> None:
        self.spec = spec.text
        self.parsed = spec
        self.definition = definition
        spec.only(COMMON_OPTIONS | set(definition.modes))
        self._choices = [_choice(spec, name, values) for name, values in definition.modes.items()]

    def availability(self) -> Availability:
        """Whether it can be started here, or what has to be installed first."""
        if "endpoint" in self.parsed.options:
            return Availability(True, f"attached to {self.parsed.options['endpoint']}")
        definition = self.definition
        if definition.start is None:
            return Availability(False, f"{definition.install.by_hand}; then name it {self._attached()}")
        kind = "npm" if definition.install.npm else "pypi"
        package = definition.install.npm or definition.install.pypi
        if package is None:
            return Availability(False, definition.install.by_hand)
        missing = install.missing_tool(kind)
        if missing:
            return Availability(False, missing)
        path = install.environment_path(kind, package, self.parsed.version)
        if install.is_installed(path) or self._beside():
            return Availability(True, "installed")
        return Availability(True, f"{package} will be installed from {'npm' if kind == 'npm' else 'PyPI'} on first use")

    def start(self, *, worker: str = "main") -> Running:
        """Start it, or attach to what the option ``endpoint`` names."""
        endpoint = self.parsed.options.get("endpoint")
        if endpoint is not None:
            return self._attach(endpoint)
        if self.definition.start is None:
            raise TargetUnusable(
                f"{self.spec}: {self.definition.product} cannot be started from here. "
                f"{self.definition.install.by_hand}; then name it {self._attached()}"
            )
        environment = self._installed()
        failure: ProcessFailed | None = None
        for _ in range(ATTEMPTS):
            try:
                return self._launch(environment, worker)
            except ProcessFailed as error:
                failure = error
                if "in use" not in str(error).lower():
                    break
        raise TargetUnusable(str(failure)) from failure

    def _attached(self) -> str:
        """The spec that attaches to it where it usually listens."""
        port = self.definition.default_port
        url = _fill(self.definition.endpoint, port=port) if port else "URL"
        return f"{self.definition.name}?endpoint={url}"

    def _attach(self, endpoint: str) -> Running:
        if not re.match(r"https?://[^/]+", endpoint):
            raise TargetUnusable(f"{self.spec}: endpoint={endpoint!r} is no http:// or https:// URL")
        return RunningServer(self, endpoint.rstrip("/"), None)

    def _beside(self) -> Environment | None:
        """The copy beside the suite, when no version was asked for and the definition allows it."""
        import importlib.util

        wanted = self.definition.install
        if self.parsed.version or not wanted.beside or not wanted.pypi:
            return None
        if any(importlib.util.find_spec(module) is None for module in wanted.beside):
            return None
        return install.beside(wanted.pypi)

    def _installed(self) -> Environment:
        wanted, version = self.definition.install, self.parsed.version
        upgrade = self.parsed.flag("upgrade")
        if wanted.npm:
            return install.npm(wanted.npm, version, upgrade=upgrade)
        if not wanted.pypi:
            raise TargetUnusable(f"{self.spec}: {wanted.by_hand}")
        also = list(wanted.also)
        for pin in wanted.pins:
            also += pin.packages if pin.applies(version) else ()
        return self._beside() or install.pypi(wanted.pypi, version, extras=wanted.extras, also=also, upgrade=upgrade)

    def _launch(self, environment: Environment, worker: str) -> Running:
        workspace = Workspace(self.definition.name)
        port = free_port()
        process = None
        try:
            process = self.spawn(environment, workspace, port)
            started = Started(process, workspace, environment, port)
            return RunningServer(self, _fill(self.definition.endpoint, port=port), started)
        except BaseException:
            if process:
                process.stop()
            workspace.remove()
            raise

    def spawn(self, environment: Environment, workspace: Workspace, port: int) -> Process:
        """Start the program and wait until it answers."""
        start = self.definition.start
        assert start is not None
        values = {"port": port, "dir": workspace.state, "bin": environment.bin, "python": environment.python}
        process = Process(
            [_fill(word, **values) for word in start.command],
            environment=self._variables(values),
            workspace=workspace,
            name=f"{self.definition.name} {environment.version}",
        )
        try:
            process.wait_ready(lambda: self._ready(_fill(self.definition.endpoint, port=port)), timeout=start.timeout)
        except BaseException:
            process.stop()
            raise
        return process

    def _variables(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The program's environment: this one's without anything of AWS, Python or pytest, and the definition's."""
        assert self.definition.start is not None
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PYTHON", "PYTEST_", "MOTO_", "COV_")) and name != "VIRTUAL_ENV"
        }
        added = dict(self.definition.start.environment)
        if "code" in self.parsed.options:
            added |= self.definition.code_environment
        for choice in self._choices:
            added |= choice.environment
        code = self.parsed.options.get("code", "")
        return inherited | {name: _fill(value, code=code, **values) for name, value in added.items()}

    def _ready(self, endpoint: str) -> bool:
        import urllib3

        assert self.definition.start is not None
        probe = self.definition.start.ready
        try:
            with urllib3.PoolManager(retries=False, cert_reqs="CERT_NONE") as pool:
                answer = pool.request("GET", endpoint + probe.path, timeout=2.0, retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == probe.status if probe.status else answer.status < 500

    @property
    def mode(self) -> str:
        """The name of the mode: all that the options changed in the emulator."""
        chosen = [choice.mode for choice in self._choices if choice.mode]
        chosen += [self.definition.mode] if self.definition.mode else []
        if "code" in self.parsed.options and "endpoint" not in self.parsed.options:
            chosen.append("fixed-code")
        return "+".join(chosen) or "default"

    @property
    def readers(self) -> dict[str, Kind]:
        """How codes are read: as the definition says, or always the one that the option ``code`` names."""
        code = self.parsed.options.get("code")
        if code is None:
            return dict(self.definition.codes.items())
        return {purpose: Fixed(kind="fixed", value=code) for purpose in PURPOSES}

    @property
    def directory(self) -> Path | None:
        """Where an attached emulator was started, when the option ``dir`` says so."""
        return Path(self.parsed.options["dir"]) if "dir" in self.parsed.options else None

    def connection(self, endpoint: str, directory: Path | None = None) -> Connection:
        """How clients reach it."""
        options = self.parsed.options
        access_key, secret_key = self._keys(endpoint, directory)
        ca = options.get("ca", self.definition.ca)
        return Connection(
            endpoint=endpoint,
            region=options.get("region", self.definition.region),
            access_key=access_key,
            secret_key=secret_key,
            ca=None
            if ca is None
            else self._file(ca, endpoint, directory, "name the emulator's CA with the option ca=FILE"),
            connect_timeout=_seconds(self.parsed, "connect_timeout", CONNECT_TIMEOUT),
            read_timeout=_seconds(self.parsed, "read_timeout", READ_TIMEOUT),
        )

    def _keys(self, endpoint: str, directory: Path | None) -> tuple[str, str]:
        keys = self.definition.credentials
        if keys.file is None:
            access_key = _from_environment(keys.access_key_env, keys.access_key)
            return access_key, _from_environment(keys.secret_key_env, keys.secret_key)
        path = self._file(keys.file, endpoint, directory, "is the emulator running, and on this port?")
        text = Path(path).read_text(encoding="utf-8", errors="replace")
        found = [re.search(rf"(?m)^\s*{name}\s*=\s*(\S+)", text) for name in KEY_NAMES]
        if found[0] is None or found[1] is None:
            raise TargetUnusable(f"{self.spec}: {path} holds no {' and '.join(KEY_NAMES)}; is it a credentials file?")
        return found[0][1], found[1][1]

    def _file(self, template: str, endpoint: str, directory: Path | None, advice: str) -> str:
        """A file the definition names, with ``~ {port} {dir}`` filled in."""
        port = urlsplit(endpoint).port or ""
        path = Path(os.path.expandvars(_fill(template, port=port, dir=directory or ""))).expanduser()
        if not path.is_file():
            raise TargetUnusable(f"{self.spec}: the file {path} is not there; {advice}")
        return str(path)


class RunningServer(Running):
    """A target that answers at an HTTP endpoint."""

    def __init__(self, target: DefinedTarget, endpoint: str, started: Started | None) -> None:
        self._target = target
        self._definition = target.definition
        self._started = started
        self._stopped = False
        self._connection = target.connection(endpoint, started.workspace.state if started else None)
        self.endpoint: str | None = endpoint
        self.region = self._connection.region
        keys = target.definition.credentials
        if keys.file is None:
            self.made_up_keys = (keys.access_key, keys.secret_key)
        hosts = [(host.published, _fill(host.to, endpoint=endpoint)) for host in self._definition.hosts]
        self._web = Web(self._connection, hosts, name=target.spec)
        self._codes = Codes(
            target.readers,
            get=lambda path: self._web.request("GET", endpoint + path),
            log=started.workspace.log if started else None,
            directory=self.directory,
        )
        self.functions = self._functions()
        self.capabilities = self._capabilities()
        self.identity = self._identity()
        self._clients: dict[bool, Any] = {}
        self.calls = HttpCalls.to(self._connection)

    def _capabilities(self) -> frozenset[str]:
        definition = self._definition
        has = {
            "raw": True,
            "threads": definition.threads,
            "well-known": definition.well_known,
            "hosted-ui": bool(definition.hosted_ui),
            "idp:loopback": self._started is not None,  # one that runs elsewhere may have another loopback
            "clock": definition.clock is not None,
            "functions": self.functions is not None,
            "reset": definition.reset is not None and (definition.reset.kind == "http" or self._started is not None),
        }
        codes = {f"codes:{purpose}" for purpose in self._codes.purposes}
        return frozenset({name for name, there in has.items() if there} | codes)

    def _functions(self) -> Functions | None:
        wanted = self._definition.functions
        if wanted is None:
            return None
        from targets.functions import LambdaFunctions

        tag = f"{os.getpid()}-{urlsplit(str(self.endpoint)).port or 0}"
        return LambdaFunctions(
            self._connection,
            tag=tag,
            report=wanted.report,
            runtime=wanted.runtime,
            role=wanted.role,
            made_up_keys=self.made_up_keys,
        )

    def _identity(self) -> Identity:
        definition = self._definition
        extras = {"runs": "subprocess" if self._started else "attached", "region": self.region}
        if definition.install.extras and self._started:
            extras["extras"] = ",".join(definition.install.extras)
        if definition.username_attributes:
            extras["default usernames"] = ",".join(definition.username_attributes)
        return Identity(self._target.spec, definition.product, self._version(), self._target.mode, extras)

    def _version(self) -> str:
        if self._started:
            return self._started.environment.version
        return self._target.parsed.version or self._published_version() or "unknown"

    def _published_version(self) -> str | None:
        """What an attached emulator says of itself, where the definition knows where it says so."""
        asked = self._definition.version
        if asked is None:
            return None
        try:
            answer = self._web.request("GET", f"{self.endpoint}{asked.path}")
            return _version_in(answer, asked.member, asked.pattern)
        except (TargetUnusable, ValueError):
            return None

    def client(self, *, signed: bool = True) -> Any:
        """A client with the definition's credentials, made once."""
        if signed not in self._clients:
            self._clients[signed] = make_client(self._connection, signed=signed)
        return self._clients[signed]

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """A request to the endpoint or to a host that the definition maps."""
        return self._web.request(method, url, headers=headers, body=body)

    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """POST to ``/`` of the endpoint."""
        return self._web.request("POST", f"{self.endpoint}/", headers=headers, body=body)

    def issuer(self, pool_id: str) -> str:
        """As the definition's template says."""
        return _fill(self._definition.issuer, endpoint=self.endpoint, pool_id=pool_id, region=self.region)

    def hosted_ui(self, pool_id: str, domain: str) -> str | None:
        """As the definition's template says."""
        template = self._definition.hosted_ui
        if not template:
            return None
        return _fill(template, endpoint=self.endpoint, pool_id=pool_id, domain=domain, region=self.region)

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """By the definition's reader for this purpose."""
        return self._codes.read(purpose, Sent(pool_id, username, destination, headers))

    @property
    def code_snippet(self) -> str:
        """For scripts."""
        readers = {purpose: kind for purpose, kind in self._target.readers.items() if purpose in self._codes.purposes}
        return snippet(readers)

    def advance(self, seconds: float) -> None:
        """By the definition's clock endpoint."""
        clock = self._definition.clock
        if clock is None:
            return super().advance(seconds)
        body = _fill(clock.body, seconds=seconds).encode()
        self._expect(clock.method, _fill(clock.path, seconds=seconds), body, "move its clock")
        self._offset = getattr(self, "_offset", 0.0) + seconds
        return None

    def now(self) -> float:
        """The real time and what it was moved by."""
        return super().now() + float(getattr(self, "_offset", 0.0))

    def reset(self) -> None:
        """By the definition's reset endpoint, or by a new start in an empty directory on the same port."""
        if "reset" not in self.capabilities:
            return super().reset()
        reset = self._definition.reset
        assert reset is not None
        if reset.kind == "http":
            return self._expect(reset.method, reset.path, None, "reset")
        return self._restart()

    def _restart(self) -> None:
        assert self._started is not None
        self._started.process.stop()
        self._web.close()
        self._started.workspace.clean()
        try:
            process = self._target.spawn(self._started.environment, self._started.workspace, self._started.port)
        except ProcessFailed as error:
            raise TargetUnusable(f"{self.identity.spec} did not come back after a restart: {error}") from error
        self._started = replace(self._started, process=process)

    def _expect(self, method: str, path: str, body: bytes | None, purpose: str) -> None:
        answer = self._web.request(method, f"{self.endpoint}{path}", body=body)
        if answer.status >= 300:
            text = answer.body[:200].decode("utf-8", "replace")
            raise TargetUnusable(
                f"{self.identity.spec} refused to {purpose}: {method} {path} gave status {answer.status}: {text}"
            )

    def alive(self) -> bool:
        """Whether the program runs; for an attached target, whether its port still takes connections."""
        if self._stopped:
            return False
        if self._started:
            return self._started.process.alive()
        return _listens(str(self.endpoint))

    @property
    def directory(self) -> Path | None:
        """The working directory of a program started here, or what the option ``dir`` says."""
        return self._started.workspace.state if self._started else self._target.directory

    @property
    def log(self) -> Path | None:
        """The file with the output of a program started here."""
        return self._started.workspace.log if self._started else None

    def log_tail(self) -> str:
        """The last lines that a program started here wrote; empty for an attached one."""
        return self._started.process.tail() if self._started else ""

    def stop(self) -> None:
        """End what was started here; leave alone what was not."""
        if self._stopped:
            return
        self._stopped = True
        if self.functions is not None:
            self.functions.close()
        self._web.close()
        if self.calls is not None:
            self.calls.close()
        for client in self._clients.values():
            client.close()
        if self._started:
            self._started.process.stop()
            self._started.workspace.remove()


def _choice(spec: Spec, name: str, values: Mapping[str, Any]) -> Any:
    """The definition's choice for a mode option; absent: its ``default``, or the choice ``false``."""
    from targets.definition import Choice

    given = spec.options.get(name)
    if given is None:
        return values.get("default", values.get("false", Choice()))
    if given not in values:
        raise TargetUnusable(f"target {spec.text!r}: option {name}={given!r}; it can be: {', '.join(sorted(values))}")
    return values[given]


def _fill(template: str, **values: Any) -> str:
    """``{name}`` replaced for the names given; other braces stay (JSON has them)."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), template)


def _from_environment(variable: str | None, otherwise: str) -> str:
    return os.environ.get(variable, otherwise) if variable else otherwise


def _seconds(spec: Spec, option: str, otherwise: float) -> float:
    text = spec.options.get(option)
    try:
        value = otherwise if text is None else float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 600:
        raise TargetUnusable(f"target {spec.text!r}: {option}={text!r} must be seconds between 0 and 600")
    return value


def _version_in(answer: HttpResponse, member: str, pattern: str) -> str | None:
    import json

    text = answer.body.decode("utf-8", "replace")
    if member:
        text = str(next(walk(json.loads(text), member), ""))
    found = re.search(pattern, text) if pattern else None
    return found[1] if found else (text.strip() or None) if not pattern and member else None


def _listens(endpoint: str) -> bool:
    import socket

    parts = urlsplit(endpoint)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=CONNECT_TIMEOUT):
            return True
    except OSError:
        return False
