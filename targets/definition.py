"""A target described by data: the schema of a TOML definition, its loading, and its errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from targets.interface import Purpose, TargetUnusable
from targets.placeholders import names_in
from targets.program_schema import Choice, Install, Start, Version, contradictions
from targets.reader_schema import FromFile, Mailbox, Reader
from targets.schema_parts import Part, regular_expression, url_path, well_spelt
from targets.spec import nearest

WELL_KNOWN = "/.well-known"
ADDRESS_NAMES = ("endpoint", "pool_id", "region", "domain")


class Credentials(Part):
    """What signed requests carry; a file or a variable that is there wins over the fixed values.

    ``headers`` are for emulators that look at something other than an AWS signature: they go along with each call that
    an SDK would sign, and take the place of headers of the same name. ``${NAME}`` in them is an environment variable.
    """

    access_key: str = "testing"
    secret_key: str = "testing"
    access_key_env: str | None = None
    secret_key_env: str | None = None
    file: str | None = None  # keys the emulator generates, in the format of an AWS credentials file; ~ {port} {dir}
    headers: dict[str, str] = {}

    @field_validator("headers")
    @classmethod
    def _names(cls, value: dict[str, str]) -> dict[str, str]:
        for name, text in value.items():
            if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
                raise ValueError(f"{name!r} is no name of a header")
            if not (text.isascii() and text.isprintable()):
                raise ValueError(f"the header {name} must be printable ASCII on one line")
        return value


class Host(Part):
    """Hosts that the emulator publishes in URLs, and where they are really reached."""

    published: str  # a regular expression for host or host:port
    to: str = "{endpoint}"

    @field_validator("published")
    @classmethod
    def _pattern(cls, value: str) -> str:
        return regular_expression(value)


class Reset(Part):
    """How it forgets everything."""

    kind: Literal["restart", "http"]
    method: str = "POST"
    path: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Reset:
        if self.kind == "http" and not self.path:
            raise ValueError("a reset over HTTP needs a path")
        if self.kind == "restart" and self.path:
            raise ValueError('path belongs to kind = "http"; a restart has none')
        if self.path:
            url_path(self.path)
        return self


class Clock(Part):
    """How its clock is moved; ``{seconds}`` is filled in."""

    method: str = "POST"
    path: str
    body: str = ""

    @model_validator(mode="after")
    def _by_how_much(self) -> Clock:
        url_path(self.path)
        if "seconds" not in names_in([self.path, self.body]):
            raise ValueError("neither path nor body says {seconds}, so the emulator cannot know how far")
        return self


class FunctionRuntime(Part):
    """Where functions can be triggers: it has a Lambda API at its endpoint, and runs what is deployed there."""

    report: Literal["callback", "logs"] = "callback"  # how events are reported: to a port of this machine, in the log
    runtime: str = "python3.12"
    role: str | None = None  # the ARN of a role for functions; without it one is made through IAM


class Sign(Part):
    """A GET request by whose answer this product is recognised where only an address was given."""

    path: str
    contains: str = ""
    headers: dict[str, str] = {}  # headers that must be there, and what they must contain
    status: int = Field(default=200, ge=100, le=599)

    @model_validator(mode="after")
    def _distinctive(self) -> Sign:
        url_path(self.path)
        if not self.contains and not self.headers:
            raise ValueError("give contains or headers: a status alone recognises nothing")
        return self


class Definition(Part):
    """One emulator."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    product: str
    homepage: str = ""
    tested: bool = False
    notes: tuple[str, ...] = ()
    region: str = "us-east-1"
    endpoint: str = "http://127.0.0.1:{port}"
    default_port: int | None = Field(default=None, ge=1, le=65535)  # where it usually listens
    ca: str | None = None
    issuer: str = "{endpoint}/{pool_id}"
    jwks: str = ""  # where the key set is, if not below the issuer; without {pool_id}: one for all pools
    discovery: str = ""  # where the discovery document is, likewise
    hosted_ui: str = ""  # {endpoint} {pool_id} {domain}: below it /oauth2/authorize, /login ...; empty: it has none
    hosted_ui_paths: dict[str, str] = {}  # for single paths below it: the whole address
    well_known: bool = True
    threads: bool = True
    reaches_loopback: bool | None = None  # whether it can send requests to 127.0.0.1 of the suite's machine
    username_attributes: tuple[Literal["email", "phone_number"], ...] = ()
    code_environment: dict[str, str] = {}  # makes every code {code}, for the option code=
    install: Install = Install()
    start: Start | None = None
    mode: str = ""  # the name of the server's own mode in reports, where the product also runs in another way
    modes: dict[str, dict[str, Choice]] = {}
    credentials: Credentials = Credentials()
    hosts: tuple[Host, ...] = ()
    codes: dict[Purpose, Reader] = {}
    unsupported: str = ""  # a regular expression for "CODE: MESSAGE" of refusals that mean: I do not have this
    reset: Reset | None = None
    clock: Clock | None = None
    functions: FunctionRuntime | None = None
    version: Version | None = None
    recognise: tuple[Sign, ...] = ()

    @field_validator("unsupported")
    @classmethod
    def _wording(cls, value: str) -> str:
        if value and re.search(regular_expression(value), ""):
            raise ValueError("matches every refusal; say by what words those are known that mean: I do not have this")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Definition:
        choices = [choice for values in self.modes.values() for choice in values.values()]
        problems = [
            *contradictions(self.install, self.start, choices, self.version, endpoint=self.endpoint),
            *_misplaced(self),
        ]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def routes(self) -> list[tuple[str, str]]:
        """The URLs that are answered elsewhere than where they are published: pairs of templates."""
        well_known = [
            (f"{self.issuer}{WELL_KNOWN}/jwks.json", self.jwks),
            (f"{self.issuer}{WELL_KNOWN}/openid-configuration", self.discovery),
        ]
        pages = [(self.hosted_ui + path, address) for path, address in self.hosted_ui_paths.items()]
        return [(published, real) for published, real in well_known + pages if real]


