"""A contract in a file: read as it was written, tried as it was edited, and stale where the pool has moved on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings

from conformance.cli import main
from conformance.pool.check.probes import PROBES
from conformance.pool.check.trying import Checked, check
from conformance.pool.contract.committed import Committed, pool_beside, read_contract
from conformance.pool.contract.derive import contract_of
from conformance.pool.contract.questions import QUESTIONS
from conformance.pool.contract.text import as_toml
from conformance.pool.form.document import PoolDocument, unknown
from conformance.pool.form.problems import PoolError
from conformance.requirements import load_catalog
from pool_changes import GONE, WEB, document
from pool_documents import DRAWING, documents
from pools import driver

CATALOG = load_catalog()
PLAIN: dict[str, Any] = {
    "pool/UsernameAttributes": GONE,
    "mfa/MfaConfiguration": "OFF",
    f"{WEB}/ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    f"{WEB}/AccessTokenValidity": 2,
}
LIFETIME = "clients.web.lifetime.access"


def written(folder: Path, changes: dict[str, Any], **edits: str) -> Path:
    """The contract of this pool in a file; ``edits`` are texts of it with what takes their place."""
    path = folder / "contract.toml"
    text = as_toml(contract_of(document({**PLAIN, **changes})), CATALOG, "pool.json")
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def tried(path: Path, changes: dict[str, Any], named: str = "*") -> Checked:
    committed = read_contract(path, CATALOG)
    now = document({**PLAIN, **changes})
    return check(driver(), now, CATALOG, seed=1, situations=1, named=named, committed=committed)


def outcomes(checked: Checked) -> dict[str, str]:
    return {one.promise.key: f"{one.outcome}: {one.seen}" for one in checked.tried if one.outcome != "held"}


@settings(DRAWING, max_examples=60)
@given(drawn=documents())
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, drawn: PoolDocument) -> None:
    path = tmp_path_factory.mktemp("contract") / "contract.toml"
    contract = contract_of(drawn)
    path.write_text(as_toml(contract, CATALOG, "pool.json"), encoding="utf-8")
    assert read_contract(path, CATALOG) == Committed(path, str(path.parent / "pool.json"), contract.promises)


def test_every_probe_says_what_it_is_reported() -> None:
    assert QUESTIONS.keys() == PROBES.keys()


def test_a_promise_is_tried_as_it_was_edited(tmp_path: Path) -> None:
    assert outcomes(tried(written(tmp_path, {}), {})) == {}
    longer = tried(written(tmp_path, {}, **{'expected = "7200 s"': 'expected = "3600 s"'}), {}, LIFETIME)
    assert outcomes(longer) == {LIFETIME: "broken: 7200 s"}
    assert longer.exit_status == 1
    assert longer.remarks == [
        f"{LIFETIME}: the file says: 3600 s (token AccessToken); the configuration: 7200 s (token AccessToken)"
    ]
    shape = tried(
        written(tmp_path, {}, **{"length = 12, without = []": "length = 11, without = []"}), {}, "passwords.*"
    )
    assert set(outcomes(shape)) == {"passwords.shortest"}


def test_a_refusal_may_name_its_code(tmp_path: Path) -> None:
    key = "clients.web.flows.USER_SRP_AUTH"
    written_out = 'expected = "refused with {}"\nrequirement = "FLOW-007"'
    for code, held in (("InvalidParameterException", True), ("NotAuthorizedException", False)):
        edits = {'expected = "refused"\nrequirement = "FLOW-008"': written_out.format(code)}
        assert (outcomes(tried(written(tmp_path, {}, **edits), {}, key)) == {}) is held


def test_a_pool_that_moved_on_breaks_what_was_committed(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    assert outcomes(tried(path, {f"{WEB}/AccessTokenValidity": 1}, LIFETIME)) == {LIFETIME: "broken: 3600 s"}
    renamed = {WEB: GONE, "clients/site": {"ClientName": "site"}}
    gone = tried(path, renamed)
    stale = [one for one in gone.tried if one.outcome == "unclear"]
    assert {one.promise.client for one in stale} == {"web"}
    assert all(one.seen.startswith("stale: the pool has no client web") for one in stale)
    assert gone.exit_status == 3
    assert any(line.startswith("clients.site.flows.USER_SRP_AUTH: not in the file") for line in gone.remarks)
    domain = tried(path, {"domains/shop-1": GONE}, "*callback*")
    assert {one.seen.partition(";")[0] for one in domain.tried} == {"stale: the pool has no domain shop-1"}


def test_what_the_configuration_leaves_open_is_no_broken_promise(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    checked = tried(path, {f"{WEB}/AccessTokenValidity": unknown("Ref Hours")}, LIFETIME)
    assert outcomes(checked) == {
        LIFETIME: "unclear: the configuration does not say: clients.web.AccessTokenValidity: Ref Hours"
    }
    assert checked.exit_status == 3


def test_a_promise_of_ones_own(tmp_path: Path) -> None:
    own = "\n" + ONE.replace('"k"', '"mine"') + GIVEN.replace("8", "20")
    path = written(tmp_path, {})
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    checked = tried(path, {}, "mine")
    assert outcomes(checked) == {}
    assert "mine: the configuration no longer says so; tried as it stands in the file" in checked.remarks


ONE = '[[promise]]\nkey = "k"\nsays = "s"\nexpected = "taken"\nrequirement = "PWPOLICY-001"\nprobe = "password"\n'
GIVEN = "given = { length = 8, without = [] }\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pool = x", "no TOML: .*line 1"),
        (ONE + GIVEN, "pool: name the file of the pool"),
        ('pool = "p.json"\n', r"promise: there is no \[\[promise\]\]"),
        ('pool = "p.json"\npromise = 3\n', r"promise: there is no \[\[promise\]\]"),
        ('pool = "p.json"\nfoo = 1\n' + ONE + GIVEN, "foo: a contract has"),
        ('pool = "p.json"\n' + ONE + GIVEN + ONE + GIVEN, "promise 2: key: 'k' stands twice"),
        ('pool = "p.json"\n' + ONE, r"promise 1 \(k\): given: length is missing"),
        ('pool = "p.json"\n' + ONE + GIVEN.replace("8", '"8"'), "given: length: a whole number is needed"),
        ('pool = "p.json"\n' + ONE + GIVEN.replace("8", "0"), "given: length: at least 1"),
        ('pool = "p.json"\n' + ONE + GIVEN.replace("[]", '["letters"]'), "without: 'letters'; the kinds are"),
        ('pool = "p.json"\n' + ONE + "given = { length = 8, without = [], x = 1 }", "given: x: the probe password"),
        (
            'pool = "p.json"\n' + ONE.replace("taken", "takn") + GIVEN,
            "expected: 'takn'; of password comes taken, refused",
        ),
        ('pool = "p.json"\n' + ONE.replace("taken", "refused") + GIVEN, "PWPOLICY-001 has no code of a refusal"),
        ('pool = "p.json"\n' + ONE.replace("PWPOLICY-001", "PW-1") + GIVEN, "'PW-1' is not in the catalog"),
        ('pool = "p.json"\n' + ONE.replace('"password"', '"pasword"') + GIVEN, "probe: 'pasword'; it is one of"),
        ('pool = "p.json"\n' + ONE.replace('"password"', '"flow"') + 'given = { flow = "USER_AUTH" }', "client: name"),
        ('pool = "p.json"\n' + ONE.replace('says = "s"\n', "") + GIVEN, "promise 1: says: a text is needed"),
        ('pool = "p.json"\n' + ONE + GIVEN + "why = 1\n", "promise 1: why: the keys are"),
    ],
)
def test_broken_contracts(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "contract.toml").write_text(text)
    with pytest.raises(PoolError, match=said):
        read_contract(tmp_path / "contract.toml", CATALOG)


def test_the_pool_is_named_as_seen_from_the_contract(tmp_path: Path) -> None:
    assert pool_beside("stack.yaml#Users", None) == "stack.yaml#Users"
    assert pool_beside("infra/stack.yaml#Users", Path("contracts/users.toml")) == "../infra/stack.yaml#Users"


def test_the_command(tmp_path: Path) -> None:
    simple = {**PLAIN, "identity_providers": {}, WEB: {"ClientName": "web"}}
    (tmp_path / "pool.json").write_text(document(simple).text(), encoding="utf-8")

    def run(*given: str) -> Result:
        return CliRunner().invoke(main, ["pool", *given])

    (tmp_path / "sub").mkdir()
    contract = str(tmp_path / "sub" / "contract.toml")
    assert run("contract", str(tmp_path / "pool.json"), "--out", contract).exit_code == 0
    assert 'pool = "../pool.json"' in Path(contract).read_text(encoding="utf-8")
    checked = run("check", contract, "--target", "reference", "--situations", "1")
    assert (checked.exit_code, "0 broken, 0 unclear" in checked.output) == (0, True), checked.output
    (tmp_path / "pool.json").unlink()
    missing = run("check", contract, "--target", "reference")
    assert (missing.exit_code, "pool.json: there is no such file" in missing.output) == (2, True), missing.output
