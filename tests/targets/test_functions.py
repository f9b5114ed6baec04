"""Functions as triggers: the plan, the callback, the reference's, replay, and what cannot run them."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
import urllib3

from conformance.command import properties
from conformance.journal import Journal, read_events
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.transport.functions import events_since, watch
from targets.functions import SOURCE, Callback, archive
from targets.interface import FunctionsUnavailable
from targets.plan_function import Planned, answered, handler
from targets.registry import resolve


def event(source: str = "DefineAuthChallenge_Authentication", **request: Any) -> dict[str, Any]:
    return {"triggerSource": source, "request": request, "response": {"challengeName": None}}


def entry(result: bool | None) -> dict[str, Any]:
    return {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": result}


@pytest.mark.parametrize(
    ("session", "expected"),
    [([], "ask"), ([entry(False)], "ask"), ([entry(True)], "issue"), ([entry(False), entry(False)], "fail")],
)
def test_the_first_rule_that_applies_counts(session: list[Any], expected: str) -> None:
    rules = [{"last": True, "response": {"is": "issue"}}, {"rounds": 2, "response": {"is": "fail"}}]
    plan = {"DefineAuthChallenge": [*rules, {"response": {"is": "ask"}}]}
    assert answered(plan, event(session=session))["response"] == {"challengeName": None, "is": expected}


def test_a_source_of_its_own_wins_over_its_trigger() -> None:
    plan = {"PreSignUp": [{"response": {"n": 1}}], "PreSignUp_SignUp": [{"response": {"n": 2}}]}
    assert answered(plan, event("PreSignUp_SignUp"))["response"]["n"] == 2
    assert answered(plan, event("PreSignUp_AdminCreateUser"))["response"]["n"] == 1


def test_without_a_rule_the_event_comes_back() -> None:
    assert answered({}, event(a=1)) == event(a=1)


def test_a_plan_compares_raises_and_returns() -> None:
    assert answered({"V": [{"right": "x"}]}, event("V", challengeAnswer="x"))["response"]["answerCorrect"] is True
    assert answered({"V": [{"right": "x"}]}, event("V", challengeAnswer="y"))["response"]["answerCorrect"] is False
    assert answered({"V": [{"return": [1]}]}, event("V")) == [1]
    with pytest.raises(Planned, match="no way"):
        answered({"V": [{"raise": "no way"}]}, event("V"))


def test_what_is_deployed_is_the_file_itself() -> None:
    with zipfile.ZipFile(BytesIO(archive())) as file:
        assert file.read("index.py").decode() == SOURCE
    assert archive() == archive()


def test_the_callback_keeps_events_by_function_and_tells_plans() -> None:
    callback = Callback()
    try:
        callback.plans["two"] = b'{"PreSignUp": []}'
        for name, plan in (("one", b""), ("two", b'{"PreSignUp": []}'), ("one", b"")):
            seen = urllib3.request("POST", callback.address(name), body=json.dumps({"from": name}).encode())
            assert seen.data == plan
        assert callback.events == {"one": [{"from": "one"}] * 2, "two": [{"from": "two"}]}
    finally:
        callback.close()


@pytest.mark.parametrize(("seen", "answer"), [(b"", "own"), (b'{"PreSignUp": [{"response": {"is": "seen"}}]}', "seen")])
def test_the_plan_that_is_reported_wins(seen: bytes, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    callback = Callback()
    try:
        callback.plans["one"] = seen
        monkeypatch.setenv("REPORT_TO", callback.address("one"))
        monkeypatch.setenv("PLAN", json.dumps({"PreSignUp": [{"response": {"is": "own"}}]}))
        assert handler(event("PreSignUp_SignUp"), None)["response"]["is"] == answer
    finally:
        callback.close()


def test_the_reference_runs_the_same_source() -> None:
    running = resolve("reference").start()
    assert running.functions is not None
    function = running.functions.deploy({"PreSignUp": [{"response": {"autoConfirmUser": True}}]})
    mark = watch(running, function)
    pool = running.client().create_user_pool(PoolName="p", LambdaConfig={"PreSignUp": function})["UserPool"]["Id"]
    assert running.client().describe_user_pool(UserPoolId=pool)["UserPool"]["LambdaConfig"] == {"PreSignUp": function}
    assert events_since(running, mark).get("events") == []


def test_a_target_without_functions_says_so() -> None:
    from conformance.transport.functions import deploy

    running = resolve("moto").start()
    try:
        with pytest.raises(FunctionsUnavailable):
            deploy(running, {})
    finally:
        running.stop()


def run(spec: str, name: str, folder: Path) -> list[dict[str, Any]]:
    """One property on a target, and the journal."""
    running = resolve(spec).start()
    journal = Journal(folder, target=running.identity.slug)
    try:
        engine = Engine(running, load_catalog(), PROFILES["quick"], journal, seed=1)
        properties.tests()[name](engine)
    finally:
        journal.close()
        running.stop()
    return list(read_events(folder))


def test_a_divergence_of_an_event_is_replayed_and_has_a_script(tmp_path: Path) -> None:
    found = run("reference?mutants=custom-auth-metadata-lost", "custom_auth_triggers.test_graph", tmp_path)
    witness = next(e for e in found if e["event"] == "witness" and e["requirement"] == "CUSTOMT-015")
    assert witness["confirmed"]
    assert {"function", "watch", "events"} <= {step["kind"] for step in witness["steps"]}
    compile(witness["script"], "script", "exec")


def test_without_functions_everything_that_needs_them_is_unsupported(tmp_path: Path) -> None:
    found = run("moto", "custom_auth_triggers.test_graph", tmp_path)
    assert {e["outcome"] for e in found if e["event"] == "observation"} == {"unsupported"}


@pytest.mark.slow
def test_what_was_deployed_is_removed_from_an_attached_target() -> None:
    here = resolve("ministack?auth=true").start()
    try:
        attached = resolve(f"ministack?endpoint={here.endpoint}").start()
        assert attached.functions is not None
        function = attached.functions.deploy({})
        attached.stop()
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
        client, iam = (boto3.client(name, endpoint_url=here.endpoint, **keys) for name in ("lambda", "iam"))
        assert function not in [one["FunctionArn"] for one in client.list_functions()["Functions"]]
        assert [one["RoleName"] for one in iam.list_roles()["Roles"] if one["RoleName"].startswith("cc-")] == []
    finally:
        here.stop()


@pytest.mark.slow
@pytest.mark.parametrize("spec", ["ministack", "ministack?auth=true"])
def test_ministack_runs_functions(spec: str) -> None:
    running = resolve(spec).start()
    try:
        assert running.functions is not None
        function = running.functions.deploy({})
        assert [one["triggerSource"] for one in running.functions.events(function)] == ["probe"]
        running.functions.remove(function)
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
        client = boto3.client("lambda", endpoint_url=running.endpoint, **keys)
        made = [running.functions.deploy({"PreSignUp": [{"response": {"n": n}}]}) for n in range(7)]
        for n, one in enumerate(made):  # each follows its own plan, those made ahead as well
            answer = client.invoke(FunctionName=one, Payload=json.dumps(event("PreSignUp_SignUp")))
            assert json.load(answer["Payload"])["response"]["n"] == n
            assert len(running.functions.events(one)) == 1
    finally:
        running.stop()
