"""What is started: the schema of ``[install]``, ``[start]``, ``[modes]`` and ``[version]``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from packaging.version import InvalidVersion
from packaging.version import Version as Release
from pydantic import Field, field_validator, model_validator

from targets.placeholders import names_in
from targets.schema_parts import Part, json_path, regular_expression, url_path, well_spelt

PLACES = ("port", "dir", "here", "bin", "python")  # the names that are filled in for a program
CONTAINERS = frozenset({"docker", "podman", "nerdctl", "finch"})
HOST_NETWORK = re.compile(r"--net(work)?[= ]host\b")
VERSION_NUMBER = r"(\d+(?:\.\d+)+[0-9A-Za-z.+-]*)"


class Pin(Part):
    """Packages that versions in a range need beside what they ask for."""

    versions: str
    packages: tuple[str, ...]

    @field_validator("versions")
    @classmethod
    def _range(cls, value: str) -> str:
        for part in value.split(","):
            if not re.fullmatch(r"\s*(==|!=|<=|>=|<|>)\s*\d+(\.\d+)*\s*", part):
                raise ValueError(f"{part.strip()!r} is no range such as '<5.1' or '>=5,<5.1'")
        return value

    def applies(self, version: str | None) -> bool:
        """Whether a version lies in the range; the newest one (None) never does."""
        return version is not None and all(_within(version, part.strip()) for part in self.versions.split(","))


class Install(Part):
    """Where the emulator comes from: a package, or what must be on the machine already."""

    pypi: str | None = None
    npm: str | None = None
    extras: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()
    beside: tuple[str, ...] = ()  # modules that must be importable for the copy beside the suite to be used
    needs: tuple[str, ...] = ()  # programs on PATH, or files (with a slash), without which it cannot start
    by_hand: str = ""  # a sentence: how a person gets what is not installed from here

    @property
    def packaged(self) -> bool:
        """Whether pip or npm installs it."""
        return bool(self.pypi or self.npm)

    @model_validator(mode="after")
    def _one(self) -> Install:
        if self.pypi and self.npm:
            raise ValueError("give either pypi or npm, not both")
        if not self.pypi and (self.extras or self.also or self.pins or self.beside):
            raise ValueError("extras, also, pins and beside belong to pypi")
        well_spelt(self.needs, ("here",))
        for need in self.needs:
            if "/" in need:
                _not_relative("needs", need)
        return self


class Ready(Part):
    """The request whose answer shows that the emulator is up; any status below 500, or exactly one."""

    path: str = "/"
    status: int | None = Field(default=None, ge=100, le=599)

    @field_validator("path")
    @classmethod
    def _path(cls, value: str) -> str:
        return url_path(value)


class Start(Part):
    """The program: a package's, or any other: a binary, a jar, a script in a checkout, a container.

    ``{port} {dir} {here} {bin} {python}`` are filled in: a free port, its working directory (empty at each start), the
    folder of the definition file, the programs and the Python of the package in ``[install]``.
    """

    command: tuple[str, ...] = Field(min_length=1)
    environment: dict[str, str] = {}
    directory: str = "{dir}"  # where it is started
    timeout: float = Field(default=60.0, gt=0)  # seconds until it must answer
    grace: float = Field(default=2.0, gt=0, le=60)  # seconds between asking it to end and ending it
    ready: Ready = Ready()

    @model_validator(mode="after")
    def _can_be_found(self) -> Start:
        if not self.command[0].strip():
            raise ValueError("command begins with an empty word: it must begin with a program")
        _not_relative("command", self.command[0])
        _not_relative("directory", self.directory)
        well_spelt(self.texts, (*PLACES, "code"))
        return self

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in which names are filled in."""
        return (*self.command, self.directory, *self.environment.values())

    @property
    def contained(self) -> bool:
        """Whether it is a container with a network of its own, whose 127.0.0.1 is not this machine's."""
        return PurePath(self.command[0]).name in CONTAINERS and not HOST_NETWORK.search(" ".join(self.command))


def _release(text: str) -> Release | None:
    try:
        return Release(text)
    except InvalidVersion:
        return None


