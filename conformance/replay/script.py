"""A witness as a standalone script: boto3 and, where a document is fetched, requests."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Collection, Mapping, Sequence
from textwrap import indent
from typing import Any

from conformance import __version__, kit
from conformance.checking.acceptance import describe, judge_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.http_outcome import web_outcome
from conformance.checking.registry import find_check
from conformance.replay.rounds import renamed, rounds
from conformance.replay.source import sources_of
from conformance.replay.template import FUNCTIONS, HEAD, PAGES, TAIL
from conformance.requirements import Requirement
from conformance.transport.browsers import Browsers
from targets.interface import Running
from targets.registry import in_process


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
    """The text of the script. ``accepted`` are the steps that must be accepted before anything can be told.

    ``tag`` is what every name made by the run contains: a race is run again and again, with other names.
    """
    races = any(step["kind"] == "race" for step in steps)
    if races:
        steps, judge = [renamed(step, tag) for step in steps], renamed(judge, tag)
    names = _names(steps)
    body = [f"{names[number]} = {_step(step, names, number in accepted)}" for number, step in enumerate(steps)]
    functions: list[Any] = [Exchange, *(kit.find(step["name"]) for step in steps if step["kind"] == "compute")]
    pages = any(is_page(step) for step in steps)
    functions += [web_outcome, Browsers] if pages else []
    verdict = _verdict(requirement, judge, names, functions)
    imports, definitions = sources_of(*functions)
    inside = in_process()
    own_functions = any(step["kind"] == "function" for step in steps)
    packages = _packages("\n".join([*imports, *definitions]))
    head = HEAD.substitute(
        id=requirement.id,
        title=requirement.title,
        level=requirement.level,
        grade=requirement.grade,
        statement=_safe(requirement.statement.strip()),
        sources=_safe("\n".join(f"  {s}" for s in requirement.sources)),
        product=running.identity.product,
        version=running.identity.version,
        suite=__version__,
        spec=running.identity.spec,
        usage="" if pages or own_functions else f', or "{inside.word}" for that in this process',
        packages=" ".join(["boto3", "requests", *packages.values()]),
        needed="".join(f"import {module}\n" for module in packages),
        word=inside.word,
        address=inside.address,
        start=indent(inside.start, " " * 4),
        advance=indent(inside.advance, " " * 8),
        region=running.region,
        access_key=running.made_up_keys[0],
        secret_key=running.made_up_keys[1],
        seen=_safe(difference.seen),
        expected=_safe(difference.expected),
        issuer=_issuer(running),
        endpoint=_default_endpoint(running),
        imports="\n".join(i for i in imports if not i.startswith("from __future__")),
        definitions="\n\n\n".join(part.strip() for part in definitions),
        code=(running.code_snippet or _ASK) if any(step["kind"] == "code" for step in steps) else "",
        pages=PAGES.substitute(hosted=_hosted(running)) if pages else "",
        functions=_functions(steps, running),
    )
    if races:
        return head + rounds(steps, body, verdict, tag, browsers=pages)
    return head + "\n".join(body) + "\n\n" + TAIL.substitute(verdict=verdict)


_ASK = """def read_code(purpose, pool_id, username, destination, headers):
    return input(f"code sent to {destination} ({purpose}): ")
