"""What two targets answered differently, from the journal's events: ``against.json``, ``against.md``, the scripts.

Nothing here is judged: neither of the two is taken to be right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from conformance.journal import FILE_NAME, event_of
from reports.store import write_text
from reports.text import inline, shorten, visible
from reports.write import renew_scripts

FOLDER = "against"
STARTS = (b'{"event":"target"', b'{"event":"contrast"', b'{"event":"against"')
USAGE = "usage: python NUMBER.py"  # in a script, until its number is known
KINDS = {
    "accepted": "accepted or refused",
    "offered": "offered or not",
    "code": "error code",
    "status": "HTTP status",
    "text": "text",
    "member": "member present or absent",
    "type": "type",
    "value": "value",
    "length": "number of elements",
    "claim": "in a token",
}
Event = Mapping[str, Any]


class Compared(NamedTuple):
    """The comparison in a journal: its first target, its second with what was counted, the differences."""

    first: Event
    second: Event
    contrasts: Sequence[Event]

    @property
    def names(self) -> tuple[str, str]:
        """The two targets with their versions."""
        found = [f"{one.get('product')} {one.get('version')}" for one in (self.first, self.second)]
        if found[0] == found[1]:
            found = [str(one.get("spec")) for one in (self.first, self.second)]
        if found[0] == found[1]:
            found = [f"{found[0]} (first)", f"{found[1]} (second)"]
        return found[0], found[1]

    def divided(self) -> tuple[list[tuple[int, Event]], list[tuple[int, Event]]]:
        """The differences with their numbers: those without a requirement, and the others."""
        numbered = list(enumerate(self.contrasts, 1))
        return [n for n in numbered if not n[1]["requirements"]], [n for n in numbered if n[1]["requirements"]]


def write_against(out: Path) -> str:
    """Write what the journal in this folder says of two targets; what an earlier run wrote there goes.

    Returns a sentence for the terminal, empty where the run compared nothing. Raises ``ReportError``.
    """
    found = compared_in(out / FILE_NAME)
    if found is None:
        for name in ("against.json", "against.md"):
            (out / name).unlink(missing_ok=True)
        renew_scripts(out / FOLDER, {})
        return ""
    write_text(out / "against.json", as_json(found))
    write_text(out / "against.md", as_markdown(found))
    scripts = {
        name: text.replace(USAGE, f"usage: python {name}", 1)
        for number, contrast in enumerate(found.contrasts, 1)
        for name, text in zip(script_names(number, contrast), contrast["scripts"], strict=True)
    }
    renew_scripts(out / FOLDER, scripts)
    return f"{summary(found)}\nsee {out / 'against.md'}"


def compared_in(journal: Path) -> Compared | None:
    """The comparison that a journal has, if it has one."""
    if not journal.is_file():
        return None
    with journal.open("rb") as lines:
        events = [event for line in lines if line.startswith(STARTS) and (event := event_of(line)) is not None]
    by_name: dict[str, list[Event]] = {"target": [], "contrast": [], "against": []}
    for event in events:
        by_name[event["event"]].append(event)
    if not by_name["against"] or not by_name["target"]:
        return None
    return Compared(by_name["target"][-1], by_name["against"][-1], by_name["contrast"])


def script_names(number: int, contrast: Event) -> list[str]:
    """The names of a difference's scripts: one, or one for each of the two targets."""
    if len(contrast["scripts"]) < 2:
        return [f"{number:03}.py"][: len(contrast["scripts"])]
    return [f"{number:03}-{side}.py" for side in ("first", "second")]


def summary(found: Compared) -> str:
    """The figures in a sentence or two."""
    first, second = found.names
    without, named = found.divided()
    text = (
        f"{first} against {second}: {len(found.contrasts)} differences in {found.second['answers']} answers, "
        f"{len(without)} of them that no requirement judged here is about, {len(named)} that requirements are about"
    )
    if found.second["dropped"]:
        text += f"; {found.second['dropped']} did not come again and are left out"
    if found.second["lost"]:
        text += f". Incomplete: {found.second['lost']}"
    return visible(text)


