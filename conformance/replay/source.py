"""The source of a function together with everything of this suite that it uses, so that a script can contain it."""

from __future__ import annotations

import ast
import inspect
import re
import symtable
import sys
import textwrap
import types
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any

OURS = ("conformance", "targets", "reports")


class _Collector:
    """Walks from a function to the names it uses and keeps their sources, imports first."""

    def __init__(self, given: Collection[str] = ()) -> None:
        self._given = frozenset(given)
        self.imports: dict[str, None] = {}
        self.parts: dict[str, str] = {}
        self._seen: set[str] = set()
        self._meant: dict[str, Any] = {}
        self._namespaces: dict[str, dict[str, None]] = {}

    def take(self, value: Any, name: str, module: str) -> None:
        key = f"{module}.{name}"
        if key in self._seen or name in self._given:
            return
        self._seen.add(key)
        value = inspect.unwrap(value) if callable(value) else value  # the function inside @cache
        if self._meant.setdefault(name, value) is not value:
            raise ValueError(f"{name} differs between {module} and the other modules shown with it")
        if isinstance(value, types.ModuleType):
            self.imports[_import_of(value.__name__, name)] = None  # ours are shown by _take_namespace instead
        elif inspect.isfunction(value) or inspect.isclass(value):
            self._take_definition(value, name)
        else:
            self._take_constant(name, module)

    def _take_definition(self, value: Any, name: str) -> None:
        if value.__module__.split(".")[0] not in OURS:
            self.imports[f"from {value.__module__} import {value.__name__}"] = None
            return
        text = _without_registration(value)
        self.follow(text, sys.modules[value.__module__])
        self.parts[name] = text

    def _take_constant(self, name: str, module: str) -> None:
        for node in _module_tree(module).body:
            targets = _assigned(node)
            if any(isinstance(one, ast.Name) and one.id == name for target in targets for one in ast.walk(target)):
                text = ast.unparse(ast.Assign(targets, node.value, lineno=0)) if node.value else ""  # type: ignore[attr-defined]
                self.follow(ast.unparse(node.value) if node.value else "", sys.modules[module])  # type: ignore[attr-defined]
                self.parts[name] = text
                return
            if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == name for a in node.names):
                origin = next(a.name for a in node.names if (a.asname or a.name) == name)
                if node.module and node.module.split(".")[0] in OURS:
                    self.take(getattr(sys.modules[node.module], origin), origin, node.module)
                else:
                    self.imports[f"from {node.module} import {origin}"] = None
                return

    def _take_namespace(self, module: types.ModuleType, name: str, text: str) -> None:
        """Take the members that a piece of source uses as ``module.member``, and a namespace for them."""
        members = self._namespaces.setdefault(name, {})
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
                member = vars(module)[node.attr]
                self.take(member, node.attr, getattr(member, "__module__", None) or module.__name__)
                members[node.attr] = None
        self.imports["import types"] = None
        self.parts.pop(f"namespace {name}", None)  # it must come after all its members
        self.parts[f"namespace {name}"] = f"{name} = types.SimpleNamespace({', '.join(f'{m}={m}' for m in members)})"

    def follow(self, text: str, module: types.ModuleType) -> None:
        """Take the names that a piece of source of this module uses."""
        for name in sorted(global_names(text)):
            if name in vars(module):
                value = vars(module)[name]
                if isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in OURS:
                    self._take_namespace(value, name, text)
                    continue
                home = getattr(value, "__module__", None) or module.__name__
                self.take(value, name, home if inspect.isfunction(value) or inspect.isclass(value) else module.__name__)


@cache
def _module_tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(sys.modules[module]))


def _assigned(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []


@cache
def global_names(text: str) -> frozenset[str]:
    """The global names that a piece of source uses when it runs; annotations are not evaluated and do not count."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
            named = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
            for argument in filter(None, [*named, node.args.vararg, node.args.kwarg]):
                argument.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return frozenset(_globals(symtable.symtable(ast.unparse(tree), "source", "exec")))


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    outermost = table.get_type() == "module"
    yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and (outermost or s.is_global()))
    for inner in table.get_children():
        yield from _globals(inner)


@cache
def _without_registration(value: Any) -> str:
    """The source without the suite's decorators (``@check``) and caches; others, such as ``@dataclass``, stay."""
    lines = textwrap.dedent(inspect.getsource(value))
    tree = ast.parse(lines)
    node: Any = tree.body[0]
    dropped = ("check(", "every_answer(", "cache", "lru_cache", "faster(")
    kept = [d for d in node.decorator_list if not ast.unparse(d).startswith(dropped)]
    start = node.lineno - 1
    body = "\n".join(lines.splitlines()[start:])
    return "".join(f"@{ast.unparse(d)}\n" for d in kept) + body


def _import_of(module: str, name: str) -> str:
    return f"import {module}" if module == name else f"import {module} as {name}"


def sources_of(*functions: Callable[..., Any], given: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Import lines and definitions that these functions need, in an order that runs.

    Standard library and third-party names become imports; whatever belongs to this suite is shown, except the names
    that are ``given``. Raises ``ValueError`` where two things have one name: a defect of this suite.
    """
    collector = _Collector(given)
    for function in functions:
        collector.take(function, function.__name__, function.__module__)
    return list(collector.imports), list(collector.parts.values())


def methods_of(
    owner: type, used: Collection[str], given: Collection[str] = ()
) -> tuple[list[str], list[str], list[str]]:
    """The methods and properties of a class that have one of these names, or are used by one that has.

    Returns import lines and definitions that they need, as ``sources_of`` does, and their own sources.
    """
    collector = _Collector(given)
    sources = {name: text for name, member in vars(owner).items() if (text := _source_of_method(name, member))}
    found: set[str] = set()
    todo = [name for name in sources if name in used]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            collector.follow(sources[name], sys.modules[owner.__module__])
            todo += [other for other in sources if re.search(rf"\bself\.{other}\b", sources[name])]
    return list(collector.imports), list(collector.parts.values()), [sources[name] for name in sources if name in found]


def _source_of_method(name: str, member: Any) -> str:
    """Empty if it is not a method, or is generated by a dataclass."""
    function = member.fget if isinstance(member, property) else member
    if name.startswith("__") or not inspect.isfunction(function):
        return ""
    return textwrap.dedent(inspect.getsource(function)).strip()
