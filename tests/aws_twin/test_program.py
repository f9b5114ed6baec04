"""The program: what it prints, when it ends, and what it says of options that make no sense."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from targets.aws.twin import Announcement, TwinFailed, started
from targets.aws.twin.launch import read
from twin_kit import client

COMMAND = [sys.executable, "-m", "targets.aws.twin"]


def begun() -> subprocess.Popen[str]:
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "end of input"])
def test_it_announces_itself_in_one_line_and_ends_by_a_signal(how: str) -> None:
    process = begun()
    said = json.loads(first_line(process))
    assert (said["twin"], "TWIN" in said["note"]) == (True, True)
    names = {"sts", "cognito-idp", "service-quotas", "kms", "lambda", "sqs", "iam", "tagging"}
    assert set(said["endpoints"]) == names
    assert all(url.startswith("https://localhost:") for url in said["endpoints"].values())
    if how == "end of input":
        assert process.stdin is not None
        process.stdin.close()
    else:
        process.send_signal(getattr(signal, how))
    assert process.wait(20) == 0
    assert first_line(process) == ""


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (["--account", "12345678901"], "no account id"),
        (["--account", "12345678901a"], "no account id"),
        (["--account", "１２３４５６７８９０１２"], "no account id"),
        (["--region", "europe"], "no Region"),
        (["--quota-scale", "-1"], "has to be from 0 to 1000"),
    ],
)
def test_options_that_make_no_sense_are_refused(words: list[str], seen: str) -> None:
    done = subprocess.run([*COMMAND, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, seen in done.stderr, done.stdout) == (2, True, "")


def test_a_twin_that_does_not_start_says_why() -> None:
    with pytest.raises(TwinFailed, match="no account id"), started(account="1"):
        pass


@pytest.mark.parametrize("line", ["", "no JSON", "{}", '{"twin": false}', '{"twin": true}'])
def test_what_is_no_announcement_is_refused(line: str) -> None:
    with pytest.raises(TwinFailed, match="cannot be read"):
        read(line)


def test_the_account_and_the_region_are_those_that_were_asked_for() -> None:
    with started(account="111122223333", region="eu-west-1") as twin:
        assert client(twin, "sts").get_caller_identity()["Account"] == "111122223333"
        pool = client(twin).create_user_pool(PoolName="cc-1")["UserPool"]
        assert pool["Arn"] == f"arn:aws:cognito-idp:eu-west-1:111122223333:userpool/{pool['Id']}"
        assert pool["Id"].startswith("eu-west-1_")
        queue = client(twin, "sqs").create_queue(QueueName="cognito-conformance-q")["QueueUrl"]
        assert "111122223333" in queue
        assert twin.key.startswith("arn:aws:kms:eu-west-1:111122223333:key/")
        roles = client(twin, "iam").list_roles()["Roles"]  # IAM has no Region of its own
        assert [each["Arn"] for each in roles] == ["arn:aws:iam::111122223333:role/CognitoConformanceFunctions"]


def test_the_control_says_what_there_is(twin: Announcement) -> None:
    with pytest.raises(ValueError, match="there is no GET /nothing; there are GET /state"):
        twin.ask("/nothing")
    with pytest.raises(ValueError, match="advance has to be a number of seconds"):
        twin.ask("/clock", {})
    with pytest.raises(ValueError, match="the clock moves forward only"):
        twin.ask("/clock", {"advance": -1})


def test_what_the_control_says_has_no_secrets_in_it(twin: Announcement) -> None:
    pools = client(twin)
    pool = pools.create_user_pool(PoolName="cc-s")["UserPool"]["Id"]
    made = pools.create_user_pool_client(UserPoolId=pool, ClientName="c", GenerateSecret=True)["UserPoolClient"]
    named = {"UserPoolId": pool, "Username": "ann"}
    pools.admin_create_user(**named, TemporaryPassword="Planted-Passw0rd", MessageAction="SUPPRESS")
    seen = json.dumps([twin.ask("/state"), twin.ask("/log")])
    planted = [made["ClientSecret"], "Planted-Passw0rd", twin.credentials.secret_key, twin.credentials.session_token]
    assert [secret for secret in planted if secret in seen] == []
    assert made["ClientId"] in seen


def test_the_clock_of_the_pools_is_not_that_of_signatures(twin: Announcement) -> None:
    before = twin.ask("/state")["now"]
    twin.ask("/clock", {"advance": 86400})
    assert twin.ask("/state")["now"] >= before + 86400
    assert client(twin).list_user_pools(MaxResults=1)["UserPools"]