def as_json(found: Compared) -> str:
    """The comparison as JSON: ``differences`` in the order of their numbers, those without a requirement first."""
    sides = [
        {name: one.get(name) for name in ("spec", "product", "version", "mode", "region")}
        for one in (found.first, found.second)
    ]
    members = (
        "operation",
        "kind",
        "where",
        "first",
        "second",
        "count",
        "properties",
        "requirements",
        "steps",
        "answers",
    )
    differences = [
        {
            "number": number,
            **{name: contrast[name] for name in members},
            "scripts": [f"{FOLDER}/{name}" for name in script_names(number, contrast)],
            "unscripted": contrast.get("unscripted", ""),
        }
        for number, contrast in enumerate(found.contrasts, 1)
    ]
    names = ("examples", "answers", "ended", "ended_in_all", "dropped", "left_out", "lost")
    counts = {name: found.second.get(name) for name in names}
    whole = {"first": sides[0], "second": sides[1], **counts, "differences": differences}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_markdown(found: Compared) -> str:
    """The comparison for people."""
    first, second = found.names
    without, named = found.divided()
    lines = [
        f"# {_cell(first)} against {_cell(second)}",
        "",
        _cell(summary(found)) + ".",
        "",
        "Neither of the two is taken to be right: where they differ, this does not say which does what Cognito does.",
        "",
        "## Differs, and no requirement that was judged is about it",
        "",
        *_table(without, first, second, named=False),
        "",
        "## Differs, and requirements are about it",
        "",
        *_table(named, first, second, named=True),
        "",
        "## Not compared to the end",
        "",
        f"{found.second['ended_in_all']} of {found.second['examples']} examples were not compared to their end.",
        "",
    ]
    lines += [f"- {count} × {_cell(reason)}" for reason, count in found.second["ended"].items()]
    if found.second.get("left_out", []):
        lines += [
            "",
            "## Did not come again",
            "",
            f"Seen once, and not when the example was repeated on both: {_why(found)}",
            "",
        ]
        lines += [f"- {_line(each)}" for each in found.second.get("left_out", [])]
    return "\n".join(lines).rstrip() + "\n"


def _why(found: Compared) -> str:
    if found.second["lost"]:
        return f"not all could be repeated: {_cell(found.second['lost'])}."
    return "due to chance, to time, or to what other examples had left in a pool."


def _line(each: Event) -> str:
    kind = KINDS.get(each["kind"], each["kind"])
    where = f"{kind} at {_cell(each['where'])}" if each["where"] else kind
    return f"{_cell(each['operation'])}, {where}: {_cell(each['first'])} — {_cell(each['second'])}"


def _table(contrasts: Sequence[tuple[int, Event]], first: str, second: str, *, named: bool) -> list[str]:
    if not contrasts:
        return ["None."]
    more = " requirements |" if named else ""
    lines = [
        f"| | operation | what | {_cell(first)} | {_cell(second)} | seen |{more} script |",
        f"|---|---|---|---|---|---|{'---|' if named else ''}---|",
    ]
    for number, contrast in contrasts:
        what = KINDS.get(contrast["kind"], contrast["kind"])
        where = f"{what}: {_cell(contrast['where'])}" if contrast["where"] else what
        sides = " | ".join(_cell(contrast[side]) for side in ("first", "second"))
        about = f" {', '.join(contrast['requirements'])} |" if named else ""
        links = [f"[{name}]({FOLDER}/{name})" for name in script_names(number, contrast)]
        scripts = ", ".join(links) or _unscripted(contrast)
        operation, count = _cell(contrast["operation"]), contrast["count"]
        lines.append(f"| {number} | {operation} | {where} | {sides} | {count} |{about} {scripts} |")
    return lines


def _unscripted(contrast: Event) -> str:
    return f"none: {_cell(contrast.get('unscripted') or 'this journal does not say why')}"


def _cell(text: str) -> str:
    """A text that a target may have made, in one cell of a table."""
    return inline(shorten(text, 200))
