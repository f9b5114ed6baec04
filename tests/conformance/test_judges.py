"""The panel of judges: what it writes of answers, what the relay does, and how opinions become one word."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

import pytest

from conformance.judges import bench as bench_module
from conformance.judges import panel, tasks
from conformance.judges.bench import Bench
from conformance.judges.case import Case, Form, Unreached
from conformance.judges.manifest import manifests
from conformance.judges.panel import judge, names, opinions, over_http
from conformance.judges.relay import Relay
from conformance.requirements import load_catalog
from conformance.scenario import ExampleOver
from conformance.transport import installs
from conformance.transport.installs import NotInstalled
from conformance.transport.programs import ProgramLost
from fakes import FakeRunning
from reports.fold import fold
from reports.gate import GateResult, gate
from reports.judges import MEANING, SAYS, columns, decided
from reports.judges import opinions as folded
from reports.record import JudgesShare, RunRecord, TargetRecord
from reports.write import ReportError, renew_scripts, with_paths, write_report
from targets.interface import HttpResponse, TargetUnusable


class _Bench:
    """As much of a bench as the panel itself uses."""

    def __init__(self) -> None:
        self.relay = type("R", (), {"passed": [], "lacking": lambda self, since: self.said, "said": ""})()
        text = type("X", (), {"text": staticmethod(lambda text: text)})
        self.engine = type("E", (), {"redactor": text})
        self.turn = RLock()


class _Judge:
    NAME = "somebody"
    ABOUT = "a judge for this test"

    def __init__(self, *cases: Case, missing: str = "") -> None:
        self._cases = cases
        self._missing = missing

    def version(self) -> str:
        if self._missing:
            raise NotInstalled(self._missing)
        return "1.0"

    def cases(self, bench: Bench) -> Iterator[Case]:
        yield from self._cases


def test_a_script_is_kept_where_the_answer_is_not_what_it_should_be() -> None:
    wrong = replace(WRONG, ask=lambda: "", name="named", script="text", decides=("JWT-007",))
    kept, refused = said(RIGHT, wrong)[1], said(RIGHT, replace(wrong, ask=lambda: "no"))[1]
    assert (kept["name"], kept["script"], kept["decides"]) == ("named", "text", ["JWT-007"])
    assert {"name", "script"} & set(refused) == set()


def raising(error: Exception) -> Callable[[], str]:
    """A case that cannot be asked."""

    def ask() -> str:
        raise error

    return ask


def said(*cases: Case, missing: str = "", lacking: str = "") -> list[dict[str, Any]]:
    """What the panel writes of these cases."""
    bench = _Bench()
    bench.relay.said = lacking
    return list(opinions(_Judge(*cases, missing=missing), bench))  # type: ignore[arg-type]


RIGHT = Case("task", "right", "the right one", lambda: "")
WRONG = Case("task", "wrong", "a wrong one", lambda: "Refused: no")


def test_accepting_and_refusing() -> None:
    assert [(e["form"], e["outcome"], e["message"]) for e in said(RIGHT, WRONG)] == [
        ("right", "accepted", ""),
        ("wrong", "refused", "Refused: no"),
    ]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Unreached("no domain", offered=False), "not-offered"),
        (Unreached("no session"), "not-reached"),
        (ProgramLost("it ended"), "no-answer"),
    ],
)
def test_a_right_form_that_gets_nowhere_leaves_the_wrong_ones_unasked(error: Exception, outcome: str) -> None:
    events = said(Case("task", "right", "x", raising(error)), Case("task", "wrong", "y", raising(AssertionError())))
    assert [e["outcome"] for e in events] == [outcome]


@pytest.mark.parametrize("form", ["right", "wrong"])
@pytest.mark.parametrize(
    ("refused", "outcome"),
    [
        ("TimeoutExpired: Command aws timed out after 50 seconds", "no-answer"),
        ("TimeoutError: timed out", "no-answer"),
        ("ReadTimeout: no answer within 30 s", "no-answer"),
        ("ConnectTimeoutError: Connect timeout on endpoint URL", "no-answer"),
        ("HttpTimeoutException: request timed out", "no-answer"),
        ("operation error: InitiateAuth, context deadline exceeded", "no-answer"),
        ("NotAuthorizedException: Invalid session, it has timed out", "refused"),
        ("ExpiredSignatureError: Signature has expired", "refused"),
        ("Timeless: a token without exp", "refused"),
    ],
)
def test_a_judge_that_waited_in_vain_has_refused_nothing(refused: str, outcome: str, form: Form) -> None:
    (found,) = said(Case("sign-in", form, "what is given", lambda: refused))
    assert (found["outcome"], found["message"]) == (outcome, refused)


def test_what_the_target_does_not_have_is_not_refused() -> None:
    events = said(Case("task", "right", "x", lambda: "Unsupported"), lacking="InitiateAuth: HTTP 501")
    assert [(e["outcome"], e["message"]) for e in events] == [("not-offered", "InitiateAuth: HTTP 501; Unsupported")]


def test_a_judge_that_is_missing_is_shown() -> None:
    (event,) = said(RIGHT, missing="not installed: npm install somebody")
    assert (event["outcome"], event["task"], event["form"]) == ("not-installed", "", "")
    assert "npm install" in event["message"]


def test_every_judge_can_be_imported_and_says_what_it_is() -> None:
    for name in names():
        found = judge(name)
        assert name == found.NAME
        assert found.ABOUT


def test_embedded_targets_are_served_for_the_judges() -> None:
    assert over_http("moto") == "moto?http=true"
    assert over_http("reference?mutants=a") == "reference?mutants=a&http=true"
    assert over_http("ministack?auth=true") == "ministack?auth=true"
    assert over_http("moto?http=true") == "moto?http=true"


# -- what is missing --------------------------------------------------------------------------------------------------


def test_without_node_the_judge_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    installs.node_program.cache_clear()
    with pytest.raises(NotInstalled, match=r"node and npm not found.*npm install"):
        installs.node_program("conformance.judges.openid_client", "openid-client")
    installs.node_program.cache_clear()


def test_a_failed_installation_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def fill(fresh: Path) -> None:
        raise NotInstalled("not installed: pip install nothing failed")

    with pytest.raises(NotInstalled):
        installs.installed_folder("nothing", {"x": b""}, fill)
    assert list(installs.base().iterdir()) == []


# -- the relay --------------------------------------------------------------------------------------------------------


class _Served(FakeRunning):
    def __init__(self) -> None:
        super().__init__(lambda operation, parameters: (200, {}))
        self.endpoint = "http://127.0.0.1:1"
        self.asked: list[tuple[str, str, Mapping[str, str], bytes | None]] = []

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        self.asked.append((method, url, headers or {}, body))
        if "elsewhere" in url:
            raise TargetUnusable("published http://elsewhere; nothing was sent there")
        if body and b"Unknown" in body:
            return HttpResponse(400, {"content-type": "application/json"}, b'{"__type":"UnknownOperationException"}')
        return HttpResponse(200, {"set-cookie": "a=1\nb=2", "transfer-encoding": "chunked"}, b"yes")


def ask(url: str, data: bytes | None = None, **headers: str) -> tuple[int, str, list[str]]:
    """Status, body and cookies."""
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode(), answer.headers.get_all("set-cookie") or []
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), []


def test_the_relay_maps_addresses_and_sends_nothing_elsewhere() -> None:
    running = _Served()
    with Relay(running) as relay:
        assert ask(f"{relay.url}/path?x=1") == (200, "yes", ["a=1", "b=2"])
        assert ask(relay.address("https://pool.example/keys?y=2"))[0] == 200
        status, text, _ = ask(relay.address("http://elsewhere/"))
    assert (status, "nothing was sent there" in text) == (502, True)
    assert [url for _, url, _, _ in running.asked][:2] == [
        "http://127.0.0.1:1/path?x=1",
        "https://pool.example/keys?y=2",
    ]
    assert "host" not in {name.lower() for name in running.asked[1][2]}


def test_the_relay_remembers_what_the_target_lacks() -> None:
    with Relay(_Served()) as relay:
        ask(f"{relay.url}/fine")
        before = len(relay.passed)
        assert ask(f"{relay.url}/", b"Unknown", **{"X-Amz-Target": "Service.InitiateAuth"})[0] == 400
        assert relay.lacking(before) == "InitiateAuth: HTTP 400"
        assert relay.lacking(len(relay.passed)) == ""


class _Refusing:
    """A target that makes users, and none with an address that is verified."""

    ended = ("blocked", "AdminUpdateUserAttributes: HTTP 400")

    def pool(self) -> str:
        return "pool"

    def email(self, base: str) -> str:
        return f"{base}@example.com"

    def user(self, pool: str, password: str, attributes: Mapping[str, str] | None = None) -> str:
        if attributes:
            raise ExampleOver
        return "plain"


def test_judges_get_a_user_without_an_address_where_none_with_one_can_be_made() -> None:
    bench: Any = Bench.__new__(Bench)
    bench.s, bench.turn, bench._made, bench._failed = _Refusing(), RLock(), {}, {}
    assert bench.user == "plain"


# -- one word for each task -------------------------------------------------------------------------------------------


def record_of(*said: tuple[str, str, str]) -> TargetRecord:
    """A target with one judge's opinions: task, form, outcome."""
    events: list[dict[str, Any]] = [{"event": "run", "target": "t", "targets": ["t"], "at": 1.0}]
    for number, (task, form, outcome) in enumerate(said):
        opinion = {"judge": "j", "version": "1", "task": task, "form": form, "given": f"{number}", "outcome": outcome}
        events.append({"event": "judge", "target": "t", "at": 2.0, "number": number, **opinion})
    return fold(reversed(events)).targets[0]


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([("right", "accepted"), ("wrong", "refused"), ("wrong", "refused")], ("as-it-should",)),
        ([("right", "accepted"), ("wrong", "refused"), ("wrong", "accepted")], ("accepts-wrong",)),
        ([("right", "refused"), ("wrong", "refused")], ("refuses-right",)),
        ([("right", "refused"), ("wrong", "accepted")], ("accepts-wrong", "refuses-right")),
        ([("right", "not-offered")], ("not-offered",)),
        ([("right", "accepted"), ("wrong", "no-answer")], ("no-answer",)),
        ([("", "not-installed")], ("not-installed",)),
    ],
)
def test_words(outcomes: list[tuple[str, str]], words: tuple[str, ...]) -> None:
    (column,) = columns(record_of(*[("task", *outcome) for outcome in outcomes]))
    assert column.words == words
    assert column.tasks[0].words == words


