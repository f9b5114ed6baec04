"""The manifests of the judges: one folder below ``members``, with what the judge is and how it is configured."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

MEMBERS = Path(__file__).parent / "members"
FILE = "judge.toml"

Language = Literal["python", "javascript", "go", "rust", "java", "rule"]
Kind = Literal["verifier", "gateway", "framework", "client", "rule"]
Use = Literal["access", "id"]
Configuration = Literal["default", "recommended"]
CONFIGURATIONS: tuple[Configuration, ...] = get_args(Configuration)
USES: tuple[Use, ...] = get_args(Use)

# What a setting of a manifest is about: the groups of wrong forms, and the right forms that a configuration may lose.
SETTINGS = frozenset({"alg", "issuer", "client", "use", "expired", "early", "issued", "rotated", "right"})
LISTS = ("packages", "uses", "does", "unstated")
TASKS = frozenset({"srp", "sign_in", "refresh", "get_user"})
FORMS = frozenset({"right", "wrong"})
# The requirements that answers are about, by use of a token or task of a client, and by form.
Decides = Mapping[str, Mapping[str, tuple[str, ...]]]
NOTHING: Decides = {}


class ManifestError(Exception):
    """A manifest that cannot be used: a defect of this suite. It names the file and what to write instead."""


@dataclass(frozen=True)
class Manifest:
    """What a judge is. ``settings`` says for a group of forms which setting makes the library's answer right.

    ``unstated`` names the groups on which the documentation of a rule says nothing: nothing is asked of them.
    ``decides`` is for a judge whose answers are about other requirements than those of its kind.
    """

    name: str
    about: str
    language: Language
    kind: Kind
    documentation: str
    folder: Path
    packages: tuple[str, ...] = ()
    default: str = ""
    recommended: str = ""
    keys: Literal["fetched", "given"] = "fetched"
    uses: tuple[Use, ...] = USES
    does: tuple[str, ...] = ()
    build: str = ""
    unstated: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)
    decides: Decides = field(default_factory=dict, hash=False)

    @property
    def verifies(self) -> bool:
        """Whether it is asked about tokens."""
        return self.kind != "client" or bool(self.default)

    @property
    def version(self) -> str:
        """The version of its first package; empty for a rule, which has none."""
        first = self.packages[0] if self.packages else ""
        return first.replace("==", "@").rpartition("@")[2].rpartition(":")[2]


@cache
def manifests() -> dict[str, Manifest]:
    """All of them by name, in the order of their folders. Raises ``ManifestError``."""
    found: dict[str, Manifest] = {}
    for file in sorted(MEMBERS.glob(f"*/{FILE}")):
        read = manifest(file)
        if read.name in found:
            raise ManifestError(f"{file}: there is a judge {read.name!r} already. Give this one another name")
        found[read.name] = read
    return found


def manifest(file: Path) -> Manifest:
    """One manifest. Raises ``ManifestError``."""
    try:
        members = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ManifestError(f"{file}: {error}") from error
    lists: dict[str, Any] = {name: tuple(members.pop(name)) for name in LISTS if name in members}
    decides = {
        about: {form: tuple(ids) for form, ids in forms.items()} for about, forms in members.pop("decides", {}).items()
    }
    try:
        read = Manifest(folder=file.parent, decides=decides, **members, **lists)
    except TypeError as error:  # a member too many or too few
        raise ManifestError(f"{file}: {str(error).partition('__init__() ')[2] or error}") from error
    wrong = list(_wrong(read))
    if wrong:
        raise ManifestError(f"{file}: {'; '.join(wrong)}")
    return read


def _wrong(read: Manifest) -> Iterator[str]:
    """What is wrong with a manifest, in words."""
    for name, given, known in (
        ("language", {read.language}, set(get_args(Language))),
        ("kind", {read.kind}, set(get_args(Kind))),
        ("keys", {read.keys}, {"fetched", "given"}),
        ("uses", set(read.uses), set(USES)),
        ("does", set(read.does), TASKS),
        ("settings", set(read.settings), SETTINGS),
        ("unstated", set(read.unstated), SETTINGS),
        ("decides", set(read.decides), {*read.does, *(read.uses if read.verifies else ())}),
        ("decides", {form for forms in read.decides.values() for form in forms}, FORMS),
    ):
        if unknown := given - known:
            yield f"{name} knows no {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}"
    if not read.documentation.startswith("https://"):
        yield "documentation is the address of the library's documentation, beginning with https://"
    if not read.packages and read.language != "rule":
        yield "packages names what is installed, with its version"
    if read.kind == "client" and not read.does:
        yield "does names what a client is asked to do"
    if read.verifies and not (read.default and read.recommended):
        yield "default and recommended say in words how the judge is configured"
