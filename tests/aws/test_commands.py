"""The command: what it refuses before anything is started, and the group ``aws``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import click
import pytest
from click.testing import CliRunner, Result

from aws_names import ACCOUNT, SPEC
from conformance.cli import main
from conformance.command.aws import _sweep as swept
from conformance.command.aws_runs import accounts_in, confirmed
from conformance.command.clicking import Group
from conformance.command.exit_status import INTERNAL, OK, UNUSABLE, USAGE
from conformance.command.options import Limits
from conformance.run.budget import Budget
from conformance.transport.driver import Driver
from targets.aws import AwsTarget
from targets.aws.meter import Used
from targets.aws.named import read_options
from targets.aws.plan import Plan
from targets.aws.policy import LONGEST
from targets.aws.running import RunningAws
from targets.aws.sweep import Kept, Left, Sweep
from targets.aws.twin import Announcement
from targets.interface import GateRefused
from targets.masking import account_in, masked_account, public
from targets.spec import parse

NAMED = f"aws?profile=sandbox&region=us-east-1&account={ACCOUNT}"


def command(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


# -- a run ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["aws?profil=x"], USAGE, "unknown option 'profil' (did you mean 'profile'?)"),
        ([SPEC, "--judges"], USAGE, "past the guards of an account"),
        ([SPEC, "--keep"], USAGE, "always deleted"),
        (["aws?twin=true", "--keep"], USAGE, "always deleted"),
        (["moto", "--plan"], USAGE, "--plan is for accounts of AWS"),
        (["moto", "--budget", "usd=0"], USAGE, "write calls=N, seconds=N, usd=N"),
        ([NAMED, "--area", "nowhere"], USAGE, "there is no area 'nowhere'"),
    ],
)
def test_wrong_use_of_run(words: list[str], code: int, says: str, tmp_path: Path) -> None:
    done = command("run", *words, "--out", str(tmp_path / "out"))
    assert done.exit_code == code, done.output
    assert says in " ".join(done.output.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("spec", [SPEC, NAMED])
@pytest.mark.parametrize("name", ["run", "record"])
def test_what_this_machine_shows_is_said_before_the_plan(name: str, spec: str, tmp_path: Path) -> None:
    """There is no such profile here, or nobody has confirmed the account: that takes no rehearsal to see."""
    done = command(name, spec, "--out", str(tmp_path / "r"))
    assert done.exit_code == UNUSABLE
    assert "nothing was sent" in done.output
    assert "rehearsing" not in done.output
    assert not (tmp_path / "r").exists()


def test_without_a_terminal_nothing_is_added() -> None:
    assert confirmed(["moto", NAMED, "aws?twin=true"]) == ["moto", NAMED, "aws?twin=true"]
    assert accounts_in(["moto", NAMED, "aws?twin=true"]) == [NAMED]
    assert accounts_in(["moto", NAMED, "aws?twin=true"], twins=True) == [NAMED, "aws?twin=true"]


@pytest.mark.parametrize(("typed", "code"), [(ACCOUNT, None), ("1", UNUSABLE)])
def test_on_a_terminal_the_account_is_typed(typed: str, code: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: typed)
    if code is None:
        assert confirmed([NAMED]) == [SPEC]
    else:
        with pytest.raises(SystemExit) as ended:
            confirmed([NAMED])
        assert ended.value.code == code


def test_a_refusal_of_the_gate_is_a_defect_of_the_suite(rehearsal: RunningAws) -> None:
    """Neither the driver nor botocore takes it for an answer, and the command ends with a status of its own."""
    with pytest.raises(GateRefused):
        Driver(rehearsal).call("DescribeUserPool", {"UserPoolId": "us-east-1_foreign12"})
    with pytest.raises(GateRefused):
        rehearsal.client().delete_user_pool(UserPoolId="us-east-1_foreign12")

    @click.group(cls=Group)
    def group() -> None:
        """A command."""

    @group.command()
    def refused() -> None:
        raise GateRefused("DeleteUserPool was not sent: why")

    done = CliRunner().invoke(group, ["refused"])
    assert done.exit_code == INTERNAL
    assert "a defect of this suite" in done.output


# -- money ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "usd"), [("usd=5", 5.0), ("usd=0.5", 0.5), ("calls=10,usd=45", 45.0)])
def test_a_budget_of_dollars(text: str, usd: float) -> None:
    limits = Limits.parse(text)
    assert limits.usd == usd
    assert Limits.parse(str(limits)) == limits


@pytest.mark.parametrize("text", ["usd=", "usd=-1", "usd=0.0", "usd=1e3", "usd=.5", "eur=1"])
def test_no_amount_of_dollars(text: str) -> None:
    with pytest.raises(ValueError, match="usd=N"):
        Limits.parse(text)


def test_a_budget_is_spent_when_it_is_reached() -> None:
    assert Budget(dollars=0.5).spent(0, 0.0, 0.49) == ""
    assert Budget(dollars=0.5).spent(0, 0.0, 0.5) == "0.5 dollars"


def test_users_are_what_costs(rehearsal: RunningAws) -> None:
    driver = Driver(rehearsal)
    pool = driver.call("CreateUserPool", {"PoolName": "cc-x"}).text("UserPool.Id")
    driver.call("AdminGetUser", {"UserPoolId": pool, "Username": "nobody"})
    assert rehearsal.usage()["dollars"] == 0
    driver.call("AdminCreateUser", {"UserPoolId": pool, "Username": "ana", "MessageAction": "SUPPRESS"})
    driver.call("AdminCreateUser", {"UserPoolId": pool, "Username": "ana", "MessageAction": "SUPPRESS"})
    assert rehearsal.usage()["dollars"] == pytest.approx(0.015)
    assert rehearsal.usage()["users"] == {"ESSENTIALS": 1}


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_the_digits_of_an_account_are_hidden() -> None:
    assert public(SPEC) == "aws?profile=sandbox&region=us-east-1&account=********9012"
    assert public(f"aws?confirm={ACCOUNT}&account={ACCOUNT}") == "aws?account=********9012"
    assert public("http://localhost:1?account=1") == "http://localhost:1?account=1"
    assert account_in(SPEC) == ACCOUNT
    assert account_in("moto") == ""
    assert masked_account("12") == "**"


def test_a_spec_with_confirm_has_the_same_name() -> None:
    from targets.interface import Identity

    assert Identity(SPEC, "", "").slug == Identity(NAMED, "", "").slug
    assert ACCOUNT not in Identity(SPEC, "", "").slug


# -- the group --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["doctor", "sweep", "policy", "setup"])
def test_the_group_is_for_accounts(word: str) -> None:
    done = command("aws", word, "moto")
    assert done.exit_code == USAGE
    assert "is not an account of AWS" in done.output


@pytest.mark.parametrize("word", ["doctor", "sweep"])
def test_an_account_that_may_not_be_used(word: str) -> None:
    done = command("aws", word, NAMED)
    assert done.exit_code == UNUSABLE
    assert "nothing was sent" in done.output
    assert ACCOUNT not in done.output


@pytest.fixture
def on_the_twin(twin: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.command.aws._target", lambda spec: AwsTarget(spec, twin))


def test_doctor(on_the_twin: None, profile: Path, owner: Any) -> None:
    before = len(owner.list_user_pools(MaxResults=60)["UserPools"])
    done = command("aws", "doctor", SPEC)
    assert done.exit_code == OK, done.output
    assert "nothing was made" in done.output
    assert "of this account" in done.output
    assert "codes " not in done.output
    assert "key alias/cognito-conformance: in use" in command("aws", "doctor", f"{SPEC}&codes=custom-sender").output
    assert ACCOUNT not in done.output.replace(f"{ACCOUNT}-us-east-1", "")
    assert len(owner.list_user_pools(MaxResults=60)["UserPools"]) == before


def test_sweep_is_dry_by_itself(on_the_twin: None, profile: Path, owner: Any, twin: Announcement) -> None:
    tags = {"cognito-conformance": "true", "cognito-conformance:run": "0badcafe"}
    expired = tags | {"cognito-conformance:expires": "2020-01-01T00:00:00Z"}
    pool = owner.create_user_pool(PoolName="cc-old", UserPoolTags=expired, DeletionProtection="ACTIVE")["UserPool"]
    owner.create_user_pool_domain(UserPoolId=pool["Id"], Domain="cc-old-domain")
    assert "1 left by runs" in command("aws", "sweep", SPEC).output
    other = command("aws", "sweep", SPEC, "--run", "another", "--yes")
    assert other.output == (
        "nothing here is of run another, as far as can be seen; without --run everything is listed\n0 of 0 deleted\n"
    )
    assert owner.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]["Name"] == "cc-old"
    done = command("aws", "sweep", SPEC, "--run", "0badcafe", "--yes")
    assert done.exit_code == OK, done.output
    assert "1 of 1 deleted" in done.output
    assert not twin.ask("/state")["pools"]
    assert not twin.ask("/state")["foreign"]["touched"]


class Seen:
    """A sweep that has seen this."""

    def __init__(self, *found: Left | Kept, unseen: dict[str, str] | None = None, elsewhere: bool = False) -> None:
        self._found, self.unseen, self.elsewhere = found, unseen or {}, elsewhere

    def found(self, run: str) -> list[Left | Kept]:
        return list(self._found)

    def delete(self, left: Left) -> bool:
        return left.pool != "stuck"

    def stuck(self, left: Left) -> str:
        return "the permission cognito-idp:DeleteUserPool is missing"

    def forget_ledgers(self) -> None:
        """There are none."""


@pytest.mark.parametrize(
    ("seen", "status", "says"),
    [
        (Seen(), OK, "0 left by runs"),
        (Seen(Left("p1", "cc-a", "feed", "past its expiry")), OK, "left      p1  cc-a, run feed: past its expiry"),
        (Seen(Kept("p1", "why")), OK, "kept      p1  why"),
        (Seen(Kept("p1", "why", unsure=True)), UNUSABLE, "unsure    p1  why"),
        (Seen(unseen={"the list of queues": "denied"}), UNUSABLE, "not seen  the list of queues: denied"),
        (Seen(elsewhere=True), UNUSABLE, "a ledger has functions or queues"),
    ],
)
def test_a_sweep_that_has_not_seen_everything_says_so(
    seen: Seen, status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(cast(Sweep, seen), "", delete=False) == status
    assert says in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pool", "status", "says"), [("p1", OK, "deleted   p1"), ("stuck", UNUSABLE, "stuck     stuck")]
)
def test_a_sweep_that_cannot_delete_says_why(
    pool: str, status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = Seen(Left(pool, "cc-a", "feed", "past its expiry"))
    assert swept(cast(Sweep, seen), "", delete=True) == status
    printed = capsys.readouterr().out
    assert says in printed
    assert ("DeleteUserPool is missing" in printed) is (status == UNUSABLE)


def test_policy_and_setup_are_json() -> None:
    assert json.loads(command("aws", "policy", NAMED).stdout)["Version"] == "2012-10-17"
    assert "Role" in json.loads(command("aws", "setup", NAMED).stdout)["Resources"]


@pytest.mark.parametrize(("more", "long"), [("", False), ("&codes=custom-sender", True)])
def test_a_policy_that_is_too_long_for_a_managed_one_says_so(more: str, long: bool) -> None:
    done = command("aws", "policy", NAMED + more)
    assert (len(json.dumps(json.loads(done.stdout), separators=(",", ":"))) > LONGEST) is long
    assert ("put it into the role itself" in done.stderr) is long


@pytest.mark.parametrize(
    ("left_out", "says"),
    [({}, ["  left out  nothing"]), ({"why": 2}, ["  left out  2 requirements:", "                 2  why"])],
)
def test_the_end_of_a_plan(left_out: dict[str, int], says: list[str]) -> None:
    lines = list(Plan(read_options(parse(NAMED)), Used(), left_out).lines())
    assert lines[-len(says) :] == says


@pytest.mark.parametrize(("more", "there"), [("", False), ("&codes=custom-sender", True)])
def test_a_plan_says_what_it_does_not_count(more: str, there: bool) -> None:
    text = "\n".join(Plan(read_options(parse(NAMED + more)), Used(), {}).lines())
    assert ("requests to Lambda, SQS and KMS are not counted" in text) is there


@pytest.mark.parametrize("word", ["policy", "setup"])
def test_nothing_is_printed_for_a_partition_whose_names_are_others(word: str) -> None:
    done = command("aws", word, NAMED.replace("us-east-1", "us-gov-west-1"))
    assert (done.exit_code, done.stdout) == (UNUSABLE, "")
    assert "another partition of AWS" in done.stderr
    assert command("aws", word, NAMED).exit_code == OK


@pytest.mark.slow
def test_the_policy_of_a_selection(twin: Announcement) -> None:
    """It has what the selection sends, and what every run needs, and no more."""
    done = command("aws", "policy", NAMED, "--requirement", "SIGNUP-001")
    assert done.exit_code == OK, done.output
    document = json.loads(done.stdout)
    actions = {action for each in document["Statement"] if each["Effect"] == "Allow" for action in each["Action"]}
    assert {"cognito-idp:CreateUserPool", "cognito-idp:DeleteUserPool", "cognito-idp:CreateUserPoolClient"} <= actions
    assert "cognito-idp:CreateGroup" not in actions
