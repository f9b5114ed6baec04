"""A target described by data: the schema of a TOML definition, its loading, and its errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from targets.interface import Purpose, TargetUnusable
from targets.spec import nearest


class Part(BaseModel):
    """Every table of a definition: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    """Where the emulator comes from."""

    pypi: str | None = None
    npm: str | None = None
    extras: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()
    beside: tuple[str, ...] = ()  # modules that must be importable for the copy beside the suite to be used
    by_hand: str = ""  # how a person gets it where it cannot be installed by pip or npm

    @model_validator(mode="after")
    def _one(self) -> Install:
        if self.pypi and self.npm:
            raise ValueError("give either pypi or npm, not both")
        if self.npm and (self.extras or self.also or self.pins or self.beside):
            raise ValueError("extras, also, pins and beside belong to pypi")
        return self


class Ready(Part):
    """The request whose answer shows that the emulator is up; any status below 500, or exactly one."""

    path: str = "/"
    status: int | None = None


class Start(Part):
    """The program. ``{port} {dir} {bin} {python}`` are filled in everywhere."""

    command: tuple[str, ...] = Field(min_length=1)
    environment: dict[str, str] = {}
    timeout: float = Field(default=60.0, gt=0)
    ready: Ready = Ready()


class Choice(Part):
    """What one value of a mode option changes."""

    environment: dict[str, str] = {}
    mode: str = ""  # the name of the mode in reports; empty: the default mode


class Credentials(Part):
    """What requests are signed with; a file or a variable that is there wins over the fixed values."""

    access_key: str = "testing"
    secret_key: str = "testing"
    access_key_env: str | None = None
    secret_key_env: str | None = None
    file: str | None = None  # keys the emulator generates, in the format of an AWS credentials file; ~ {port} {dir}


class Host(Part):
    """Hosts that the emulator publishes in URLs, and where they are really reached."""

    published: str  # a regular expression for host or host:port
    to: str = "{endpoint}"

    @field_validator("published")
    @classmethod
    def _pattern(cls, value: str) -> str:
        return _regular_expression(value)


class Fixed(Part):
    """The code is always the same."""

    kind: Literal["fixed"]
    value: str


class FromEnvironment(Part):
    """The code is in an environment variable of the suite."""

    kind: Literal["env"]
    variable: str


class Records(Part):
    """Where in a JSON document a code is; ``{pool_id} {username} {destination}`` are filled in."""

    messages: str = ""  # the list of messages: names joined by dots, * for each
    to: str | None = None  # where in a message its recipients are, likewise
    text: tuple[str, ...] = Field(min_length=1)  # the members of a message to search, in this order
    where: dict[str, str] = {}  # members that must have these values
    pattern: str = r"(?<!\d)(\d{6})(?!\d)"
    newest: Literal["last", "first"] = "last"
    wait: float = Field(default=0.0, ge=0, le=30)

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        return _regular_expression(value, groups=1)


class Mailbox(Records):
    """An HTTP endpoint that lists messages or codes."""

    kind: Literal["mailbox"]
    path: str


class FromFile(Records):
    """A JSON file that the emulator keeps; ``{dir}`` is its working directory."""

    kind: Literal["file"]
    path: str
    wait: float = Field(default=1.0, ge=0, le=30)  # it may be read while it is written


class Console(Part):
    """The emulator prints the code; ``{username}`` and ``{destination}`` are filled into the expression, quoted."""

    kind: Literal["console"]
    pattern: str
    wait: float = Field(default=2.0, ge=0, le=30)

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        _regular_expression(value.replace("{username}", "u").replace("{destination}", "d"), groups=1)
        return value


class Header(Part):
    """The code is in a header of the response that announced it."""

    kind: Literal["header"]
    name: str


Reader = Annotated[Fixed | FromEnvironment | Mailbox | Console | Header | FromFile, Field(discriminator="kind")]


