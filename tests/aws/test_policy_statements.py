"""Each statement of the printed policies is tried: without it, a run ends and names the permission that it lacks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_custom_senders import CODES, Scene, Start, ours

from aws_names import ACCOUNT, SPEC
from aws_run import words
from conformance.cli import main
from conformance.command.aws import _sweep as swept
from conformance.command.exit_status import OK, UNUSABLE
from targets.aws import AwsTarget
from targets.aws.functions.permissions import statements
from targets.aws.named import read_options
from targets.aws.policy import policy, template
from targets.aws.sweep import Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement
from targets.interface import TargetGone, TargetUnusable
from targets.spec import parse

REGION = "us-east-1"
CODES_ON_TWIN = "aws?twin=true&codes=custom-sender"
NAMED = read_options(parse(CODES_ON_TWIN))
Document = dict[str, Any]


@pytest.fixture
def attach(twin: Announcement) -> Iterator[Callable[[Document | None], None]]:
    """Gives the twin's principal a policy; afterwards it may do everything again."""
    yield lambda document: twin.ask("/policy", {"document": document}) and None
    twin.ask("/policy", {"document": None})


def printed(spec: str) -> Document:
    """What the command prints."""
    done = CliRunner().invoke(main, ["aws", "policy", spec])
    found: Document = json.loads(done.stdout)
    return found


def without(document: Document, statement: str) -> Document:
    less = [each for each in document["Statement"] if each["Sid"] != statement]
    assert len(less) == len(document["Statement"]) - 1, statement
    return {**document, "Statement": less}


def ran(twin: Announcement, out: Path, spec: str, requirements: list[str]) -> tuple[int, str]:
    """The exit status of a run, and what it printed and noted."""
    command = words(twin, out, spec=spec, requirement=requirements, profile="smoke")
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    journal = out / "journal.ndjson"
    noted = journal.read_text() if journal.exists() else ""
    return ended.returncode, " ".join((ended.stdout + ended.stderr + noted).split())


# An unknown pool, a domain, a user: what every statement is for. With codes also a code and a trigger.
SOME = ["AUTHF-003", "DOMAIN-005", "GROUP-004"]
MORE = ["CONFIRM-001", "TRIG-001"]
LACKING = [  # what a run says that is allowed all but one statement
    ("MakePools", "cognito-idp:CreateUserPool"),
    ("UseOwnPools", "cognito-idp:"),
    ("AskForPoolsThatAreNone", "cognito-idp:DescribeUserPool"),  # by which a run sees that Cognito is there
    ("LookAround", "cognito-idp:DescribeUserPoolDomain"),
]
LACKING_WITH_CODES = [
    ("MakeFunctions", "lambda:CreateFunction"),
    ("UseOwnFunctions", "lambda:GetFunctionConfiguration"),
    ("LetPoolsInvoke", "lambda:AddPermission"),
    ("GiveFunctionsTheirRole", "iam:PassRole"),
    ("MakeQueues", "sqs:CreateQueue"),
    ("UseOwnQueues", "sqs:"),
    ("UseTheKey", "kms:DescribeKey"),
]
NOT_LACKING = ["ReadQuotas", "NeverWhatCostsOrStays", "NeverTakeMarksAway"]  # published quotas count; a denial allows
FOR_A_SWEEP = ["LookForFunctions"]


def test_every_statement_is_in_the_table() -> None:
    tried = {name for name, _ in [*LACKING, *LACKING_WITH_CODES]} | {*NOT_LACKING, *FOR_A_SWEEP}
    assert {each["Sid"] for each in printed(CODES_ON_TWIN)["Statement"]} == tried
    assert {each["Sid"] for each in printed("aws?twin=true")["Statement"]} == {name for name, _ in LACKING} | {
        *NOT_LACKING
    }


@pytest.mark.slow
@pytest.mark.parametrize(("spec", "requirements"), [("aws?twin=true", SOME), (CODES_ON_TWIN, [*SOME, *MORE])])
def test_a_run_passes_with_the_policy(
    spec: str, requirements: list[str], twin: Announcement, attach: Callable[[Document | None], None], tmp_path: Path
) -> None:
    attach(printed(spec))
    status, said = ran(twin, tmp_path / "out", spec, requirements)
    assert (status, "leftovers: 0" in said) == (0, True), said
    attach(None)
    assert (twin.ask("/state")["pools"], ours(twin)) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spec", "statement", "permission"),
    [
        *(("aws?twin=true", *each) for each in LACKING),
        *((CODES_ON_TWIN, *each) for each in [*LACKING, *LACKING_WITH_CODES]),
    ],
)
def test_without_a_statement_a_run_names_the_permission(
    spec: str,
    statement: str,
    permission: str,
    twin: Announcement,
    profile: Path,
    attach: Callable[[Document | None], None],
    tmp_path: Path,
) -> None:
    attach(without(printed(spec), statement))
    requirements = [*SOME, *(MORE if "codes" in spec else [])]
    status, said = ran(twin, tmp_path / "out", spec, requirements)
    assert status != 0 or "skipped" in said, "it has judged everything all the same"
    assert f"the permission {permission}" in said
    assert "is missing" in said
    attach(None)
    with opened_sweep(AwsTarget(CODES, twin), 0.0) as sweeping:
        for each in list(sweeping.found()):
            assert not isinstance(each, Left) or sweeping.delete(each)


@pytest.mark.slow
@pytest.mark.parametrize("statement", NOT_LACKING)
def test_without_these_a_run_passes(
    statement: str, twin: Announcement, attach: Callable[[Document], None], tmp_path: Path
) -> None:
    attach(without(printed("aws?twin=true"), statement))
    status, said = ran(twin, tmp_path / "out", "aws?twin=true", SOME)
    assert status == 0, said
    assert ("as published: this account's own could not be read" in said) is (statement == "ReadQuotas")


