"""A target by definition: what the options of a spec make of it, and whether it is started or attached to."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from targets.clients import CONNECT_TIMEOUT, READ_TIMEOUT, Connection
from targets.definition import Definition
from targets.interface import PURPOSES, Availability, Purpose, Running, Target, TargetUnusable
from targets.launching import Launcher
from targets.placeholders import file_path, fill, from_environment
from targets.program_schema import Choice
from targets.reader_schema import Fixed, Kind
from targets.server import RunningServer
from targets.spec import Spec

COMMON_OPTIONS = frozenset(
    {
        "endpoint",
        "region",
        "ca",
        "code",
        "dir",
        "log",
        "loopback",
        "read_timeout",
        "connect_timeout",
        "upgrade",
    }
)
KEY_NAMES = ("aws_access_key_id", "aws_secret_access_key")


class DefinedTarget(Target):
    """A target made of a definition, found in the folder ``here``, and the options of its spec."""

    def __init__(self, spec: Spec, definition: Definition, here: Path) -> None:
        self.spec = spec.text
        self.parsed = spec
        self.definition = definition
        spec.only(COMMON_OPTIONS | set(definition.modes))
        choices = [_choice(spec, name, values) for name, values in definition.modes.items()]
        self._chosen = [choice for choice in choices if choice.mode]
        self.has_its_modes(spec.version or "")
        self.launcher = Launcher(spec, definition, choices, here)
        if "log" in spec.options and "endpoint" not in spec.options:
            raise TargetUnusable(
                f"{self.spec}: log=FILE names the output of a program that runs already: add endpoint=URL. "
                "The output of one that is started here is known"
            )

    def availability(self) -> Availability:
        """Whether it can be started here, or what has to be installed first."""
        if "endpoint" in self.parsed.options:
            return Availability(True, f"attached to {self.parsed.options['endpoint']}")
        if self.definition.start is None:
            return Availability(False, self._by_hand())
        trouble = self.launcher.trouble()
        return Availability(trouble is None, trouble or self.launcher.described())

    def start(self, *, worker: str = "main") -> Running:
        """Start it, or attach to what the option ``endpoint`` names."""
        endpoint = self.parsed.options.get("endpoint")
        if endpoint is not None:
            return self._attach(endpoint)
        if self.definition.start is None:
            raise TargetUnusable(
                f"{self.spec}: {self.definition.product} cannot be started from here. {self._by_hand()}"
            )
        trouble = self.launcher.trouble()
        if trouble:
            raise TargetUnusable(
                f"{self.spec}: {self.definition.product} cannot be started: {trouble}. "
                f"One that runs already is named {self._attached_spec()}"
            )
        started = self.launcher.launch()
        try:
            return RunningServer(self, started.endpoint, started)
        except BaseException:
            started.process.stop()
            started.workspace.remove()
            raise

    def _by_hand(self) -> str:
        """What a person has to do: start it, and name it with its address."""
        advice = self.definition.install.by_hand.rstrip(".") or "Start it yourself"
        return f"{advice}; then name it {self._attached_spec()}"

    def _attached_spec(self) -> str:
        """The spec that attaches to it where it usually listens."""
        port = self.definition.default_port
        url = fill(self.definition.endpoint, port=port) if port else "URL"
        return f"{self.spec.partition('?')[0]}?endpoint={url}"

    def _attach(self, endpoint: str) -> Running:
        if not re.match(r"https?://[^/]+", endpoint):
            raise TargetUnusable(f"{self.spec}: endpoint={endpoint!r} is no http:// or https:// URL")
        return self._attached(endpoint.rstrip("/"))

    def _attached(self, endpoint: str) -> RunningServer:
        return RunningServer(self, endpoint, None)

    def has_its_modes(self, version: str) -> None:
        """Raises ``TargetUnusable`` for a release from before a mode that was asked for: it would ignore that."""
        for choice in self._chosen:
            if choice.lacks(version):
                raise TargetUnusable(
                    f"{self.spec}: {self.definition.product} {version} does not have the mode {choice.mode!r}, which "
                    f"came with {choice.since}. Leave that option out, or name a later release"
                )

    @property
    def mode(self) -> str:
        """The name of the mode: all that the options changed in the emulator."""
        chosen = [choice.mode for choice in self._chosen]
        chosen += [self.definition.mode] if self.definition.mode else []
        if "code" in self.parsed.options and "endpoint" not in self.parsed.options:
            chosen.append("fixed-code")
        return "+".join(chosen) or "default"

    @property
    def readers(self) -> dict[Purpose, Kind]:
        """How codes are read: as the definition says, or always the one that the option ``code`` names."""
        code = self.parsed.options.get("code")
        if code is None:
            return dict(self.definition.codes.items())
        return {purpose: Fixed(kind="fixed", value=code) for purpose in PURPOSES if purpose != "invitation"}

    @property
    def directory(self) -> Path | None:
        """Where an attached emulator was started, when the option ``dir`` says so."""
        return Path(self.parsed.options["dir"]) if "dir" in self.parsed.options else None

    @property
    def log(self) -> Path | None:
        """The file with the output of an attached emulator, when the option ``log`` says so."""
        if "log" not in self.parsed.options:
            return None
        path = Path(self.parsed.options["log"]).expanduser()
        if not path.is_file():
            raise TargetUnusable(f"{self.spec}: log={path} is not there; name the file that has its output")
        return path

    def reaches_loopback(self, *, started: bool, connection: Connection) -> bool:
        """Whether it can send requests to 127.0.0.1 of this machine: by the option, the definition, or its place."""
        if "loopback" in self.parsed.options:
            return self.parsed.flag("loopback")
        if self.definition.reaches_loopback is not None:
            return self.definition.reaches_loopback
        contained = self.definition.start is not None and self.definition.start.contained
        return not contained and (started or connection.loopback)

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
            headers=self._headers(),
        )

    def _headers(self) -> dict[str, str]:
        where = f"{self.spec}: credentials.headers."
        templates = self.definition.credentials.headers
        filled = {name: from_environment(text, os.environ, needed_by=where + name) for name, text in templates.items()}
        for name, value in filled.items():
            if not (value.isascii() and value.isprintable()):
                raise TargetUnusable(
                    f"{where}{name}: a variable in it has characters that no header can have; is there a line break?"
                )
        return filled

    def _keys(self, endpoint: str, directory: Path | None) -> tuple[str, str]:
        keys = self.definition.credentials
        if keys.file is None:
            access_key = os.environ.get(keys.access_key_env or "", keys.access_key)
            return access_key, os.environ.get(keys.secret_key_env or "", keys.secret_key)
        path = self._file(keys.file, endpoint, directory, "is the emulator running, and on this port?")
        text = Path(path).read_text(encoding="utf-8", errors="replace")
        found = [re.search(rf"(?m)^\s*{name}\s*=\s*(\S+)", text) for name in KEY_NAMES]
        if found[0] is None or found[1] is None:
            raise TargetUnusable(f"{self.spec}: {path} holds no {' and '.join(KEY_NAMES)}; is it a credentials file?")
        return found[0][1], found[1][1]

    def _file(self, template: str, endpoint: str, directory: Path | None, advice: str) -> str:
        """A file the definition names, with ``~ {port} {dir}`` filled in."""
        port = urlsplit(endpoint).port or ""
        path = Path(file_path(template, port=port, dir=directory or ""))
        if not path.is_file():
            raise TargetUnusable(f"{self.spec}: the file {path} is not there; {advice}")
        return str(path)


def _choice(spec: Spec, name: str, values: Mapping[str, Choice]) -> Choice:
    """The definition's choice for a mode option; absent: its ``default``, or the choice ``false``."""
    given = spec.options.get(name)
    if given is None:
        return values.get("default", values.get("false", Choice()))
    if given not in values:
        raise TargetUnusable(f"target {spec.text!r}: option {name}={given!r}; it can be: {', '.join(sorted(values))}")
    return values[given]


def _seconds(spec: Spec, option: str, otherwise: float) -> float:
    text = spec.options.get(option)
    try:
        value = otherwise if text is None else float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 600:
        raise TargetUnusable(f"target {spec.text!r}: {option}={text!r} must be seconds between 0 and 600")
    return value
