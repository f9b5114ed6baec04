"""The page of a report: closed, harmless, for keyboards and screen readers, and all that is known in it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from rendered_runs import RUNS, Page, judged
from reports.gate import GateResult
from reports.harm import NAMES as HARM_NAMES
from reports.record import RunRecord
from reports.render import html
from reports.render.details import LONGEST, _exchanges
from reports.render.packed import Lines, pack, unpack
from reports.text import pretty, visible
from reports_synthetic import (
    clean_run,
    partial_run,
    whole_run,
)


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> tuple[RunRecord, GateResult]:
    """Each of the synthetic runs."""
    return judged(RUNS[request.param])


def test_the_page_is_balanced_and_self_contained(run: tuple[RunRecord, GateResult]) -> None:
    text = html.render(*run)
    page = Page(text)
    listed = {row[0] for row in packed(text).get("list", {"rows": []})["rows"]}
    assert len(page.ids) == len(set(page.ids))
    assert not {"iframe", "object", "embed", "img", "base"} & set(page.tags)
    assert page.tags.count("script") == page.tags.count("style") == 1
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        if name == "src" or (name == "href" and tag == "link"):
            assert value == "data:,"
        if name == "href" and tag == "a":
            assert value.startswith(("https://", "http://", "#", "run.json", "report.md", "junit.xml"))
            assert not re.fullmatch(r"#[A-Z]+-[0-9]{3}", value) or value[1:] in listed
    assert "@import" not in text
    assert "url(" not in text


def packed(page: str) -> dict[str, Any]:
    """What is packed into a page, by name."""
    return {name: unpack(data) for name, data in re.findall(r'<div hidden data-pack="([^"]*)">([^<]*)</div>', page)}


def test_every_requirement_is_in_the_list_and_can_be_opened() -> None:
    record, answer = judged(whole_run())
    packs = packed(html.render(record, answer))
    rows = packs["list"]["rows"]
    assert sorted(row[0] for row in rows) == sorted({r.requirement for t in record.targets for r in t.results})
    assert len(rows) == 60
    verdicts = [verdict for verdict, *_ in packs["list"]["verdicts"]]
    for identifier, _, area, *_, cells in rows:
        details = packs[f"area {packs['list']['areas'][area][0]}"][identifier]["on"]
        for target, cell, detail in zip(record.targets, cells, details, strict=True):
            result = target.result(identifier)
            assert result is not None
            assert (verdicts[cell[0]], cell[1]) == (result.verdict if result.scored else "not-scored", result.agreed)
            assert [kind["kind"] for kind in detail.get("kinds", [])] == [kind.kind for kind in result.kinds]


def test_hostile_texts_stay_text() -> None:
    text = html.render(*judged(whole_run()))
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "\x00" not in text
    assert 'href="javascript' not in text
    packs = json.dumps(packed(text), ensure_ascii=False)
    assert "<script>alert('x')</script>" in packs
    assert "\u202e" not in packs
    assert "\\\\u202e" in packs  # the escape, not the character
    linked = {
        source: link for area in packed(text) if area.startswith("area ") for source, link in _sources(text, area)
    }
    assert linked["javascript:alert(1)"] is False
    assert any(linked.values())


def _sources(page: str, area: str) -> list[tuple[str, bool]]:
    return [(source, link) for entry in packed(page)[area].values() for source, link in entry["sources"]]


def test_the_page_is_made_for_keyboards_and_screen_readers() -> None:
    text = html.render(*judged(whole_run()))
    page = Page(text)
    assert {"main", "header", "footer", "h1", "h2", "h3", "noscript"} <= set(page.tags)
    assert page.tags.count("h1") == page.tags.count("main") == 1
    assert ("html", "lang", "en") in page.attributes
    assert ("output", "aria-live", "polite") in page.attributes
    headings = [tag for tag in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(headings))
    labelled = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert labelled <= set(page.ids)
    for words in ("prefers-color-scheme: dark", ":focus-visible", "@media print"):
        assert words in text


def test_the_page_says_partial_only_when_it_is() -> None:
    assert "PARTIAL" in Page(html.render(*judged(partial_run()))).text
    assert "PARTIAL" not in Page(html.render(*judged(clean_run()))).text


def test_a_divergence_opens_to_all_that_is_known() -> None:
    packs = packed(html.render(*judged(RUNS["one"])))
    words = json.dumps(packs, ensure_ascii=False)
    for known in (
        "CodeMismatchException with status 400",
        "status 200, the user is CONFIRMED",
        "Transcript of the replay",
        "Transcript when it diverged",
        "repro/REFRESH-003.py",
        "takes any password",
    ):
        assert known in words
    (blocked,) = packs["area confirmation"]["CONFIRM-003"]["on"]
    assert (blocked["blocked_by"], blocked["blocked_by_verdict"]) == ("CONFIRM-001", "fail")
    (known,) = packs["area srp"]["SRP-001"]["on"][0]["kinds"]
    assert known["known"] == ["takes any password", "https://example.org/issue/1", True]
    assert len(known["transcripts"][0][1]) == 4


@pytest.mark.parametrize("more", [-1, 0, 1, 50_000])
def test_a_long_body_is_cut_and_says_where_the_rest_is(more: int) -> None:
    text = "x" * (LONGEST + more)
    ((_, _, _, request, response),) = _exchanges([{"operation": "ListUserPools", "request": text, "response": text}])
    assert request == response
    assert request[:LONGEST] == pretty(text)[:LONGEST]
    assert request[LONGEST:] == (f"\n… {more:,} more characters, in journal.ndjson" if more > 0 else "")


def test_a_script_is_packed_whole_and_what_scripts_share_only_once() -> None:
    record, answer = judged(RUNS["one"])
    packs = packed(html.render(record, answer))
    lines = packs["lines"]
    assert len(lines) == len(set(lines))
    scripts = {}
    for area in (found for name, found in packs.items() if name.startswith("area ")):
        for entry in area.values():
            for kind in entry["on"][0].get("kinds", []):
                runs = kind.get("script", [])
                text = "\n".join(
                    line for at in range(0, len(runs), 2) for line in lines[runs[at] : runs[at] + runs[at + 1]]
                )
                scripts |= {kind.get("path"): text} if runs else {}
    written = {w.path: visible(w.script) for w in record.targets[0].witnesses.values() if w.script}
    assert scripts == written
    assert len(written) > 1


def test_each_line_is_of_one_run() -> None:
    lines = Lines()
    assert [lines.add("a\nb\nc"), lines.add("b\nc\nd"), lines.add("")] == [[0, 3], [1, 3], [4, 1]]
    assert lines.all() == ["a", "b", "c", "d", ""]
    assert unpack(pack(["é", "\u2028", None])) == ["é", "\u2028", None]


def test_a_page_says_what_would_hurt_and_what_works() -> None:
    record, answer = judged(RUNS["one"])
    page = Page(html.render(record, answer))
    assert page.text.index("What would hurt you") < page.text.index("Conformance, must")
    for found in record.targets[0].harms:
        assert f"{found.count} {HARM_NAMES[found.harm]}" in page.text
    assert "accepts what Cognito refuses" in page.text
    assert "accepts what Cognito refuses" not in Page(html.render(*judged(clean_run()))).text


def test_the_comparison_only_for_several_targets() -> None:
    assert "Differences only" in Page(html.render(*judged(whole_run()))).text
    assert "Differences only" not in Page(html.render(*judged(RUNS["one"]))).text