@pytest.mark.parametrize("action", ["lambda:ListFunctions", "lambda:ListTags", "sqs:ListQueues", "sqs:ListQueueTags"])
def test_a_sweep_names_the_permission(
    action: str, start: Start, twin: Announcement, attach: Callable[[Document | None], None]
) -> None:
    """What it can see it sweeps; what it cannot is said, and the status is not that of an account that is clean."""
    scene = Scene(start(CODES))
    attach(less(action))
    with opened_sweep(AwsTarget(CODES, twin), 0.0) as sweeping:
        assert swept(sweeping, "", delete=False) == UNUSABLE
        assert any(f"the permission {action} is missing" in why for why in sweeping.unseen.values())
    attach(None)
    with opened_sweep(AwsTarget(CODES, twin), 0.0) as sweeping:
        assert swept(sweeping, "", delete=False) == OK
    scene.running.stop()


# -- each permission that codes take ----------------------------------------------------------------------------------


def less(action: str) -> Document:
    """The policy with codes, without one action."""
    document = policy(ACCOUNT, REGION, named=NAMED)
    found = [{**each, "Action": [name for name in each["Action"] if name != action]} for each in document["Statement"]]
    assert found != document["Statement"], action
    return {**document, "Statement": [each for each in found if each["Action"]]}


def everyday(running: Any) -> str:
    """A code that is read, a trigger that is watched, and the end; what it says of leftovers."""
    scene = Scene(running)
    scene.sign_up("ana")
    assert scene.code("sign_up", "ana")
    assert running.functions.events(running.functions.deploy({})) is not None
    return str(running.settle()[-1])


def ended(start: Start) -> str:
    """With what a run ends."""
    try:
        running = start(CODES)
    except TargetUnusable as error:
        return str(error)
    try:
        return everyday(running)
    except TargetGone as error:
        return str(error)
    finally:
        running.stop()


def test_the_policy_with_codes_is_enough(start: Start, attach: Callable[[Document], None]) -> None:
    attach(policy(ACCOUNT, REGION, named=NAMED))
    assert everyday(start(CODES)) == "leftovers: 0"


@pytest.mark.parametrize(
    "action",
    [
        action
        for each in statements(ACCOUNT, REGION)
        for action in each["Action"]
        if each["Sid"] not in FOR_A_SWEEP and not action.startswith(("lambda:Delete", "sqs:DeleteQueue"))
    ],
)
def test_each_permission_is_named(
    action: str, start: Start, attach: Callable[[Document | None], None], twin: Announcement
) -> None:
    attach(less(action))
    said = ended(start)
    attach(None)
    assert f"the permission {action} is missing" in said
    with opened_sweep(AwsTarget(CODES, twin), 0.0) as sweeping:
        assert all(sweeping.delete(each) for each in list(sweeping.found()) if isinstance(each, Left))
    assert ours(twin) == []


@pytest.mark.parametrize("action", ["lambda:DeleteFunction", "sqs:DeleteQueue"])
def test_what_may_not_be_deleted_is_left_and_said(
    action: str, start: Start, attach: Callable[[Document | None], None], twin: Announcement
) -> None:
    attach(less(action))
    running = start(CODES)
    said = everyday(running)
    running.stop()
    assert "leftovers: 0" not in said
    assert f"the permission {action} is missing" in said
    assert ours(twin)
    attach(None)
    with opened_sweep(AwsTarget(CODES, twin), 0.0) as sweeping:
        assert all(sweeping.delete(each) for each in list(sweeping.found()) if isinstance(each, Left))
    assert ours(twin) == []


# -- the template -----------------------------------------------------------------------------------------------------


def test_the_boundary_is_no_longer_than_iam_takes_and_no_narrower_than_the_policy() -> None:
    resources = template(ACCOUNT, REGION, NAMED)["Resources"]
    boundary = resources["Boundary"]["Properties"]["PolicyDocument"]
    own = resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"]
    assert own == policy(ACCOUNT, REGION, named=NAMED)
    assert len(json.dumps(boundary, separators=(",", ":"))) <= 6144
    assert len(json.dumps(own, separators=(",", ":"))) <= 10240
    rest = [
        (wide, narrow) for wide, narrow in zip(boundary["Statement"], own["Statement"], strict=True) if wide != narrow
    ]
    ((wide, narrow),) = rest
    assert {**wide, "Action": []} == {**narrow, "Action": []}
    assert wide["Action"] == ["cognito-idp:*"]


def test_the_template_has_what_runs_are_lent() -> None:
    resources = template(ACCOUNT, REGION, NAMED)["Resources"]
    assert resources["FunctionRole"]["Properties"]["RoleName"] == "CognitoConformanceFunctions"
    assert resources["Alias"]["Properties"]["AliasName"] == "alias/cognito-conformance"
    assert {"FunctionRole", "Key", "Alias"}.isdisjoint(template(ACCOUNT, REGION)["Resources"])


def test_a_key_of_ones_own_is_not_made() -> None:
    named = read_options(parse(f"{SPEC}&codes=custom-sender&key=arn:aws:kms:{REGION}:{ACCOUNT}:key/1-2"))
    resources = template(ACCOUNT, REGION, named)["Resources"]
    assert {"Key", "Alias"}.isdisjoint(resources)
    use = next(each for each in policy(ACCOUNT, REGION, named=named)["Statement"] if each["Sid"] == "UseTheKey")
    assert (use["Resource"], use.get("Condition")) == (f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1-2", None)
