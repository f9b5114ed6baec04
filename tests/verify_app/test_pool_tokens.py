"""Tokens of a pool on a target: each wrong one finds the application that lacks the check, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from conformance.checking.exchange import Exchange
from conformance.cli import main
from conformance.command.exit_status import UNUSABLE
from conformance.command.verify_app import _status
from conformance.kit import jwt as kit
from conformance.transport import insistence
from conformance.transport.driver import TargetLost
from conformance.transport.insistence import Insistence
from conformance.verify_app import pool_tokens
from conformance.verify_app.asking import Endpoint
from conformance.verify_app.clock import Offset
from conformance.verify_app.draft import Fixed, Needs, Use
from conformance.verify_app.forms import Form, Level, NotMade, Pair, Step
from conformance.verify_app.judge import Trial, Tried, try_application
from conformance.verify_app.on_target import Opened, opened
from conformance.verify_app.pool import Pool, PoolError
from conformance.verify_app.pool_tokens import PoolTokens
from conformance.verify_app.telling import summary
from odd_apps import odd_app
from one_form import OneForm
from token_apps import Refused, WithPyJWT, bearer, plain_app

NOW = Offset(0.0, "")
ENDED = {
    "revoked (RevokeToken)",
    "of a user who signed out (GlobalSignOut)",
    "of a disabled user",
    "of a deleted user",
}


@contextmanager
def pools(
    spec: str = "reference", use: Use = "access", group: str | None = None, *, short: bool = False, **fixed: str
) -> Iterator[Opened]:
    with opened(spec, 0, Needs("", "", use, (), group, Fixed(**fixed)), 1, print, short=short) as found:
        yield found


def tokens_of(found: Opened, wait: float = 0.0, offset: float = 0.0) -> PoolTokens:
    clock = Offset(offset, "")
    return PoolTokens(found.pool, found.other, found.needs, wait=wait, clock=clock, say=print)


def tried(found: Opened, check: Callable[[str | None], None], wait: float = 0.0) -> Trial:
    with plain_app(check) as url:
        return try_application(Endpoint(url, pause=0), tokens_of(found, wait), 7, 1, lambda line: None)


def faults(trial: Trial) -> set[str]:
    assert not trial.stopped, trial.stopped
    return {one.form.name for one in trial.accepted(Level.FAULT)}


@pytest.mark.parametrize("spec", ["reference", "moto"])
@pytest.mark.parametrize("use", ["access", "id"])
def test_a_right_application_has_no_fault(spec: str, use: Use) -> None:
    with pools(spec, use, "editors") as found:
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url))
    assert not faults(trial)
    assert not trial.unclear
    assert all(one.refused for one in trial.tried if one.form.level is Level.FAULT)
    assert len([one for one in trial.tried if one.form.level is Level.FAULT]) == 11
    assert {one.form.name for one in trial.accepted(Level.ADVICE)} == ENDED - set(trial.untried)
    assert set(trial.untried) & ENDED == ({"revoked (RevokeToken)"} if spec == "moto" else set())


def test_tokens_that_the_pool_ended_are_advice_with_what_the_documentation_says() -> None:
    with pools() as found:
        lines = summary(tried(found, WithPyJWT(found.needs, found.jwks_url)))
    assert lines[0].startswith("none of the 10 wrong forms")
    (line,) = [one for one in lines if "revoked (RevokeToken)" in one]
    assert line.startswith("advice: also accepts:")
    assert "Signature and exp stay valid" in line


@pytest.mark.parametrize(
    ("lacks", "names"),
    [
        ("token", {"no token"}),
        (
            "signature",
            {
                "signature altered",
                "claims altered after signing",
                "signed with another key",
                "not signed (alg none)",
            },
        ),
        ("client", {"of another client"}),
        ("permission", {"not in the group editors"}),
    ],
)
@pytest.mark.parametrize("use", ["access", "id"])
def test_an_application_that_lacks_one_check(use: Use, lacks: str, names: set[str]) -> None:
    with pools(use=use, group="editors") as found:
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url, lacks))
    assert faults(trial) == names


@pytest.mark.parametrize("use", ["access", "id"])
def test_an_application_that_takes_either_kind(use: Use) -> None:
    with pools(use=use) as found:
        other: Use = "id" if use == "access" else "access"
        both = [
            WithPyJWT(Needs(found.needs.issuer, found.needs.client_id, one), found.jwks_url) for one in (use, other)
        ]

        def check(value: str | None) -> None:
            try:
                both[0](value)
            except Refused:
                both[1](value)

        trial = tried(found, check)
    kind = "an ID token" if use == "access" else "an access token"
    assert faults(trial) == {f"{kind} of the same sign-in"}


def test_an_application_that_takes_every_pool() -> None:
    """On a target whose pools share a key, so that nothing but the issuer and the client are in the way."""
    with pools("moto") as found:
        right = WithPyJWT(found.needs, found.jwks_url, "iss")

        def check(value: str | None) -> None:
            try:
                right(value)
            except Refused:
                claims = kit.payload(bearer(value)) if (value or "").count(".") == 2 else {}
                if claims.get("iss") in (None, found.needs.issuer):
                    raise
                WithPyJWT(Needs("", claims["client_id"]), found.jwks_url, "iss")(value)

        trial = tried(found, check)
    assert faults(trial) == {"of another pool"}


def test_an_application_that_asks_the_pool_refuses_what_it_ended() -> None:
    with pools() as found:
        look = WithPyJWT(found.needs, found.jwks_url)

        def check(value: str | None) -> None:
            look(value)
            answer = found.pool.driver.call("GetUser", {"AccessToken": bearer(value)}, signed=False)
            if not answer.ok:
                raise Refused("GetUser")

        trial = tried(found, check)
    assert not trial.accepted(Level.ADVICE)
    assert {one.form.name for one in trial.tried if one.form.step is Step.REVOCATION and one.refused} == ENDED


@pytest.mark.parametrize(
    ("mutant", "form", "reason"),
    [
        ("revoke-refused", "revoked (RevokeToken)", "the target refused RevokeToken"),
        ("revoke-keeps-first-access-token", "revoked (RevokeToken)", "the target itself still takes such a token"),
        ("sign-out-keeps-access-tokens", "of a user who signed out (GlobalSignOut)", "the target itself still takes"),
    ],
)
def test_what_the_target_does_not_end_is_not_tried(mutant: str, form: str, reason: str) -> None:
    with pools(f"reference?mutants={mutant}") as found:
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url))
    assert reason in trial.untried[form]
    assert not [one for one in trial.tried if one.form.name == form]
    assert not faults(trial)


def test_what_needs_the_pools_key_is_listed_as_not_tried() -> None:
    with pools() as found:
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url))
    assert {"without iss", "without client_id", "an unknown kid", "expired 310 s ago"} <= set(trial.untried)
    text = "\n".join(summary(trial))
    assert "only the pool's key can sign them" in text
    assert "--allow-wait 7m" in text
    assert "leeway" not in text


@pytest.mark.parametrize("lacks", ["", "signature", "client", "permission"])
def test_the_name_of_the_user_can_be_fixed(lacks: str) -> None:
    """An application that knows one user: what it lacks is found all the same."""
    seen = set()
    with pools(username="ada", group="editors") as found:
        look = WithPyJWT(found.needs, found.jwks_url, lacks)

        def check(value: str | None) -> None:
            look(value)
            name = kit.payload(bearer(value))["username"]
            seen.add(name)
            if name != "ada":
                raise Refused("unknown user")

        trial = tried(found, check)
    steps = {"": set(), "signature": {"signature"}, "client": {"aud or client_id"}, "permission": {"scope or group"}}
    assert faults(trial) or not lacks
    assert {one.form.step.value for one in trial.accepted(Level.FAULT)} == steps[lacks]
    assert seen == {"ada"}
    assert not trial.unclear
    assert {one.form.name for one in trial.accepted(Level.ADVICE)} == ENDED


def test_the_name_can_be_fixed_where_users_are_named_by_email() -> None:
    """The user is deleted under the name they were made with, so that they can be made again."""
    with pools(username="ada", group="editors") as found:
        call = found.pool.driver.call
        made = call("CreateUserPool", {"PoolName": "by-email", "UsernameAttributes": ["email"]})
        pool = Pool(found.pool.driver, made.text("UserPool.Id"), by_email=True)
        needs = replace(found.needs, client_id=pool.client(Random(1)))
        tokens = PoolTokens(pool, found.other, needs, wait=0, clock=NOW, say=print)
        forms = {form.name: form for form in tokens.forms()}
        for name in ("not in the group editors", "of a disabled user", "of a deleted user"):
            pair = forms[name].make(Random(2))
            assert (pair.wrong or "") != pair.right()
        users = call("ListUsers", {"UserPoolId": pool.id}).get("Users")
        assert not pool.remove()
    assert [attribute["Value"] for attribute in users[0]["Attributes"] if attribute["Name"] == "email"] == [
        "ada@example.com"
    ]
    assert len(users) == 1


@pytest.mark.parametrize("groups", [None, ("staff",), ("editors", "staff"), ("editors",)])
def test_the_user_without_the_group_has_the_other_groups(groups: tuple[str, ...] | None) -> None:
    needs = Needs("", "", "access", (), "editors", Fixed(groups=groups))
    with opened("reference", 0, needs, 1, print) as found:
        forms = {form.name: form for form in tokens_of(found).forms()}
        pair = forms["not in the group editors"].make(Random(1))
        wrong, right = (kit.payload((value or "").split()[1]) for value in (pair.wrong, pair.right()))
    others = set(groups or ()) - {"editors"}
    assert set(wrong.get("cognito:groups", ())) == others
    assert set(right["cognito:groups"]) == others | {"editors"}


@pytest.mark.parametrize(
    ("wait", "offset", "seconds"),
    [
        (0, 0, []),
        (300, 0, []),
        (331, 0, [1, 30]),
        (331, -60, []),
        (331, 60, [1, 30, 90]),
        (660, -60, [1, 30, 90]),
        (660, 0, [1, 30, 90, 310]),
        (660, 60, [1, 30, 90, 310]),
    ],
)
def test_only_as_much_is_waited_as_is_allowed(wait: float, offset: float, seconds: list[int]) -> None:
    with pools() as found:
        forms = [form for form in tokens_of(found, wait, offset).forms() if form.step is Step.EXPIRY]
    assert [form.seconds for form in forms] == seconds
    assert [form.level for form in forms] == [Level.LEEWAY if one <= 300 else Level.FAULT for one in seconds]


@pytest.mark.parametrize("offset", [-60, 0, 60])
def test_expired_tokens_are_waited_for(monkeypatch: pytest.MonkeyPatch, offset: int) -> None:
    """Time is not let pass: the waits are looked at. An application whose clock is ahead sees the end sooner."""
    slept: list[float] = []
    monkeypatch.setattr(pool_tokens, "_sleep", slept.append)
    with pools(short=True) as found:
        forms = {form.name: form for form in tokens_of(found, 700, offset).forms()}
        pairs = [forms[f"expired {seconds} s ago"].make(Random(1)) for seconds in (30, 310)]
        wrong, again = (kit.payload((pair.wrong or "").split()[1]) for pair in pairs)
        right = kit.payload((pairs[0].right() or "").split()[1])
    assert wrong == again  # one token, waited for on and on
    assert wrong["exp"] - wrong["iat"] == 300
    assert right["jti"] != wrong["jti"]
    assert right["client_id"] == wrong["client_id"]
    assert 320 < slept[0] + offset <= 330
    assert 600 < slept[1] + offset <= 610


def test_nothing_but_its_end_is_wrong_with_an_expired_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is not let pass, so it has not expired: an application that looks at all else accepts it."""
    monkeypatch.setattr(pool_tokens, "_sleep", lambda seconds: None)
    with pools(short=True, group="editors") as found:
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url), wait=660)
    assert faults(trial) == {"expired 310 s ago"}
    assert trial.leeway == 310


