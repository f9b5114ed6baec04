"""A witness as a standalone script: its calls first, then the same for the AWS CLI, then the helpers they need."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from textwrap import indent
from typing import Any

from conformance import __version__, kit
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.http_outcome import web_outcome
from conformance.checking.registry import find_check, judges_absence
from conformance.checking.sign_in import goes_on, has_more
from conformance.replay import template
from conformance.replay.aws_cli import cli_lines
from conformance.replay.frame import Frame, Kinds, frame_for, runs_inside
from conformance.replay.literals import FreshNames, Source, literals, quoted
from conformance.replay.pruning import imports_for, imports_of, needed, parts_of
from conformance.replay.rounds import in_rounds
from conformance.replay.source import global_names, methods_of, sources_of
from conformance.replay.statements import spread, statements
from conformance.replay.variables import expression, is_page, variables
from conformance.requirements import Requirement
from conformance.transport.browsers import Browsers
from targets.interface import Running

GIVEN = frozenset({"Exchange", "Difference", "describe"})  # a script has its own, shorter ones
LOCAL = frozenset({"good", "difference", "patterns", "one_round", "re"})  # names in ``main`` that no variable may have
EXAMPLE = "http://127.0.0.1:5000"  # part of an address
PACKAGES = {"botocore": "boto3", "jwt": "pyjwt[crypto]"}  # by module, where their names differ
INSIDE_ONLY = frozenset({"moto", "time_machine"})  # modules that only a target in the same process needs


def script_of(
    requirement: Requirement,
    difference: Difference,
    steps: Sequence[Mapping[str, Any]],
    judge: Mapping[str, Any],
    accepted: Collection[int],
    running: Running,
    *,
    tag: str = "",
) -> str:
    """The text of the script. ``accepted`` are the steps that must succeed before the difference can show.

    ``tag`` is the part that all names of the run contain; the script replaces it with a new one each time it starts.
    """
    kinds = Kinds(steps)

    def write(taken: Collection[str]) -> str:
        return main_of(steps, judge, accepted, tag, taken, lambda source: _verdict(requirement, judge, steps, source))

    text = composed(kinds, _functions(requirement, judge, kinds), write, running, len(tag), template.END)
    return _head(requirement, difference, kinds, running, text.packages) + text.code


@dataclass(frozen=True)
class Composed:
    """A script without its head, and the packages that it needs, by their names on PyPI."""

    code: str
    packages: Sequence[str]


def composed(
    kinds: Kinds,
    functions: Collection[Callable[..., Any]],
    write: Callable[[Collection[str]], str],
    running: Running,
    length: int,
    end: str,
) -> Composed:
    """A script for this target: ``main``, the same with the AWS CLI, and below them all that they need.

    ``functions`` of the suite are shown in it. ``write`` gives the source of ``main``, whose variables avoid the names
    that it is given. ``length`` is that of the tag, and ``end`` the source that calls ``main``.
    """
    given = GIVEN | ({"replace"} if "function" in kinds else set())  # that of dataclasses takes no events
    imports, shown = sources_of(*functions, given=given)
    main = write(_names(shown) | LOCAL | frame_for(kinds, running, length=length, members=template.MEMBERS).names)
    used = _attributes(main, *shown) | ({"shown"} if any("describe(" in text for text in shown) else set())
    more_imports, more_shown, methods = methods_of(Exchange, used - template.MEMBERS.keys(), given=given)
    members = used | _attributes(*methods)
    frame = frame_for(kinds, running, length=length, members=members, methods=methods)
    shown = list(dict.fromkeys([*shown, *more_shown]))
    imports += [*more_imports, *imports_of(template.IMPORTS, *_snippets(running))]
    cli = cli_lines(kinds.steps, region=running.region, keys=running.made_up_keys, endpoint=EXAMPLE)
    below = _below(main, frame, shown, imports, end)
    future = "\nfrom __future__ import annotations\n" if _is_annotated(below) else ""
    return Composed(future + f"\n{main}{_commented(cli)}{below}", _packages(below))


@lru_cache(maxsize=1)
def _nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text)))


def _is_annotated(text: str) -> bool:
    """Whether there are annotations: the names in them are not imported."""
    arguments = (node for node in _nodes(text) if isinstance(node, ast.arg | ast.AnnAssign))
    return any(node.annotation is not None for node in arguments)


def _names(texts: Iterable[str]) -> set[str]:
    """The names that these definitions define."""
    return {name for text in texts for part in parts_of(text) for name in part.defines}


def functions_in(kinds: Kinds) -> list[Callable[..., Any]]:
    """The functions of the suite that the steps of a script use."""
    found = [kit.find(step["name"]) for step in kinds.steps if step["kind"] == "compute"]
    return found + ([web_outcome, Browsers] if kinds.pages else [])


def _functions(requirement: Requirement, judge: Mapping[str, Any], kinds: Kinds) -> list[Callable[..., Any]]:
    """The same with those that decide."""
    found = functions_in(kinds) + list(map(_going_on, _ended(judge, kinds.steps)))
    return found + ([find_check(requirement.id)] if judge["how"] == "check" else [])


def main_of(
    steps: Sequence[Mapping[str, Any]],
    judge: Mapping[str, Any],
    accepted: Collection[int],
    tag: str,
    taken: Collection[str],
    verdict_of: Callable[[Source], list[str]],
) -> str:
    """The source of ``main``: the steps, and the statements of ``verdict_of`` that give its result."""
    kinds = Kinds(steps)
    texts = [*literals([step["arguments"] for step in steps]), *literals([judge["arguments"], judge["values"]])]
    held = variables(steps, judge, taken)
    source = Source(FreshNames(tag, texts, always="race" in kinds), partial(expression, steps, held))
    body = statements(steps, held, accepted, source)
    verdict = verdict_of(source)
    inside = in_rounds(steps, body, verdict, pages=kinds.pages) if "race" in kinds else None
    return "def main():\n" + indent(inside or "\n".join([*filter(None, body), *verdict]), "    ") + "\n"


def _verdict(
    requirement: Requirement, judge: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], source: Source
) -> list[str]:
    """The statements that return what was expected and what was seen; None where those agree."""
    arguments = [_judged(value, requirement, steps, source) for value in judge["arguments"]]
    if judge["how"] == "check":
        arguments += [f"{name}={source.of(value)}" for name, value in judge["values"].items()]
        decided = spread(f"difference = {find_check(requirement.id).__name__}(", arguments, ")")
        return [
            decided,
            *_unless_it_goes_on(judge, steps, source),
            *_unless_it_is_refused(judge, source),
            "return difference and (difference.expected, difference.seen)",
        ]
    (answer,) = arguments
    if judge["how"] == "accepted":
        return [f'return None if {answer}.ok else ("the request is accepted", {answer}.shown)']
    if requirement.text_of:
        return [
            f"patterns = {source.of(list(requirement.message))}",
            f'good = any(re.fullmatch(pattern, {answer}.message or "", re.DOTALL) for pattern in patterns)',
            f"return None if good else ({quoted(_or('a message that matches', requirement.message))}, {answer}.shown)",
        ]
    codes = ", ".join(map(quoted, requirement.error))
    good = f"{answer}.code in ({codes})" if len(requirement.error) > 1 else f"{answer}.code == {codes}"
    return [
        f"good = {good} and {answer}.status < 500",
        f"return None if good else ({quoted(_or('the request is refused with', requirement.error))}, {answer}.shown)",
    ]


def _ended(judge: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps that a sign-in or a list ended with."""
    return [steps[judge["arguments"][n]["$step"]] for n in judge.get("ended", ())]


