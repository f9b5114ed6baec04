"""The judges' manifests, the forms they are asked about, and the page that is made of their answers."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

import jwt
import pytest

from conformance.judges import matrix
from conformance.judges.asking import Cell, _Session
from conformance.judges.forms import Draw, Form, forms
from conformance.judges.issuer import Issuer
from conformance.judges.manifest import Manifest, ManifestError, manifest, manifests
from conformance.judges.page import page
from conformance.judges.toolchains import TOOLS, installed
from conformance.transport.installs import NotInstalled

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / matrix.NAME
FORMS = {form.id: form for form in forms()}


def test_the_page_is_that_of_the_results() -> None:
    assert (ROOT / "docs" / "consumers.md").read_text("utf-8") == page(matrix.read(KEPT))


def test_the_results_are_those_of_the_judges_as_they_are() -> None:
    assert matrix.stale(matrix.read(KEPT)) == []


def test_at_least_thirty_judges_of_which_twenty_five_are_asked_about_right_and_wrong_forms() -> None:
    kept = matrix.read(KEPT)["judges"]
    verifiers = [name for name, found in manifests().items() if found.verifies and found.language != "rule"]
    both = [n for n in verifiers if {FORMS[c["form"]].right for c in kept[n]["cells"]} == {True, False}]
    assert len(kept) >= 30
    assert len(both) >= 25


def test_every_version_in_a_manifest_is_the_pinned_one() -> None:
    for found in manifests().values():
        pins = "".join(file.read_text("utf-8") for file in found.folder.iterdir() if file.suffix in PINS)
        if found.language in ("python", "javascript"):
            assert found.version in pins, found.name


PINS = (".txt", ".json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = 'a'", "missing"),
        ("language = 'cobol'", "language knows no cobol"),
        ("kind = 'oracle'", "kind knows no oracle"),
        ("documentation = 'nowhere'", "beginning with https://"),
        ("recommended = ''", "default and recommended"),
        ("novel = 1", "novel"),
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
    file.write_text("".join(f"{member} = {json.dumps(given)}\n" for member, given in members.items()), "utf-8")
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
    options = {"verify_aud": form.use == "id"}
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
