"""The renderers: the same figures everywhere, hostile texts harmless, formats read back by their own readers."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

import reports
from rendered_runs import RUNS, Page, judged
from reports import terminal
from reports.gate import GateResult
from reports.record import RunRecord, percent
from reports.render import FORMATS, html, markdown, renderer
from reports.render import json as run_json
from reports.text import inline, is_link, shorten, visible
from reports_synthetic import (
    HOSTILE,
    NEED,
    Event,
    clean_run,
    diverges,
    event,
    footer,
    moto_events,
    observation,
    partial_run,
    run_event,
    whole_run,
    witness,
)


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> tuple[RunRecord, GateResult]:
    """Each of the synthetic runs."""
    return judged(RUNS[request.param])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_every_run(name: str, run: tuple[RunRecord, GateResult]) -> None:
    module = renderer(name)
    text = module.render(*run)
    assert module.FILE
    assert text.endswith("\n"), "the text of a file ends with a line feed"
    assert text == module.render(*run)
    text.encode("utf-8")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])  # which is the record as it is
def test_every_format_makes_control_characters_visible(name: str) -> None:
    named = {"product": HOSTILE, "version": HOSTILE}
    events = [e | named if e["event"] == "target" else e for e in moto_events()]
    text = renderer(name).render(*judged([run_event(), *events]))
    sent = sorted({hex(ord(c)) for c in text if not c.isprintable() and c not in "\n\t"})
    assert not sent, "send what a target made through reports.text.visible, its name too"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_file_of_its_own_and_is_documented(name: str) -> None:
    file = renderer(name).FILE
    assert [other for other in FORMATS if file == renderer(other).FILE] == [name]
    table = (Path(reports.__file__).parent.parent / "docs" / "reports.md").read_text(encoding="utf-8")
    assert f"| `{file}` |" in table, "describe it in the table of formats in docs/reports.md"


# -- JSON ---------------------------------------------------------------------------------------------------------


def test_json_is_as_its_schema_says(run: tuple[RunRecord, GateResult]) -> None:
    document = json.loads(run_json.render(*run))
    schema = json.loads((Path(reports.__file__).parent / "schema" / "run.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert "script" not in schema["$defs"]["Witness"]["properties"]


def test_the_published_schema_is_that_of_the_models() -> None:
    published = Path(reports.__file__).parent / "schema" / "run.schema.json"
    assert json.loads(published.read_text()) == run_json.json_schema(), (
        "write it anew: python -c 'from reports.render.json import schema_text; print(schema_text(), end=\"\")'"
    )


def test_a_wrong_document_is_refused_by_the_schema() -> None:
    document = json.loads(run_json.render(*judged(whole_run())))
    document["targets"][0]["results"][0]["verdict"] = "good"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, run_json.json_schema())


def test_json_is_read_back_as_the_record() -> None:
    record, answer = judged(whole_run())
    back = RunRecord.model_validate_json(run_json.render(record, answer))
    assert back.targets[0].results == record.targets[0].results
    assert back.targets[0].scores == record.targets[0].scores


# -- Markdown, terminal, badge ------------------------------------------------------------------------------------


def many(count: int) -> list[Event]:
    """A run with very many divergences with long texts."""
    catalog = [
        {"id": f"BIG-{n:03d}", "area": f"area-{n % 9}", "title": "t" * 90, "status": "active"} for n in range(count)
    ]
    lines = [run_event(catalog), event("target", "moto", product="moto", version="5", mode="")]
    for entry in catalog:
        lines += [
            diverges(entry["id"], 1, seen="s" * 400),
            witness(entry["id"], seen="@everyone <b>|" * 30, transcript=[]),
        ]
    return [*lines, footer("moto")]


def test_markdown_fits_and_counts_what_it_leaves_out() -> None:
    record, answer = judged(many(900))
    text = markdown.render(record, answer)
    assert len(text.encode()) <= 8192
    shown = text.count("\n- **BIG-")
    assert 5 < shown < 900
    assert f"and {900 - shown} more, in index.html" in text
    assert "## Not expected (900)" in text
    assert "@everyone" not in text
    assert "<b>" not in text.replace("\\<b", "")


@pytest.mark.parametrize(("count", "each"), [(2, 300), (6, 300), (40, 50)])
def test_markdown_of_many_targets_fits_too(count: int, each: int) -> None:
    lines: list[Event] = []
    for n in range(count):
        lines += [{**e, "target": f"t{n}" if e["target"] else ""} for e in many(each)]
    text = markdown.render(*judged(lines))
    assert len(text.encode()) <= 8192
    assert "| moto 5 \\[t1\\] |" in text


def test_markdown_of_long_names_and_messages_fits_too() -> None:
    lines: list[Event] = []
    for n in range(25):
        some = [{**e, "target": f"t{n}" if e["target"] else ""} for e in many(20)]
        lines += [{**e, "product": "\U0001f600[" * 40 + str(n)} if e["event"] == "target" else e for e in some]
        lines += [event("error", f"t{n}", message="\U0001f600|" * 200)]
    text = markdown.render(*judged(lines))
    assert len(text.encode()) <= 8192
    assert text.endswith("_\n")
    assert "index.html" in text[-400:]


def test_markdown_begins_with_what_is_new() -> None:
    record, answer = judged(whole_run())
    text = markdown.render(record, answer)
    for target in record.targets:
        assert all(f"**{identifier}**" in text for identifier in answer.requirements("unexpected", target.slug))
    assert "**SRP-001**" not in text  # it is known
    assert text.index("## Not expected") < text.index("## What would hurt you")
    assert "| moto 5.1.22 | 82.1 % | 84.4 % | 77.7 % | 78.9 % | 48 of 57 |" in text
    assert "PARTIAL" not in text
    assert "PARTIAL" in markdown.render(*judged(partial_run()))


def test_terminal_is_plain_and_says_what_matters(tmp_path: Path) -> None:
    from rich.console import Console

    record, answer = judged(RUNS["one"])
    sink = io.StringIO()
    terminal.print_summary(record, answer, out=tmp_path, console=Console(file=sink, width=80))
    text = sink.getvalue()
    assert "\x1b" not in text
    assert "conformance  must 82.1 %" in text
    assert "= SRP-001" in text
    assert "! REFRESH-003" in text
    assert "6 unexpected, 1 known divergence" in text
    assert str(tmp_path / "index.html") in text
    assert "\u202e" not in text


def test_progress_lines() -> None:
    from reports.fold import Fold

    state = Fold()
    for line in [
        run_event(),
        *(observation("SIGNUP-001", "agrees", n) for n in range(NEED)),
        diverges("SIGNUP-002", 1),
    ]:
        state.add(line)
    assert terminal.progress_lines(state.progress("moto")) == ["sign-up                    2/9   pass 1   fail 1"]


def test_badge_is_an_endpoint_of_shields() -> None:
    from reports.render import badge

    found = json.loads(badge.render(*judged(clean_run())))
    assert found == {
        "schemaVersion": 1,
        "label": "cognito conformance",
        "message": "100.0 % of 100.0 % covered",
        "color": "brightgreen",
        "isError": False,
    }
    assert json.loads(badge.render(*judged(partial_run())))["color"] == "lightgrey"
    assert "(partial)" in json.loads(badge.render(*judged(partial_run())))["message"]


# -- JUnit --------------------------------------------------------------------------------------------------------


def test_junit_is_read_back_with_one_case_for_each_requirement() -> None:
    from reports.render import junit

    record, answer = judged(whole_run())
    suites = list(JUnitXml.fromstring(junit.render(record, answer).encode()))
    assert [s.name for s in suites] == ["moto 5.1.22", "ministack 1.4.0 (auth=true)"]
    for suite, target in zip(suites, record.targets, strict=True):
        cases = [c for c in suite if c.classname != "suite"]
        assert len(cases) == len(target.results)
        for case, result in zip(cases, target.results, strict=True):
            assert case.name.startswith(result.requirement)
            assert case.classname == record.requirement(result.requirement).area
            kinds = [type(r) for r in case.result]
            if result.verdict == "pass":
                assert kinds == []
            elif result.verdict in ("fail", "flaky"):
                assert kinds == [Failure]
                assert "expected: CodeMismatchException" in case.result[0].text
            else:
                assert kinds == [Error if result.verdict == "error" else Skipped]
                assert result.verdict in case.result[0].message or result.verdict == "error"
        assert suite.tests == len(list(suite))
        assert suite.failures == target.counts["fail"] + target.counts["flaky"]


def test_junit_passes_nothing_that_is_not_scored() -> None:
    from reports.render import junit

    record, answer = judged(RUNS["one"])
    passed = next(r for r in record.targets[0].results if r.verdict == "pass")

    def cases(*, scored: bool) -> list[list[type]]:
        results = [passed.model_copy(update={"scored": scored})]
        target = record.targets[0].model_copy(update={"results": results, "errors": []})
        (suite,) = JUnitXml.fromstring(junit.render(record.model_copy(update={"targets": [target]}), answer).encode())
        return [[type(kind) for kind in case.result] for case in suite]

    assert cases(scored=True) == [[]]
    assert cases(scored=False) == [[Skipped]]


def test_all_formats_show_the_same_figures() -> None:
    record, answer = judged(RUNS["one"])
    total = record.targets[0].scores.total
    texts = [Page(html.render(record, answer)).text, markdown.render(record, answer), terminal.render(record, answer)]
    for figure in (total.must.conformance, total.all.conformance, total.must.coverage, total.all.coverage):
        assert all(percent(figure) in text for text in texts)
    assert json.loads(run_json.render(record, answer))["targets"][0]["scores"]["total"] == total.model_dump()


def test_targets_that_look_alike_are_told_apart() -> None:
    lines = [run_event(), footer("a"), footer("b")]
    lines += [event("target", s, spec=f"moto?as={s}", product="moto", version="5", mode="") for s in "ab"]
    for slug in "ab":  # for formats that show nothing but divergences
        lines += [diverges("SIGNUP-002", 1, target=slug), witness("SIGNUP-002", target=slug)]
    record, answer = judged(lines)
    assert [t.result("SIGNUP-002").verdict for t in record.targets] == ["fail", "fail"]
    for name in FORMATS:
        if name not in ("json", "badge", "scopes"):
            assert "moto 5 [moto?as=b]" in renderer(name).render(record, answer).replace("\\", "")


def test_texts() -> None:
    assert visible("a\u202eb\x00c\U000e0001") == "a\\u202eb\\u0000c\\U000e0001"
    assert visible("plain\n\ttext ü 😀") == "plain\n\ttext ü 😀"
    assert shorten("a\nb  c" + "x" * 50, 10) == "a b cxxxx…"
    assert [is_link(s) for s in ("https://a.b/c", "javascript:x", "data:x", "RFC 6749", "http://a b")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert visible(HOSTILE).isprintable()


def test_templates_that_cannot_be_kept_are_compiled_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    pages = []
    for cache in (tmp_path / "file", tmp_path / "cache", tmp_path / "cache"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
        html.environment.cache_clear()
        pages.append(html.render(RunRecord(), GateResult()))
    html.environment.cache_clear()
    assert pages[0] == pages[1] == pages[2]
    assert list((tmp_path / "cache" / "cognito-conformance" / "templates").iterdir())


def test_half_a_surrogate_pair_is_written_as_other_text_is() -> None:
    text = run_json.render(RunRecord(notes=["a\ud800b é"]), GateResult())
    assert json.loads(text)["notes"] == ["a\ud800b é"]
    assert run_json.render(RunRecord(notes=["a"]), GateResult()) == text.replace("a\ud800b é", "a")


def test_a_text_of_a_target_is_one_line_without_markup() -> None:
    for text in ("@someone", "[a](http://b)", "<b>", "a|b", "`c`", "#1", "*d*", "&lt;", "\\|", "e\n- f"):
        shown = inline(text)
        assert not re.search(r"(?<!\\)[`*_\[\]<>|~#\n]|@(?!\u200b)|&(?!amp;)", shown.replace("\\\\", "")), shown
    assert inline("as it is: 1, 'x'") == "as it is: 1, 'x'"