def test_a_judge_is_shown_by_the_worst_of_its_tasks() -> None:
    target = record_of(
        ("one", "right", "accepted"),
        ("one", "wrong", "refused"),
        ("two", "right", "accepted"),
        ("two", "wrong", "accepted"),
        ("three", "right", "not-offered"),
    )
    (column,) = columns(target)
    assert column.words == ("accepts-wrong",)
    assert [task.name for task in column.tasks] == ["one", "two", "three"]
    assert column.count("as-it-should") == 1


def test_the_share_is_of_the_judges_that_could_try_something() -> None:
    answers = {
        "content": [("a", "right", "accepted"), ("a", "wrong", "refused"), ("b", "right", "not-offered")],
        "not": [("a", "right", "accepted"), ("a", "wrong", "accepted")],
        "unable": [("a", "right", "not-offered")],
        "missing": [("", "", "not-installed")],
    }
    (target,) = fold(several(answers)).targets
    assert target.judges_share is not None
    assert (target.judges_share.content, target.judges_share.heard) == (1, 2)
    assert target.judges_share.words == "1 of 2 (50 %)"
    assert record_of(("a", "right", "not-offered")).judges_share == JudgesShare()
    assert fold([{"event": "run", "target": "t", "targets": ["t"], "at": 1.0}]).targets[0].judges_share is None


