"""The steps before the first thing is made: each refuses, says why, and nothing has been sent before its turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aws_names import ACCOUNT, SPEC
from targets.account_forms import ELSEWHERE
from targets.aws import AwsTarget
from targets.aws.named import must_be_confirmed, read_options
from targets.aws.running import RunningAws
from targets.aws.twin import Announcement
from targets.clients import session
from targets.interface import TargetUnusable
from targets.spec import parse

Log = Callable[[], list[dict[str, Any]]]
Start = Callable[..., RunningAws]


def refusal(spec: str, twin: Announcement) -> str:
    with pytest.raises(TargetUnusable) as caught:
        AwsTarget(spec, twin).start().stop()
    return str(caught.value)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (f"aws?region=us-east-1&account={ACCOUNT}&confirm={ACCOUNT}", "does not name the profile"),
        (f"aws?profile=sandbox&account={ACCOUNT}&confirm={ACCOUNT}", "does not name the region"),
        ("aws?profile=sandbox&region=us-east-1", "does not name the account"),
        ("aws?profile=sandbox&region=us-east-1&account=12345678901", "an account is 12 digits"),
        (SPEC.replace("us-east-1", "useast1"), "'useast1' is not the name of a region"),
        (SPEC.replace("us-east-1", "us-gov-west-1"), "another partition of AWS"),
        (SPEC.replace("us-east-1", "cn-north-1"), "another partition of AWS"),
        (SPEC.replace(f"&confirm={ACCOUNT}", ""), "the account is named twice"),
        (SPEC.replace(f"confirm={ACCOUNT}", "confirm=123456789013"), "confirmed with other digits"),
        (SPEC.replace("sandbox", "sandbux"), "there is no profile 'sandbux' (did you mean 'sandbox'?)"),
        (f"{SPEC}&share=0", "share='0' is not a part of the quotas"),
        (f"{SPEC}&share=1.01", "share='1.01' is not a part of the quotas"),
        (f"{SPEC}&allow=pluss", "there is no allow=pluss (did you mean 'plus'?)"),
        (f"{SPEC}&tags=owner", "write name:value"),
        (f"{SPEC}&tags=cognito-conformance:no", "not the user's to give"),
        ("aws?twin=true&profile=sandbox", "takes no profile"),
    ],
)
def test_what_is_named_wrongly(spec: str, says: str, twin: Announcement, profile: Path, log: Log) -> None:
    assert says in refusal(spec, twin)
    assert log() == []


def test_what_is_named_rightly(start: Start, log: Log) -> None:
    """The control of all of the above: one request to STS, one for the quotas."""
    start()
    assert [entry["operation"] for entry in log()] == ["GetCallerIdentity", "ListServiceQuotas"]


def test_no_account_is_shown_whole(twin: Announcement, profile: Path) -> None:
    for spec in (SPEC.replace("sandbox", "none"), SPEC.replace(f"confirm={ACCOUNT}", "confirm=1")):
        assert ACCOUNT not in refusal(spec, twin)
    assert "********9012" in refusal(SPEC.replace("sandbox", "none"), twin)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"])
def test_a_variable_that_moves_the_endpoint(
    name: str, twin: Announcement, profile: Path, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert name in refusal(SPEC, twin)
    assert log() == []


@pytest.mark.parametrize("setting", ["endpoint_url = http://127.0.0.1:1", "services = elsewhere"])
def test_a_profile_that_moves_the_endpoint(setting: str, twin: Announcement, profile: Path, log: Log) -> None:
    profile.write_text(profile.read_text() + setting + "\n")
    assert setting.partition(" ")[0] in refusal(SPEC, twin)
    assert log() == []


@pytest.mark.parametrize("setting", ["role_arn = arn:aws:iam::1:role/x\nsource_profile = y", "sso_session = corporate"])
def test_a_profile_whose_keys_take_requests(setting: str, twin: Announcement, profile: Path, log: Log) -> None:
    profile.write_text(f"[sandbox]\n{setting}\n")
    assert "credential_process = aws configure export-credentials --profile sandbox" in refusal(SPEC, twin)
    assert log() == []


def test_a_process_that_gives_keys(twin: Announcement, profile: Path, home: Path, start: Start) -> None:
    keys = twin.credentials
    answer = home / "answer.json"
    answer.write_text(
        f'{{"Version": 1, "AccessKeyId": "{keys.access_key}", "SecretAccessKey": "{keys.secret_key}", '
        f'"SessionToken": "{keys.session_token}"}}'
    )
    profile.write_text(f"[sandbox]\ncredential_process = cat {answer}\n")
    start()
    answer.unlink()
    assert "the credential_process of profile 'sandbox' gave no keys" in refusal(SPEC, twin)


def never(home: Path, text: str) -> None:
    file = home / "XDG_CONFIG_HOME" / "cognito-conformance" / "never.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_an_account_on_the_list(twin: Announcement, profile: Path, home: Path, log: Log) -> None:
    never(home, f'[accounts]\nproduction = "{ACCOUNT}"\n')
    assert "never runs in this account" in refusal(SPEC, twin)
    assert log() == []


def test_another_account_on_the_list(home: Path, start: Start) -> None:
    never(home, '[accounts]\nproduction = "210987654321"\n')
    start()


@pytest.mark.parametrize("text", ["accounts = 1", '[accounts]\nx = "1"', "[account]\n", "[accounts\n"])
def test_a_list_that_cannot_be_read(text: str, twin: Announcement, profile: Path, home: Path, log: Log) -> None:
    never(home, text)
    assert "never.toml" in refusal(SPEC, twin)
    assert log() == []


def test_keys_of_another_account(twin: Announcement, profile: Path, log: Log) -> None:
    other = "210987654321"
    said = refusal(f"aws?profile=sandbox&region=us-east-1&account={other}&confirm={other}", twin)
    assert "the keys are those of account ********9012, not of the one that was named" in said
    assert [entry["operation"] for entry in log()] == ["GetCallerIdentity"]


def test_an_expired_login(twin: Announcement, profile: Path, log: Log) -> None:
    twin.ask("/expire", {})
    try:
        assert "the login of the profile has expired" in refusal(SPEC, twin)
    finally:
        twin.ask("/renew", {})
    assert [entry["operation"] for entry in log()] == ["GetCallerIdentity"]


def test_a_clock_that_is_wrong(twin: Announcement, profile: Path, log: Log) -> None:
    twin.ask("/skew", {"seconds": 3600})
    try:
        assert "the clock of this machine is wrong" in refusal(SPEC, twin)
    finally:
        twin.ask("/skew", {"seconds": 0})
    assert len(log()) == 1


def test_keys_that_nobody_knows(twin: Announcement, profile: Path, log: Log) -> None:
    profile.write_text("[sandbox]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n")
    assert "does not know the keys" in refusal(SPEC, twin)
    assert len(log()) == 1


def test_a_wrong_secret_key(twin: Announcement, profile: Path, log: Log) -> None:
    profile.write_text(profile.read_text().replace(twin.credentials.secret_key, "wrong"))
    assert "the secret key of the profile is not the right one" in refusal(SPEC, twin)
    assert len(log()) == 1


def test_without_a_twin_nothing_leaves_this_machine(profile: Path, loopback_alone: list[object]) -> None:
    """Each of these is refused before the first request; the last one is the control: it asks for STS, in vain."""
    for spec in ("aws", SPEC.replace("sandbox", "none"), SPEC.replace(f"&confirm={ACCOUNT}", "")):
        with pytest.raises(TargetUnusable, match="nothing was sent"):
            AwsTarget(spec).start()
    assert loopback_alone == []
    with pytest.raises(TargetUnusable, match="no answer of STS in us-east-1"):
        AwsTarget(SPEC).start()
    assert loopback_alone == ["sts.us-east-1.amazonaws.com"]


def test_a_region_without_user_pools(profile: Path) -> None:
    """Not on the twin: nothing is sent before the region is known."""
    with pytest.raises(TargetUnusable, match="region 'xx-nowhere-9' has no user pools"):
        AwsTarget(SPEC.replace("us-east-1", "xx-nowhere-9")).start()


def test_the_regions_of_other_partitions_are_known_by_their_names() -> None:
    found = session()
    for partition in found.get_available_partitions():
        for region in found.get_available_regions("ec2", partition_name=partition):
            assert bool(ELSEWHERE.fullmatch(region)) is (partition != "aws"), region


@pytest.mark.parametrize(
    ("typed", "fits"), [(ACCOUNT, True), (f" {ACCOUNT}\n", True), ("123456789013", False), ("", False)]
)
def test_the_account_is_typed_again(typed: str, fits: bool) -> None:
    named = read_options(parse(SPEC.replace(f"&confirm={ACCOUNT}", "")))
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return typed

    if fits:
        must_be_confirmed(named, ask=ask)
    else:
        with pytest.raises(TargetUnusable):
            must_be_confirmed(named, ask=ask)
    assert len(asked) == 1
    assert ACCOUNT not in asked[0]


def test_a_ledger_that_cannot_be_written(
    twin: Announcement, profile: Path, home: Path, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    assert "cannot write the ledger" in refusal(SPEC, twin)
    assert log() == []
