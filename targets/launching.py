"""A program of a definition: what it needs, how it is started, and what version it says it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from targets import install
from targets.clients import CONNECT_TIMEOUT
from targets.definition import Definition
from targets.install import Environment
from targets.interface import TargetUnusable
from targets.placeholders import file_path, fill
from targets.process import Process, ProcessFailed, Workspace, free_port, missing_program
from targets.program_schema import Choice, Start
from targets.spec import Spec

ATTEMPTS = 3  # another program may take the port between its choice and its use
VERSION_TIMEOUT = 30.0  # seconds until a program must have said its version
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Started:
    """What was started here for a running target."""

    process: Process
    workspace: Workspace
    environment: Environment
    port: int
    endpoint: str


class Launcher:
    """Starts what a definition describes, with the options of a spec. ``here`` is the folder of the definition."""

    def __init__(self, spec: Spec, definition: Definition, choices: Sequence[Choice], here: Path) -> None:
        self._spec = spec
        self._definition = definition
        self._choices = choices
        self._here = here

    @property
    def _start(self) -> Start:
        assert self._definition.start is not None  # nobody launches a definition without it
        return self._definition.start

    # -- what it needs -------------------------------------------------------------------------------------------------

    def trouble(self) -> str | None:
        """What has to be there before it can be started, and what to do about it; None when nothing is missing."""
        wanted = self._definition.install
        missing = [lost for need in wanted.needs if (lost := self._lacks(need))]
        if not wanted.packaged:
            if self._spec.version:
                return (
                    f"version {self._spec.version!r} cannot be chosen: {self._definition.name} is not installed from "
                    "here; name it without a version, and start the program of that version"
                )
            lost = self._lacks(self._start.command[0])
            missing += [lost] if lost and lost not in missing else []
        elif tool := install.missing_tool("npm" if wanted.npm else "pypi"):
            missing.append(tool)
        if not missing:
            return None
        return "; ".join([*missing, *([wanted.by_hand.rstrip(".")] if wanted.by_hand else [])])

    def _lacks(self, need: str) -> str | None:
        """Why a program or file cannot be found; None when it can."""
        path = file_path(need, here=self._here, python=sys.executable)
        if os.sep in path and need != self._start.command[0]:  # a file is enough: not all of them are programs
            return None if os.path.exists(path) else f"{path} is not there"
        return missing_program(path)

    def described(self) -> str:
        """Where the program comes from, for people."""
        wanted = self._definition.install
        package = wanted.npm or wanted.pypi
        if package is None:
            return f"starts {file_path(self._start.command[0], here=self._here, python=sys.executable)}"
        path = install.environment_path("npm" if wanted.npm else "pypi", package, self._spec.version)
        if install.is_installed(path) or self._beside():
            return "installed"
        return f"{package} will be installed from {'npm' if wanted.npm else 'PyPI'} on first use"

    def _beside(self) -> Environment | None:
        """The copy beside the suite, when no version was asked for and the definition allows it."""
        import importlib.util

        wanted = self._definition.install
        if self._spec.version or not wanted.beside or not wanted.pypi:
            return None
        if any(importlib.util.find_spec(module) is None for module in wanted.beside):
            return None
        return install.beside(wanted.pypi)

    def _environment(self) -> Environment:
        """Where the program is; a package is installed on first use."""
        wanted, version = self._definition.install, self._spec.version
        upgrade = self._spec.flag("upgrade")
        if wanted.npm:
            return install.npm(wanted.npm, version, upgrade=upgrade)
        if not wanted.pypi:
            return Environment(self._here, sys.executable, "", UNKNOWN)
        also = list(wanted.also)
        for pin in wanted.pins:
            also += pin.packages if pin.applies(version) else ()
        return self._beside() or install.pypi(wanted.pypi, version, extras=wanted.extras, also=also, upgrade=upgrade)

    # -- starting it ---------------------------------------------------------------------------------------------------

    def launch(self) -> Started:
        """Start it on a free port, once ``trouble`` has found nothing missing.

        Raises ``TargetUnusable`` with what is wrong and what to do.
        """
        environment = self._environment()
        if not self._definition.install.packaged:
            environment = self._versioned(environment)
        failure: ProcessFailed | None = None
        for _ in range(ATTEMPTS):
            try:
                return self._once(environment)
            except ProcessFailed as error:
                failure = error
                if "in use" not in str(error).lower():
                    break
        raise TargetUnusable(str(failure)) from failure

    def _once(self, environment: Environment) -> Started:
        workspace = Workspace(self._definition.name)
        port = free_port()
        try:
            endpoint = fill(self._definition.endpoint, port=port)
            process = self._spawn(environment, workspace, port, endpoint)
        except BaseException:
            workspace.remove()
            raise
        return Started(process, workspace, environment, port, endpoint)

    def again(self, started: Started) -> Process:
        """The same program again, at the same place, once it has ended. Raises ``ProcessFailed``."""
        return self._spawn(started.environment, started.workspace, started.port, started.endpoint)

    def _spawn(self, environment: Environment, workspace: Workspace, port: int, endpoint: str) -> Process:
        """Start the program and wait until it answers."""
        start = self._start
        name = self._definition.name
        if "{port}" not in self._definition.endpoint and listens(endpoint):
            raise ProcessFailed(
                f"{name} always listens at {endpoint}, and something is there already; end that, or attach to it: "
                f"{self._spec.text.partition('?')[0]}?endpoint={endpoint}"
            )
        values = self._values(environment) | {"port": str(port), "dir": str(workspace.state)}
        directory = Path(file_path(start.directory, **values))
        process = Process(
            _words(start.command, values),
            environment=self._variables(values),
            workspace=workspace,
            name=name if environment.version == UNKNOWN else f"{name} {environment.version}",
            directory=directory,
            grace=start.grace,
        )
        try:
            process.wait_ready(lambda: _not_ready(start, endpoint), timeout=start.timeout)
        except ProcessFailed as error:
            process.stop()
            raise ProcessFailed(f"{error}{self._misplaced(directory)}") from error
        except BaseException:
            process.stop()
            raise
        return process

    def _misplaced(self, directory: Path) -> str:
        """A hint for a command that names a file beside the definition as if it were started there; else nothing."""
        for word in self._start.command[1:]:
            if (self._here / word).is_file() and not (directory / word).exists():
                return f"\nit was started in {directory}, where {word} is not; in command, write {{here}}/{word}"
        return ""

    def _values(self, environment: Environment) -> dict[str, str]:
        return {"here": str(self._here), "bin": environment.bin, "python": environment.python}

    def _variables(self, values: Mapping[str, str]) -> dict[str, str]:
        """The program's environment: this one's without anything of AWS, Python or pytest, and the definition's."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PYTHON", "PYTEST_", "MOTO_", "COV_")) and name != "VIRTUAL_ENV"
        }
        added = dict(self._start.environment)
        if "code" in self._spec.options:
            added |= self._definition.code_environment
        for choice in self._choices:
            added |= choice.environment
        code = self._spec.options.get("code", "")
        return inherited | {name: fill(value, code=code, **values) for name, value in added.items()}

    # -- what it says it is --------------------------------------------------------------------------------------------

    def _versioned(self, environment: Environment) -> Environment:
        """The version that the definition's command prints. Raises ``TargetUnusable`` where it prints none."""
        asked = self._definition.version
        if asked is None or not asked.command:
            return environment
        words = _words(asked.command, self._values(environment))
        said = self._output(words)
        found = re.search(asked.command_pattern, said)
        if not found:
            shown = " ".join(said.split())[:200] or "nothing"
            raise self._no_version(words, f"it printed {shown!r}, where {asked.command_pattern!r} finds nothing")
        return Environment(environment.path, environment.python, environment.bin, found[1])

    def _output(self, words: Sequence[str]) -> str:
        """What a command prints, on both of its outputs."""
        try:
            done = subprocess.run(
                words,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                errors="replace",
                timeout=VERSION_TIMEOUT,
                check=False,
                env=self._variables({}),
            )
        except subprocess.TimeoutExpired:
            raise self._no_version(words, f"it did not end within {VERSION_TIMEOUT:g} s") from None
        except OSError as error:
            raise self._no_version(words, f"it cannot be run: {error.strerror}") from None
        if done.returncode:
            shown = " ".join(done.stdout.split())[-200:]
            raise self._no_version(words, f"it ended with status {done.returncode} and printed {shown!r}")
        return done.stdout

    def _no_version(self, words: Sequence[str], what: str) -> TargetUnusable:
        advice = "correct command or pattern in [version], or leave them out"
        return TargetUnusable(f"{self._spec.text}: version.command {' '.join(words)!r}: {what}; {advice}")


def listens(endpoint: str) -> bool:
    """Whether something takes connections there."""
    import socket

    parts = urlsplit(endpoint)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=CONNECT_TIMEOUT):
            return True
    except OSError:
        return False


def _words(command: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """A command with all names filled in; in the program ``$VARIABLE`` and ``~`` too, at the start of others ``~/``."""
    words = [fill(word, **values) for word in command[1:]]
    return [file_path(command[0], **values)] + [os.path.expanduser(w) if w.startswith("~/") else w for w in words]


def _not_ready(start: Start, endpoint: str) -> str | None:
    """What the request of ``ready`` got instead of the answer that it waits for; None once that has come."""
    import urllib3

    url, wanted = endpoint + start.ready.path, start.ready.status
    try:
        with urllib3.PoolManager(retries=False, cert_reqs="CERT_NONE") as pool:
            answer = pool.request("GET", url, timeout=2.0, retries=False)
    except urllib3.exceptions.HTTPError:
        return f"GET {url} got no answer"
    if answer.status == wanted if wanted else answer.status < 500:
        return None
    return f"GET {url} gave status {answer.status}, and ready in [start] waits for {wanted or 'one below 500'}"
