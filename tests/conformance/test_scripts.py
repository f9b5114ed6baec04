"""A script shows its calls first, holds nothing that it does not use, and comes to the same result in every run."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import symtable
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import command
from conformance.replay.literals import FreshNames
from conformance.replay.pruning import parts_of
from conformance.replay.source import global_names
from targets.moto_embedded import IN_PROCESS
from targets.reference import ReferenceTarget
from witnesses import CLIENT, POOL, TAG, Step, call, computed, page, ref, run, script, step

AREAS = ("password-auth", "groups", "aliases", "refresh", "client-config")
POOL_ID, CLIENT_ID = ref(0, "UserPool.Id"), ref(1, "UserPoolClient.ClientId")
USER = call("AdminCreateUser", UserPoolId=POOL_ID, Username=f"user{TAG}3", MessageAction="SUPPRESS")
SIGN_IN = call(
    "InitiateAuth",
    ClientId=CLIENT_ID,
    AuthFlow="USER_PASSWORD_AUTH",
    AuthParameters={"USERNAME": f"user{TAG}3", "PASSWORD": "It's-1-secret"},
)
SAML = "FEDSAML-016"  # is judged by one page
ABSENT = "FEDSAML-049"  # is judged by one page that need not be there
DOMAIN = [POOL, computed("oauth.domain_for", POOL_ID), step("hosted", pool=POOL_ID, domain=ref(1))]
LOGIN = page("GET", {"$join": [ref(2), "/login"]}, query={"client_id": "x"}, browser=1)
FOLLOWED: Step = {
    "kind": "pages",
    "name": "follow",
    "arguments": {"answer": {"$step": 3}, "base": ref(2), "browser": 1},
}
FILLED = computed("forms.filled_form", {"$step": 3}, "username+password", login="a", password="b", changes={})
SUBMITTED: Step = {"kind": "http", "name": "POST", "arguments": {"filled": ref(4), "browser": 1}}
RACE = step("race", calls=[{"call": "one", "operation": "GetUser", "parameters": {"AccessToken": f"{TAG}"}}] * 2)


def plain() -> str:
    """A sign-in that has to be refused, on a target that a script can run in its own process."""
    return script("PWAUTH-003", [POOL, CLIENT, USER, SIGN_IN], 3, how="refused", accepted=[0, 1, 2], inside=IN_PROCESS)


SCRIPTS: dict[str, Callable[[], str]] = {
    "refused": plain,
    "text": lambda: script("PWAUTH-004", [POOL, CLIENT, USER, SIGN_IN], 3, how="refused", accepted=[0, 1, 2]),
    "accepted": lambda: script("PWAUTH-001", [POOL], 0, how="accepted"),
    "check": lambda: script("SHAPE-003", [POOL], 0, member="PoolName"),
    "member by name": lambda: script(
        "SHAPE-003", [USER, call("GetUser", AccessToken=ref(0, "User.Attributes.@sub.Value"))], 1, member="x"
    ),
    "unsigned": lambda: script("WIRE-007", [{**POOL, "signed": False}], 0, how="accepted"),
    "computed": lambda: script(
        "SHAPE-003", [step("clock"), computed("totp.code", "AAAA", ref(0)), POOL], 2, member="x"
    ),
    "advance": lambda: script(
        "PWAUTH-001", [POOL, step("advance", seconds=3720)], 0, how="accepted", inside=IN_PROCESS
    ),
    "raw": lambda: script("PWAUTH-001", [step("raw", headers={"x-amz-target": "x"}, body="{}")], 0, how="accepted"),
    "document": lambda: script(
        "JWT-005", [POOL, {"kind": "http", "name": "GET", "arguments": {"pool": POOL_ID, "path": "/jwks.json"}}], 1
    ),
    "code": lambda: script(
        "PWAUTH-001",
        [POOL, step("code", purpose="sign_up", pool_id=POOL_ID, username=f"u{TAG}1", destination="x@example.com")],
        0,
        how="accepted",
    ),
    "page": lambda: script(SAML, [*DOMAIN, LOGIN], 3),
    "pages": lambda: script(SAML, [*DOMAIN, LOGIN, FOLLOWED], 4),
    "submitted form": lambda: script(SAML, [*DOMAIN, LOGIN, FILLED, SUBMITTED], 5),
    "race": lambda: script("RACE-001", [POOL, RACE], 1, how="accepted"),
}


@pytest.mark.parametrize("kind", SCRIPTS)
def test_calls_come_before_helpers(kind: str) -> None:
    """The documentation, ``main``, and then all else."""
    first, *rest = ast.parse(SCRIPTS[kind]()).body
    rest = [node for node in rest if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    assert isinstance(first, ast.Expr)
    assert isinstance(rest[0], ast.FunctionDef)
    assert rest[0].name == "main"


@pytest.mark.parametrize("kind", SCRIPTS)
def test_nothing_is_there_without_use(kind: str) -> None:
    """Whatever is defined or imported is used by something else, and whatever is used is there."""
    text = SCRIPTS[kind]()
    for part in (parts := parts_of(text)):
        others = set[str]().union(*(other.uses for other in parts if other is not part))
        assert not part.defines or part.defines & others, f"nothing uses {part.defines}"
    symbols = symtable.symtable(text, kind, "exec").get_symbols()
    imported = {symbol.get_name() for symbol in symbols if symbol.is_imported()}
    there = {symbol.get_name() for symbol in symbols if symbol.is_assigned()} | imported | set(dir(builtins))
    assert imported - {"annotations"} <= global_names(text) <= there | {"__doc__"}


def test_a_plain_script_is_short() -> None:
    """Two calls with their lines for the CLI, and the target in the same process."""
    lines = script("PWAUTH-003", [POOL, CLIENT], 1, how="refused", accepted=[0], inside=IN_PROCESS).splitlines()
    assert len(lines) < 80
    assert lines.index("def main():") < 25


def test_the_same_calls_for_the_aws_cli() -> None:
    """References become variables of the shell, lists and structures JSON; words are quoted where it takes that."""
    text = plain()
    comment = text[text.index("# The same with the AWS CLI:\n") :].split("\n\n", maxsplit=1)[0]
    in_pool, its_id = '--user-pool-id "$POOL_ID"', "--query UserPoolClient.ClientId --output text"
    assert comment.splitlines()[1:] == [
        "# export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing",
        '# cognito() { aws --endpoint-url http://127.0.0.1:5000 --region eu-west-1 cognito-idp "$@"; }',
        "# POOL_ID=$(cognito create-user-pool --pool-name cc-jtmq1 --query UserPool.Id --output text)",
        f"# CLIENT_ID=$(cognito create-user-pool-client {in_pool} --client-name cc-jtmq2 {its_id})",
        f"# cognito admin-create-user {in_pool} --username userjtmq3 --message-action SUPPRESS",
        '# cognito initiate-auth --client-id "$CLIENT_ID" --auth-flow USER_PASSWORD_AUTH \\',
        """#   --auth-parameters '{"USERNAME": "userjtmq3", "PASSWORD": "It'"'"'s-1-secret"}'""",
    ]