def test_what_judges_decide_needs_the_control_of_a_refusal() -> None:
    answers = {
        "one": [("a", "right", "accepted"), ("a", "wrong", "refused")],
        "two": [("a", "right", "refused"), ("a", "wrong", "refused")],
        "three": [("a", "right", "accepted"), ("a", "wrong", "accepted")],
        "four": [("a", "right", "not-offered")],
    }
    (target,) = fold(several(answers)).targets
    assert {found.requirement: (found.agree, found.differ) for found in decided(target)} == {
        "R-right": (("one", "three"), ("two",)),
        "R-wrong": (("one",), ("three",)),
    }


def several(answers: Mapping[str, list[tuple[str, str, str]]]) -> list[dict[str, Any]]:
    """The events of judges, each with task, form and outcome of its cases; each form is about a requirement."""
    events: list[dict[str, Any]] = [{"event": "run", "target": "t", "targets": ["t"], "at": 1.0}]
    for judge_name, cases in answers.items():
        for task, form, outcome in cases:
            opinion = {"judge": judge_name, "task": task, "form": form, "given": form, "outcome": outcome}
            decides = {"decides": [f"R-{form}"]} if form else {}
            events.append({"event": "judge", "target": "t", "at": 2.0, "number": len(events), **opinion, **decides})
    return events