def _going_on(step: Mapping[str, Any]) -> Callable[..., Any]:
    return goes_on if is_page(step) or step["kind"] == "pages" else has_more


def _unless_it_goes_on(judge: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], source: Source) -> list[str]:
    """Where a sign-in ended before its last step, or a list: what the script does if it goes on."""
    ended = _ended(judge, steps)
    if not ended:
        return []
    answers = [source.of(judge["arguments"][n]) for n in judge["ended"]]
    left = "it goes on, where it ended when this was recorded"
    further = " or ".join(f"{_going_on(step).__name__}({answer})" for step, answer in zip(ended, answers, strict=True))
    further = f"({further})" if len(answers) > 1 else further
    return [f"if difference and {further}:", f'    raise RuntimeError("{left}")']


def _unless_it_is_refused(judge: Mapping[str, Any], source: Source) -> list[str]:
    """Where the same difference would show in a refusal of what was accepted: what the script does if it is refused."""
    if not judge.get("accepted"):
        return []
    refused = " or ".join(f"not {source.of(judge['arguments'][n])}.ok" for n in judge["accepted"])
    refused = f"({refused})" if len(judge["accepted"]) > 1 else refused
    return [
        f"if difference and {refused}:",
        '    raise RuntimeError("it is refused, and was accepted when this was recorded")',
    ]