"""


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', "'''")


PACKAGES = {"cryptography": "cryptography", "jwt": "pyjwt[crypto]"}


def _packages(text: str) -> dict[str, str]:
    """By module: what has to be installed for these definitions, beside what every script needs."""
    used = set(re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE))
    return {module: package for module, package in PACKAGES.items() if module in used}


def _default_endpoint(running: Running) -> str:
    """Where a script goes when it is given no address: nowhere where the server has ended with the run."""
    if running.in_process is not None:
        return running.in_process.word
    return running.endpoint or "" if running.identity.extras.get("runs") == "attached" else ""


def _issuer(running: Running) -> str:
    """The expression for the issuer of ``pool_id`` in a script."""
    if running.endpoint is None:
        return 'f"{ADDRESS}/{pool_id}"'
    template = (
        running.issuer("POOL_ID").replace(running.endpoint.rstrip("/"), "{ENDPOINT}").replace("POOL_ID", "{pool_id}")
    )
    return f'f"{template}"'


def _functions(steps: Sequence[Mapping[str, Any]], running: Running) -> str:
    """What a script needs to deploy functions; empty where it has none."""
    if running.functions is None or not any(step["kind"] == "function" for step in steps):
        return ""
    return f"{running.functions.snippet}\n\n{FUNCTIONS}\n"


def _hosted(running: Running) -> str:
    """The expression for the hosted UI's base in a script."""
    base = running.hosted_ui("POOL_ID", "DOMAIN") or ""
    if running.endpoint is None:
        return 'f"{ENDPOINT}/hosted/{domain}"'  # where the reference has it over HTTP
    template = base.replace(running.endpoint.rstrip("/"), "{ENDPOINT}")
    return f'f"{template}"'.replace("POOL_ID", "{pool_id}").replace("DOMAIN", "{domain}")


def is_page(step: Mapping[str, Any]) -> bool:
    """Whether a step is a request as a browser or an OAuth client makes it."""
    return bool(step["kind"] == "http" and "method" in step["arguments"])


_NAME_OF = {
    "pages": "page",
    "function": "function",
    "watch": "since",
    "events": "events",
    "hosted": "base",
    "http": "document",
    "raw": "answer",
    "code": "sent_code",
    "clock": "now",
    "advance": "waited",
    "race": "raced",
}


def _names(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    used: dict[str, int] = {}
    names = []
    for step in steps:
        base = "page" if is_page(step) else _NAME_OF.get(step["kind"]) or _snake(str(step["name"]).rsplit(".", 1)[-1])
        base += "_value" if step["kind"] == "compute" else ""  # the computation has the name itself
        used[base] = used.get(base, 0) + 1
        names.append(base if used[base] == 1 else f"{base}_{used[base]}")
    return [f"{name}_" if name in _TAKEN else name for name in names]


_TAKEN = frozenset(
    {
        "json",
        "sys",
        "call",
        "fetch",
        "raw",
        "time",
        "client",
        "issuer",
        "advance",
        "requests",
        "boto3",
        "request",
        "race",
        "named",
        "named_member",
        "follow",
        "finish",
        "at_home",
        "worked",
        "submit",
        "hosted",
        "watch",
        "service",
        "role",
    }
)


def _snake(name: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"\W+", "_", name)).lower().strip("_")
    return text if text.isidentifier() and not hasattr(builtins, text) else f"the_{text}"


def _step(step: Mapping[str, Any], names: Sequence[str], needed: bool) -> str:
    arguments = step["arguments"]
    kind = step["kind"]
    if kind == "call":
        extra = (["needed=True"] if needed else []) + ([] if step.get("signed", True) else ["signed=False"])
        return _spread("call", [repr(step["name"]), _code(arguments, names), *extra])
    if kind == "race":
        return _spread("race", [_code(call, names) for call in arguments["calls"]])
    if kind == "hosted":
        return f"hosted({_code(arguments['pool'], names)}, {_code(arguments['domain'], names)})"
    if kind in ("http", "pages"):
        return _web_step(step, names, ["needed=True"] if needed else [])
    if kind == "raw":
        return f"raw({_code(arguments['headers'], names)}, {_code(arguments['body'], names)})"
    if kind == "compute":
        positional = [_code(value, names) for value in arguments["arguments"]]
        named = [f"{name}={_code(value, names)}" for name, value in arguments["values"].items()]
        return f"{step['name'].rsplit('.', 1)[-1]}({', '.join(positional + named)})"
    if kind == "function":
        return f"deploy_function({_code(arguments['plan'], names)})"
    if kind == "watch":
        return f"watch({_code(arguments['function'], names)})"
    if kind == "events":
        return f"events_since({_code(arguments['since'], names)})"
    if kind == "clock":
        return "str(int(time.time()))"
    if kind == "advance":
        return f"advance({arguments['seconds']!r})"
    members = [f"{name}={_code(arguments[name], names)}" for name in ("purpose", "pool_id", "username", "destination")]
    return f"read_code({', '.join(members)}, headers=Answers.last.headers)"