CLI: dict[str, tuple[list[Step], str]] = {
    "flags": ([call("CreateUserPoolClient", UserPoolId="x", ClientName="y", GenerateSecret=True)], "--generate-secret"),
    "no flags": (
        [call("AdminSetUserPassword", UserPoolId="x_y", Username="u", Password="p", Permanent=False)],
        "--no-permanent",
    ),
    "a dash": ([call("AdminGetUser", UserPoolId="eu_1", Username="-u")], "--username=-u"),
    "unsigned": ([{**call("GetUser", AccessToken="x"), "signed": False}], "--no-sign-request"),
    "one page": ([call("ListUsers", UserPoolId="eu_1")], "--no-paginate"),
    "two members": (
        [
            POOL,
            CLIENT,
            call("GetUser", AccessToken=ref(1, "A.B")),
            call("GetUser", AccessToken=ref(1, "C.0.@sub.Value")),
        ],
        """read -r B SUB_VALUE <<< "$(cognito create-user-pool-client""",
    ),
    "a part": (
        [POOL, call("AdminGetUser", UserPoolId={"$join": ["x ", POOL_ID]}, Username="u")],
        """'x '"$POOL_ID\"""",
    ),
}


@pytest.mark.parametrize("case", CLI)
def test_options_of_the_aws_cli(case: str) -> None:
    steps, wanted = CLI[case]
    assert wanted in script("PWAUTH-001", steps, len(steps) - 1, how="accepted")