@pytest.mark.parametrize("offset", [-60, 0, 60])
@pytest.mark.parametrize("minutes", [None, 6])
def test_a_target_that_gives_no_short_tokens_does_not_make_it_wait(
    monkeypatch: pytest.MonkeyPatch, minutes: int | None, offset: int
) -> None:
    """By this machine's clock, which the target has: the application's says nothing of how long a token lives."""
    monkeypatch.setattr(pool_tokens, "_sleep", lambda seconds: pytest.fail("it waited"))
    with pools() as found:
        client = found.pool.client(Random(1), minutes=minutes)  # None: an hour
        tokens = tokens_of(replace(found, needs=replace(found.needs, client_id=client)), 700, offset)
        forms = {form.name: form for form in tokens.forms()}
        with pytest.raises(NotMade, match="that expires"):
            forms["expired 30 s ago"].make(Random(1))


@pytest.mark.parametrize("exp", [None, "soon", True])
def test_a_token_without_a_time_of_its_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, exp: object) -> None:
    monkeypatch.setattr(pool_tokens, "_sleep", lambda seconds: pytest.fail("it waited"))
    claims = {"exp": exp} if exp is not None else {}
    with pools(short=True) as found:
        forms = {form.name: form for form in tokens_of(found, 660).forms()}
        monkeypatch.setattr(kit, "payload", lambda token: claims)
        with pytest.raises(NotMade, match="no number"):
            forms["expired 30 s ago"].make(Random(1))