def test_the_share_and_what_judges_decide_are_in_the_reports(tmp_path: Path) -> None:
    cases = [("a", "right", "accepted"), ("a", "wrong", "accepted")]
    events = several({"fine": [("a", "right", "accepted"), ("a", "wrong", "refused")], "lax": cases})
    events[-1] |= {"name": "shown", "script": "print()"}
    write_report(*judged_and_placed(events), tmp_path)
    page, text = ((tmp_path / name).read_text("utf-8") for name in ("index.html", "report.md"))
    assert "1 of 2 (50 %)" in page
    assert "1 of 2 (50 %)" in text
    assert "R-wrong (1)" in text
    assert 'href="repro/shown.py"' in page
    assert (tmp_path / "repro" / "shown.py").read_text("utf-8") == "print()"


def test_the_script_of_a_judge_leads_to_no_file_outside_the_folder(tmp_path: Path) -> None:
    events = several({"lax": [("a", "right", "accepted"), ("a", "wrong", "accepted")]})
    events[-1] |= {"name": "../../outside", "script": "print()"}
    write_report(*judged_and_placed(events), tmp_path / "a" / "b")
    assert not list(tmp_path.rglob("outside.py"))
    assert [file.read_text("utf-8") for file in (tmp_path / "a" / "b" / "repro").rglob("*.py")] == ["print()"]


