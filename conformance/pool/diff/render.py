"""The report as Markdown for a pull request, JSON for a program, JUnit for CI. None of them adds a finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree

from conformance.pool.diff.meaning import Consequence, with_scripts
from conformance.pool.diff.noticed import is_noticed
from conformance.pool.diff.report import Report
from conformance.pool.diff.ways import Way
from conformance.pool.form.document import UNKNOWN, is_unknown

SCRIPTS = "`--scripts DIR` writes a script for each of these that the reference shows; it shows it before and after."
LONGEST = 160  # characters of a value in a table
WORDS = {
    "applied": "applied",
    "refused": "**refused by Cognito**",
    "replaces": "**replaces it**",
    "kept": "**silently kept**",
    "reset": "**silently reset**",
    "partly applied": "**partly applied**",
    "unknown": "unknown",
}


def _value(value: Any) -> str:
    if value is None:
        return "(absent)"
    if is_unknown(value):
        return f"unknown: {value[UNKNOWN]}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _cell(text: str) -> str:
    """Text of somebody else in a table of Markdown: no new column, line, tag or mention comes of it."""
    quoted = text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("\n", " ").replace("\r", " ")
    return quoted.replace("<", "&lt;").replace("@", "&#64;")


def headline(report: Report) -> str:
    """The whole in a sentence."""
    if not report.ways and not report.strange and not report.unread:
        return "Nothing differs." if not report.accepted else f"Nothing differs but {len(report.accepted)} accepted."
    counts = [f"{sum(one.way == way for one in report.ways)} {way}" for way in WORDS]
    named = [text for text in counts if not text.startswith("0 ")]
    more = [f"{len(report.strange)} members unknown to this version"] if report.strange else []
    return f"{len(report.ways)} differences: {', '.join(named + more)}."


def markdown(report: Report) -> str:
    """For a pull request."""
    lines = [
        f"### Pool configuration: {_cell(report.old)} → {_cell(report.new)}, by {report.via}",
        "",
        headline(report),
        "",
    ]
    if report.ways:
        lines += ["| member | OLD | NEW | how it gets there |", "|---|---|---|---|"]
        for one in report.ways:
            cells = (one.difference.place, _value(one.difference.old), _value(one.difference.new))
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} | {_how(one)} |")
        lines.append("")
    lines += _meaning(report)
    sections = {
        "Unknown to this version of the suite": report.strange,
        "Read on one side alone": report.unread,
        "Accepted": [f"{way.difference.place} ({way.way}): {entry.reason}" for way, entry in report.accepted],
        "Not compared": report.not_compared,
        "Remarks": report.remarks,
    }
    for title, texts in sections.items():
        if texts:
            lines += [f"**{title}**", "", *(f"- {_cell(text)}" for text in texts), ""]
    return "\n".join(lines).rstrip() + "\n"


def _meaning(report: Report) -> list[str]:
    """What it means for users: each statement that changed, and each user who lives through it."""
    found = report.meaning
    if not found.consequences and not found.lives:
        return []
    lines = ["**What it means for users**", "", "| | OLD | NEW | seen on the reference |", "|---|---|---|---|"]
    for one in found.consequences:
        seen = f"{one.old_seen} → {one.new_seen}" + ("" if one.shown else " (not as promised)")
        cells = (one.requirement, one.old_says, one.new_says, seen)
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    for life in found.lives:
        who = f"{life.requirement or 'no source'}: a user of client {life.client}, who was there before, {life.what}"
        lines.append(f"| {_cell(who)} | {_cell(life.before)} | {_cell(life.after)} | {_cell(life.after)} |")
    return [*lines, "", *([SCRIPTS, ""] if with_scripts(found) else [])]


def _how(one: Way) -> str:
    word = WORDS[one.way]
    if one.way == "applied" and not is_noticed(one.difference):
        word = "applied; nobody who signs in meets it"
    more = [_cell(one.why)] if one.why else []
    more += [one.requirement] if one.requirement else []
    return f"{word}: {'; '.join(more)}" if more else word


def as_json(report: Report) -> str:
    """For a program: ``exit_status``, and each difference with its sources."""
    data = {
        "old": report.old,
        "new": report.new,
        "via": report.via,
        "exit_status": report.exit_status,
        "differences": [_data(one) for one in report.ways],
        "accepted": [{**_data(way), "reason": entry.reason} for way, entry in report.accepted],
        "promises": [_plain(one) for one in report.meaning.consequences],
        "lives": [asdict(one) for one in report.meaning.lives],
        "unknown_members": report.strange,
        "unread": report.unread,
        "not_compared": report.not_compared,
        "remarks": report.remarks,
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _plain(one: Consequence) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "promise"}


def _data(one: Way) -> dict[str, Any]:
    difference = one.difference
    return {
        "member": difference.place,
        "change": difference.change,
        "old": difference.old,
        "new": difference.new,
        "way": one.way,
        "why": one.why,
        "requirement": one.requirement,
        "sources": list(one.sources),
        "noticed": is_noticed(one.difference),
    }


def junit(report: Report) -> str:
    """For CI: a test for each difference; what is unclear is an error, what users never meet passes."""
    suite = ElementTree.Element("testsuite", name="pool diff")
    failures = errors = 0
    for one in report.ways:
        case = _case(suite, one.difference.place)
        text = f"{one.way}: {one.why}\nOLD: {_value(one.difference.old)}\nNEW: {_value(one.difference.new)}"
        if one.way == "unknown":
            errors += 1
            ElementTree.SubElement(case, "error", message=_xml(f"unknown: {one.why}")).text = _xml(text)
        elif one.way != "applied" or is_noticed(one.difference):
            failures += 1
            ElementTree.SubElement(case, "failure", message=_xml(f"{one.way}: {one.why}")).text = _xml(text)
    for place in [*report.strange, *report.unread]:
        errors += 1
        ElementTree.SubElement(_case(suite, place), "error", message="it is unclear")
    for way, entry in report.accepted:
        ElementTree.SubElement(_case(suite, way.difference.place), "skipped", message=_xml(f"accepted: {entry.reason}"))
    if not len(suite):
        _case(suite, "nothing differs")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    suite.set("skipped", str(len(report.accepted)))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname="pool", name=_xml(name))


def _xml(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(
        char if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd" for char in text
    )


FORMATS: dict[str, Callable[[Report], str]] = {"markdown": markdown, "json": as_json, "junit": junit}
