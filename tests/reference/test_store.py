"""The reference's store and module graph: what is forgotten and when, and that no module imports itself in a circle."""

from __future__ import annotations

import ast
import json
import time
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from reference_kit import world
from targets import registry
from targets.interface import TargetUnusable
from targets.reference.core.clock import HOUR
from targets.reference.core.deviation import deviating
from targets.reference.core.errors import InvalidParameterException, ResourceNotFoundException
from targets.reference.core.mailbox import SIGN_UP, Message
from targets.reference.core.store import Function, Store
from targets.reference.triggers.in_process import PATIENCE, returned_by

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "targets/reference"


def test_no_pool_of_that_id() -> None:
    with pytest.raises(ResourceNotFoundException, match="us-east-1_none does not exist"):
        Store().pool("us-east-1_none")
    with deviating(frozenset({"pool-unknown-is-invalid"})), pytest.raises(InvalidParameterException):
        Store().pool("us-east-1_none")


def test_no_message_to_anybody_else() -> None:
    store = Store()
    store.mailbox.put(Message(SIGN_UP, "us-east-1_a", "sub", "ann@example.com", "123456"))
    for pool, destination in (("us-east-1_b", "ann@example.com"), ("us-east-1_a", "bob@example.com")):
        assert store.newest_message(SIGN_UP, pool, username="ann", destination=destination) is None
    found = store.newest_message(SIGN_UP, "us-east-1_a", username="ann", destination="ann@example.com")
    assert found is not None
    assert found.code == "123456"


def test_reset_keeps_time_and_functions() -> None:
    store = Store()
    store.clock.advance(HOUR)
    moved = store.clock.now()
    store.functions["arn"] = Function("{}")
    state = store.domain_states["us-east-1_a"]
    store.mailbox.put(Message(SIGN_UP, "us-east-1_a", "sub", "ann@example.com", "123456"))
    store.reset()
    assert store.clock.now() >= moved
    assert list(store.functions) == ["arn"]
    assert not store.mailbox.was_sent("123456")
    assert store.domain_states["us-east-1_a"] is not state


def test_a_deleted_pool_leaves_nothing() -> None:
    here = world()
    service = here.running.service
    service.domain_states[here.pool].assertions.add("one")
    here.admin.delete_user_pool(UserPoolId=here.pool)
    assert here.pool not in {*service.pools, *service.domain_states}
    assert here.client not in service.clients


def test_no_turn_comes_twice() -> None:
    store = Store()
    assert len({store.next_turn() for _ in range(5)}) == 5


def test_a_slow_function_times_out_and_keeps_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    event = {"triggerSource": "PreSignUp_SignUp", "request": {}}
    slow, quick = (Function(json.dumps({"PreSignUp": [{"seconds": s}]})) for s in (PATIENCE + 1, PATIENCE))
    with pytest.raises(TimeoutError):
        returned_by(slow, event)
    assert [json.loads(text) for text in slow.events] == [event]
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    assert returned_by(quick, event)["triggerSource"] == "PreSignUp_SignUp"


def test_the_reference_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "REFERENCE", "targets.no_reference:ReferenceTarget")
    with pytest.raises(TargetUnusable, match="not part of this installation"):
        registry.resolve("reference")


def module_name(path: Path) -> str:
    """The dotted name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph() -> dict[str, set[str]]:
    """For each module of the reference those it imports: at its top, inside functions and for types alike."""
    files = {module_name(path): path for path in SOURCE.rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for name, path in files.items():
        froms = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        found = {
            inner if (inner := f"{node.module}.{alias.name}") in files else str(node.module)
            for node in froms
            for alias in node.names
        }
        graph[name] = found & files.keys()
    return graph


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = import_graph()
    assert "targets.reference.core.store" in graph["targets.reference.core.api"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")
