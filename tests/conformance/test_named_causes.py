"""Every end of an example names the answer that shows it, or a requirement that has just diverged there.

A requirement that is blamed alone, and holds, is an *error* of the suite: whether it holds on a target that nobody
tried yet cannot be known where the example is written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "conformance"
# By method: the place of the argument that names the blame, and that of the answer.
PLACES = {"end": (0, 2), "blocked": (1, 3)}
Parents = Mapping[ast.AST, ast.AST]


def judged_by(test: ast.expr) -> tuple[str | None, bool]:
    """The requirement that a condition judges, and whether the condition is true where it agrees."""
    negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    call = test.operand if isinstance(test, ast.UnaryOp) and negated else test
    if not isinstance(call, ast.Call):
        return None, True
    if isinstance(call.func, ast.Attribute) and call.func.attr == "check":
        named = call.args[0]
    elif isinstance(call.func, ast.Name) and call.func.id == "checked":
        named = call.args[1]
    else:
        return None, True
    return (named.value if isinstance(named, ast.Constant) else None), not negated


def just_diverged(node: ast.Call, blame: ast.expr, parents: Parents) -> bool:
    """Whether this is where a check of the very requirement that is blamed has shown a divergence."""
    statement: ast.AST = node
    while not isinstance(statement, ast.stmt):
        statement = parents[statement]
    around = parents[statement]
    if not isinstance(around, ast.If) or not isinstance(blame, ast.Constant):
        return False
    requirement, agrees = judged_by(around.test)
    branch = around.orelse if agrees else around.body
    return requirement == blame.value and statement in branch


def without_answer(source: str) -> Iterator[int]:
    """The lines in which an example ends, or something is blocked, by a blame alone."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if not isinstance(node, ast.Call) or name not in PLACES:
            continue
        blame, answer = PLACES[name]
        if len(node.args) <= blame or len(node.args) > answer or any(k.arg == "answer" for k in node.keywords):
            continue
        if not just_diverged(node, node.args[blame], parents):
            yield node.lineno


def test_every_end_names_the_answer_that_shows_it() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted(ROOT.rglob("*.py"))
        for line in without_answer(file.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        's.end("A-001", "why", answer)',
        's.end("A-001", "why", answer=answer)',
        's.blocked("A-002", "A-001", "why", answer)',
        'if not s.check("A-001", answer):\n    s.end("A-001", "why")',
        'if not checked(s, "A-001", answer):\n    s.end("A-001", "why")',
        'if s.check("A-001", answer):\n    pass\nelse:\n    s.blocked("A-002", "A-001", "why")',
        "progress.end()",
    ],
)
def test_what_is_named_well(source: str) -> None:
    assert list(without_answer(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        's.end("A-001", "why")',
        'if answer.ok:\n    s.end("A-001", "why")',
        'if s.check("A-001", answer):\n    s.end("A-001", "why")',
        'if not s.check("A-002", answer):\n    s.end("A-001", "why")',
        'if late and not s.check("A-001", answer):\n    s.end("A-001", "why")',
        'if not s.check(one, answer):\n    s.end(one, "why")',
        's.blocked("A-002", "A-001", "why")',
    ],
)
def test_what_is_blamed_alone(source: str) -> None:
    assert len(list(without_answer(source))) == 1