def _web_step(step: Mapping[str, Any], names: Sequence[str], extra: Sequence[str]) -> str:
    arguments = step["arguments"]
    if step["kind"] == "pages":
        named = [f"{name}={_code(value, names)}" for name, value in arguments.items() if name != "answer"]
        return _spread(str(step["name"]), [_code(arguments["answer"], names), *named, *extra])
    if is_page(step):
        given = {n: _code(v, names) for n, v in arguments.items() if n not in ("method", "elsewhere")}
        if "filled" in given:
            return _spread("submit", [given["filled"], given["browser"], *extra])
        url = given.pop("url")
        return _spread("request", [repr(step["name"]), url, *(f"{n}={code}" for n, code in given.items()), *extra])
    url = (
        _code(arguments["url"], names)
        if "url" in arguments
        else f"issuer({_code(arguments['pool'], names)}) + {arguments['path']!r}"
    )
    return f"fetch({url}, {_code(arguments.get('headers') or {}, names)})"


def _spread(function: str, parts: Sequence[str]) -> str:
    line = f"{function}({', '.join(parts)})"
    return line if len(line) < 100 else f"{function}(\n    " + ",\n    ".join(parts) + ",\n)"


def _code(value: Any, names: Sequence[str]) -> str:
    """An encoded value as Python source."""
    if isinstance(value, Mapping):
        if "$ref" in value:
            return _reference(str(names[value["$ref"][0]]), str(value["$ref"][1]))
        if "$step" in value:
            return str(names[value["$step"]])
        if "$named" in value:
            return f"named({value['$named']!r})"
        if "$join" in value:
            return " + ".join(f"str({_code(part, names)})" for part in value["$join"])
        return "{" + ", ".join(f"{name!r}: {_code(member, names)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_code(member, names) for member in value) + "]"
    return repr(value)


def _reference(name: str, path: str) -> str:
    for part in filter(None, path.split(".")):
        name = (
            f"named_member({name}, {part[1:]!r})"
            if part.startswith("@")
            else f"{name}[{int(part) if part.isdigit() else part!r}]"
        )
    return name


def _verdict(requirement: Requirement, judge: Mapping[str, Any], names: Sequence[str], functions: list[Any]) -> str:
    """The lines that set ``difference``; adds the functions they need."""
    arguments = ", ".join(_code(value, names) for value in judge["arguments"])
    if judge["how"] == "accepted":
        functions += [judge_accepted]
        return f"difference = judge_accepted({arguments})"
    if judge["how"] == "refused":
        functions += [Difference, describe]
        return _refusal(requirement, arguments)
    function = find_check(requirement.id)
    functions.append(function)
    values = [f"{name}={_code(value, names)}" for name, value in judge["values"].items()]
    return f"difference = {function.__name__}({', '.join(filter(None, [arguments, *values]))})"


def _refusal(requirement: Requirement, answer: str) -> str:
    if requirement.text_of:
        patterns = json.dumps(list(requirement.message), ensure_ascii=False)
        return (
            "import re\n\n"
            f"patterns = {patterns}\n"
            f"right = any(re.fullmatch(pattern, {answer}.message or '', re.DOTALL) for pattern in patterns)\n"
            f"wanted = f'a message matching {{patterns}}'\n"
            f"difference = None if right else Difference('text', wanted, describe({answer}))"
        )
    return (
        f"codes = {requirement.error!r}\n"
        f"right = not {answer}.ok and {answer}.status != 500 and {answer}.code in codes\n"
        f"difference = None if right else Difference('refusal', f'refused with {{codes}}', describe({answer}))"
    )