NO_CLI: dict[str, list[Step]] = {
    "computed": [computed("totp.code", "AAAA", "0"), call("AdminGetUser", UserPoolId="eu_1", Username=ref(0))],
    "time": [POOL, step("advance", seconds=5), POOL],
    "raw": [step("raw", headers={}, body="{}")],
    "page": [*DOMAIN, LOGIN],
    "race": [POOL, RACE],
    "a member that the model does not have": [call("CreateUserPool", PoolName="x", Colour="red")],
    "a member that is missing": [call("AdminGetUser", UserPoolId="eu_1")],
    "another type": [call("AdminGetUser", UserPoolId="eu_1", Username={"a": "b"})],
    "too short": [call("AdminGetUser", UserPoolId="eu_1", Username="")],
    "no operation": [call("GetEverything")],
    "what the CLI would fetch": [call("CreateUserPool", PoolName="https://x.example")],
    "what cannot be printed": [call("AdminGetUser", UserPoolId="eu_1", Username="a\x07b")],
    "too many": [POOL] * 9,
}


@pytest.mark.parametrize("case", NO_CLI)
def test_no_lines_for_what_the_aws_cli_cannot_send(case: str) -> None:
    steps = NO_CLI[case]
    assert "AWS CLI" not in script("PWAUTH-001", steps, len(steps) - 1, how="accepted")


def test_names_are_new_in_each_run(tmp_path: Path) -> None:
    """A domain belongs to one pool of all: with recorded names, a script could run once."""
    steps = [POOL, call("CreateUserPoolDomain", Domain=f"cc-{TAG}9", UserPoolId=POOL_ID), POOL]
    server = ReferenceTarget("reference?http=true").start()
    try:
        assert server.endpoint is not None
        text = script("PWAUTH-001", steps, 2, how="accepted", accepted=[0, 1])
        assert [run(text, tmp_path, server.endpoint).returncode for _ in range(3)] == [0, 0, 0]
        text = script("PWAUTH-001", steps, 2, how="accepted", accepted=[0, 1], tag="")
        assert [run(text, tmp_path, server.endpoint).returncode for _ in range(2)] == [0, 2]
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("text", "among", "source"),
    [
        ("userjtmq1", [], 'f"user{RUN}1"'),
        ("USERJTMQ1", [], 'f"USER{RUN.upper()}1"'),
        ("Jtmq1", [], 'f"{RUN.capitalize()}1"'),
        ('a {jtmq1} "x"', [], "f'a {{{RUN}1}} \"x\"'"),
        ("nothing {of} it", [], '"nothing {of} it"'),
        ("+15550001234", [], 'f"+1555{AREA}1234"'),
        ("+15550011234", ["+15550001234"], 'f"+1555{AREA + 1}1234"'),
        ("jtmq1@example.com", ["+*******1234"], 'f"{RUN}1@example.com"'),
        ("userjtmq1", ["userJtMq1"], '"userjtmq1"'),
        ("userjtmq1", ['username ^= "userjt"'], '"userjtmq1"'),
        ("userjtmq1", ["mq1"], '"userjtmq1"'),
        ("+15550001234", ['phone_number ^= "+155500"'], '"+15550001234"'),
    ],
)
def test_what_is_drawn_of_a_name(text: str, among: list[str], source: str) -> None:
    """The tag in its forms and an area code; nothing where another text holds a part of them."""
    assert FreshNames(TAG, [text, *among]).source(text) == source


def test_a_race_has_names_for_each_round() -> None:
    assert FreshNames(TAG, ["userjtmq1", "userJtMq1"], always=True).source("userjtmq1") == 'f"user{RUN}1"'


