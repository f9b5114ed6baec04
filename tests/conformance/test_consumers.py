"""The judges' manifests, the forms they are asked about, and the page that is made of their answers."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import jwt
import pytest

from conformance.judges import matrix
from conformance.judges.answers import NAMED, SITUATIONS, _does, _outcome
from conformance.judges.asking import Cell, _Session
from conformance.judges.forms import Draw, Form, forms
from conformance.judges.issuer import Issuer
from conformance.judges.manifest import CONFIGURATIONS, Manifest, ManifestError, manifest, manifests
from conformance.judges.page import page
from conformance.judges.toolchains import TOOLS, digest, installed
from conformance.transport.installs import NotInstalled

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / matrix.NAME
FORMS = {form.id: form for form in forms()}


def test_the_page_is_that_of_the_results() -> None:
    assert (ROOT / "docs" / "consumers.md").read_text("utf-8") == page(matrix.read(KEPT))


def test_the_results_are_those_of_the_judges_as_they_are() -> None:
    stale = matrix.stale(matrix.read(KEPT))
    assert stale == [], "their programs changed, if only by a word: `python -m conformance.judges` asks them again"


def test_the_results_are_of_the_forms_as_they_are() -> None:
    kept = matrix.read(KEPT)
    assert kept["forms"] == {form.id: form.words for form in FORMS.values()}
    for name, found in manifests().items():
        asked = [f.id for f in FORMS.values() if f.use in found.uses and f.group not in found.unstated]
        expected = dict.fromkeys(CONFIGURATIONS, asked) if found.verifies else {}
        assert {one: list(cells) for one, cells in kept["judges"][name]["cells"].items()} == expected, name
        does = {situation.id for situation in SITUATIONS if _does(found, situation)}
        assert set(kept["judges"][name]["answers"]) == does, name


def test_at_least_thirty_judges_of_which_twenty_five_are_asked_about_right_and_wrong_forms() -> None:
    kept = matrix.read(KEPT)["judges"]
    verifiers = [name for name, found in manifests().items() if found.verifies and found.language != "rule"]
    both = [n for n in verifiers if {FORMS[form].right for form in kept[n]["cells"]["default"]} == {True, False}]
    assert len(kept) >= 30
    assert len(both) >= 25


def pinned(found: Manifest) -> set[str]:
    """What the files of a judge's folder pin, in the words of its manifest."""
    if found.language == "python":
        lines = (found.folder / "requirements.txt").read_text("utf-8").splitlines()
        return {line.split()[0] for line in lines if "==" in line}
    if found.language == "javascript":
        packages = json.loads((found.folder / "package.json").read_text("utf-8"))["dependencies"]
        return {f"{name}@{version}" for name, version in packages.items()}
    if found.language == "go":
        words = [line.removeprefix("require").split() for line in (found.folder / "go.mod").read_text().splitlines()]
        return {f"{line[0]}@{line[1]}" for line in words if len(line) > 1}
    packages = tomllib.loads((found.folder / "Cargo.toml").read_text("utf-8"))["dependencies"]
    versions = {name: given if isinstance(given, str) else given["version"] for name, given in packages.items()}
    return {f"{name}@{version.removeprefix('=')}" for name, version in versions.items() if version.startswith("=")}


def test_every_package_in_a_manifest_is_pinned_at_its_version() -> None:
    for found in manifests().values():
        if found.language not in ("rule", "java"):  # a Java judge has its packages from the manifest itself
            assert plain(found.packages) <= plain(pinned(found)), found.name


def plain(packages: Iterable[str]) -> set[str]:
    """Names of packages as registries compare them, without extras."""
    return {re.sub(r"\[.*\]", "", package).lower().replace("_", "-") for package in packages}


@pytest.mark.parametrize("number", [0, 1])
def test_another_version_of_any_package_of_a_java_judge_makes_it_stale(number: int) -> None:
    found = manifests()["nimbus-jose-jwt"]
    packages = list(found.packages)
    packages[number] += "1"
    assert digest(replace(found, packages=tuple(packages))) != digest(found)