@pytest.mark.parametrize(("lacks", "after"), [("", 60), ("", 15), ("token", 60)])
def test_a_target_that_goes_away_ends_the_trial(lacks: str, after: int, capsys: pytest.CaptureFixture[str]) -> None:
    """That is no refusal of the application; what was found so far stays."""
    with pools() as found:
        driver, call, count = found.pool.driver, found.pool.driver.call, iter(range(10_000))

        def gone(operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
            if next(count) > after:
                raise TargetLost("reference no longer answers")
            return call(operation, parameters, signed=signed)

        vars(driver)["call"] = gone
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url, lacks))
    assert "no longer answers" in trial.ended
    assert trial.undecided
    assert faults(trial) == ({"no token"} if lacks else set())
    assert not summary(trial)[0].startswith("none of the")
    assert capsys.readouterr().out.count("was not deleted: reference no longer answers") == 2


def refusing_sign_ins(found: Opened, after: int) -> None:
    """The target refuses every sign-in after so many."""
    call, count = found.pool.driver.call, iter(range(10_000))

    def refused(operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        if operation.endswith("InitiateAuth") and next(count) >= after:
            return Exchange(operation, parameters, 400, outcome="error", code="LimitExceededException")
        return call(operation, parameters, signed=signed)

    vars(found.pool.driver)["call"] = refused


@pytest.mark.parametrize("after", [6, 12])
def test_a_form_that_the_target_does_not_let_be_made_passes_nothing(after: int) -> None:
    with pools() as found:
        refusing_sign_ins(found, after)
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url))
    lines = summary(trial)
    assert not trial.stopped
    assert not faults(trial)
    assert "an ID token of the same sign-in" in {one.form.name for one in trial.unmade}
    assert not set(trial.untried) & {one.form.name for one in trial.unmade}
    assert any(one.startswith("cannot be judged: ") and "an ID token of the same" in one for one in lines)
    assert not lines[0].startswith("none of the")
    assert _status(trial) == UNUSABLE


