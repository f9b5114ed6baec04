"""Removes from a script what it does not use: helpers, imports, parts of the suite."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from conformance.replay.source import global_names


@dataclass(frozen=True)
class Part:
    """A statement of a script. One that defines no names is always kept."""

    defines: frozenset[str]
    uses: frozenset[str]
    text: str


@cache
def parts_of(text: str) -> tuple[Part, ...]:
    """The statements of this source except its imports, each with the comments right above it."""
    lines, found, end = text.splitlines(), [], 0
    for node in ast.parse(text).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        while first - 1 > end and lines[first - 2].startswith("#"):
            first -= 1
        end = node.end_lineno or node.lineno
        shown = "\n".join(lines[first - 1 : end])
        if not isinstance(node, ast.Import | ast.ImportFrom):
            found.append(Part(frozenset(_defined(node)), global_names(shown), shown))
    return tuple(found)


def whole(text: str) -> Part:
    """Source that is shown as a whole or not at all, except for its imports."""
    pieces = parts_of(text)
    defines, uses = (frozenset().union(*(getattr(p, of) for p in pieces)) for of in ("defines", "uses"))
    return Part(defines, uses, "\n\n".join(piece.text for piece in pieces))


def _defined(node: ast.stmt) -> Iterable[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    inside = (one for target in targets if target is not None for one in ast.walk(target))
    return {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def needed(parts: Sequence[Part], text: str) -> list[Part]:
    """The parts that this source needs, directly or through others, in their order."""
    used = set(global_names(text)).union(*(part.uses for part in parts if not part.defines))
    while True:
        kept = [part for part in parts if not part.defines or part.defines & used]
        more = used.union(*(part.uses for part in kept))
        if more == used:
            return kept
        used = more


def imports_of(*texts: str) -> list[str]:
    """The imports at the top level of these sources, one name a line."""
    found: dict[str, None] = {}
    for text in texts:
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import):
                found |= {f"import {_alias(one)}": None for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
                found |= {f"from {node.module} import {_alias(one)}": None for one in node.names}
    return list(found)


def _alias(one: ast.alias) -> str:
    return f"{one.name} as {one.asname}" if one.asname else one.name


def imports_for(imports: Iterable[str], used: Iterable[str]) -> tuple[list[str], list[str]]:
    """The imports whose names are used, of the standard library and of other packages.

    The former begin with one line for all modules; what comes from one module is one line, too.
    """
    names, plain, members = set(used), set(), dict[str, set[str]]()
    for line in imports:
        bound = line.split()[-1].split(".")[0]
        if bound in names:
            module, _, member = line.removeprefix("from ").partition(" import ")
            if member:
                members.setdefault(module, set()).add(member)
            else:
                plain.add(line)
    lines = [f"from {module} import {', '.join(sorted(members[module]))}" for module in sorted(members)]
    lines = [*sorted(plain), *lines]
    own = [line for line in lines if module_of(line) in sys.stdlib_module_names]
    modules = ", ".join(line.removeprefix("import ") for line in own if line.startswith("import "))
    together = [f"import {modules}"] if modules else []
    return [*together, *(one for one in own if one.startswith("from"))], [line for line in lines if line not in own]


def module_of(line: str) -> str:
    """The top-level module that an import line names."""
    return re.split(r"[ .]", line)[1]