class Choice(Part):
    """What one value of a mode option changes."""

    environment: dict[str, str] = {}
    mode: str = ""  # the name of the mode in reports; empty: the default mode
    since: str = ""  # the first release that has it; those before ignore the environment

    @field_validator("since")
    @classmethod
    def _since(cls, value: str) -> str:
        if value and _release(value) is None:
            raise ValueError(f"{value!r} is no version, such as 1.5.0")
        return value

    def lacks(self, version: str) -> bool:
        """Whether a release is known to be from before this choice; one on the way to it may have it already."""
        first, asked = _release(self.since), _release(version)
        return first is not None and asked is not None and Release(asked.base_version) < first

    @model_validator(mode="after")
    def _named(self) -> Choice:
        if self.since and not self.mode:
            raise ValueError("since needs a mode: a release that lacks the default mode cannot be refused")
        return self


class Version(Part):
    """Where an emulator says its version: at a path once it runs, or when a command is run (only if started here)."""

    path: str | None = None
    member: str = ""  # names joined by dots in a JSON answer
    command: tuple[str, ...] = ()
    pattern: str = ""

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        return regular_expression(value, groups=1) if value else value

    @field_validator("path")
    @classmethod
    def _path(cls, value: str | None) -> str | None:
        return None if value is None else url_path(value)

    @field_validator("member")
    @classmethod
    def _member(cls, value: str) -> str:
        return json_path(value)

    @model_validator(mode="after")
    def _somewhere(self) -> Version:
        if not self.path and not self.command:
            raise ValueError('give path = "/…" for a running one, or command = ["PROGRAM", "--version"]')
        if self.member and not self.path:
            raise ValueError("member belongs to path: it is looked up in a JSON answer")
        if self.path and not self.member and not self.pattern:
            raise ValueError("give member or pattern: where in the answer at path the version is")
        if self.command:
            _not_relative("command", self.command[0])
            well_spelt(self.command, ("here", "bin", "python"))
        return self

    @property
    def command_pattern(self) -> str:
        """What is searched for in what the command prints."""
        return self.pattern or VERSION_NUMBER


def contradictions(
    install: Install, start: Start | None, modes: list[Choice], version: Version | None, *, endpoint: str
) -> Iterator[str]:
    """What can never work, with what to do: the tables are right one by one, and wrong together."""
    if start is None:
        if install.packaged:
            yield 'install: the package is installed and never started; add [start] with command = ["{bin}/…"]'
        if install.needs:
            yield "install.needs: is checked before a start, and there is no [start]; say it in by_hand"
        if version is not None and version.command:
            yield "version.command: is run for programs that are started here, and there is no [start]; give path"
        return
    environments = [text for choice in modes for text in choice.environment.values()]
    if not install.packaged:
        texts = [*start.texts, *environments, *(version.command if version else ())]
        if "bin" in names_in(texts):
            yield (
                "start: {bin} is where the programs of a package are, and [install] names none; "
                "give pypi or npm, or the program itself: {here}/PROGRAM, or a name on PATH"
            )
    listens = "port" in names_in([endpoint])
    has_port = "port" in names_in([*start.texts, *environments])
    if listens and not has_port:
        yield (
            "start: the endpoint is at {port}, a free one, and neither command nor environment passes it on; "
            "pass {port}, or set endpoint to the address where it always listens"
        )
    if has_port and not listens:
        yield f"endpoint: the program is given {{port}}, and the endpoint {endpoint!r} does not have it; use {{port}}"


def _not_relative(key: str, path: str) -> None:
    """A path is where? Programs are started in an empty directory, so that a relative one leads nowhere."""
    if "/" in path and not path.startswith(("/", "~/", "{", "$")):
        raise ValueError(
            f"{key} has {path!r}, which is relative to nothing: write {{here}}/{path.removeprefix('./')} "
            "for the folder of the definition file, or a whole path"
        )


def _numbers(version: str) -> tuple[int, ...]:
    found = tuple(int(number) for number in re.findall(r"\d+", version.partition("+")[0])[:4])
    return found + (0,) * (4 - len(found))


def _within(version: str, part: str) -> bool:
    matched = re.match(r"(==|!=|<=|>=|<|>)\s*(.+)", part)
    assert matched is not None  # checked when it was loaded
    here, limit = _numbers(version), _numbers(matched[2])
    return {
        "==": here == limit,
        "!=": here != limit,
        "<=": here <= limit,
        ">=": here >= limit,
        "<": here < limit,
        ">": here > limit,
    }[matched[1]]