def _judged(value: Any, requirement: Requirement, steps: Sequence[Mapping[str, Any]], source: Source) -> str:
    """The expression for the judged exchange; a page only if the target serves it at that address."""
    code = source.of(value)
    step = steps[value["$step"]] if isinstance(value, Mapping) and "$step" in value else None
    page = step is not None and (is_page(step) or step["kind"] == "pages")
    return f"offered({code})" if page and not judges_absence(requirement.id) else code


def _or(before: str, words: Iterable[str]) -> str:
    return f"{before} {' or '.join(words)}"


def _attributes(*texts: str) -> set[str]:
    """The attributes that these texts read."""
    return {match[1] for text in texts for match in re.finditer(r"\.([a-z_]+)\b", text)}


def _snippets(running: Running) -> list[str]:
    return [running.code_snippet, running.functions.snippet if running.functions is not None else ""]


def _below(main: str, frame: Frame, shown: Sequence[str], imports: Sequence[str], end: str) -> str:
    """The text after ``main``: the parts that it needs, and their imports."""
    fixed = main + template.HOOK + end
    suite = [part for text in shown for part in parts_of(text)]
    kept = needed([*frame.constants, *suite, *frame.helpers, *frame.behind], fixed)
    own, others = imports_for(imports, global_names(fixed).union(*(part.uses for part in kept)))
    rest = _laid_out([part.text for part in kept])
    return "\n".join(["", *own, "", template.HOOK + "\n".join(others), "", rest, end])


def _laid_out(texts: Sequence[str]) -> str:
    """Statements one below the other, definitions with an empty line around them: a script is to be short."""
    lines = ""
    for before, text in zip(["", *texts], texts, strict=False):
        apart = text.startswith(("def ", "class ", "@")) or before.startswith(("def ", "class ", "@"))
        lines += ("\n\n" if apart else "\n") + text if lines else text
    return lines


def _commented(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return "\n".join(["\n# The same with the AWS CLI:", *(f"# {line}" for line in lines), ""])


def _packages(text: str) -> list[str]:
    """The packages to install for this source, by their names on PyPI."""
    nodes = _nodes(text)
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    roots = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - INSIDE_ONLY
    return sorted({PACKAGES.get(root, root) for root in roots})


def _head(
    requirement: Requirement, difference: Difference, kinds: Kinds, running: Running, packages: Sequence[str]
) -> str:
    sources = [f"Source: {requirement.sources[0]}"] if len(requirement.sources) == 1 else ["Sources:"]
    sources += [f"  {one}" for one in requirement.sources] if len(requirement.sources) != 1 else []
    return template.HEAD.substitute(
        id=requirement.id,
        title=safe(requirement.title),
        level=requirement.level,
        grade=requirement.grade,
        statement=safe(requirement.statement.strip()),
        sources=safe("\n".join(sources)),
        product=running.identity.product,
        version=running.identity.version,
        spec=running.identity.spec,
        suite=__version__,
        seen=safe(difference.seen),
        expected=safe(difference.expected),
        usage=usage_of(kinds, running),
        packages=", ".join(packages),
    )


def usage_of(kinds: Kinds, running: Running) -> str:
    """What is written behind the name of the script to start it."""
    usage = f"ENDPOINT{' [ROUNDS]' if 'race' in kinds else ''}    for example {EXAMPLE}"
    inside = running.in_process
    if inside is not None and runs_inside(kinds, running):
        usage += f', or "{inside.word}" to run {inside.word} inside this process'
    return usage


def safe(text: str) -> str:
    """The text for the inside of a docstring; what cannot be printed is escaped."""
    shown = "".join(one if one.isprintable() or one == "\n" else repr(one)[1:-1] for one in text)
    return shown.replace("\\", "\\\\").replace('"""', "'''")
