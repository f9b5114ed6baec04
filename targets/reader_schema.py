"""The kinds of code readers that a definition may name: the schema of ``[codes.*]``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from targets.json_paths import as_text
from targets.placeholders import names_in
from targets.schema_parts import Part, json_path, regular_expression, url_path, well_spelt

WHO = ("pool_id", "username", "destination", "attribute")
ONE_USER = frozenset({"username", "destination"})


class Fixed(Part):
    """The code is always the same."""

    kind: Literal["fixed"]
    value: str


class FromEnvironment(Part):
    """The code is in an environment variable of the suite."""

    kind: Literal["env"]
    variable: str


class Records(Part):
    """Where in a JSON document a code is.

    ``messages``, ``to``, ``text``, ``time`` and the names in ``where`` are paths (``targets.json_paths``).
    ``{pool_id} {username} {destination}`` are filled in, and ``{attribute}``: ``email`` or ``phone_number``, whichever
    the destination is. In ``text`` it is the only one.
    """

    messages: str = ""  # the list of messages, from the root of the document
    to: str | None = None  # the recipients, from a message on, as are all that follow
    text: tuple[str, ...] = Field(min_length=1)  # where to search for the code, in this order
    where: dict[str, str] = {}  # what must be there, as text
    time: str | None = None  # when it was sent: the latest is the newest, whatever the order of the list
    pattern: str = r"(?<!\d)(\d{6})(?!\d)"
    newest: Literal["last", "first"] = "last"  # by position, without ``time``, or where times are equal
    wait: float = Field(default=0.0, ge=0, le=30)  # seconds until the code must be there

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        return regular_expression(value, groups=1)

    @field_validator("messages", "to", "time")
    @classmethod
    def _path(cls, value: str | None) -> str | None:
        return None if value is None else json_path(value)

    @field_validator("text")
    @classmethod
    def _paths(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        well_spelt(value, ("attribute",))
        return tuple(json_path(path) for path in value)

    @field_validator("where", mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        """TOML reads ``where = { Content.Type = "x" }`` as a table in a table."""
        return _flattened(value) if isinstance(value, dict) else value


class Mailbox(Records):
    """An HTTP endpoint that lists messages or codes."""

    kind: Literal["mailbox"]
    path: str  # below the endpoint; or the whole URL of a mail server of its own

    @field_validator("path")
    @classmethod
    def _place(cls, value: str) -> str:
        return value if value.startswith(("http://", "https://")) else url_path(value)

    @model_validator(mode="after")
    def _whose(self) -> Mailbox:
        _one_user(self, [self.path, *self.where.values()])
        return self


class FromFile(Records):
    """A JSON file that the emulator keeps; ``{dir}`` is its working directory."""

    kind: Literal["file"]
    path: str
    wait: float = Field(default=1.0, ge=0, le=30)  # it may be read while it is written

    @model_validator(mode="after")
    def _whose(self) -> FromFile:
        _one_user(self, [self.path, *self.where.values()])
        return self


class Console(Part):
    """The program prints the code; ``{username}`` and ``{destination}`` are filled in, quoted, in any case."""

    kind: Literal["console"]
    pattern: str
    wait: float = Field(default=2.0, ge=0, le=30)

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, value: str) -> str:
        regular_expression(value.replace("{username}", "u").replace("{destination}", "d"), groups=1)
        well_spelt([value], ONE_USER)
        if not names_in([value]) & ONE_USER:
            raise ValueError("must contain {username} or {destination}: otherwise it finds the code of another user")
        return value


class Header(Part):
    """The code is in a header of the response that announced it."""

    kind: Literal["header"]
    name: str


ListReader = Mailbox | FromFile
Kind = Fixed | FromEnvironment | Mailbox | Console | Header | FromFile
Reader = Annotated[Kind, Field(discriminator="kind")]


def _flattened(table: dict[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flattened(value, f"{before}{name}.")
        else:
            flat[json_path(f"{before}{name}")] = as_text(value)
    return flat


def _one_user(records: Records, texts: list[str]) -> None:
    """Raises ``ValueError`` where a reader would take the code of whoever asked last."""
    well_spelt(texts, (*WHO, "dir"))
    if records.to is None and not names_in(texts) & ONE_USER:
        raise ValueError("nothing says whose code it is: give `to`, or write {username} or {destination} in its path")