@pytest.mark.parametrize(("requirement", "status", "exit_status"), [(SAML, 404, 2), (SAML, 400, 0), (ABSENT, 404, 0)])
def test_a_page_that_the_target_does_not_have(tmp_path: Path, requirement: str, status: int, exit_status: int) -> None:
    """Its hosted UI may be elsewhere: a requirement that is about something else says nothing of that."""

    def answer(request: command.Request) -> command.Reply:
        if request.operation:
            return 200, {"UserPool": {"Id": "eu-west-1_1"}}
        return status, {}

    with command.server(answer) as address:
        done = run(script(requirement, [*DOMAIN, LOGIN], 3, accepted=[0]), tmp_path, address)
    assert done.returncode == exit_status, done
    assert ("Cannot tell: the target has nothing at" in done.stdout) is (exit_status == 2)


def test_nothing_is_sent_to_anybody_else(tmp_path: Path) -> None:
    """A script fetches nothing from an address that is neither the target's nor on this machine."""
    steps = [{"kind": "http", "name": "GET", "arguments": {"url": "https://aws.example/keys"}}]
    done = run(script("JWT-005", steps, 0), tmp_path, "http://127.0.0.1:9")
    wanted = "Cannot tell: this leads to aws.example, which is not the target"
    assert (done.returncode, wanted in done.stdout) == (2, True), done


def test_what_has_to_succeed_first(tmp_path: Path) -> None:
    """Where a call before the judged one is refused, nothing can be said about that."""
    with command.server(lambda request: (400 if request.operation == "CreateUserPool" else 200, {})) as address:
        refused = run(script("PWAUTH-001", [POOL, CLIENT], 1, how="accepted", accepted=[0]), tmp_path, address)
        let_pass = run(script("PWAUTH-001", [POOL, USER], 1, how="accepted"), tmp_path, address)
    assert refused.returncode == 2, refused
    assert "Cannot tell: CreateUserPool has to succeed before the difference can show" in refused.stdout
    assert let_pass.returncode == 2  # no pool id to go on with
    assert "Cannot tell: 'UserPool'" in let_pass.stdout


def test_a_code_that_cannot_be_read(tmp_path: Path) -> None:
    """Without the code, what is done with it says nothing."""
    code = step("code", purpose="sign_up", pool_id=POOL_ID, username="u", destination="u@example.com")
    text = script("PWAUTH-001", [POOL, code, call("ConfirmSignUp", ConfirmationCode=ref(1))], 2, how="accepted")
    with command.server(lambda _: (200, {"UserPool": {"Id": "x"}})) as address:
        done = run(text.replace("return input(", "return None and ("), tmp_path, address)
    assert (done.returncode, "Cannot tell: the code that was sent cannot be read" in done.stdout) == (2, True), done


def test_text_of_others_stays_text() -> None:
    """What a target said cannot end the documentation of a script, and a value that was drawn comes out as it was."""
    hostile = 'x""" + exit() + """\\\r\x00\ud800\n\\'
    tree = ast.parse(script("PWAUTH-001", [call("SignUp", Username=hostile)], 0, how="accepted", seen=hostile))
    assert "Seen on fake 1 (target fake)" in (shown := ast.get_docstring(tree, clean=False) or "")
    assert "x''' + exit() + '''\\\\r\\x00\\ud800\n\\" in shown
    (username,) = (node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "Username")
    assert ast.literal_eval(username) == hostile


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on moto that has divergences."""
    out = tmp_path_factory.mktemp("found")
    command.run(
        "run", "moto", "--profile", "quick", "--seed", "1", "--out", out, *(w for a in AREAS for w in ("--area", a))
    )
    return out


@pytest.mark.slow
def test_scripts_show_what_was_found(found: Path) -> None:
    scripts = sorted((found / "repro").glob("*.py"))
    assert len(scripts) > 10
    for path in scripts:
        done = subprocess.run([sys.executable, path, "moto"], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1, (path.name, done.stdout, done.stderr)
        assert "this target: " in done.stdout


@pytest.mark.slow
def test_nothing_of_it_is_there_on_the_reference(found: Path) -> None:
    again = command.run("replay", found, "--target", "reference")
    fixed, still, unclear = (
        int(number) for number in re.findall(r"(\d+) (?:fixed|still|not)", again.out.splitlines()[-1])
    )
    assert (still, again.code) == (0, 3 if unclear else 0), again.all
    assert fixed > 10 * unclear
