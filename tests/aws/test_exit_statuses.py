"""Each refusal before a run ends the command with status 3, after one request at most, and nothing was made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_custom_senders import CODES, ours

from aws_names import ACCOUNT, SPEC
from conformance.cli import main
from conformance.command.exit_status import OK, UNUSABLE
from targets.aws import AwsTarget
from targets.aws.functions import lent
from targets.aws.policy import policy
from targets.aws.twin import Announcement

Log = Callable[[], list[dict[str, Any]]]
OTHER = "210987654321"


@dataclass
class Scene:
    """An account that is about to be asked. ``announced``: where it is."""

    twin: Announcement
    profile: Path
    announced: Announcement
    spec: str = SPEC


def missing_profile(scene: Scene) -> None:
    scene.spec = SPEC.replace("sandbox", "nobody")


def expired_login(scene: Scene) -> None:
    scene.twin.ask("/expire", {})


def wrong_region(scene: Scene) -> None:
    """The keys are good in another region than the one that is named."""
    scene.spec = SPEC.replace("us-east-1", "eu-west-1")


def no_sts(scene: Scene) -> None:
    scene.announced = replace(scene.twin, endpoints={**scene.twin.endpoints, "sts": "https://localhost:1"})


def clock_skew(scene: Scene) -> None:
    scene.twin.ask("/skew", {"seconds": 3600})


def another_account(scene: Scene) -> None:
    scene.spec = SPEC.replace(ACCOUNT, OTHER)


def unknown_keys(scene: Scene) -> None:
    scene.profile.write_text("[sandbox]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n")


def wrong_secret(scene: Scene) -> None:
    scene.profile.write_text(scene.profile.read_text().replace(scene.twin.credentials.secret_key, "wrong"))


def no_ledger(scene: Scene) -> None:
    """A file stands where the folder has to be."""
    Path(os.environ["XDG_STATE_HOME"]).write_text("")


def not_confirmed(scene: Scene) -> None:
    scene.spec = SPEC.replace(f"&confirm={ACCOUNT}", "")


REFUSALS: Mapping[str, tuple[Callable[[Scene], None], int]] = {  # what is said, and how many requests come to AWS
    "there is no profile 'nobody'": (missing_profile, 0),
    "the login of the profile has expired": (expired_login, 1),
    "the keys were used for a region that does not take them": (wrong_region, 1),
    "no answer of STS": (no_sts, 0),
    "the clock of this machine is wrong": (clock_skew, 1),
    "not of the one that was named": (another_account, 1),
    "does not know the keys": (unknown_keys, 1),
    "the secret key of the profile is not the right one": (wrong_secret, 1),
    "cannot write the ledger": (no_ledger, 0),
    "the account is named twice": (not_confirmed, 0),
}


@pytest.fixture
def scene(twin: Announcement, profile: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    made = Scene(twin, profile, twin)
    monkeypatch.setattr("conformance.command.aws._target", lambda spec: AwsTarget(spec, made.announced))
    yield made
    twin.ask("/renew", {})
    twin.ask("/skew", {"seconds": 0})
    twin.ask("/policy", {"document": None})


def command(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    return done.exit_code, " ".join(done.output.split())


def nothing_is_made(scene: Scene) -> None:
    scene.twin.ask("/renew", {})
    scene.twin.ask("/skew", {"seconds": 0})
    scene.twin.ask("/policy", {"document": None})
    assert (scene.twin.ask("/state")["pools"], ours(scene.twin)) == ([], [])


@pytest.mark.parametrize("word", ["doctor", "sweep"])
@pytest.mark.parametrize("says", REFUSALS)
def test_a_refusal_before_anything_is_made(says: str, word: str, scene: Scene, log: Log) -> None:
    refuse, requests = REFUSALS[says]
    refuse(scene)
    status, said = command("aws", word, scene.spec)
    assert (status, says in said) == (UNUSABLE, True), said
    assert len(log()) == requests
    nothing_is_made(scene)


@pytest.mark.parametrize("word", ["doctor", "sweep"])
def test_without_any_of_it_the_status_is_that_of_success(word: str, scene: Scene) -> None:
    """The control of all of the above."""
    assert command("aws", word, SPEC)[0] == OK


def denied(action: str) -> dict[str, Any]:
    document = policy(ACCOUNT, "us-east-1", named=AwsTarget(f"{CODES}").check_here())
    document["Statement"].append({"Sid": "No", "Effect": "Deny", "Action": action, "Resource": "*"})
    return document


@pytest.mark.parametrize(
    ("word", "spec", "action"),
    [
        ("doctor", CODES, "kms:DescribeKey"),
        ("sweep", CODES, "kms:DescribeKey"),
        ("sweep", SPEC, "cognito-idp:ListUserPools"),
        ("sweep", CODES, "lambda:ListFunctions"),
        ("sweep", CODES, "sqs:ListQueues"),
    ],
)
def test_a_denied_operation(word: str, spec: str, action: str, scene: Scene) -> None:
    scene.twin.ask("/policy", {"document": denied(action)})
    status, said = command("aws", word, spec)
    assert (status, f"the permission {action} is missing" in said) == (UNUSABLE, True), said
    nothing_is_made(scene)
    assert command("aws", word, spec)[0] == OK, "the control"


def test_a_ledger_that_cannot_be_read(scene: Scene) -> None:
    """It may be the one that says what is left: a sweep that passed it over would say that nothing is."""
    from targets.aws.state import state_folder

    file = state_folder(f"twin-{ACCOUNT}", "us-east-1") / "feed-main-1.jsonl"
    file.mkdir(parents=True)
    status, said = command("aws", "sweep", SPEC)
    assert (status, "cannot be read" in said) == (UNUSABLE, True), said
    file.rmdir()
    assert command("aws", "sweep", SPEC)[0] == OK


# -- the same of a run, which is a process of its own ------------------------------------------------------------------


def run(scene: Scene, spec: str, out: Path, **environment: str) -> tuple[int, str]:
    """The command as users start it, led to this twin."""
    import json
    from dataclasses import asdict

    support = Path(__file__).parents[1] / "support"
    line = json.dumps({**asdict(scene.announced), "twin": True})
    led = {"PYTEST_PLUGINS": "aws_run", "COGNITO_CONFORMANCE_TEST_TWIN": line}
    path = os.pathsep.join([str(support), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    words = [sys.executable, "-m", "conformance", "run", spec, "--requirement", "GROUP-004", "--profile", "smoke"]
    done = subprocess.run(
        [*words, "--seed", "1", "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **led, **environment, "PYTHONPATH": path},
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.mark.slow
@pytest.mark.parametrize("says", REFUSALS)
def test_a_run_that_is_refused(says: str, scene: Scene, log: Log, tmp_path: Path) -> None:
    refuse, requests = REFUSALS[says]
    refuse(scene)
    status, said = run(scene, scene.spec, tmp_path / "out")
    assert (status, says in said) == (UNUSABLE, True), said
    assert len(log()) == requests
    nothing_is_made(scene)


@pytest.mark.slow
@pytest.mark.parametrize("action", ["", "cognito-idp:CreateUserPool"])
def test_a_run_that_is_denied_an_operation(action: str, scene: Scene, log: Log, tmp_path: Path) -> None:
    """Without the denial it is the control."""
    if action:
        scene.twin.ask("/policy", {"document": denied(action)})
    status, said = run(scene, SPEC, tmp_path / "out")
    assert status == (UNUSABLE if action else OK), said
    assert (f"the permission {action} is missing" in said) is bool(action)
    nothing_is_made(scene)


@pytest.mark.slow
@pytest.mark.parametrize("action", ["cognito-idp:DeleteUserPool", "cognito-idp:DeleteGroup"])
def test_a_run_that_leaves_something(action: str, scene: Scene, tmp_path: Path) -> None:
    """All that was judged is a pass; the second denial is of nothing that is sent, and the control."""
    scene.twin.ask("/policy", {"document": denied(action)})
    status, said = run(scene, SPEC, tmp_path / "out")
    scene.twin.ask("/policy", {"document": None})
    leaves = action == "cognito-idp:DeleteUserPool"
    assert (status, "leftovers: 2, among them" in said) == ((UNUSABLE, True) if leaves else (OK, False)), said
    assert command("aws", "sweep", SPEC, "--yes")[0] == OK
    nothing_is_made(scene)


@pytest.mark.slow
def test_a_run_whose_functions_cannot_be_deployed(scene: Scene, tmp_path: Path) -> None:
    status, said = run(scene, f"{CODES}&role=NobodyMadeIt", tmp_path / "out")
    assert (status, "codes=custom-sender: no function can be deployed" in said) == (UNUSABLE, True), said
    nothing_is_made(scene)


# -- the rehearsal ----------------------------------------------------------------------------------------------------


def test_a_rehearsal_takes_no_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is encrypted in it; a run on the twin says what to install."""
    monkeypatch.setattr(lent, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "aws_encryption_sdk", None)
    running = AwsTarget("aws?rehearsal=true&codes=custom-sender").start()
    try:
        assert running.calls is not None
        dressed = running.dressed("CreateUserPool", {"PoolName": "cc-x", "AutoVerifiedAttributes": ["email"]})
        assert running.calls.send("CreateUserPool", dressed).status == 200
    finally:
        running.stop()
    status, said = command("aws", "doctor", "aws?twin=true&codes=custom-sender")
    assert status == UNUSABLE
    assert "pip install 'cognito-conformance[aws]'" in said


# -- the plan ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ["aws?twin=true", f"aws?profile=none&region=us-east-1&account={ACCOUNT}"])
def test_a_plan_as_users_start_it(spec: str, tmp_path: Path) -> None:
    """In a process of its own, which forks for the rehearsal: a test's process does not."""
    words = [sys.executable, "-m", "conformance", "run", spec, "--plan", "--requirement", "GROUP-004"]
    done = subprocess.run([*words, "--seed", "1"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == OK, done.stderr[-2000:]
    assert "all of it is deleted at the end" in done.stdout
