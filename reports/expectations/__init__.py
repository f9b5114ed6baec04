"""Expectations: accepted divergences of one product, with reason, link and expiry.

The files beside this module are shipped with the suite, one per product (``moto.toml``). A file reads::

    product = "moto"              # for all entries; without it they apply to every product

    [[expect]]
    requirement = "REFRESH-003"
    kinds = ["refresh-token-returned"]   # fingerprint kinds, also "operation:kind"; ["*"] for any
    verdict = "fail"              # default; "flaky" also accepts that it passes, "inconclusive" that it is not judged
    reason = "returns a new refresh token"
    link = "https://github.com/getmoto/moto/issues/1"
    versions = "<5.2"             # PEP 440; default: all
    mode = "auth=true"            # default: all modes; "" for the default mode alone
    expires = 2027-01-31
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from reports.record import PASSING_KINDS, Result, RunRecord, TargetRecord, plain_mode
from reports.store import write_text

ExpectedVerdict = Literal["fail", "flaky", "inconclusive", "unsupported", "blocked", "not-reached", "excluded"]
DIVERGING = ("fail", "flaky")
ANY = "*"  # accepts any kind of divergence
SEVERAL = 3  # operations at which a requirement diverges that is about the form of all


class ExpectationError(Exception):
    """An expectations file cannot be read; the message names the file, the entry and the member."""


class Expectation(BaseModel):
    """One accepted divergence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirement: str = Field(min_length=1)
    kinds: tuple[str, ...] = ()
    verdict: ExpectedVerdict = "fail"
    reason: str = ""
    link: str = ""
    versions: str = ""
    mode: str | None = None
    expires: date | None = None
    product: str = ""

    @field_validator("versions")
    @classmethod
    def _specifier(cls, value: str) -> str:
        try:
            SpecifierSet(value)
        except InvalidSpecifier as error:
            raise ValueError(f"{value!r} is not a version specifier like '>=5.0,<5.2'") from error
        return value

    @model_validator(mode="after")
    def _needs_kinds(self) -> Expectation:
        if self.diverging and not self.kinds:
            raise ValueError('needs kinds (["*"] for any kind of divergence)')
        return self

    @property
    def diverging(self) -> bool:
        """Whether it accepts a divergence."""
        return self.verdict in DIVERGING

    @property
    def stale_when_passing(self) -> bool:
        """Whether a pass contradicts it; a flaky one may pass, and one that was not judged may be judged later."""
        return self.verdict not in ("flaky", "inconclusive")

    def expired(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.expires is not None and today > self.expires

    def covers(self, operation: str, kind: str) -> bool:
        """Whether it accepts a divergence of this fingerprint."""
        return self.diverging and any(k in (ANY, kind, f"{operation}:{kind}") for k in self.kinds)

    def applies(self, product: str, version: str, mode: str) -> bool:
        """Whether it is about this target."""
        if not self._identity(product, mode):
            return False
        return not self.versions or _in_versions(self.versions, version)

    def unreadable_version(self, product: str, version: str, mode: str) -> bool:
        """Whether it does not apply only because the target's version cannot be compared."""
        return bool(self.versions) and self._identity(product, mode) and _version(version) is None

    def _identity(self, product: str, mode: str) -> bool:
        if self.product and self.product.casefold() != product.casefold():
            return False
        return self.mode is None or _mode_parts(self.mode) == _mode_parts(mode)


def _mode_parts(mode: str) -> frozenset[str]:
    """The parts of a mode; a target may call the one without parts ``default``."""
    return frozenset(part.casefold() for part in re.split(r"[&,;\s]+", mode) if part and part != "default")


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _in_versions(specifier: str, version: str) -> bool:
    parsed = _version(version)
    return parsed is not None and SpecifierSet(specifier).contains(parsed, prereleases=True)


# -- reading ------------------------------------------------------------------------------------------------------


def parse_expectations(text: str, name: str = "expectations") -> list[Expectation]:
    """The expectations of a TOML text. Raises ``ExpectationError``; ``name`` is for its message."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExpectationError(f"{name}: not TOML: {error}") from error
    unknown = sorted(set(document) - {"product", "expect"})
    if unknown:
        raise ExpectationError(f"{name}: unknown member {unknown[0]!r}; known are 'product' and [[expect]] tables")
    entries = document.get("expect", [])
    if not isinstance(entries, list):
        raise ExpectationError(f"{name}: 'expect' must be written [[expect]], one table for each")
    return [_parse(name, number, table, str(document.get("product", ""))) for number, table in enumerate(entries, 1)]


def _parse(name: str, number: int, table: Mapping[str, Any], product: str) -> Expectation:
    try:
        return Expectation(**{"product": product, **table})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        label = table.get("requirement", f"number {number}")
        known = f" (known: {', '.join(Expectation.model_fields)})" if first["type"] == "extra_forbidden" else ""
        message = first["msg"].removeprefix("Value error, ")
        raise ExpectationError(
            f"{name}: expectation {label}: {where + ': ' if where else ''}{message}{known}"
        ) from error


def load_expectations(path: Path) -> list[Expectation]:
    """The expectations of a file. Raises ``ExpectationError``."""
    try:
        return parse_expectations(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise ExpectationError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ExpectationError(f"{path}: not UTF-8") from error


def shipped_expectations(products: Iterable[str]) -> list[Expectation]:
    """The expectations shipped with the suite for these products; none for a product without a file."""
    found: list[Expectation] = []
    for product in sorted({file_stem(p) for p in products if p}):
        entry = files(__package__) / f"{product}.toml"
        if entry.is_file():
            found += parse_expectations(entry.read_text(encoding="utf-8"), f"reports/expectations/{product}.toml")
    return found


def file_stem(product: str) -> str:
    """The stem of a product's file."""
    return re.sub(r"[^a-z0-9]+", "-", product.casefold()).strip("-")


# -- updating -----------------------------------------------------------------------------------------------------


class UpdateResult(BaseModel):
    """The changes by :func:`update_expectations`: requirement ids."""

    added: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    kept: int = 0


def update_expectations(record: RunRecord, path: Path, today: date) -> UpdateResult:
    """Accept what the run found: write or merge ``path``, sorted by id.

    Members written by people (reason, link, versions, mode, expiry, and the comment at the head of the file) stay. New
    kinds are added to an entry. An entry is removed if its requirement passes now on every target that it is about, and
    narrowed to the modes that still diverge if it passes on some. A divergence in only some situations may pass from
    then on, and one that agrees too and shows at several operations may take any form. Nothing else is removed,
    because a kind or requirement that was not met this time may be met the next.
    Raises ``ExpectationError`` for a file that cannot be read and ``ReportError`` for one that cannot be written.
    """
    old = load_expectations(path) if path.exists() else []
    head, product = _head(path)
    entries, result = list(old), UpdateResult()
    for target in record.targets:
        for found in target.results:
            done = _accept(entries, record, target, found, today, product) if found.scored and found.divergent else ""
            if done:
                getattr(result, done).append(found.requirement)
    entries = [kept for e in entries for kept in _still_true(e, record, result)]
    result.kept = sum(1 for e in entries if e in old)
    if not product and not old and len({t.product for t in record.targets}) == 1:
        product = record.targets[0].product
    write_text(path, expectations_text(entries, product=product, head=head))
    return result


def _accept(
    entries: list[Expectation], record: RunRecord, target: TargetRecord, found: Result, today: date, product: str
) -> Literal["added", "changed", ""]:
    """Make the entries cover one divergent result of one target; returns the change. ``product``: that of the file."""
    mine = [i for i, e in enumerate(entries) if _about(e, target, found)]
    missing = [k for k in found.kinds if not any(entries[i].covers(k.operation, k.kind) for i in mine)]
    kinds = {k.kind for k in missing if k.confirmed or not k.kind.startswith(PASSING_KINDS)}
    if kinds and _differs_by_operation(found):
        kinds = {ANY}
    verdict = _accepted_verdict(found)
    if mine:
        last = entries[mine[-1]]
        verdict = "flaky" if "flaky" in (verdict, last.verdict) else last.verdict
        entries[mine[-1]] = last.model_copy(update={"kinds": tuple(sorted({*last.kinds, *kinds})), "verdict": verdict})
        return "" if entries[mine[-1]] == last else "changed"
    if not kinds:
        return ""
    modes = {plain_mode(t.mode) for t in record.targets if t.product == target.product}
    modes |= {e.mode for e in entries if e.product.casefold() == target.product.casefold() and e.mode is not None}
    entries.append(
        Expectation(
            requirement=found.requirement,
            kinds=tuple(sorted(kinds)),
            verdict=verdict,
            reason=f"seen on {today.isoformat()} with {target.product} {target.version}".rstrip(),
            mode=None if modes == {""} else plain_mode(target.mode),
            product=product if product.casefold() == target.product.casefold() else target.product,
        )
    )
    return "added"


def _differs_by_operation(found: Result) -> bool:
    """Whether it agrees too, and diverges at several operations.

    Then it is about the form of any request or answer, and the next seed shows it elsewhere, in another way.
    """
    return found.agreed > 0 and len({k.operation for k in found.kinds}) >= SEVERAL


def _accepted_verdict(found: Result) -> ExpectedVerdict:
    """Allow the entry to pass: a divergence in only some situations passes in a run that draws others."""
    return "flaky" if found.verdict == "flaky" or found.diverged < found.observed else "fail"


def _about(entry: Expectation, target: TargetRecord, found: Result) -> bool:
    applies = entry.applies(target.product, target.version, target.mode)
    return applies and entry.diverging and entry.requirement == found.requirement


def _still_true(entry: Expectation, record: RunRecord, result: UpdateResult) -> list[Expectation]:
    """The entry unless it is stale; if it covered all modes and some pass now, narrowed to those that still diverge."""
    about = [t for t in record.targets if entry.applies(t.product, t.version, t.mode)]
    verdicts = [(t.mode, r.verdict) for t in about if (r := t.result(entry.requirement)) is not None]
    passing = {mode for mode, verdict in verdicts if verdict == "pass"}
    others = {mode for mode, verdict in verdicts if verdict != "pass"}
    if not entry.stale_when_passing or not passing:
        return [entry]
    if not others:
        result.removed.append(entry.requirement)
        return []
    if entry.mode is not None or others & passing:
        return [entry]
    result.changed.append(entry.requirement)
    return [entry.model_copy(update={"mode": plain_mode(mode)}) for mode in sorted(others)]


def _head(path: Path) -> tuple[str, str]:
    """The comment at the head of a file, and its product."""
    if not path.exists():
        return "", ""
    text = path.read_text(encoding="utf-8")
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#") and line.strip():
            break
        lines.append(line)
    return "\n".join(lines).strip(), str(tomllib.loads(text).get("product", ""))


def expectations_text(entries: Sequence[Expectation], *, product: str = "", head: str = "") -> str:
    """The TOML text of expectations, sorted by requirement, product and mode."""
    parts = [head] if head else []
    if product:
        parts.append(f"product = {_quote(product)}")
    for entry in sorted(entries, key=lambda e: (e.requirement, e.product, e.mode or "", e.versions, e.kinds)):
        parts.append("\n".join(["[[expect]]", *_entry_lines(entry, product)]))
    return "\n\n".join(parts) + "\n"


def _entry_lines(entry: Expectation, product: str) -> list[str]:
    lines = [f"requirement = {_quote(entry.requirement)}"]
    if entry.kinds:
        lines.append(f"kinds = [{', '.join(_quote(k) for k in entry.kinds)}]")
    if entry.verdict != "fail":
        lines.append(f"verdict = {_quote(entry.verdict)}")
    lines += [f"{m} = {_quote(v)}" for m in ("reason", "link", "versions") if (v := getattr(entry, m))]
    if entry.mode is not None:
        lines.append(f"mode = {_quote(entry.mode)}")
    if entry.expires is not None:
        lines.append(f"expires = {entry.expires.isoformat()}")
    if entry.product != product:
        lines.append(f"product = {_quote(entry.product)}")
    return lines


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quote(text: str) -> str:
    """A TOML basic string."""
    clean = text.encode("utf-8", "replace").decode()
    return '"' + "".join(_ESCAPES.get(c) or _escape(c) for c in clean) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 32 or code == 127 else character