def _misplaced(definition: Definition) -> Iterator[str]:
    """What is wrong with the addresses, taken together."""
    if "pool_id" not in names_in([definition.issuer]):
        yield "issuer must contain {pool_id}"
    if (definition.jwks or definition.discovery) and not definition.well_known:
        yield "well_known: is false, and jwks or discovery says where they are; leave one out"
    if definition.hosted_ui_paths and not definition.hosted_ui:
        yield 'hosted_ui_paths: they are paths below hosted_ui, which is empty; give hosted_ui = "{endpoint}"'
    if definition.reset and definition.reset.kind == "restart" and definition.start is None:
        yield 'reset.kind: "restart" starts the program again, and there is no [start]; use "http", or leave it out'
    published = names_in([definition.hosted_ui])
    for path, address in definition.hosted_ui_paths.items():
        yield from _misplaced_page(path, address, published)
    for key in ("issuer", "jwks", "discovery", "hosted_ui"):
        yield from (f"{key}: {trouble}" for trouble in _no_address(getattr(definition, key)))


def _misplaced_page(path: str, address: str, published: set[str]) -> Iterator[str]:
    where = f"hosted_ui_paths.{path}"
    if not path.startswith("/"):
        yield f"{where}: the path must begin with a slash: '/{path}'"
    if not address:
        yield f"{where}: is empty; give the address, such as '{{endpoint}}/cognito-idp{path}'"
    yield from (f"{where}: {trouble}" for trouble in _no_address(address))
    for name in sorted(names_in([address]) & {"pool_id", "domain"} - published):
        yield f"{where}: has {{{name}}}, which hosted_ui does not have, so that nobody knows its value"


def _no_address(template: str) -> Iterator[str]:
    if template and not template.startswith(("{endpoint}", "http://", "https://")):
        yield f"{template!r} is no address: begin with {{endpoint}}, http:// or https://"
    try:
        well_spelt([template], ADDRESS_NAMES)
    except ValueError as error:
        yield str(error)


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
        text = one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            yield f"{'.'.join(place)}: unknown key{nearest(place[-1], _known_keys())}"
        elif not place:  # about several tables: each line names its key
            yield from text.splitlines()
        else:
            yield f"{'.'.join(place)}: {text}{_given(one.get('input'))}"


def _given(value: Any) -> str:
    return f" (it is {value!r})" if isinstance(value, str | int | float | bool) else ""


def _known_keys() -> set[str]:
    parts: list[type[Part]] = [*Part.__subclasses__(), Mailbox, FromFile]
    return {name for part in parts for name in part.model_fields}