def test_a_form_that_could_be_made_once_only_passes_nothing() -> None:
    count = iter(range(10))

    def make(random: Random) -> Pair:
        if next(count):
            raise NotMade("no more tokens")
        return Pair(None, lambda: "Bearer x")

    tokens = OneForm(Form("one", Step.CLIENT, Level.FAULT, make))
    with odd_app(lambda number, value: (200 if value else 401, {})) as url:
        trial = try_application(Endpoint(url), tokens, 1, 3, lambda line: None)
    assert [(one.refused, one.accepted) for one in trial.tried] == [(1, 0)]
    assert trial.undecided
    assert "cannot be judged: one: no more tokens" in summary(trial)


def test_leeway_that_could_not_be_made_is_not_known() -> None:
    forms = [
        Form(f"expired {one} s ago", Step.EXPIRY, Level.LEEWAY, lambda random: Pair(None, lambda: None), one)
        for one in (1, 30)
    ]
    trial = Trial(1, 1, tried=[Tried(forms[1], refused=1)], unmade=[Tried(forms[0], reason="refused")])
    assert trial.undecided
    assert "leeway: not known" in summary(trial)


def changing(found: Opened, operation: str, change: Callable[[Mapping[str, Any], Exchange], Exchange]) -> None:
    """The target's answers to the operation are others."""
    call = found.pool.driver.call

    def changed(asked: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        answer = call(asked, parameters, signed=signed)
        return change(parameters, answer) if asked == operation else answer

    vars(found.pool.driver)["call"] = changed


def without_refresh_token(parameters: Mapping[str, Any], answer: Exchange) -> Exchange:
    result = {name: value for name, value in answer.get("AuthenticationResult").items() if name != "RefreshToken"}
    return replace(answer, response={"AuthenticationResult": result})


def refusing_refresh(parameters: Mapping[str, Any], answer: Exchange) -> Exchange:
    refresh = parameters["AuthFlow"] == "REFRESH_TOKEN_AUTH"
    return replace(answer, outcome="error", status=400, code="NotAuthorizedException") if refresh else answer


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without_refresh_token, "the target's sign-in returned no refresh token"),
        (refusing_refresh, "the target refused InitiateAuth: NotAuthorizedException"),
    ],
)
def test_a_target_without_refresh_still_gives_tokens(change: Any, reason: str) -> None:
    with pools() as found:
        changing(found, "InitiateAuth", change)
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url))
    assert not faults(trial)
    assert not trial.undecided
    assert trial.untried["refreshed token"] == reason
    assert any(line.startswith("not tried: refreshed token") and reason in line for line in summary(trial))
    assert ("revoked (RevokeToken)" in trial.untried) == (change is without_refresh_token)