class Reset(Part):
    """How it forgets everything."""

    kind: Literal["restart", "http"]
    method: str = "POST"
    path: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Reset:
        if self.kind == "http" and not self.path:
            raise ValueError("a reset over HTTP needs a path")
        return self


class Clock(Part):
    """How its clock is moved; ``{seconds}`` is filled in."""

    method: str = "POST"
    path: str
    body: str = ""


class FunctionRuntime(Part):
    """Where functions can be triggers: it has a Lambda API at its endpoint, and runs what is deployed there."""

    report: Literal["callback", "logs"] = "callback"  # how functions tell of their events: to a port of this machine?
    runtime: str = "python3.12"
    role: str | None = None  # the ARN of a role for functions; without it one is made through IAM


class Version(Part):
    """Where a running emulator says its version."""

    path: str
    member: str = ""  # names joined by dots in a JSON answer
    pattern: str = ""

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        return _regular_expression(value, groups=1) if value else value


class Definition(Part):
    """One emulator."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    product: str
    homepage: str = ""
    tested: bool = False
    notes: tuple[str, ...] = ()
    region: str = "us-east-1"
    endpoint: str = "http://127.0.0.1:{port}"
    default_port: int | None = None  # where it usually listens, for messages and attached targets
    ca: str | None = None
    issuer: str = "{endpoint}/{pool_id}"
    hosted_ui: str = ""  # {endpoint} {pool_id} {domain}: below it /oauth2/authorize, /login ...; empty: it has none
    well_known: bool = True
    threads: bool = True
    username_attributes: tuple[Literal["email", "phone_number"], ...] = ()
    code_environment: dict[str, str] = {}  # makes every code {code}, for the option code=
    install: Install = Install()
    start: Start | None = None
    mode: str = ""  # the name of the server's own mode in reports, where the product also runs in another way
    modes: dict[str, dict[str, Choice]] = {}
    credentials: Credentials = Credentials()
    hosts: tuple[Host, ...] = ()
    codes: dict[Purpose, Reader] = {}
    reset: Reset | None = None
    clock: Clock | None = None
    functions: FunctionRuntime | None = None
    version: Version | None = None

    @model_validator(mode="after")
    def _startable(self) -> Definition:
        if self.start and not (self.install.pypi or self.install.npm or self.install.by_hand):
            raise ValueError("[start] needs [install]: pypi, npm, or by_hand with a sentence on how to get it")
        if "{pool_id}" not in self.issuer:
            raise ValueError("issuer must contain {pool_id}")
        return self


def load(path: Path) -> Definition:
    """Read and check one definition; the error says file, key and what is wrong with it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TargetUnusable(
            f"{path}: there is no such file; a definition is a .toml file, see docs/targets.md"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise TargetUnusable(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise TargetUnusable(f"{path}: is not valid TOML: {error}") from error
    try:
        return Definition.model_validate(data)
    except ValidationError as error:
        raise TargetUnusable("\n".join(f"{path}: {line}" for line in _explain(error))) from error


def _explain(error: ValidationError) -> Iterator[str]:
    """One line for each thing wrong."""
    for one in error.errors(include_url=False):
        place = [str(step) for step in one["loc"]]
        where = ".".join(place) or "(the whole file)"
        if one["type"] == "extra_forbidden":
            yield f"{where}: unknown key{nearest(place[-1], _known_keys())}"
        else:
            yield f"{where}: {one['msg'].removeprefix('Value error, ')}{_given(one.get('input'))}"


def _given(value: Any) -> str:
    return f" (it is {value!r})" if isinstance(value, str | int | float | bool) else ""


def _known_keys() -> set[str]:
    parts: list[type[Part]] = [*Part.__subclasses__(), Mailbox, FromFile]
    return {name for part in parts for name in part.model_fields}


def _regular_expression(value: str, *, groups: int = 0) -> str:
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    if groups and compiled.groups < groups:
        raise ValueError("needs one group in parentheses: what it catches is taken")
    return value


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
