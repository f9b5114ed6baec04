"""Definitions: those shipped are valid, errors say file, key and what is wrong; hosts, credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets import definition
from targets.clients import Connection
from targets.codes import Sent
from targets.interface import TargetUnusable
from targets.program_schema import Pin
from targets.registry import resolve, shipped
from targets.web import Web

MINIMAL = 'name = "mine"\nproduct = "Mine"\n'
READER = "[codes.sign_up]\nkind = 'mailbox'\ntext = ['a']\n"
SENT = Sent("us-east-1_a", "u+1@example.com", "u+1@example.com", {"X-Code": "99"})


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_definition_is_valid(name: str) -> None:
    known = definition.load(shipped()[name])
    assert known.name == name
    assert known.homepage.startswith("https://")
    begins = {note.partition(" ")[0].rstrip(",:") for note in known.notes}
    assert known.tested or "Untested" in begins
    assert known.install.packaged or {"Seen", "Untested"} & begins
    assert known.install.packaged or known.install.by_hand
    attached = any("attached" in note for note in known.notes)  # then nobody has seen it started from here
    assert not known.tested or known.start is not None or attached


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not valid TOML"),
        ("name = 'mine'\n", "product: Field required"),
        (MINIMAL + "regoin = 'x'\n", "regoin: unknown key (did you mean 'region'?)"),
        (MINIMAL + "[start]\ncommand = ['x']\n", "start: the endpoint is at {port}, a free one, and neither command"),
        (MINIMAL + "[start]\ncommand = ['x', '{prot}']\n", "has {prot}, which nothing fills in (did you mean 'port'?)"),
        (MINIMAL + "[start]\ncommand = ['{bin}/x', '{port}']\n", "start: {bin} is where the programs of a package are"),
        (MINIMAL + "[start]\ncommand = ['./x', '{port}']\n", "relative to nothing: write {here}/x for the folder"),
        (MINIMAL + "[start]\ncommand = ['bin/x', '{port}']\n", "write {here}/bin/x"),
        (MINIMAL + "[start]\ncommand = ['', '{port}']\n", "must begin with a program"),
        (MINIMAL + "[start]\ncommand = ['x', '{port}']\ndirectory = '../y'\n", "directory has '../y'"),
        (MINIMAL + "[start]\ncommand = ['x', '{port}']\ngrace = 0\n", "start.grace: Input should be greater than 0"),
        (
            MINIMAL + "[start]\ncommand = ['x', '{port}']\nready = { path = 'health' }\n",
            "begin with a slash: '/health'",
        ),
        (
            MINIMAL + "endpoint = 'http://127.0.0.1:9229'\n[start]\ncommand = ['x', '{port}']\n",
            "endpoint: the program is given {port}, and the endpoint 'http://127.0.0.1:9229' does not have it",
        ),
        (MINIMAL + "[install]\npypi = 'a'\n", "install: the package is installed and never started; add [start]"),
        (
            MINIMAL + "[install]\nneeds = ['java']\n",
            "install.needs: is checked before a start, and there is no [start]",
        ),
        (MINIMAL + "[install]\nneeds = ['./x.jar']\n", "write {here}/x.jar"),
        (MINIMAL + "[version]\ncommand = ['x', '-v']\n", "version.command: is run for programs that are started here"),
        (MINIMAL + "[version]\npattern = '(x)'\n", "version: give path"),
        (MINIMAL + "[version]\npath = '/v'\n", "version: give member or pattern"),
        (MINIMAL + "[version]\npath = '/v'\npattern = 'x'\n", "version.pattern: needs one group"),
        (MINIMAL + "[version]\ncommand = ['x']\nmember = 'v'\n", "member belongs to path"),
        (MINIMAL + "[reset]\nkind = 'restart'\n", 'reset.kind: "restart" starts the program again, and there is no'),
        (MINIMAL + "[reset]\nkind = 'restart'\npath = '/x'\n", 'path belongs to kind = "http"'),
        (MINIMAL + "[clock]\npath = '/clock'\n", "neither path nor body says {seconds}"),
        (
            MINIMAL + "jwks = '{endpoint}/keys'\nwell_known = false\n",
            "well_known: is false, and jwks or discovery says",
        ),
        (MINIMAL + "jwks = '/keys'\n", "jwks: '/keys' is no address"),
        (MINIMAL + "hosted_ui = '{endpoint}/{domian}'\n", "hosted_ui: '{endpoint}/{domian}' has {domian}"),
        (MINIMAL + "[hosted_ui_paths]\n'/login' = '{endpoint}/x'\n", "hosted_ui_paths: they are paths below hosted_ui"),
        (
            MINIMAL + "hosted_ui = '{endpoint}'\n[hosted_ui_paths]\n'/login' = '{endpoint}/{pool_id}'\n",
            "hosted_ui_paths./login: has {pool_id}, which hosted_ui does not have",
        ),
        (
            MINIMAL + "hosted_ui = '{endpoint}'\n[hosted_ui_paths]\nlogin = '{endpoint}/x'\n",
            "the path must begin with a slash: '/login'",
        ),
        (MINIMAL + "[credentials]\nheaders = { 'a b' = 'x' }\n", "credentials.headers: 'a b' is no name of a header"),
        (MINIMAL + '[credentials]\nheaders = { A = "x\\ny" }\n', "must be printable ASCII on one line"),
        (MINIMAL + "unsupported = '('\n", "unsupported: is no regular expression"),
        (MINIMAL + "unsupported = '.*'\n", "unsupported: matches every refusal"),
        (MINIMAL + "[[recognise]]\npath = '/'\n", "recognise.0: give contains or headers"),
        (MINIMAL + "[install]\npypi = 'a'\nnpm = 'b'\n", "install: give either pypi or npm"),
        (MINIMAL + "[install]\nnpm = 'a'\nextras = ['x']\n", "belong to pypi"),
        (MINIMAL + "[install]\npypi = 'a'\n[start]\ncommand = []\n", "start.command"),
        (MINIMAL + "[install]\npypi = 'a'\n[start]\ncommand = ['x']\ntimout = 3\n", "start.timout: unknown key"),
        (MINIMAL + "[codes.sign_upp]\nkind = 'fixed'\nvalue = '1'\n", "codes.sign_upp"),
        (MINIMAL + "[codes.sign_up]\nkind = 'fxed'\nvalue = '1'\n", "codes.sign_up"),
        (MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = '('\n", "is no regular expression"),
        (MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = 'x'\n", "needs one group"),
        (
            MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = 'code (x)'\n",
            "must contain {username} or {destination}",
        ),
        (MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = '{usernam} (x)'\n", "did you mean 'username'?"),
        (MINIMAL + READER + "path = 'mail'\n", "path: must begin with a slash: '/mail'"),
        (MINIMAL + READER + "path = '/mail'\n", "nothing says whose code it is: give `to`"),
        (MINIMAL + READER + "path = '/mail'\nto = 'a..b'\n", "to: has an empty name"),
        (MINIMAL + READER + "path = '/mail'\nto = 'a'\ntme = 'b'\n", "tme: unknown key (did you mean 'time'?)"),
        (MINIMAL + READER + "path = '/{pool_id}/{user_name}'\n", "has {user_name}, which nothing fills in"),
        (MINIMAL + "[reset]\nkind = 'http'\n", "needs a path"),
        (MINIMAL + "issuer = 'http://x'\n", "issuer must contain {pool_id}"),
        (MINIMAL + "region = 3\n", "region: Input should be a valid string (it is 3)"),
        (MINIMAL + "[install]\npypi = 'a'\n[[install.pins]]\nversions = '~1'\npackages = ['b']\n", "is no range"),
    ],
)
def test_errors_name_file_key_and_reason(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(TargetUnusable) as caught:
        resolve(str(path))
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_folder_is_no_definition(tmp_path: Path) -> None:
    with pytest.raises(TargetUnusable, match="cannot be read"):
        resolve(f"{tmp_path}/")


@pytest.mark.parametrize(
    ("versions", "version", "applies"),
    [
        ("<5.1", "5.0.9", True),
        ("<5.1", "5.1.0", False),
        (">=5,<5.1", "5.0.0", True),
        ("==5.0", "5.0.0", True),
        ("!=5.0", "5.0.0", False),
        (">5", None, False),
    ],
)
def test_pins(versions: str, version: str | None, applies: bool) -> None:
    assert Pin(versions=versions, packages=("x",)).applies(version) is applies


def test_published_hosts_are_mapped_and_others_refused() -> None:
    web = Web(
        Connection("http://127.0.0.1:4570/base", "us-east-1"),
        [(r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com", "http://127.0.0.1:4570/base")],
        name="x",
    )
    assert web.reachable("http://127.0.0.1:4570/base/p/jwks") == "http://127.0.0.1:4570/base/p/jwks"
    assert web.reachable("http://localhost:4570/base/p") == "http://127.0.0.1:4570/base/p"
    assert (
        web.reachable("https://cognito-idp.eu-west-1.amazonaws.com/p/.well-known/jwks.json?x=1")
        == "http://127.0.0.1:4570/base/p/.well-known/jwks.json?x=1"
    )
    for url in (
        "https://sts.amazonaws.com/",
        "http://localhost:4571/",
        "https://localhost:4570/",
        "file:///etc/passwd",
    ):
        with pytest.raises(TargetUnusable, match="nothing was sent"):
            web.reachable(url)
    for url in ("http://[::1/keys", "http://127.0.0.1:port/keys"):
        with pytest.raises(TargetUnusable, match="which is no URL"):
            web.reachable(url)


def test_generated_credentials_and_ca(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = AKID\naws_secret_access_key=SECRET\n")
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL + f"[credentials]\nfile = '{tmp_path}/keys'\n")
    running = resolve(f"{path}?endpoint=http://127.0.0.1:9").start()
    keys = running.client()._request_signer._credentials
    assert (keys.access_key, keys.secret_key) == ("AKID", "SECRET")
    (tmp_path / "keys").write_text("nothing")
    with pytest.raises(TargetUnusable, match="is it a credentials file"):
        resolve(f"{path}?endpoint=http://127.0.0.1:9").start()
    with pytest.raises(TargetUnusable, match="name the emulator's CA"):
        resolve(f"moto?endpoint=https://127.0.0.1:9&ca={tmp_path}/none.pem").start()


def test_a_product_says_in_its_own_words_what_it_lacks() -> None:
    floci = resolve("floci?endpoint=http://127.0.0.1:9").start()
    assert floci.lacks("UnsupportedOperation", "Operation SetUICustomization is not supported.")
    assert not floci.lacks("InvalidParameterException", "UnsupportedOperation")
    assert not resolve("http://127.0.0.1:9").start().lacks("UnsupportedOperation", "Operation X is not supported.")