def test_a_refreshed_token_is_among_the_right_ones() -> None:
    with pools() as found:
        trial = tried(found, WithPyJWT(found.needs, found.jwks_url))
    assert "refreshed token" in trial.right
    assert "refreshed token" not in trial.untried


@pytest.mark.parametrize(
    ("outcome", "status"), [("error", 500), ("unsupported", 400), ("indeterminate", 429), ("indeterminate", None)]
)
def test_a_target_that_does_not_judge_a_token_has_not_ended_it(
    monkeypatch: pytest.MonkeyPatch, outcome: Any, status: int | None
) -> None:
    """That GetUser fails is no refusal of the token."""
    monkeypatch.setattr(Insistence, "_pause", lambda *given: None)
    monkeypatch.setattr(insistence, "WINDOW", (0.0, 0.0))  # as a limit by the minute is waited for
    with pools() as found:
        driver, call = found.pool.driver, found.pool.driver.call
        session = found.pool.sign_in(found.pool.user(Random(1), "ada", ()), found.needs.client_id)
        assert found.pool.takes(session)
        failed = Exchange("GetUser", {}, status, outcome=outcome)
        vars(driver)["call"] = lambda asked, *rest, **more: failed if asked == "GetUser" else call(asked, *rest, **more)
        with pytest.raises(PoolError, match="does not say whether it takes a token"):
            found.pool.takes(session)
        vars(driver)["call"] = call
        found.pool.revoke(session)
        assert not found.pool.takes(session)


def test_pools_are_deleted_at_the_end() -> None:
    with pools() as found:
        driver = found.pool.driver
        assert all(driver.call("DescribeUserPool", {"UserPoolId": one.id}).ok for one in (found.pool, found.other))
        deleted = []
        call = driver.call
        driver.call = lambda operation, *a, **k: (deleted.append(operation), call(operation, *a, **k))[1]
    assert deleted.count("DeleteUserPool") == 2


@pytest.mark.parametrize("mutant", ["stale-access-key", "stale-id-key"])
def test_a_target_whose_tokens_nothing_can_verify_is_named_as_such(mutant: str) -> None:
    use: Use = "access" if mutant == "stale-access-key" else "id"
    with pytest.raises(PoolError, match="key"), pools(f"reference?mutants={mutant}", use):
        pass


@pytest.mark.parametrize(("lacks", "status"), [("", 0), ("client", 1)])
def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacks: str, status: int) -> None:
    """The application is made between the settings and the first request, as with --serve."""
    from conformance.command import verify_app as command

    made: list[WithPyJWT] = []

    def check(value: str | None) -> None:
        made[0](value)

    show = command._print_settings
    monkeypatch.setattr(
        command,
        "_print_settings",
        lambda source, *rest: (made.append(WithPyJWT(source.needs, source.jwks_url, lacks)), show(source, *rest)),
    )
    with plain_app(check) as url:
        words = ["verify-app", url, "--target", "reference", "--seed", "3", "--times", "1", "--out", str(tmp_path)]
        result = CliRunner().invoke(main, words)
    assert result.exit_code == status, result.output
    assert "Tokens come from a pool on reference" in result.output
    assert "not tried:" in result.output