def toml(value: Any) -> str:
    """A value as it stands in a manifest."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {toml(given)}' for name, given in value.items())} }}"
    return json.dumps(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = 'a'", "missing"),
        ("language = 'cobol'", "language knows no cobol"),
        ("kind = 'oracle'", "kind knows no oracle"),
        ("documentation = 'nowhere'", "beginning with https://"),
        ("recommended = ''", "default and recommended"),
        ("novel = 1", "novel"),
        ("decides = {'refresh': {'right': []}}", "decides knows no refresh"),
        ("decides = {'access': {'odd': []}}", "decides knows no odd"),
    ],
)
def test_a_wrong_manifest_says_what_is_wrong(text: str, said: str, tmp_path: Path) -> None:
    right = {
        "name": "a",
        "about": "b",
        "language": "python",
        "kind": "verifier",
        "packages": ["a==1"],
        "documentation": "https://a.example",
        "default": "a()",
        "recommended": "a(b)",
    }
    name, _, value = text.partition(" = ")
    members = {} if name == "name" else right | {name: json.loads(value.replace("'", '"'))}
    file = tmp_path / "judge.toml"
    file.write_text("".join(f"{member} = {toml(given)}\n" for member, given in members.items()), "utf-8")
    with pytest.raises(ManifestError, match=said) as caught:
        manifest(file)
    assert str(file) in str(caught.value)


def test_a_missing_toolchain_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for language, tools in TOOLS.items():
        if tools:
            found = Manifest("none", "", language, "verifier", "", tmp_path, ("none@1",))  # type: ignore[arg-type]
            with pytest.raises(NotInstalled, match=f"{tools[0]}.*PATH"):
                installed(found)


# -- the forms, judged by PyJWT in this process ---------------------------------------------------------------------


def refusal(form: Form, issuer: Issuer, draw: int) -> str:
    """Why PyJWT, with every check of Cognito's documentation, refuses the form; empty when it accepts it."""
    made = Draw(issuer, issuer.pool("Example01"), Random(draw), int(time.time()), form.use)
    given = form.make(made, made.claims())
    given.then()
    keys = {key["kid"]: jwt.PyJWK(key) for key in given.pool.keys}
    client = {"audience": given.pool.client_id} if form.use == "id" else {}
    options: Any = {"verify_aud": form.use == "id"}
    try:
        key = keys[jwt.get_unverified_header(given.token)["kid"]]
        found = jwt.decode(
            given.token,
            key,
            algorithms=["RS256"],
            issuer=given.pool.issuer,
            options=options,
            **client,  # type: ignore[arg-type]
        )
    except (jwt.PyJWTError, KeyError) as error:
        return type(error).__name__
    own = form.use == "id" or found.get("client_id") == given.pool.client_id
    return "" if found["token_use"] == form.use and own else "claims"


@pytest.mark.parametrize("draw", range(5))
def test_right_forms_are_right_and_wrong_ones_wrong(draw: int) -> None:
    with Issuer() as issuer:
        for form in FORMS.values():
            assert bool(refusal(form, issuer, draw)) is not form.right, form.id


def test_draws_differ() -> None:
    with Issuer() as issuer:
        pool = issuer.pool("Example01")
        seen = {Draw(issuer, pool, Random(n), 0, "id").claims()["cognito:username"] for n in range(20)}
    assert len(seen) > 5


class _Everything:
    """A program that accepts, or refuses, all that it is asked."""

    name = "somebody"

    def __init__(self, said: str) -> None:
        self.said = said

    def refusal(self, question: object) -> str:
        return self.said


@pytest.mark.parametrize(
    ("said", "name", "cell"),
    [
        ("", "access-api", (2, 2)),
        ("no", "access-api", (0, 2)),
        ("", "access-signature", (2, 2)),
        ("no", "access-signature", (0, 0)),  # the control is refused too: nothing was shown
    ],
)
def test_a_refusal_counts_only_with_its_control(said: str, name: str, cell: tuple[int, int]) -> None:
    with Issuer() as issuer:
        session = _Session(_Everything(said), issuer, "default")  # type: ignore[arg-type]
        found: Cell = session.cell(FORMS[name], seed=1, draws=2)
    assert (found.accepted, found.asked) == cell


class _Old:
    """A program that refuses the token before a new key, or the one under it."""

    name = "somebody"

    def __init__(self, refuses: int) -> None:
        self.refuses = refuses
        self.asked = 0

    def refusal(self, question: object) -> str:
        self.asked += 1
        return "no" if self.asked % 2 == self.refuses else ""


@pytest.mark.parametrize(("refuses", "cell"), [(0, (0, 1)), (1, (0, 0)), (2, (1, 1))])
def test_a_new_key_counts_only_after_a_token_under_the_old_one(refuses: int, cell: tuple[int, int]) -> None:
    with Issuer() as issuer:
        session = _Session(_Old(refuses), issuer, "default")  # type: ignore[arg-type]
        found = session.cell(FORMS["access-rotated"], seed=1, draws=1)
    assert (found.accepted, found.asked) == cell


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (f"*smithy.OperationError: {'far from the beginning, ' * 20}{NAMED}: no", NAMED),
        ("*smithy.OperationError: operation error, StatusCode: 503", "smithy.OperationError"),
    ],
)
def test_the_error_of_a_client_is_that_of_the_answer_wherever_it_is_named(answer: str, error: str) -> None:
    assert _outcome(SITUATIONS[0], {"refused": answer}) == error
