"""The document ``pool.json``: every part of one pool's configuration, without secrets, ids of rows or dates.

A value that could not be resolved is ``{"$unknown": "why"}``; a part that could not be read is named in ``unknown``
with the answer, and one that the source does not speak of is listed in ``not_stated``. Nothing is guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from conformance.pool.form.problems import PoolError

Kind = Literal["snapshot", "cloudformation", "terraform", "describe"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Members = dict[str, Any]

VERSION = 1
UNKNOWN = "$unknown"
ID = "$id"  # of an item: its ClientId, or its name in the infrastructure code
SINGLE = ("pool", "mfa", "sessions", "log_delivery")  # parts that are one object
ITEMS = (  # parts that are objects by name
    "clients",
    "domains",
    "identity_providers",
    "resource_servers",
    "groups",
    "risk",
    "ui",
    "branding",
    "terms",
    "replicas",
)
PARTS = (*SINGLE, *ITEMS)
WHOLE_POOL = "(pool)"  # of ``risk`` and ``ui``: the settings of every client that has none of its own


@dataclass
class PoolDocument:
    """One pool. ``parts`` has every part that its source speaks of."""

    kind: Kind
    source: str  # the file or the target, as the user named it
    botocore: str  # the version whose model it was read with
    parts: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)  # part -> why it could not be read
    not_stated: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was met and not read, one sentence each

    @property
    def declared(self) -> bool:
        """Whether it says what somebody wants of a pool, and not what a pool has."""
        return self.kind in ("cloudformation", "terraform")

    def items(self, part: str) -> dict[str, Members]:
        """The objects of a part by name; empty where it has none or does not speak of it."""
        found: dict[str, Members] = self.parts.get(part, {})
        return found

    def single(self, part: str) -> Members:
        """A part that is one object; empty where it does not speak of it."""
        found: Members = self.parts.get(part, {})
        return found

    def unresolved(self) -> list[tuple[str, str]]:
        """The place and the reason of each value that could not be resolved."""
        return list(_unresolved(self.parts, ""))

    def text(self) -> str:
        """As it is written: sorted, so that two snapshots of one pool are equal but for what differs."""
        shown = {
            "form": VERSION,
            "kind": self.kind,
            "source": self.source,
            "botocore": self.botocore,
            **{part: self.parts[part] for part in PARTS if part in self.parts},
            "unknown": self.unknown,
            "not_stated": sorted(self.not_stated),
            "notes": self.notes,
        }
        head = {name: shown[name] for name in shown if name not in self.parts}
        body = {name: _sorted(value) for name, value in shown.items() if name in self.parts}
        return json.dumps(head | body, indent=1, ensure_ascii=False) + "\n"


def is_unknown(value: Any) -> bool:
    """Whether a value is one that could not be resolved."""
    return isinstance(value, Mapping) and UNKNOWN in value


def unknown(why: str) -> Members:
    """A value that could not be resolved."""
    return {UNKNOWN: why}


def read(path: Path) -> PoolDocument:
    """The document in a file. Raises ``PoolError``."""
    return parse(text_of(path), str(path))


def text_of(path: Path) -> str:
    """The text of a file. Raises ``PoolError`` that says why it has none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PoolError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise PoolError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise PoolError(f"{path}: {error.strerror or error}") from None


def parse(text: str, where: str) -> PoolDocument:
    """The document in a text that comes from ``where``. Raises ``PoolError`` with the place in it."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise PoolError(f"{where}:{error.lineno}:{error.colno}: no JSON: {error.msg}") from None
    if not isinstance(data, dict) or "form" not in data:
        raise PoolError(f"{where}: no pool document; make one with `pool snapshot` or `pool import {where} --out FILE`")
    if data["form"] != VERSION:
        raise PoolError(f"{where}: form {data['form']!r}; this version reads form {VERSION}. Make the document again")
    return _checked(data, where)


def _checked(data: Members, where: str) -> PoolDocument:
    kind = data.get("kind")
    if kind not in KINDS:
        raise PoolError(f"{where}: kind: {kind!r}; it is one of {', '.join(KINDS)}")
    for name, value in data.items():
        if name in PARTS and not isinstance(value, dict):
            raise PoolError(f"{where}: {name}: an object is needed, not {json.dumps(value)[:40]}")
    for part in set(ITEMS) & data.keys():
        for key, item in data[part].items():
            if not isinstance(item, dict):
                raise PoolError(f"{where}: {part}.{key}: an object is needed, not {json.dumps(item)[:40]}")
    head = {"form", "kind", "source", "botocore", "unknown", "not_stated", "notes", *PARTS}
    if strange := sorted(data.keys() - head):
        raise PoolError(f"{where}: {strange[0]}: no part of a pool document; the parts are {', '.join(PARTS)}")
    return PoolDocument(
        kind=kind,
        source=str(data.get("source", where)),
        botocore=str(data.get("botocore", "")),
        parts={part: data[part] for part in PARTS if part in data},
        unknown=dict(data.get("unknown", {})),
        not_stated=list(data.get("not_stated", [])),
        notes=list(data.get("notes", [])),
    )


def _unresolved(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if is_unknown(value):
        yield path, str(value[UNKNOWN])
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _unresolved(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unresolved(inner, f"{path}[{number}]")


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value
