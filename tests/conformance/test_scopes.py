"""The page on scopes: what is expected of each token, what is collected, and how it is shown."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conformance.command.scopes import ADMIN, API, SETS, Token, collect, comparison, fits, rule
from conformance.journal import Journal, read_events
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from reports.fold import fold
from reports.gate import GateResult
from reports.record import RunRecord
from reports.render import html as index_page
from reports.render import scopes as page
from targets.registry import resolve


def test_every_rule_names_an_active_requirement() -> None:
    catalog = load_catalog()
    for scopes in (API, *SETS):
        for part, names in {
            "access": ("scope", "version", "email", "sub", "origin_jti", "nickname"),
            "id": ("at_hash", "email", "phone_number", "given_name", "token_use", "sub"),
            "may": ("GetUser", "userInfo"),
        }.items():
            for name in names:
                found = rule(part, name, scopes)
                assert found is None or catalog.requirements[found.by].active, found


@pytest.mark.parametrize(
    ("part", "name", "scopes", "seen", "expected"),
    [
        ("access", "version", ("openid",), "2", True),
        ("access", "version", ("openid",), None, False),
        ("access", "version", API, "2", False),
        ("access", "scope", ("openid", "email"), "email openid", True),
        ("access", "scope", ("openid", "email"), "email openid phone", False),
        ("access", "scope", API, ADMIN, True),
        ("id", "at_hash", API, "x", False),
        ("id", "at_hash", ("openid",), "x", True),
        ("id", "sub", (ADMIN,), "x", False),
        ("id", "phone_number", ("openid", "email"), "+1", False),
        ("id", "phone_number", ("openid", "email", "profile"), "+1", None),  # disputed
        ("may", "GetUser", ("openid",), "refused: NotAuthorizedException", True),
        ("may", "GetUser", ("openid",), "accepted", False),
        ("may", "userInfo", ("openid",), "accepted", True),
    ],
)
def test_fits(part: str, name: str, scopes: tuple[str, ...], seen: str | None, expected: bool | None) -> None:
    assert fits(seen, rule(part, name, scopes)) is expected


def collected(spec: str, folder: Path, selected: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """The events of a collection at the end of a run that did nothing else."""
    running = resolve(spec).start()
    try:
        journal = Journal(folder, target="t")
        engine = Engine(running, load_catalog(), PROFILES["quick"], journal, seed=1, selected=selected)
        collect(engine)
        journal.close()
    finally:
        running.stop()
    return [dict(event) for event in read_events(folder) if event["event"] == "scopes"]


def record_of(events: list[dict[str, Any]]) -> RunRecord:
    """A run with these events."""
    return fold([{"event": "run", "target": "t", "targets": ["t"], "at": 1.0}, *events])


def test_the_reference_is_as_cognito_in_every_cell(tmp_path: Path) -> None:
    (event,) = collected("reference", tmp_path)
    assert [token["scopes"] for token in event["tokens"]] == [[], *map(list, SETS)]
    wrong = [(row["name"], cell) for row in event["rows"] for cell in row["cells"] if cell["fits"] is False]
    assert wrong == []
    assert sum(1 for row in event["rows"] for cell in row["cells"] if cell["fits"]) > 150
    assert next(r for r in event["rows"] if r["name"] == "version")["recorded"] == {"api": [0, 10], "hosted": [8, 8]}


def test_a_defect_is_one_difference_on_the_page(tmp_path: Path) -> None:
    record = record_of(collected("reference?mutants=get-user-without-scope", tmp_path))
    text = page.render(record, GateResult())
    assert "<b>1</b> difference from Cognito" in text
    assert "SCOPE-016" in text


def test_nothing_is_collected_without_a_hosted_ui_or_for_another_area(tmp_path: Path) -> None:
    assert collected("moto", tmp_path / "moto") == []
    assert collected("reference", tmp_path / "other", frozenset({"REFRESH-001"})) == []


def test_a_way_that_is_closed_is_shown_with_its_reason() -> None:
    tokens = [Token(API, access={"sub": "x"}), Token(("openid",), reason="the sign-in ended without a <code>")]
    event = {"event": "scopes", "target": "t", "at": 2.0, **comparison(tokens, lambda text: text)}
    text = page.render(record_of([event]), GateResult())
    assert "the sign-in ended without a &lt;code&gt;" in text
    assert "no tokens" in text


def test_the_pages_lead_to_each_other(tmp_path: Path) -> None:
    record = record_of(collected("reference", tmp_path))
    assert f'href="{page.FILE}"' in index_page.render(record, GateResult())
    assert f'href="{index_page.FILE}"' in page.render(record, GateResult())
    assert f'href="{page.FILE}"' not in index_page.render(record_of([]), GateResult())
    assert "No target of this run has a hosted UI" in page.render(record_of([]), GateResult())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_stands_alone_and_can_be_read_aloud(tmp_path: Path) -> None:
    reader = _Reader()
    text = page.render(record_of(collected("reference", tmp_path)), GateResult())
    reader.feed(text)
    assert not [tag for tag, _ in reader.tags if tag in ("script", "img", "iframe")]
    assert [a for tag, a in reader.tags if tag == "link"] == [{"rel": "icon", "href": "data:,"}]
    assert all("scope" in attributes for tag, attributes in reader.tags if tag == "th")
    assert any(tag == "html" and attributes.get("lang") == "en" for tag, attributes in reader.tags)
    assert "prefers-color-scheme: dark" in text