@pytest.mark.parametrize("name", ["../outside.py", "x/../../outside.py", "/{outside}"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    name = name.replace("{outside}", str(tmp_path / "outside.py").lstrip("/"))
    with pytest.raises(ReportError, match="leads out"):
        renew_scripts(tmp_path / "repro", {"inside.py": "print()", name: "print()"})
    assert not list(tmp_path.rglob("*.py"))


def judged_and_placed(events: list[dict[str, Any]]) -> tuple[RunRecord, GateResult]:
    """The record with the places of its scripts, and the gate's result."""
    record = with_paths(fold(events))
    return record, gate(record, [], date(2026, 1, 1))


def test_what_a_case_decides_is_in_the_catalog() -> None:
    known = {requirement.id for requirement in load_catalog().active()}
    about = [*bench_module.DECIDED["access"].values(), *bench_module.DECIDED["id"].values()]
    about += [ids for both in tasks.DECIDED.values() for ids in both]
    about += [("OTOKEN-001", "OTOKEN-015", "AUTHZ-021")]
    about += [ids for found in manifests().values() for forms in found.decides.values() for ids in forms.values()]
    assert {name for ids in about for name in ids} <= known
    assert list(bench_module.DECIDED["id"]) == [given for _, given, _ in bench_module.TOKENS]


def test_only_a_refusal_is_about_the_signature_and_another_pool_is_about_no_requirement() -> None:
    """One that accepts everything, or refuses another pool for its issuer, decides nothing of the keys."""
    about = decided_by("jose")
    assert about["access token", bench_module.ISSUED] == ("JWT-010",)
    assert about["ID token", bench_module.ISSUED] == ("JWT-009",)
    for given in (bench_module.BIT, bench_module.SUB):
        assert about["access token", given] == ("JWT-007",)
        assert about["ID token", given] == ("JWT-008",)
    assert {about[word, bench_module.FOREIGN] for word in ("access token", "ID token")} == {()}
    assert set(decided_by("http-api-authorizer").values()) == {()}


def test_a_manifest_says_what_its_judge_decides() -> None:
    assert decided_by("aws-jwt-verify")["access token", bench_module.ISSUED] == ("JWT-010", "JWT-011")
    assert decided_by("aws-jwt-verify")["ID token", bench_module.ISSUED] == ("JWT-009", "JWT-012")
    assert decided_by("aws-jwt-verify")["ID token", bench_module.BIT] == ("JWT-008",)
    right, wrong = (("refreshed session", given) for given in ("the refresh token", "an access token in its place"))
    assert (decided_by("boto3")[right], decided_by("boto3")[wrong]) == (("REFRESH-001",), ("REFRESH-020",))
    assert (decided_by("amplify-auth")[right], decided_by("amplify-auth")[wrong]) == (("REFRESH-006",), ())


def decided_by(name: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The requirements that a judge's answers are about, by task and what is given; it is not asked."""
    found, bench = manifests()[name], Bench.__new__(Bench)
    tokens = bench.tokens_judged(lambda *_: "", found.uses, own=found.decides, decides=found.kind != "rule")
    cases = [*(tokens if found.verifies else ()), *tasks.client_cases(found, Any, bench)]  # type: ignore[arg-type]
    return {(case.task, case.given): case.decides for case in cases}


@pytest.mark.parametrize(
    ("runs", "keep", "fails", "left"),
    [
        ("attached", False, False, 0),
        ("attached", False, True, 0),
        ("attached", True, False, 2),
        ("started", False, False, 2),  # it ends, with all that is in it
    ],
)
def test_on_an_endpoint_that_ran_already_the_pools_are_deleted(
    runs: str, keep: bool, fails: bool, left: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pools: list[str] = []

    def answer(operation: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        if operation == "CreateUserPool":
            pools.append(f"eu-west-1_Example{len(pools)}")
            return 200, {"UserPool": {"Id": pools[-1], "Name": parameters["PoolName"]}}
        if operation == "DeleteUserPool":
            pools.remove(parameters["UserPoolId"])
        return 200, {}

    def ask(chosen: list[str], bench: Bench, say: Any) -> Iterator[Any]:
        assert bench.pool.id != bench.other_pool.id
        assert len(pools) == 2
        if fails:
            raise KeyboardInterrupt
        return iter(())

    running = FakeRunning(answer)
    running.endpoint = "http://127.0.0.1:1"
    running.identity = replace(running.identity, extras={"runs": runs})
    monkeypatch.setattr(panel, "resolve", lambda spec: type("T", (), {"start": lambda self, worker: running})())
    monkeypatch.setattr(panel, "_all_opinions", ask)
    with pytest.raises(KeyboardInterrupt) if fails else nullcontext():
        panel.judge_target("fake", [], tmp_path, seed=1, keep=keep)
    assert (len(pools), running.living) == (left, False)


def test_opinions_change_no_verdict_and_no_score() -> None:
    target = record_of(("task", "right", "refused"), ("task", "wrong", "accepted"))
    assert target.results == []
    assert target.scores.total.all.conformance is None
    assert json.loads(target.model_dump_json())["judges"][0]["outcome"] == "refused"


def test_the_judges_are_in_the_order_of_their_numbers_whichever_answers_first() -> None:
    said = {"version": "1", "task": "task", "form": "right", "given": "x", "outcome": "accepted"}
    events = [
        {"judge": "second", "number": 1001, "at": 1.0, **said},
        {"judge": "first", "number": 1, "at": 2.0, **said},
        {"judge": "first", "number": 1, "at": 3.0, **said, "outcome": "refused"},
    ]
    for order in (events, events[::-1]):
        assert [(o.judge, o.outcome) for o in folded(order)] == [("first", "refused"), ("second", "accepted")]


def test_each_word_is_explained() -> None:
    assert set(MEANING) == set(SAYS)
